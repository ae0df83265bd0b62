"""Drafting: an officer writes a document and puts files beside it, until it goes to the head."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.access.queries import holders
from tinhso.foundation.access.roles import Role
from tinhso.foundation.files import actions as files
from tinhso.foundation.units.queries import office
from tinhso.foundation.workflow import actions as workflow
from tinhso.foundation.workflow.queries import open_of, process_on
from tinhso.government.documents.actions.changing import locked, record, step_in_hand
from tinhso.government.documents.models import KIND, Document
from tinhso.government.documents.queries.kinds import TYPES, URGENCY, choices
from tinhso.government.documents.rules import OPEN, PROCESS, SUBJECT_MOST, Authority, Phase, Text
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.ids import new_id
from tinhso.kernel.text import fold, nfc

DRAFT = "documents.draft"


def begin(*, actor: Actor, agency: UUID, text: Text, signer: UUID, secrecy: str, at: datetime) -> Document:
    """Begin a document. Invalid for one that is secret: it has no place in a system on the network, and nothing of it
    is kept."""
    actor = require(actor, DRAFT, agencies=(agency,), at=at)
    day = clock.local(at).date()
    _check(text, actor=actor, agency=agency, signer=signer, secrecy=secrecy, at=at)
    process = process_on(code=PROCESS, day=day)
    if process is None:
        raise Conflict(
            _("Chưa có quy trình văn bản đi."), next_step=_("Đề nghị quản trị tỉnh nạp gói quy định.")
        )
    assert actor.account is not None
    key = new_id()
    document = Document(
        id=key, version=0, phase=Phase.DRAFT, agency=office(agency), drafter_id=actor.account, process=process,
        key=sealing.new_key(f"{KIND}:{key}"), created_at=at, saved_at=at,
    )  # fmt: skip
    _write(document, text, signer=signer)
    with transaction.atomic():
        document.save(force_insert=True)
        offices = workflow.Offices(counter=document.agency, authority=document.agency)
        workflow.start(
            about=document.ref, process=process, offices=offices, facts={}, receiver=actor, again=False, at=at
        )
        workflow.take(assignment=open_of(about=document.ref)[0], actor=actor)
        record(document, verb="begin", actor=actor, at=at, data={"type": document.type})
    return document


def revise(
    *, actor: Actor, document: UUID, version: int, text: Text, signer: UUID, secrecy: str, at: datetime
) -> Document:
    """Write a draft anew; Conflict once it is in other hands."""
    with transaction.atomic():
        found = locked(actor=actor, document=document, version=version)
        actor = require(actor, DRAFT, agencies=(found.agency_id,), at=at)
        step_in_hand(found, "draft", actor=actor)
        _check(text, actor=actor, agency=found.agency_id, signer=signer, secrecy=secrecy, at=at)
        _write(found, text, signer=signer)
        record(found, verb="revise", actor=actor, at=at)
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
        found = locked(actor=actor, document=document)
        actor = require(actor, DRAFT, agencies=(found.agency_id,), at=at)
        step_in_hand(found, "draft", actor=actor)
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
    document.signer_id = signer
    document.write({
        "paragraphs": [nfc(one) for one in text.paragraphs],
        "addressed_to": [nfc(one) for one in text.addressed_to],
        "places": [nfc(one) for one in text.places],
    })  # fmt: skip
