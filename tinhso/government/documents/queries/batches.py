"""What can be signed or numbered with one press, and how far a press has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.workflow.queries import in_hand
from tinhso.government.documents.models import KIND, Batch, BatchItem, Document
from tinhso.government.documents.queries.kinds import begun_on, type_of
from tinhso.government.documents.queries.lists import visible
from tinhso.government.documents.queries.page import digests_of
from tinhso.government.documents.rules import PHASE_TITLES, TONES, Phase
from tinhso.government.documents.rules.copies import BATCH_MOST
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Ref

RIGHTS = {Batch.Kind.SIGN: "documents.sign", Batch.Kind.NUMBER: "documents.number"}
KINDS = {str(kind): kind for kind in Batch.Kind}
_STATES = {
    BatchItem.State.WAITING: "wait", BatchItem.State.DONE: "good", BatchItem.State.LEFT: "bad",
}  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A document that waits for this official, exactly as it stands."""

    id: UUID
    subject: str
    type: str
    notation: str
    drafter: str
    signer: str
    due_at: datetime
    late: bool
    version: int
    digest: str

    @property
    def chosen(self) -> str:
        """What the page hands back when it is marked."""
        return f"{self.id}:{self.version}:{self.digest}"


@dataclass(frozen=True)
class Outcome:
    """One document of a press."""

    document: UUID
    subject: str
    notation: str
    state: str
    tone: str
    reason: str


@dataclass(frozen=True)
class Progress:
    """How far a press has come."""

    batch: Batch
    rows: Sequence[Outcome]
    settled: int
    left: int
    issuing: int
    """Documents that have their number and are being signed and sealed."""

    @property
    def running(self) -> bool:
        return self.settled < len(self.rows) or self.issuing > 0


def waiting(*, actor: Actor, kind: Batch.Kind, at: datetime) -> Sequence[Waiting]:
    """The documents at such a step in the actor's hands, what is due soonest first; at most `BATCH_MOST`."""
    within = agencies_within(actor, RIGHTS[kind])
    found_at = in_hand(actor=actor).filter(about__startswith=f"{KIND}:")
    steps = found_at.prefetch_related("process").order_by("due_at", "id")
    due: dict[UUID, datetime] = {
        one.about.id: one.due_at for one in steps if isinstance(one.about, Ref) and one.shape.kind == kind
    }
    found = visible(actor=actor).filter(id__in=list(due)[:BATCH_MOST]).exclude(phase=Phase.NUMBERED)
    if within is not None:
        found = found.filter(agency__in=within)
    documents = sorted(found.select_related("drafter", "signer"), key=lambda one: (due[one.id], one.id))
    digests = digests_of(documents)
    types = {
        kept: type_of(kept[0], on=kept[1]).title for kept in {(one.type, begun_on(one)) for one in documents}
    }
    return [
        Waiting(
            id=one.id,
            subject=one.subject,
            type=types[one.type, begun_on(one)],
            notation=one.notation,
            drafter=one.drafter.name,
            signer=one.signer.name,
            due_at=due[one.id],
            late=due[one.id] < at,
            version=one.version,
            digest=digests[one.id],
        )
        for one in documents
    ]


def progress(*, actor: Actor, batch: UUID) -> Progress:
    """How far a press of the actor's own has come; NotFound for any other."""
    found = Batch.objects.filter(id=batch, account=actor.account).first()
    if found is None:
        raise NotFound(_("Không tìm thấy lần ký này, hoặc không phải của ông/bà."))
    items = found.items.select_related("document").defer("document__text_sealed").order_by("id")
    rows = [_outcome(one, kind=Batch.Kind(found.kind)) for one in items]
    waits = str(Phase.NUMBERED)
    return Progress(
        found,
        rows,
        settled=sum(one.state != BatchItem.State.WAITING for one in items),
        left=sum(one.state == BatchItem.State.LEFT for one in items),
        issuing=sum(one.state == BatchItem.State.DONE and one.document.phase == waits for one in items),
    )


def _outcome(item: BatchItem, *, kind: Batch.Kind) -> Outcome:
    document: Document = item.document
    title, tone = str(_(BatchItem.State(item.state).label)), _STATES[BatchItem.State(item.state)]
    if item.state == BatchItem.State.DONE:
        title, tone = str(_("Đã ký")), "good"
        if kind == Batch.Kind.NUMBER:
            title, tone = str(PHASE_TITLES[Phase(document.phase)]), TONES[Phase(document.phase)]
    return Outcome(document.id, document.subject, document.notation, title, tone, item.reason)
