"""What comes without a description of its own: a paper, a scan, a mail. A clerk says what it is before it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, Letter, Place
from tinhso.foundation.access.policy import require
from tinhso.foundation.files import actions as files
from tinhso.foundation.files.actions import Came
from tinhso.government.documents.actions.arriving import (
    READ,
    describe,
    fitting,
    keep_arrival,
    new_incoming,
)
from tinhso.government.documents.actions.changing_in import locked_in, record_in, start_in, step_of
from tinhso.government.documents.models import Arrival, Incoming
from tinhso.government.documents.queries.incoming import RECEIVE
from tinhso.government.documents.queries.kinds import TYPES, choices
from tinhso.government.documents.rules import OPEN
from tinhso.government.documents.rules.incoming import BY_HAND, PAPER, Slip, State, faults_of_slip
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid


def enter(
    *, actor: Actor, agency: UUID, slip: Slip, secrecy: str, came: Sequence[Came], at: datetime
) -> Incoming:
    """Enter a document that came on paper, with its scans. Invalid for one that is secret: nothing of it is kept."""
    actor = require(actor, RECEIVE, agencies=(agency,), at=at)
    if secrecy != OPEN:
        raise Invalid(
            _("Văn bản mật không được nhập vào hệ thống này. Không nội dung nào vừa nhập được lưu."),
            faults=[Fault("secrecy", _("Đăng ký trong sổ riêng, theo quy định bảo vệ bí mật nhà nước."))],
        )
    _check(slip, at=at)
    return _put_in(actor=actor, agency=agency, slip=slip, came=came, unconfirmed=False, at=at)


def enter_scan(*, actor: Actor, agency: UUID, came: Came, at: datetime) -> Incoming:
    """Begin with the scan of a paper: what can be read off it is suggested, and a clerk says what it is."""
    actor = require(actor, RECEIVE, agencies=(agency,), at=at)
    slip = Slip(
        sender=_("Chưa ghi nơi gửi"), number="", symbol="", dated=clock.local(at).date(), type="",
        subject=_("Bản quét %(name)s") % {"name": came.name[:200]}, urgency=OPEN, due=None, signer="", position="",
    )  # fmt: skip
    return _put_in(actor=actor, agency=agency, slip=slip, came=[came], unconfirmed=True, at=at)


def confirm(*, actor: Actor, incoming: UUID, version: int, slip: Slip, at: datetime) -> Incoming:
    """Say what a document is that came on paper or by mail, before it is taken in."""
    with transaction.atomic():
        found = locked_in(actor=actor, incoming=incoming, version=version)
        actor = require(actor, RECEIVE, agencies=(found.agency_id,), at=at)
        step_of(found, "number", actor=actor)
        if found.carrier not in BY_HAND or found.state != State.WAITING:
            raise Conflict(_("Thông tin do nơi gửi ghi nên không sửa được ở đây."))
        _check(slip, at=at)
        arrival = found.arrivals.get(number=1)
        letter = _letter(found.message, slip)
        sender_code = found.sender_code
        describe(found, letter, at=at)
        found.sender_code = sender_code
        said = arrival.content(key=found.key)
        said |= {
            "subject": letter.subject, "notation": found.notation, "dated": letter.dated.isoformat(),
            "signer": letter.signer, "position": letter.position, "unconfirmed": False,
        }  # fmt: skip
        arrival.write(said, key=found.key)
        arrival.save(update_fields=["content_sealed"])
        record_in(found, verb="in_confirm", actor=actor, at=at)
    return found


def add_scan(*, actor: Actor, incoming: UUID, name: str, content: files.Readable, at: datetime) -> None:
    """Put a scan beside a paper that waits; Invalid names the file that is not taken and says why."""
    with transaction.atomic():
        found = locked_in(actor=actor, incoming=incoming)
        actor = require(actor, RECEIVE, agencies=(found.agency_id,), at=at)
        step_of(found, "number", actor=actor)
        if found.carrier != PAPER or found.state != State.WAITING:
            raise Conflict(_("Chỉ thêm bản quét cho văn bản giấy chưa vào sổ."))
        file = files.take_in(
            actor=actor,
            at=at,
            owner=found.ref,
            key=found.key,
            name=name,
            content=content,
            agency=found.agency_id,
        )
        arrival = found.arrivals.get(number=1)
        said = arrival.content(key=found.key)
        arrival.write({**said, "files": [*said["files"], str(file.id)]}, key=found.key)
        arrival.save(update_fields=["content_sealed"])
        record_in(found, verb="in_scan", actor=actor, at=at)
        enqueue(READ, {"incoming": str(found.id)}, due_at=at)


def note_read(*, incoming: UUID, suggested: dict[str, str] | None) -> None:
    """Keep what was read off a scan, for the clerk to look at; None where nothing can read."""
    with transaction.atomic():
        found = Incoming.objects.select_for_update(of=("self",)).get(id=incoming)
        arrival = found.arrivals.get(number=1)
        said = arrival.content(key=found.key)
        if found.state == State.WAITING and said.get("unconfirmed"):
            arrival.write({**said, "read": suggested, "tried": True}, key=found.key)
            arrival.save(update_fields=["content_sealed"])


def _put_in(
    *, actor: Actor, agency: UUID, slip: Slip, came: Sequence[Came], unconfirmed: bool, at: datetime
) -> Incoming:
    found = new_incoming(agency=agency, carrier=PAPER, message="", at=at)
    found.message = str(found.id)
    letter = _letter(found.message, slip)
    describe(found, letter, at=at)
    with transaction.atomic():
        arrival = Arrival(
            agency_id=agency, carrier=PAPER, message=found.message, change=Change.NEW, number=1, at=at
        )
        found.save(force_insert=True)
        kept = [
            files.take_in(
                actor=actor, at=at, owner=found.ref, key=found.key, name=one.name, content=one.content,
                field=one.field, agency=agency,
            )
            for one in came
        ]  # fmt: skip
        ids = [str(one.id) for one in kept]
        keep_arrival(arrival, found, letter, kept=ids, left_out=[], unconfirmed=unconfirmed)
        start_in(found, actor=actor, again=False, at=at)
        record_in(found, verb="in_enter", actor=actor, at=at)
        if came:
            enqueue(READ, {"incoming": str(found.id)}, due_at=at)
    return found


def _letter(message: str, slip: Slip) -> Letter:
    return fitting(
        Letter(
            message=message, sender=Place(code="", name=slip.sender), receivers=(), number=slip.number,
            symbol=slip.symbol, dated=slip.dated, place="", type=slip.type, type_title="", subject=slip.subject,
            position=slip.position, signer=slip.signer, urgency=slip.urgency, due=slip.due,
        )
    )  # fmt: skip


def _check(slip: Slip, *, at: datetime) -> None:
    day = clock.local(at).date()
    faults = faults_of_slip(slip, today=day)
    if slip.type and slip.type not in dict(choices(TYPES, on=day)):
        faults.append(Fault("type", _("Không có loại văn bản này.")))
    if faults:
        raise Invalid(_("Văn bản chưa nhập được."), faults=faults)
