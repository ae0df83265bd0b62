"""Lists of tasks: given to the actor, to the actor's agency, given by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.tasks.models import Task, TaskHand
from tinhso.foundation.tasks.rules import AT_WORK, STATE_TITLES, TONES, WORKING, Part, State, is_late
from tinhso.foundation.units.queries import agency_names
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.refs import Described, Ref
from tinhso.kernel.text import fold

VIEW = "tasks.view"
PAGE, EXPORT_LIMIT = 20, 5000
MINE, UNIT, GIVEN, ALL = "toi-lam", "co-quan-lam", "da-giao", "tat-ca"
GROUPS = {
    MINE: _("Việc của tôi"),
    UNIT: _("Việc của cơ quan"),
    GIVEN: _("Cơ quan đã giao"),
    ALL: _("Tất cả"),
}
LATE, IN_TIME, WEEK = "qua-han", "trong-han", "tuan-nay"
REPORTED, ASKS = "cho-xac-nhan", "xin-gia-han"
CLOSED, CLOSED_IN_TIME, CLOSED_LATE, WITHDRAWN, COUNTED = (
    "da-xong", "xong-dung-han", "xong-muon", "thu-hoi", "moi",
)  # fmt: skip
STATES = {
    "": _("Chưa xong"),
    LATE: _("Quá hạn"),
    WEEK: _("Hạn trong 7 ngày"),
    IN_TIME: _("Còn trong hạn"),
    REPORTED: _("Chờ xác nhận hoàn thành"),
    ASKS: _("Đang xin gia hạn"),
    CLOSED: _("Đã hoàn thành"),
    CLOSED_IN_TIME: _("Hoàn thành đúng hạn"),
    CLOSED_LATE: _("Hoàn thành muộn"),
    WITHDRAWN: _("Đã thu hồi"),
    COUNTED: _("Mọi trạng thái, trừ thu hồi"),
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; empty means no narrowing but to what is not yet done."""

    group: str = MINE
    text: str = ""
    state: str = ""
    lead: UUID | None = None
    """The agency that leads it."""
    year: int | None = None
    """In which it was given."""

    @property
    def narrowed(self) -> bool:
        return bool(self.text or self.state or self.lead or self.year)


@dataclass(frozen=True)
class TaskRow:
    """One task in a list."""

    id: UUID
    title: str
    state: State
    due_at: datetime | None
    late: bool
    progress: int
    urged: int
    asks: bool
    """Its lead asks for a later day."""
    agency: str
    giver: str
    lead_agency: str
    lead: str
    """Who does it for its lead; empty until the agency has said so."""
    source: Ref | None
    answer: Ref | None
    closed_at: datetime | None

    @property
    def ref(self) -> Ref:
        return Ref("tasks.task", self.id)

    @property
    def url(self) -> str:
        return reverse("tasks:task", args=[self.id])

    @property
    def state_title(self) -> str:
        return str(STATE_TITLES[self.state])

    @property
    def tone(self) -> str:
        return TONES[self.state]


def visible(*, actor: Actor) -> QuerySet[Task]:
    """The tasks an actor may see: those given by or to the actor's agencies, or by or to the actor."""
    if actor.kind == ActorKind.SYSTEM:
        return Task.objects.all()
    agencies = agencies_within(actor, VIEW)
    if agencies is None:
        return Task.objects.all()
    if not agencies:
        return Task.objects.none()
    return Task.objects.filter(Q(agency__in=agencies) | Exists(_hands(agency__in=agencies)))


def sees(*, actor: Actor, task: UUID) -> bool:
    """Whether a task is among the `visible`."""
    return visible(actor=actor).filter(id=task).exists()


def listing(*, actor: Actor, filters: Filters, at: datetime) -> QuerySet[Task]:
    """The tasks of a group: what is due first comes first; of what is over, the latest."""
    rows = visible(actor=actor)
    agencies = actor.agencies
    if filters.group == MINE:
        rows = rows.filter(Exists(_hands(_in_hand(actor), part__in=WORKING)))
    elif filters.group == UNIT:
        rows = rows.filter(Exists(_hands(agency__in=agencies, part__in=WORKING)))
    elif filters.group == GIVEN:
        rows = rows.filter(agency__in=agencies)
    rows = rows.filter(in_state(filters.state, at=at))
    if filters.lead:
        rows = rows.filter(Exists(_hands(agency=filters.lead, part=Part.LEAD)))
    if filters.year:
        rows = rows.filter(given_at__gte=_first_of(filters.year), given_at__lt=_first_of(filters.year + 1))
    if words := fold(filters.text):
        rows = rows.filter(folded__contains=words)
    if filters.state in (CLOSED, CLOSED_IN_TIME, CLOSED_LATE, WITHDRAWN):
        return rows.order_by("-closed_at", "id")
    return rows.order_by(F("due_at").asc(nulls_last=True), "id")


