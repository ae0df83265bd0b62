"""The inbox: what the axis held is kept first, then taken in once; what can not be is kept for a person, with why."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, Desk, Letter, Place, Standing, desks
from tinhso.foundation.access.policy import require
from tinhso.foundation.files import actions as files
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.units.queries import agency_by_identifier
from tinhso.government.axis.formats import signatures
from tinhso.government.axis.formats.letters import by_itself, letter_of, readdressed
from tinhso.government.axis.formats.messages import DocumentMessage, StatusMessage
from tinhso.government.axis.formats.parts import Unreadable
from tinhso.government.axis.formats.reading import read
from tinhso.government.axis.formats.receiving import Received, receive
from tinhso.government.axis.models import Message
from tinhso.government.axis.queries.directory import forms_of, is_ours, of_old_code, pinned
from tinhso.government.axis.queries.inbox import BRINGING, brought, content, early
from tinhso.government.axis.queries.outbox import bringing, by_message
from tinhso.government.axis.queries.terms import codes_on, types_on
from tinhso.government.axis.rules import CARRIER, Problem, Taking, is_newer
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, Refusal, TooMany, Unavailable

TAKE, MARK = "axis.take", "axis.mark"
OPERATE = "axis.operate"
_PASSING = (NotAllowed, Unavailable, TooMany)
"""Refusals that say nothing about the message."""
_SIGNED = {
    signatures.Standing.UNSIGNED: "Thông điệp không có chữ ký của cơ quan gửi; căn cứ vào chữ ký trong văn bản.",
    signatures.Standing.UNKNOWN: "Chữ ký của thông điệp nguyên vẹn, nhưng chứng thư số chưa được ghim cho cơ quan gửi.",
    signatures.Standing.EXPIRED: "Chứng thư số ký thông điệp không còn hiệu lực.",
}
"""Kept with the document, so they stay Vietnamese."""


class _Kept(Exception):  # noqa: N818 - it waits for a person
    def __init__(self, problem: Problem, faults: Sequence[Fault]) -> None:
        super().__init__(problem)
        self.problem, self.faults = problem, tuple(faults)


def keep(*, axis_id: str, receiver: str, raw: bytes, at: datetime) -> Message:
    """Keep what the axis held, sealed, before anything is made of it. The same offered again is counted."""
    message = Message(
        axis_id=axis_id, receiver=receiver, state=Taking.KEPT, digest=hashlib.sha256(raw).hexdigest(), received_at=at
    )  # fmt: skip
    message.key = sealing.new_key(str(message.ref))
    try:
        with transaction.atomic():
            message.body = files.keep(
                at=at, owner=message.ref, key=message.key, name="thong-diep.edxml", content=raw,
                media_type="application/xml",
            )  # fmt: skip
            message.save(force_insert=True)
            enqueue(TAKE, {"message": str(message.id)}, due_at=at)
            ledger.record(
                actor=SYSTEM,
                verb="axis.kept",
                about=message.ref,
                at=at,
                data={"axis_id": axis_id, "to": receiver},
            )
    except IntegrityError:
        sealing.destroy(message.key)
        known = Message.objects.filter(axis_id=axis_id, receiver=receiver)
        known.update(times=F("times") + 1)
        return known.get()
    return message


def note_offered(*, message: UUID) -> None:
    """The axis offered again what is kept already."""
    Message.objects.filter(id=message).update(times=F("times") + 1)


def take(*, message: UUID, at: datetime, actor: Actor = SYSTEM, alone: bool = False) -> Message:
    """Make of a kept message what it is: a document, a change of one, or word of one of ours. Once. `alone` takes a
    document in without the one it replaces."""
    with transaction.atomic():
        found = Message.objects.select_for_update().get(id=message)
        waits = found.state == Taking.KEPT or (found.state, found.problem) == (Taking.PARKED, Problem.EARLY)
        if not waits:
            return found
        try:
            with transaction.atomic():
                _take(found, at=at, alone=alone)
        except _Kept as kept:
            _park(found, kept, actor=actor, at=at)
        else:
            found.state, found.problem = Taking.TAKEN, ""
            _let_go(found, actor=actor, at=at)
            found.save()
            ledger.record(
                actor=actor, verb="axis.taken", about=found.ref, at=at, agency=found.agency_id,
                data={"kind": found.kind, "status": found.status, "signature": found.signature},
            )  # fmt: skip
            if found.kind in BRINGING and found.agency_id:
                for other in early(found.document_id, agency=found.agency_id):
                    enqueue(TAKE, {"message": str(other)}, due_at=at)
        enqueue(MARK, {"message": str(found.id)}, due_at=at)
    return found


def replay(*, actor: Actor, message: UUID, at: datetime) -> Message:
    """Take a message in again, as if it came now: after a certificate was pinned, or a code was entered."""
    actor = require(actor, OPERATE, at=at)
    with transaction.atomic():
        found = _waiting(message)
        content(found)
        found.state, found.problem = Taking.KEPT, ""
        found.save(update_fields=["state", "problem"])
        ledger.record(actor=actor, verb="axis.replayed", about=found.ref, at=at, agency=found.agency_id)
        return take(message=message, at=at, actor=actor)


def settle(*, actor: Actor, message: UUID, reason: str, at: datetime) -> None:
    """A person has seen to it elsewhere: what was done is written down, and the octets go."""
    _end(actor, message, "axis.settled", reason, at)


def discard(*, actor: Actor, message: UUID, reason: str, at: datetime) -> None:
    """Nothing is to be done with it: why is written down, and the octets go."""
    _end(actor, message, "axis.discarded", reason, at)


def give_up(*, message: UUID, at: datetime) -> None:
    """Wait no more for the document that a message came before; nothing when it waits for something else. What was to
    stand in the place of that document is one itself, and comes in."""
    with transaction.atomic():
        found = Message.objects.select_for_update().get(id=message)
        if (found.state, found.problem) != (Taking.PARKED, Problem.EARLY):
            return
        if found.kind == Change.REPLACE:
            take(message=message, at=at, alone=True)
            return
        found.state, found.settled_at = Taking.SETTLED, at
        _let_go(found, actor=SYSTEM, at=at)
        found.save()
        ledger.record(
            actor=SYSTEM, verb="axis.gave_up", about=found.ref, at=at, agency=found.agency_id,
            data={"kind": found.kind, "status": found.status},
        )  # fmt: skip


def _take(found: Message, *, at: datetime, alone: bool) -> None:
    day = clock.local(at).date()
    raw = content(found)
    try:
        # Read first to learn who is said to have sent it: it is judged by the certificates of that one alone.
        claimed = read(raw).message.sender.id
        pins = pinned(claimed)
        received = receive(raw, pinned=pins, at=at, codes=codes_on(day))
    except Unreadable as wrong:
        raise _Kept(Problem.UNREADABLE, wrong.faults) from wrong
    judged, message = received.judgement, received.message
    sender = message.sender
    found.signature, found.sender, found.sender_name = judged.standing, sender.id[:60], sender.name[:200]
    if isinstance(message, DocumentMessage):
        found.kind, found.document_id = str(int(message.business.kind)), message.document_id[:200]
        found.number, found.symbol = message.number[:30], message.notation[:60]
    if is_ours(sender.id, on=day):
        words = _("%(code)s là cơ quan của tỉnh; văn bản trong tỉnh không đi qua trục.") % {"code": sender.id}
        raise _Kept(Problem.OWN, [Fault("From", words)])
    if sender.id != claimed or (pins and judged.standing is not signatures.Standing.VALID):
        raise _Kept(
            Problem.SIGNATURE,
            [
                Fault(
                    "Signature",
                    _("Cơ quan gửi có chứng thư số đã ghim, thông điệp này không mang chữ ký đó."),
                )
            ],
        )
    found.agency_id = _agency(found.receiver, at=at).agency_id
    if isinstance(message, StatusMessage):
        _hear(found, message, at=at)
    else:
        _bring(found, message, received, at=at, alone=alone)


def _agency(code: str, *, at: datetime) -> AgencyVersion:
    day = clock.local(at).date()
    try:
        return agency_by_identifier(code, on=day)
    except NotFound as unknown:
        words = _("Mã cơ quan %(code)s không có, hoặc không còn hiệu lực.") % {"code": code}
        if (today := of_old_code(code, on=day)) is not None:
            words += " " + _("Nay là %(name)s, mã %(code)s.") % {"name": today.name, "code": today.identifier}
        raise _Kept(Problem.AGENCY, [Fault("To", words)]) from unknown


def _bring(
    found: Message, message: DocumentMessage, received: Received, *, at: datetime, alone: bool
) -> None:
    """Hand a document, or a change of one, to the desk of its receiver."""
    office, day = _agency(found.receiver, at=at), clock.local(at).date()
    letter = letter_of(
        message,
        types=types_on(day),
        receiver=Place(code=found.receiver, name=office.name, agency=office.agency_id),
        sender=Place(code=message.sender.id, name=message.sender.name or message.sender.id),
        at=day,
        warnings=_warnings(received),
    )
    before = brought(letter.changed, senders=forms_of(found.sender)).filter(agency=found.agency_id)
    given = readdressed(
        letter, codes={found.receiver, office.identifier, office.old_identifier},
        # The same update that comes twice brings it once.
        here=before.exclude(about=letter.message).exists(),
    )  # fmt: skip
    joins = given.change == Change.NEW and bool(letter.changed)
    found.about = (letter.message if joins else given.changed)[:200]
    if alone and given.change == Change.REPLACE:
        given = by_itself(given)
    found.kind = given.change
    _note(found, given)
    found.incoming = _arrive(found, given, at=at)


def _note(found: Message, letter: Letter) -> None:
    """What the lists show, and what an answer has to name."""
    found.document_id, found.number = letter.message[:200], letter.number[:30]
    found.symbol, found.dated = letter.symbol[:60], letter.dated


def _arrive(found: Message, letter: Letter, *, at: datetime) -> UUID:
    assert found.agency_id is not None
    try:
        return _desk().arrive(letter, carrier=CARRIER, agency=found.agency_id, at=at)
    except _PASSING:
        raise
    except NotFound as missing:
        if letter.change == Change.NEW:
            raise _Kept(Problem.REFUSED, _faults(missing)) from missing
        raise _Kept(Problem.EARLY, _faults(missing)) from missing
    except Refusal as refusal:
        raise _Kept(Problem.REFUSED, _faults(refusal)) from refusal


def _hear(found: Message, message: StatusMessage, *, at: datetime) -> None:
    """A receiver says how far a document of ours is; or a sender asks one back that came."""
    found.status, found.about = message.status, message.about.document_id[:200]
    found.number, _slash, found.symbol = message.about.code.partition("/")
    found.number, found.symbol, found.dated = found.number[:30], found.symbol[:60], message.about.promulgated
    if message.status not in {one.value for one in Standing}:
        raise _Kept(Problem.UNKNOWN, [Fault("StatusCode", _("Giá trị không có trong danh mục."))])
    if message.status == Standing.ASKED_BACK:
        _asked_back(found, message, at=at)
        return
    package = by_message(message.about.document_id)
    receipt = (
        bringing(package).select_for_update(of=("self",)).filter(code__in=forms_of(message.sender.id)).first()
        if package
        else None
    )
    if package is None or receipt is None:
        raise _Kept(
            Problem.UNKNOWN,
            [Fault("ResponseFor", _("Không có văn bản nào như vậy đã gửi đến cơ quan này."))],
        )
    # A clock that runs ahead would make everything older that is said later.
    said_at = min(message.at, at)
    if not is_newer(message.status, said_at, known=receipt.state, known_at=receipt.said_at):
        return
    receipt.state, receipt.said_at, receipt.at = message.status, said_at, at
    if message.description:
        receipt.key = receipt.key or sealing.new_key(f"axis.receipt:{receipt.id}")
        receipt.reason_sealed = sealing.seal_text(receipt.key, message.description, row=receipt.row)
    else:
        receipt.reason_sealed = None
    receipt.save()
    place = Place(code=receipt.code, name=receipt.name)
    try:
        _desk().heard(
            package.message, place=place, standing=message.status, reason=message.description, at=said_at
        )
    except NotFound as missing:
        raise _Kept(Problem.UNKNOWN, _faults(missing)) from missing


def _asked_back(found: Message, message: StatusMessage, *, at: datetime) -> None:
    """Status 13 asks for what a recall asks for."""
    senders = forms_of(message.sender.id)
    original = brought(message.about.document_id, senders=senders).filter(agency=found.agency_id).first()
    if original is None:
        raise _Kept(
            Problem.EARLY, [Fault("ResponseFor", _("Chưa có văn bản nào như vậy đến từ cơ quan này."))]
        )
    assert found.agency_id is not None
    assert original.dated is not None
    letter = Letter(
        message=f"13:{found.axis_id}"[:200],
        sender=Place(code=original.sender, name=original.sender_name),
        receivers=(Place(code=found.receiver, name="", agency=found.agency_id),),
        number=original.number,
        symbol=original.symbol,
        dated=original.dated,
        place="",
        type="",
        type_title="",
        subject="",
        change=Change.RECALL,
        changed=original.document_id,
        reason=message.description,
    )
    found.incoming = _arrive(found, letter, at=at)


def _warnings(received: Received) -> list[str]:
    found = [f"{one.field}: {one.reason}" if one.field else one.reason for one in received.warnings]
    if received.judgement.weak:
        found.insert(0, "Chữ ký của thông điệp dùng SHA-1 đã lỗi thời.")
    if words := _SIGNED.get(received.judgement.standing):
        found.insert(0, words)
    return found


def _desk() -> Desk:
    entry = desks.get("documents")
    if entry is None:
        raise Unavailable(_("Hệ thống văn bản đang tắt nên chưa nhận được."), retry_after=600)
    return entry.desk


def _faults(refusal: Refusal) -> list[Fault]:
    words = f"{refusal.detail} {refusal.next_step}".strip()
    return list(refusal.faults) or [Fault("", words)]


def _park(found: Message, kept: _Kept, *, actor: Actor, at: datetime) -> None:
    assert found.key is not None
    again = (found.state, found.problem) == (Taking.PARKED, kept.problem)
    found.state, found.problem = Taking.PARKED, kept.problem
    told = [(one.field, one.reason) for one in kept.faults]
    found.faults_sealed = sealing.seal_json(found.key, told, row=found.row)
    found.save()
    if not again:
        ledger.record(
            actor=actor, verb="axis.put_aside", about=found.ref, at=at, agency=found.agency_id,
            data={"problem": kept.problem},
        )  # fmt: skip


def _waiting(message: UUID) -> Message:
    found = Message.objects.select_for_update().filter(id=message).first()
    if found is None:
        raise NotFound(_("Không có thông điệp này."))
    if found.state != Taking.PARKED:
        raise Conflict(
            _("Thông điệp này đã được giải quyết."),
            next_step=_("Tải lại danh sách để xem tình trạng mới nhất."),
        )
    return found


def _end(actor: Actor, message: UUID, verb: str, reason: str, at: datetime) -> None:
    actor = require(actor, OPERATE, at=at)
    if not reason.strip():
        raise Invalid(_("Chưa ghi lại được."), faults=[Fault("reason", _("Xin ghi rõ."))])
    with transaction.atomic():
        found = _waiting(message)
        found.state, found.settled_at, found.settled_by_id = Taking.SETTLED, at, actor.account
        _let_go(found, actor=actor, at=at)
        found.save()
        ledger.record(
            actor=actor, verb=verb, about=found.ref, at=at, agency=found.agency_id,
            data={"problem": found.problem, "reason": reason.strip()},
        )  # fmt: skip


def _let_go(found: Message, *, actor: Actor, at: datetime) -> None:
    """The octets are taken away and their key destroyed; what was made of them lives where it was made."""
    file, key = found.body_id, found.key
    found.body, found.key, found.faults_sealed = None, None, None
    Message.objects.filter(id=found.id).update(body=None, key=None, faults_sealed=None)
    if file is not None:
        files.discard(actor=actor, at=at, owner=found.ref, file=file)
    if key is not None:
        transaction.on_commit(lambda: sealing.destroy(key))
