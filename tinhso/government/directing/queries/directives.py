"""Instructions in lists and on their page, with how far their tasks are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.access import denials
from tinhso.foundation.access.policy import agencies_within, allows
from tinhso.foundation.access.queries import holders
from tinhso.foundation.access.roles import Role
from tinhso.foundation.tasks.queries import TaskRow, tasks_of
from tinhso.foundation.tasks.queries.board import progress_of
from tinhso.foundation.tasks.queries.lists import sources_seen
from tinhso.foundation.units.queries import agencies, agency_names
from tinhso.government.directing.models import KIND, Directive
from tinhso.government.directing.rules import KIND_TITLES, Kind
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor, ActorKind
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.refs import Described, Ref, describe
from tinhso.kernel.text import fold

VIEW, DIRECT = "directing.view", "directing.direct"
PAGE, EXPORT_LIMIT = 20, 5000
OPEN, LATE, DONE, BARE = "con-viec", "co-qua-han", "da-xong", "chua-giao"
STATES = {
    "": gettext_lazy("Mọi tình hình"),
    OPEN: gettext_lazy("Còn nhiệm vụ chưa xong"),
    LATE: gettext_lazy("Có nhiệm vụ quá hạn"),
    DONE: gettext_lazy("Mọi nhiệm vụ đã xong"),
    BARE: gettext_lazy("Chưa giao nhiệm vụ"),
}
_TITLES = {
    "directing.enter": gettext_lazy("Ghi ý kiến chỉ đạo"),
    "directing.revise": gettext_lazy("Sửa ý kiến chỉ đạo"),
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; empty means no narrowing."""

    text: str = ""
    kind: str = ""
    state: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.text or self.kind or self.state)


@dataclass(frozen=True)
class Row:
    """One instruction in a list."""

    id: UUID
    title: str
    kind: str
    leader: str
    agency: str
    said_on: date
    tasks: int
    done: int
    late: int


@dataclass(frozen=True)
class Line:
    """One act as people read it."""

    title: str
    at: datetime


@dataclass(frozen=True)
class OpenDirective:
    """An instruction as its page shows it."""

    directive: Directive
    kind: str
    text: str
    occasion: str
    agency: str
    source: Described | None
    tasks: Sequence[TaskRow]
    history: Sequence[Line]
    own: bool
    """Whether the actor may change it and give tasks out of it."""

    @property
    def done(self) -> int:
        return sum(row.state == "done" for row in self.tasks)

    @property
    def counted(self) -> int:
        return sum(row.state != "withdrawn" for row in self.tasks)


def visible(*, actor: Actor) -> QuerySet[Directive]:
    """Those of the actor's agencies, and those out of which the actor's agencies have tasks."""
    if actor.kind == ActorKind.SYSTEM:
        return Directive.objects.all()
    within = agencies_within(actor, VIEW)
    if within is None:
        return Directive.objects.all()
    if not within:
        return Directive.objects.none()
    given = [ref.id for ref in sources_seen(kind=KIND, actor=actor)]
    return Directive.objects.filter(Q(agency__in=within) | Q(id__in=given))


def listing(*, actor: Actor, filters: Filters, at: datetime) -> QuerySet[Directive]:
    """The instructions that fit, the latest first."""
    rows = visible(actor=actor)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if words := fold(filters.text):
        rows = rows.filter(folded__contains=words)
    if filters.state:
        refs = [Ref(KIND, key) for key in rows.values_list("id", flat=True)]
        known = progress_of(sources=refs, at=at)
        rows = rows.filter(
            id__in=[ref.id for ref in refs if _stands(known.get(ref, (0, 0, 0)), filters.state)]
        )
    return rows.order_by("-said_on", "-id")


def listed(*, actor: Actor, filters: Filters, page: int | str, at: datetime) -> Page[Row]:
    """One page of a list."""
    found = Paginator(_read(listing(actor=actor, filters=filters, at=at)), PAGE).get_page(page)
    return Page(_rows(list(found.object_list), at=at), found.number, found.paginator)  # type: ignore[arg-type]


