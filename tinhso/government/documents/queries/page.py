"""One document, open: what it says, its papers, its steps, its history, what the actor may do with it now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.access import denials
from tinhso.foundation.access.models import Account
from tinhso.foundation.files.queries import Listed, Opened, files_of, open_file
from tinhso.foundation.units.queries import agency
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import may_work_on, open_of, trail
from tinhso.foundation.workflow.shapes import Move
from tinhso.government.documents.models import Document, Note
from tinhso.government.documents.queries.kinds import Type, begun_on, notation_of, type_of, urgency_title
from tinhso.government.documents.queries.lists import VIEW, visible
from tinhso.government.documents.rules import PHASE_TITLES, TONES, Phase, Text
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.queries import acts_about

_TITLES = {
    "documents.begin": gettext_lazy("Bắt đầu soạn"),
    "documents.revise": gettext_lazy("Sửa dự thảo"),
    "documents.attach": gettext_lazy("Thêm tệp kèm theo"),
    "documents.detach": gettext_lazy("Bỏ tệp kèm theo"),
    "documents.send": gettext_lazy("Chuyển bước"),
    "documents.send_back": gettext_lazy("Trả lại"),
    "documents.approve": gettext_lazy("Duyệt ký"),
    "documents.number": gettext_lazy("Cấp số, vào sổ"),
    "documents.issue": gettext_lazy("Ký số, đóng dấu và ban hành"),
}


@dataclass(frozen=True)
class Line:
    """One act as people read it."""

    title: str
    at: datetime
    who: str
    note: str


@dataclass(frozen=True)
class OpenDocument:
    """A document as its page shows it."""

    document: Document
    type: Type
    text: Text
    urgency: str
    agency: str
    notation: str
    """With an open place for the number until it has one."""
    digest: str
    attachments: Sequence[Listed]
    trail: Sequence[Assignment]
    step: Assignment | None
    """What is open, when it is in the actor's hands."""
    history: Sequence[Line]

    @property
    def phase_title(self) -> str:
        return str(PHASE_TITLES[Phase(self.document.phase)])

    @property
    def tone(self) -> str:
        return TONES[Phase(self.document.phase)]

    @property
    def kind(self) -> str:
        """What the actor has to do with it: `draft`, `review`, `sign`, `number`; empty when nothing."""
        if self.step is None or self.document.phase == Phase.NUMBERED:
            return ""
        return self.step.shape.kind

    @property
    def moves(self) -> Sequence[Move]:
        """The ways on that are no act of their own: signing and numbering are."""
        if not self.kind or self.step is None:
            return ()
        moves = self.step.shape.moves
        return moves[1:] if self.kind in ("sign", "number") else moves


def find(*, actor: Actor, document: UUID) -> Document:
    """A document the actor may see; NotFound for any other, in the words of one that is not there. The try is kept."""
    found = visible(actor=actor).select_related("agency", "drafter", "signer").filter(id=document).first()
    if found is None:
        raise hidden(actor=actor, document=document)
    return found


def hidden(*, actor: Actor, document: UUID) -> NotFound:
    """The refusal for a document the actor may not see."""
    agencies = list(Document.objects.filter(id=document).values_list("agency", flat=True))
    if agencies:
        denials.note(actor=actor, permission=VIEW, agencies=agencies, at=clock.now())
    return NotFound(_("Không tìm thấy văn bản, hoặc văn bản không thuộc phạm vi của ông/bà."))


def open_document(*, actor: Actor, document: UUID, at: datetime) -> OpenDocument:
    """A document with everything its page shows."""
    found = find(actor=actor, document=document)
    day = clock.local(at).date()
    steps = trail(about=found.ref)
    own = next((one for one in steps if one.is_open and may_work_on(one, actor=actor)), None)
    return OpenDocument(
        document=found,
        type=type_of(found.type, on=begun_on(found)),
        text=text_of(found),
        urgency=urgency_title(found.urgency, on=begun_on(found)),
        agency=agency(found.agency_id, on=day).name,
        notation=found.notation or notation_of(found, number=None, on=day),
        digest=digest_of(found),
        attachments=attachments_of(found),
        trail=steps,
        step=own,
        history=_history(found),
    )


def text_of(document: Document) -> Text:
    """What a document says, open."""
    said = document.text()
    return Text(
        type=document.type,
        subject=document.subject,
        urgency=document.urgency,
        addressed_to=said["addressed_to"],
        places=said["places"],
        paragraphs=said["paragraphs"],
        unit=document.unit,
        authority=document.authority,
        superior=document.superior,
    )


def attachments_of(document: Document) -> list[Listed]:
    """The files that go with a document, without the document itself."""
    return [one for one in files_of(owner=document.ref) if one.id != document.file_id]


def digest_of(document: Document) -> str:
    """SHA-256 of everything a leader approves: the text, who signs it how, and what goes with it."""
    said = {
        **document.text(),
        "type": document.type, "subject": document.subject, "urgency": document.urgency, "unit": document.unit,
        "authority": document.authority, "superior": document.superior, "signer": str(document.signer_id),
        "attachments": sorted(str(one.id) for one in attachments_of(document)),
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def opened_file(*, actor: Actor, document: UUID, file: UUID) -> Opened:
    """A file of a document the actor may see, to look at."""
    return open_file(owner=find(actor=actor, document=document).ref, file=file)


def last_change(document: Document) -> str:
    """What was done last, in words; empty when nothing was."""
    acts = [one for one in acts_about(about=document.ref) if one.verb in _TITLES]
    return f"{_TITLES[acts[-1].verb]}, {clock.local(acts[-1].at):%H:%M %d/%m/%Y}" if acts else ""


def held_step(document: Document, *, actor: Actor) -> Assignment | None:
    """The open step of a document that is in the actor's hands."""
    return next((one for one in open_of(about=document.ref) if may_work_on(one, actor=actor)), None)


def _history(document: Document) -> list[Line]:
    acts = [one for one in acts_about(about=document.ref) if one.verb in _TITLES]
    accounts = Account.objects.filter(id__in={one.actor for one in acts if one.actor})
    who: dict[UUID | None, str] = {None: "Tỉnh Số", **dict(accounts.values_list("id", "name"))}
    notes = {one.act: one.text(key=document.key) for one in Note.objects.filter(document=document)}
    return [
        Line(
            str(_TITLES[one.verb]),
            one.at,
            who.get(one.actor, ""),
            notes.get(one.id, ""),
        )
        for one in acts
    ]
