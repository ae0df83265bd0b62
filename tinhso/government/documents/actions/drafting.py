"""Drafting: an officer writes a document and puts files beside it, until it goes to the head."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.access.queries import holders
from tinhso.foundation.access.roles import Role
from tinhso.foundation.files import actions as files
from tinhso.foundation.units.queries import office
from tinhso.foundation.workflow import actions as workflow
from tinhso.foundation.workflow.queries import open_of, process_on
from tinhso.government.documents.actions.changing import record
from tinhso.government.documents.actions.codrafting import must_be_free, must_write, release
from tinhso.government.documents.models import KIND, Document, Receiver, Version
from tinhso.government.documents.queries.kinds import CIRCULATION, TYPES, URGENCY, choices
from tinhso.government.documents.queries.receivers import MOST, named
from tinhso.government.documents.queries.versions import said_in
from tinhso.government.documents.queries.written import written
from tinhso.government.documents.rules import COPIES_MOST, OPEN, PROCESS, SUBJECT_MOST, Authority, Phase, Text
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import fold, nfc

DRAFT = "documents.draft"


def begin(
    *,
    actor: Actor,
    agency: UUID,
    text: Text,
    signer: UUID,
    secrecy: str,
    at: datetime,
    receivers: Sequence[str] = (),
    answers: Ref | None = None,
) -> Document:
    """Begin a document, to go to the receivers with these keys (`queries.receivers.Choice`), maybe as the answer to an
    incoming one. Invalid for one that is secret: it has no place in a system on the network, and nothing of it is kept.
    """
    actor = require(actor, DRAFT, agencies=(agency,), at=at)
    day = clock.local(at).date()
    _check(text, actor=actor, agency=agency, signer=signer, secrecy=secrecy, at=at)
    places = receivers_named(receivers, day)
    process = process_on(code=PROCESS, day=day)
    if process is None:
        raise Conflict(
            _("Chưa có quy trình văn bản đi."), next_step=_("Đề nghị quản trị tỉnh nạp gói quy định.")
        )
    assert actor.account is not None
    key = new_id()
    document = Document(
        id=key, version=0, phase=Phase.DRAFT, agency=office(agency), drafter_id=actor.account, process=process,
        key=sealing.new_key(f"{KIND}:{key}"), created_at=at, saved_at=at, answers=answers,
    )  # fmt: skip
    _write(document, text, signer=signer)
    with transaction.atomic():
        document.save(force_insert=True)
        _deliver_to(document, places)
        offices = workflow.Offices(counter=document.agency, authority=document.agency)
        workflow.start(
            about=document.ref, process=process, offices=offices, facts={}, receiver=actor, again=False, at=at
        )
        workflow.take(assignment=open_of(about=document.ref)[0], actor=actor)
        _keep_version(document, actor=actor, at=at)
        record(document, verb="begin", actor=actor, at=at, data={"type": document.type})
    return document


def revise(
    *,
    actor: Actor,
    document: UUID,
    version: int,
    text: Text,
    signer: UUID,
    secrecy: str,
    at: datetime,
    receivers: Sequence[str] | None = None,
) -> Document:
    """Write a draft anew, by its drafter or one who writes with them; without `receivers` they stay as they are.

    Conflict once it is on its route, or while somebody else writes it.
    """
    with transaction.atomic():
        found = must_write(actor, document, version=version)
        must_be_free(found, actor=actor, at=at)
        _check(text, actor=actor, agency=found.agency_id, signer=signer, secrecy=secrecy, at=at)
        _write(found, text, signer=signer)
        if receivers is not None:
            _deliver_to(found, receivers_named(receivers, clock.local(at).date()))
        _keep_version(found, actor=actor, at=at)
        release(found)
        record(found, verb="revise", actor=actor, at=at)
    return found


def restore(*, actor: Actor, document: UUID, version: int, number: int, at: datetime) -> Document:
    """Put an earlier version of a draft back, as its next version."""
    with transaction.atomic():
        found = must_write(actor, document, version=version)
        must_be_free(found, actor=actor, at=at)
        said = said_in(found, number)
        text = Text(
            type=said["type"], subject=said["subject"], urgency=said["urgency"], unit=said["unit"],
            addressed_to=said["addressed_to"], places=said["places"], paragraphs=said["paragraphs"],
            authority=said["authority"], superior=said["superior"], circulation=said.get("circulation", ""),
            mark=said.get("mark", ""), copies=said.get("copies", 0), contact=said.get("contact", False),
        )  # fmt: skip
        signer = UUID(said["signer"])
        _check(text, actor=actor, agency=found.agency_id, signer=signer, secrecy=OPEN, at=at)
        _write(found, text, signer=signer)
        _deliver_to(found, [
            Receiver(agency_id=one["agency"] or None, carrier=one["carrier"], code=one["code"], name=one["name"])
            for one in said.get("receivers", ())
        ])  # fmt: skip
        _keep_version(found, actor=actor, at=at, restored=number)
        release(found)
        record(found, verb="restore", actor=actor, at=at, data={"restored": number})
    return found


def attach(*, actor: Actor, document: UUID, name: str, content: files.Readable, at: datetime) -> None:
    """Put a file beside a draft; Invalid names the file that is not taken and says why."""
    _with_draft(
        actor, document, at, "attach",
        lambda found: files.take_in(
            actor=actor, at=at, owner=found.ref, key=found.key, name=name, content=content, agency=found.agency_id
        ),
    )  # fmt: skip


def detach(*, actor: Actor, document: UUID, file: UUID, at: datetime) -> None:
    """Take a file away from beside a draft."""
    _with_draft(
        actor, document, at, "detach",
        lambda found: files.discard(actor=actor, at=at, owner=found.ref, file=file, agency=found.agency_id),
    )  # fmt: skip


def _with_draft(
    actor: Actor, document: UUID, at: datetime, verb: str, change: Callable[[Document], Any]
) -> None:
    with transaction.atomic():
        found = must_write(actor, document)
        change(found)
        record(found, verb=verb, actor=actor, at=at)


def _check(text: Text, *, actor: Actor, agency: UUID, signer: UUID, secrecy: str, at: datetime) -> None:
    """What a draft must be to be kept at all; the rest of the form is looked at when it goes on."""
    day = clock.local(at).date()
    if secrecy != OPEN:
        raise Invalid(
            _("Văn bản mật không được soạn, lưu hay gửi trên hệ thống này. Không nội dung nào vừa nhập được lưu."),
            faults=[Fault("secrecy", _("Soạn trên máy riêng không nối mạng, theo quy định bảo vệ bí mật nhà nước."))],
        )  # fmt: skip
    faults = []
    if text.type not in dict(choices(TYPES, on=day)):
        faults.append(Fault("type", _("Không có loại văn bản này.")))
    if text.urgency not in dict(choices(URGENCY, on=day)):
        faults.append(Fault("urgency", _("Không có độ khẩn này.")))
    if text.circulation and text.circulation not in dict(choices(CIRCULATION, on=day)):
        faults.append(Fault("circulation", _("Không có chỉ dẫn phạm vi lưu hành này.")))
    if not 0 <= text.copies <= COPIES_MOST:
        faults.append(Fault("copies", _("Số lượng bản từ 1 đến %(most)s.") % {"most": COPIES_MOST}))
    if text.authority not in {one.value for one in Authority}:
        faults.append(Fault("authority", _("Không có cách ký này.")))
    if not text.subject or len(text.subject) > SUBJECT_MOST:
        faults.append(Fault("subject", _("Xin ghi trích yếu, không quá 500 ký tự.")))
    if signer not in {one.id for one in holders(actor=actor, agency=agency, role=Role.LEADER, at=at)}:
        faults.append(Fault("signer", _("Xin chọn lãnh đạo ký của cơ quan.")))
    if faults:
        raise Invalid(_("Dự thảo chưa lưu được."), faults=faults)


def _write(document: Document, text: Text, *, signer: UUID) -> None:
    document.type, document.subject, document.urgency = text.type, nfc(text.subject), text.urgency
    document.folded = fold(text.subject)[:600]
    document.unit, document.authority, document.superior = text.unit, text.authority, text.superior
    document.circulation, document.mark = text.circulation, text.mark
    document.copies, document.contact = text.copies, text.contact
    document.signer_id = signer
    document.write({
        "paragraphs": [nfc(one) for one in text.paragraphs],
        "addressed_to": [nfc(one) for one in text.addressed_to],
        "places": [nfc(one) for one in text.places],
    })  # fmt: skip


def receivers_named(keys: Sequence[str], day: date) -> list[Receiver]:
    """The receivers of these keys, as they are called on a day; Invalid for one that is not there, or not any more."""
    known = named(keys, on=day)
    if gone := [key.partition(":")[2] for key in keys if key not in known]:
        reason = _("Không còn nơi nhận mã %(codes)s; xin bỏ hoặc chọn nơi thay thế.")
        raise Invalid(
            _("Dự thảo chưa lưu được."), faults=[Fault("receivers", reason % {"codes": ", ".join(gone)})]
        )
    if len(known) > MOST:
        reason = _("Nhiều nhất %(most)s nơi nhận.") % {"most": MOST}
        raise Invalid(_("Dự thảo chưa lưu được."), faults=[Fault("receivers", reason)])
    return [
        Receiver(
            agency_id=one.place.agency,
            carrier=one.carrier,
            code=one.place.code,
            name=nfc(one.place.name)[:200],
        )
        for one in known.values()
    ]


def _deliver_to(document: Document, receivers: Sequence[Receiver]) -> None:
    Receiver.objects.filter(document=document).delete()
    for turn, one in enumerate(receivers):
        one.document, one.turn = document, turn
    Receiver.objects.bulk_create(receivers)


def _keep_version(document: Document, *, actor: Actor, at: datetime, restored: int | None = None) -> None:
    last = Version.objects.filter(document=document).aggregate(last=Max("number"))["last"] or 0
    assert actor.account is not None
    one = Version(
        document=document, number=last + 1, saved_at=at, saved_by_id=actor.account, restored=restored
    )
    one.write(written(document), key=document.key)
    one.save(force_insert=True)
