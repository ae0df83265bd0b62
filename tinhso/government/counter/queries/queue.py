"""The queue of a counter as each side sees it: the person who waits, the screen, the official."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.units.queries import agency
from tinhso.government.counter.models import Ticket
from tinhso.government.counter.queries.places import SERVE, groups
from tinhso.government.counter.rules import AT_A_WINDOW, STATE_TITLES, State
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

_ON_SCREEN, _ABSENT = 6, 12


@dataclass(frozen=True)
class Followed:
    """A ticket as whoever holds it sees it."""

    ticket: Ticket
    counter: AgencyVersion
    group: str
    state: str
    ahead: int
    """How many wait in the same group and drew their number before."""


@dataclass(frozen=True)
class Waiting:
    """One group of the queue."""

    group: str
    title: str
    people: int


@dataclass(frozen=True)
class Desk:
    """The queue as an official at a window sees it."""

    counter: AgencyVersion
    own: Ticket | None
    """The ticket the official called or serves now, wherever that is."""
    own_group: str
    window: str
    """The one the official called from last."""
    waiting: Sequence[Waiting]
    absent: Sequence[Ticket]
    served: int
    """Served today, by whomever."""

    @property
    def people(self) -> int:
        return sum(one.people for one in self.waiting)


def followed(*, ticket: UUID, at: datetime) -> Followed:
    """A ticket by its address; NotFound when it never was."""
    found = Ticket.objects.filter(id=ticket).first()
    if found is None:
        raise NotFound(_("Không có số thứ tự này."))
    before = Q(taken_at__lt=found.taken_at) | Q(taken_at=found.taken_at, id__lt=found.id)
    waits = found.state == State.WAITING
    return Followed(
        ticket=found,
        counter=agency(found.counter_id, on=found.day),
        group=groups(at=at).get(found.group, found.group),
        state=str(STATE_TITLES[State(found.state)]),
        ahead=waiting_at(found.counter_id, day=found.day).filter(before, group=found.group).count()
        if waits
        else 0,
    )


def on_screen(*, counter: UUID, at: datetime) -> Sequence[Ticket]:
    """The numbers at windows now, the one called last first."""
    found = _today(counter, at).filter(state__in=AT_A_WINDOW).order_by("-called_at")
    return list(found[:_ON_SCREEN])


def waiting_by_group(*, counter: UUID, at: datetime) -> Sequence[Waiting]:
    """How many wait in each group."""
    lines: Mapping[str, int] = dict(
        waiting_at(counter, day=_day(at)).order_by().values_list("group").annotate(people=Count("id"))
    )
    return [Waiting(key, title, lines.get(key, 0)) for key, title in groups(at=at).items()]


def desk(*, actor: Actor, counter: AgencyVersion, at: datetime) -> Desk:
    """The queue of a counter for one who serves there."""
    require(actor, SERVE, agencies=(counter.agency_id,), at=at)
    today = _today(counter.agency_id, at)
    own = own_ticket(actor=actor, at=at)
    last = (
        today.filter(official=actor.account).order_by("-called_at").values_list("window", flat=True).first()
    )
    return Desk(
        counter=counter,
        own=own,
        own_group=groups(at=at).get(own.group, own.group) if own else "",
        window=last or "",
        waiting=waiting_by_group(counter=counter.agency_id, at=at),
        absent=list(today.filter(state=State.ABSENT).order_by("-called_at")[:_ABSENT]),
        served=today.filter(state=State.DONE).count(),
    )


def own_ticket(*, actor: Actor, at: datetime) -> Ticket | None:
    """The ticket an official called or serves now; what was left open on an earlier day is none."""
    return Ticket.objects.filter(official=actor.account, state__in=AT_A_WINDOW, day=_day(at)).first()


def waiting_at(counter: UUID, *, day: date) -> QuerySet[Ticket]:
    """Who waits at a counter, the one who drew first at the head."""
    return Ticket.objects.filter(counter=counter, day=day, state=State.WAITING).order_by("taken_at", "id")


def _today(counter: UUID, at: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(counter=counter, day=_day(at))


def _day(at: datetime) -> date:
    return clock.local(at).date()
