"""Lists of documents: what waits for the actor, what the actor drafts, what was issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.units.queries import agency_names
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import in_hand
from tinhso.government.documents.models import KIND, CoDrafter, Document
from tinhso.government.documents.queries.ended import Ended, ended
from tinhso.government.documents.queries.kinds import begun_on, type_of
from tinhso.government.documents.rules import PHASE_TITLES, TONES, Phase
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.refs import Described, Ref
from tinhso.kernel.text import fold

VIEW = "documents.view"
PAGE, EXPORT_LIMIT = 20, 5000
WAITING, MINE, ISSUED, ALL = "cho-toi", "cua-toi", "da-ban-hanh", "tat-ca"
LATE, IN_TIME = "qua-han", "con-han"
GROUPS = {
    WAITING: _("Đang chờ tôi"),
    MINE: _("Tôi soạn"),
    ISSUED: _("Đã ban hành"),
    ALL: _("Tất cả"),
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; empty means no narrowing."""

    group: str = WAITING
    text: str = ""
    type: str = ""
    due: str = ""
    """Of what waits for the actor: `LATE`, or `IN_TIME`."""


@dataclass(frozen=True)
class Row:
    """One document in a list."""

    id: UUID
    notation: str
    type: str
    subject: str
    phase: Phase
    drafter: str
    signer: str
    step: str
    """What is open on it, and who has it; empty when nothing is."""
    due_at: datetime | None
    late: bool
    dated: date | None
    agency: str
    ended: Ended | None

    @property
    def phase_title(self) -> str:
        return self.ended.title if self.ended else str(PHASE_TITLES[self.phase])

    @property
    def tone(self) -> str:
        return "bad" if self.ended else TONES[self.phase]


def visible(*, actor: Actor) -> QuerySet[Document]:
    """The documents an actor may see: those of the actor's agencies, and of drafts one's own or shared."""
    if actor.kind == ActorKind.SYSTEM:
        return Document.objects.all()
    agencies = agencies_within(actor, VIEW)
    sent = ~Q(phase=Phase.DRAFT)
    if agencies is None:
        return Document.objects.filter(sent)
    return Document.objects.filter(sent | _own(actor), agency__in=agencies)


def _own(actor: Actor) -> Q:
    """What the actor drafts, alone or with others."""
    shared = CoDrafter.objects.filter(account=actor.account).values("document")
    return Q(drafter=actor.account) | Q(id__in=shared)


def shows(document: Document, *, actor: Actor) -> bool:
    """Whether a document that was read is among the `visible`; asks the database for drafts alone."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    agencies = agencies_within(actor, VIEW)
    if document.phase != Phase.DRAFT:
        return agencies is None or document.agency_id in agencies
    return visible(actor=actor).filter(id=document.id).exists()


def listing(*, actor: Actor, filters: Filters, at: datetime) -> QuerySet[Document]:
    """The documents of a group, what changed last first."""
    rows = visible(actor=actor)
    if filters.group == WAITING:
        rows = rows.filter(id__in=_waiting(actor, filters.due, at))
    elif filters.group == MINE:
        rows = rows.filter(_own(actor))
    elif filters.group == ISSUED:
        rows = rows.filter(phase=Phase.ISSUED)
    if filters.type:
        rows = rows.filter(type=filters.type)
    if words := fold(filters.text):
        rows = rows.filter(folded__contains=words)
    return rows.order_by("-saved_at", "-id")


def listed(*, actor: Actor, filters: Filters, page: int | str, at: datetime) -> Page[Row]:
    """One page of a list; the number of reads does not grow with its rows."""
    found = Paginator(_read(listing(actor=actor, filters=filters, at=at)), PAGE).get_page(page)
    return Page(_rows(list(found.object_list), actor=actor, at=at), found.number, found.paginator)  # type: ignore[arg-type]


def every(*, actor: Actor, filters: Filters, at: datetime) -> Iterator[Row]:
    """The whole list, at most `EXPORT_LIMIT` rows."""
    yield from _rows(
        list(_read(listing(actor=actor, filters=filters, at=at))[:EXPORT_LIMIT]), actor=actor, at=at
    )


def counts(*, actor: Actor, at: datetime) -> Mapping[str, int]:
    """How much each group holds."""
    return {group: listing(actor=actor, filters=Filters(group=group), at=at).count() for group in GROUPS}


def describe_documents(keys: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Name and page of the documents the actor may see."""
    found = visible(actor=actor).filter(id__in=keys).only("id", "subject", "notation")
    return {
        one.id: Described(one.subject, reverse("documents:document", args=[one.id]), one.notation) for one in found
    }  # fmt: skip


def _waiting(actor: Actor, due: str, at: datetime) -> list[UUID]:
    """The documents at a step that the actor has in hand or may take."""
    found = in_hand(actor=actor).filter(about__startswith=f"{KIND}:")
    if due:
        found = found.filter(due_at__lt=at) if due == LATE else found.filter(due_at__gte=at)
    return [about.id for about in found.values_list("about", flat=True) if isinstance(about, Ref)]


def _read(rows: QuerySet[Document]) -> QuerySet[Document]:
    return rows.select_related("drafter", "signer").defer("text_sealed")


def _rows(found: Sequence[Document], *, actor: Actor, at: datetime) -> list[Row]:
    open_steps: dict[UUID, Assignment] = {}
    steps = Assignment.objects.filter(about__in=[one.ref for one in found], finished_at=None)
    for step in steps.select_related("holder"):
        assert isinstance(step.about, Ref)
        open_steps[step.about.id] = step
    names: Mapping[UUID, str] = {}
    if agencies_within(actor, VIEW) is None or len(actor.agencies) > 1:
        names = agency_names({one.agency_id for one in found}, on=clock.local(at).date())
    gone = ended(one.id for one in found if one.phase == Phase.ISSUED)
    return [_row(one, open_steps.get(one.id), names, gone.get(one.id), at) for one in found]


def _row(
    one: Document, step: Assignment | None, names: Mapping[UUID, str], gone: Ended | None, at: datetime
) -> Row:
    said: list[Any] = [step.title, step.holder.name if step.holder else ""] if step else []
    return Row(
        id=one.id,
        notation=one.notation,
        type=type_of(one.type, on=begun_on(one)).title,
        subject=one.subject,
        phase=Phase(one.phase),
        drafter=one.drafter.name,
        signer=one.signer.name,
        step=" · ".join(filter(None, said)),
        due_at=step.due_at if step else None,
        late=bool(step and step.due_at < at),
        dated=clock.local(one.numbered_at).date() if one.numbered_at else None,
        agency=names.get(one.agency_id, ""),
        ended=gone,
    )


def sees(*, actor: Actor, document: UUID) -> bool:
    """Whether a document is among the `visible`."""
    return visible(actor=actor).filter(id=document).exists()