def every(*, actor: Actor, filters: Filters, at: datetime) -> Iterator[Row]:
    """The whole list, at most `EXPORT_LIMIT` rows."""
    yield from _rows(list(_read(listing(actor=actor, filters=filters, at=at))[:EXPORT_LIMIT]), at=at)


def find(*, actor: Actor, directive: UUID) -> Directive:
    """One the actor may see; NotFound for any other, in the words of one that is not there. The try is kept."""
    found = visible(actor=actor).select_related("agency", "leader", "entered_by").filter(id=directive).first()
    if found is None:
        raise hidden(actor=actor, directive=directive)
    return found


def hidden(*, actor: Actor, directive: UUID) -> NotFound:
    """The refusal for one the actor may not see."""
    within = list(Directive.objects.filter(id=directive).values_list("agency", flat=True))
    if within:
        denials.note(actor=actor, permission=VIEW, agencies=within, at=clock.now())
    return NotFound(_("Không tìm thấy ý kiến chỉ đạo, hoặc không thuộc phạm vi của ông/bà."))


def open_directive(*, actor: Actor, directive: UUID, at: datetime) -> OpenDirective:
    """An instruction with everything its page shows."""
    found = find(actor=actor, directive=directive)
    said = found.words()
    known = describe([found.source], actor=actor) if isinstance(found.source, Ref) else {}
    return OpenDirective(
        directive=found,
        kind=str(KIND_TITLES[Kind(found.kind)]),
        text=said["text"],
        occasion=said["occasion"],
        agency=agency_names({found.agency_id}, on=clock.local(at).date()).get(found.agency_id, ""),
        source=known.get(found.source) if isinstance(found.source, Ref) else None,
        tasks=tasks_of(source=found.ref, actor=actor, at=at),
        history=[
            Line(str(_TITLES[one.verb]), one.at) for one in acts_about(about=found.ref) if one.verb in _TITLES
        ],
        own=allows(actor, DIRECT, agencies=(found.agency_id,)),
    )


def describe_directives(keys: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Name and page of those the actor may see."""
    found = visible(actor=actor).filter(id__in=keys).values_list("id", "title")
    return {key: Described(title, reverse("directing:directive", args=[key])) for key, title in found}


def offices(*, actor: Actor, at: datetime, permission: str = DIRECT) -> Sequence[tuple[str, str]]:
    """Id and name of the agencies where the actor may do this."""
    within = agencies_within(actor, permission)
    return [(str(one.agency_id), one.name) for one in agencies(on=clock.local(at).date(), ids=within)]


def leaders(*, agencies: Sequence[UUID], at: datetime) -> list[tuple[str, str]]:
    """Id and name of the leaders of these agencies."""
    found = {
        str(one.id): one.name
        for agency in agencies
        for one in holders(actor=SYSTEM, agency=agency, role=Role.LEADER, at=at)
    }
    return sorted(found.items(), key=lambda one: (one[1], one[0]))


def _stands(counted: tuple[int, int, int], state: str) -> bool:
    tasks, done, late = counted
    return {OPEN: done < tasks, LATE: late > 0, DONE: 0 < done == tasks, BARE: tasks == 0}[state]


def _read(rows: QuerySet[Directive]) -> QuerySet[Directive]:
    return rows.select_related("leader").defer("text_sealed")


def _rows(found: Sequence[Directive], *, at: datetime) -> list[Row]:
    counted = progress_of(sources=[one.ref for one in found], at=at)
    names = agency_names({one.agency_id for one in found}, on=clock.local(at).date())
    return [
        Row(
            one.id, one.title, str(KIND_TITLES[Kind(one.kind)]), one.leader.name, names.get(one.agency_id, ""),
            one.said_on, *counted.get(one.ref, (0, 0, 0)),
        )
        for one in found
    ]  # fmt: skip
