"""One document, open: what it says, its papers, its steps, its history, what the actor may do with it now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.access import denials
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.queries import title_of
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.queries import Listed, Opened, files_of, open_file
from tinhso.foundation.units.queries import agency
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import may_work_on, moves_of, open_of, trail
from tinhso.foundation.workflow.shapes import Move
from tinhso.government.documents.models import Document, DraftLock, Note, Receiver
from tinhso.government.documents.queries.codrafting import (
    Remark,
    codrafters_of,
    colleagues,
    draft_step,
    lock_of,
    remarks_of,
    writes,
)
from tinhso.government.documents.queries.kinds import (
    Type,
    begun_on,
    circulation_title,
    contact_of,
    facts_of,
    layout_of,
    notation_of,
    type_of,
    urgency_title,
)
from tinhso.government.documents.queries.lists import VIEW, visible
from tinhso.government.documents.queries.receivers import receivers_of
from tinhso.government.documents.queries.written import body_of, text_of, written
from tinhso.government.documents.rules import PHASE_TITLES, TONES, Phase, Text
from tinhso.government.documents.rules.body import Block, Body
from tinhso.government.documents.rules.form import Finding, Form, look_over
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.refs import Described, Ref, describe
from tinhso.kernel.statements import prepared

PDF = "application/pdf"
_TITLES = {
    "documents.begin": gettext_lazy("Bắt đầu soạn"),
    "documents.revise": gettext_lazy("Sửa dự thảo"),
    "documents.restore": gettext_lazy("Lấy lại phiên bản trước"),
    "documents.ask": gettext_lazy("Mời cùng soạn"),
    "documents.dismiss": gettext_lazy("Thôi mời cùng soạn"),
    "documents.take_over": gettext_lazy("Lấy lại quyền sửa dự thảo"),
    "documents.comment": gettext_lazy("Góp ý"),
    "documents.settle_comment": gettext_lazy("Đánh dấu góp ý đã xử lý"),
    "documents.reopen_comment": gettext_lazy("Mở lại góp ý"),
    "documents.attach": gettext_lazy("Thêm tệp kèm theo"),
    "documents.detach": gettext_lazy("Bỏ tệp kèm theo"),
    "documents.send": gettext_lazy("Chuyển bước"),
    "documents.send_back": gettext_lazy("Trả lại"),
    "documents.approve": gettext_lazy("Duyệt ký"),
    "documents.number": gettext_lazy("Cấp số, vào sổ"),
    "documents.issue": gettext_lazy("Ký số, đóng dấu và ban hành"),
    "documents.take_back": gettext_lazy("Thu hồi"),
    "documents.correct": gettext_lazy("Gửi đính chính"),
    "documents.readdress": gettext_lazy("Thêm, bớt nơi nhận"),
    "documents.replace": gettext_lazy("Thay thế"),
    "documents.erase": gettext_lazy("Tiêu hủy nội dung"),
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
    circulation: str
    agency: str
    notation: str
    """With an open place for the number until it has one."""
    digest: str
    attachments: Sequence[Listed]
    signed: frozenset[UUID]
    """Those of them that the agency signed when the document was issued."""
    trail: Sequence[Assignment]
    step: Assignment | None
    """What is open, when it is in the actor's hands."""
    ways: Sequence[Move]
    """The ways out of that step which are open now."""
    history: Sequence[Line]
    body: Body
    remarks: Sequence[Remark]
    writes: bool
    """Whether the actor writes it: its drafter, or one who was asked to."""
    findings: Sequence[Finding]
    """What of its form is not as the decree has it; of a document that is not approved yet."""
    receivers: Sequence[Receiver]
    lock: DraftLock | None
    """Who writes it at this moment."""
    codrafters: Sequence[Account]
    colleagues: Sequence[tuple[str, str]]
    """Who may still be asked to write with its drafter, when the actor is that."""
    answered: Described | None
    """The incoming document it answers, where the actor may see it."""

    def held_by_another(self, actor: Actor) -> bool:
        """Whether somebody else writes it at this moment."""
        return self.lock is not None and self.lock.holder_id != actor.account

    @property
    def faults(self) -> Sequence[Finding]:
        return [one for one in self.findings if one.is_fault]

    @property
    def warnings(self) -> Sequence[Finding]:
        return [one for one in self.findings if not one.is_fault]

    @property
    def passages(self) -> Sequence[Passage]:
        """Its parts, annexes among them, each with what was said of it."""
        return passages(self.body, self.remarks)

    @property
    def general(self) -> Sequence[Remark]:
        """What was said of the whole, or of a paragraph that reads otherwise now."""
        now = set(self.quotable)
        return [one for one in self.remarks if one.quote not in now]

    @property
    def quotable(self) -> Sequence[str]:
        """The words of each part that something may be said of."""
        return [one.block.source for one in self.passages if one.block and one.block.source]

    @property
    def erased(self) -> bool:
        """Whether what it said was destroyed with the file it lay in."""
        return self.document.phase == Phase.ISSUED and self.document.file_id is None

    @property
    def phase_title(self) -> str:
        return str(PHASE_TITLES[Phase(self.document.phase)])

    @property
    def tone(self) -> str:
        return TONES[Phase(self.document.phase)]

    @property
    def kind(self) -> str:
        """What the actor has to do with it: `draft`, `review`, `verify`, `sign`, `number`; empty when nothing."""
        if self.step is None or self.document.phase == Phase.NUMBERED:
            return ""
        return self.step.shape.kind

    @property
    def moves(self) -> Sequence[Move]:
        """The ways on that are no act of their own: signing and numbering are."""
        if not self.kind:
            return ()
        return self.ways[1:] if self.kind in ("sign", "number") else self.ways