def listed(*, actor: Actor, filters: Filters, page: int | str, at: datetime) -> Page[TaskRow]:
    """One page of a list; the number of reads does not grow with its rows."""
    found = Paginator(listing(actor=actor, filters=filters, at=at), PAGE).get_page(page)
    return Page(rows_of(list(found.object_list), at=at), found.number, found.paginator)  # type: ignore[arg-type]


def every(*, actor: Actor, filters: Filters, at: datetime) -> Iterator[TaskRow]:
    """The whole list, at most `EXPORT_LIMIT` rows."""
    yield from rows_of(list(listing(actor=actor, filters=filters, at=at)[:EXPORT_LIMIT]), at=at)


def counts(*, actor: Actor, at: datetime) -> Mapping[str, int]:
    """How much of each group is not done yet."""
    return {group: listing(actor=actor, filters=Filters(group=group), at=at).count() for group in GROUPS}


def tasks_of(*, source: Ref, actor: Actor, at: datetime | None = None) -> Sequence[TaskRow]:
    """What was given out of a thing, as far as the actor may see it, in the order it was given."""
    return rows_of(
        list(visible(actor=actor).filter(source=source).order_by("given_at", "id")), at=at or clock.now()
    )


def describe_tasks(keys: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Name and page of the tasks the actor may see."""
    found = visible(actor=actor).filter(id__in=keys).values_list("id", "title")
    return {key: Described(title, reverse("tasks:task", args=[key])) for key, title in found}


def rows_of(found: Sequence[Task], *, at: datetime) -> list[TaskRow]:
    """Tasks as lists show them, in the same order."""
    day = clock.local(at).date()
    keys = [one.id for one in found]
    leads = {
        one.task_id: one
        for one in TaskHand.objects.filter(task__in=keys, part=Part.LEAD).select_related("holder")
    }
    givers = dict(Task.objects.filter(id__in=keys).values_list("id", "giver__name"))
    names = agency_names({one.agency_id for one in found} | {one.agency_id for one in leads.values()}, on=day)
    return [_row(one, leads[one.id], names, givers[one.id], at) for one in found]


def _row(one: Task, lead: TaskHand, names: Mapping[UUID, str], giver: str, at: datetime) -> TaskRow:
    assert not isinstance(one.source, str)
    assert not isinstance(one.answer, str)
    return TaskRow(
        id=one.id,
        title=one.title,
        state=State(one.state),
        due_at=one.due_at,
        late=is_late(one.state, one.due_at, one.finished_at, at=at),
        progress=one.progress,
        urged=one.urged,
        asks=one.asked_due_at is not None,
        agency=names.get(one.agency_id, ""),
        giver=giver,
        lead_agency=names.get(lead.agency_id, ""),
        lead=lead.holder.name if lead.holder else "",
        source=one.source,
        answer=one.answer,
        closed_at=one.closed_at,
    )


def _hands(*which: Q, **narrowed: object) -> QuerySet[TaskHand]:
    return TaskHand.objects.filter(*which, task=OuterRef("pk"), **narrowed)


def _in_hand(actor: Actor) -> Q:
    """What the actor holds; for those who give work out, also what nobody at their agency holds yet."""
    mine = Q(holder=actor.account)
    deciding = agencies_within(actor, "tasks.assign")
    return mine | Q(holder=None, agency__in=deciding) if deciding else mine


def in_state(state: str, *, at: datetime) -> Q:
    """What stands at one of `STATES` now."""
    in_time = Q(finished_at__lte=F("due_at")) | Q(due_at=None)
    return {
        "": Q(state__in=AT_WORK),
        LATE: Q(state=State.OPEN, due_at__lt=at),
        WEEK: Q(state=State.OPEN, due_at__gte=at, due_at__lt=at + timedelta(days=7)),
        IN_TIME: Q(state=State.OPEN) & (Q(due_at__gte=at) | Q(due_at=None)),
        REPORTED: Q(state=State.REPORTED),
        ASKS: Q(state=State.OPEN, asked_due_at__isnull=False),
        CLOSED: Q(state=State.DONE),
        CLOSED_IN_TIME: in_time & Q(state=State.DONE),
        CLOSED_LATE: Q(state=State.DONE, finished_at__gt=F("due_at")),
        WITHDRAWN: Q(state=State.WITHDRAWN),
        COUNTED: ~Q(state=State.WITHDRAWN),
    }[state]


def _first_of(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=clock.VIETNAM)


def sources_seen(*, kind: str, actor: Actor) -> set[Ref]:
    """The things of a kind out of which the actor may see a task."""
    found = (
        visible(actor=actor).filter(source__startswith=f"{kind}:").order_by().values_list("source", flat=True)
    )
    return {one for one in found.distinct() if isinstance(one, Ref)}