def find(*, actor: Actor, document: UUID) -> Document:
    """A document the actor may see; NotFound for any other, in the words of one that is not there. The try is kept."""
    found = (
        visible(actor=actor)
        .select_related("agency", "drafter", "signer", "process")
        .filter(id=document)
        .first()
    )
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
        circulation=circulation_title(found.circulation, on=begun_on(found)),
        agency=agency(found.agency_id, on=day).name,
        notation=found.notation or notation_of(found, number=None, on=day),
        digest=digest_of(found),
        attachments=attachments_of(found),
        signed=frozenset(found.signed_attachments.values_list("file", flat=True)),
        trail=steps,
        step=own,
        ways=moves_of(own, facts=facts_of(found, on=day), day=day) if own else (),
        history=_history(found),
        body=body_of(found),
        remarks=remarks_of(found),
        writes=draft_step(found) is not None and writes(found, actor=actor),
        findings=form_of(found, at=at) if found.phase in (Phase.DRAFT, Phase.ROUTED) else (),
        receivers=receivers_of(found.id),
        lock=lock_of(found, at=at),
        codrafters=codrafters_of(found),
        colleagues=colleagues(found, actor=actor, at=at) if own and own.shape.kind == "draft" else (),
        answered=describe([found.answers], actor=actor).get(found.answers)
        if isinstance(found.answers, Ref)
        else None,
    )


@dataclass(frozen=True)
class Passage:
    """One part of a body as a page shows it; the head of an annex has no block."""

    title: str
    block: Block | None
    remarks: Sequence[Remark]


def passages(body: Body, remarks: Sequence[Remark]) -> list[Passage]:
    """The parts of a body and its annexes in order; a remark stands at the first part that reads as it did."""
    left = list(remarks)
    found = []
    for title, blocks in [
        ("", body.blocks),
        *((f"{one.label}. {one.title}".strip(" ."), one.blocks) for one in body.annexes),
    ]:
        if title:
            found.append(Passage(title, None, ()))
        for block in blocks:
            own = [one for one in left if one.quote and one.quote == block.source]
            left = [one for one in left if one not in own]
            found.append(Passage("", block, own))
    return found


def form_of(document: Document, *, at: datetime) -> list[Finding]:
    """What of a document's form is not as the decree has it."""
    kind = type_of(document.type, on=begun_on(document))
    layout = layout_of(kind, on=begun_on(document))
    return look_over(
        Form(
            text=text_of(document), body=body_of(document), letter=kind.letter, decides=bool(layout.decides),
            articles=layout.articles, agency=agency(document.agency_id, on=clock.local(at).date()).name,
            signer=document.signer.name,
            signer_title=title_of(account=document.signer_id, agency=document.agency_id, at=at),
            delivered=len(receivers_of(document.id)), contact=contact_of(document, on=clock.local(at).date()),
            loose=[one.name for one in attachments_of(document) if one.media_type != PDF],
        )
    )  # fmt: skip


def attachments_of(document: Document) -> list[Listed]:
    """The files that go with a document, without the document itself."""
    return [one for one in files_of(owner=document.ref) if one.id != document.file_id]


def digest_of(document: Document) -> str:
    """SHA-256 of everything a leader approves: the text, who signs it how, and what goes with it."""
    return digests_of([document])[document.id]


def digests_of(documents: Sequence[Document]) -> dict[UUID, str]:
    """The same of many, by id; the number of reads does not grow with them."""
    if not documents:
        return {}
    files: dict[UUID, list[str]] = {one.id: [] for one in documents}
    for owner, file in _files_of(*(one.ref for one in documents)):
        assert isinstance(owner, Ref)
        files[owner.id].append(str(file))
    places: dict[UUID, list[Receiver]] = {one.id: [] for one in documents}
    if len(documents) == 1:
        places[documents[0].id] += receivers_of(documents[0].id)
    else:
        for place in Receiver.objects.filter(document__in=files).order_by("turn", "id"):
            places[place.document_id].append(place)
    said = {
        one.id: written(one, receivers=places[one.id])
        | {"attachments": sorted(set(files[one.id]) - {str(one.file_id)})}
        for one in documents
    }
    return {
        document: hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        for document, words in said.items()
    }


@prepared
def _files_of(*owners: Any) -> QuerySet[StoredFile, tuple[Ref, UUID]]:
    return StoredFile.objects.filter(owner__in=owners).values_list("owner", "id")


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
    steps = {one.key: one.title for one in document.process.shape.steps}
    return [
        Line(
            ": ".join(filter(None, (str(_TITLES[one.verb]), steps.get(one.data.get("to_step", ""))))),
            one.at,
            who.get(one.actor, ""),
            notes.get(one.id, ""),
        )
        for one in acts
    ]
