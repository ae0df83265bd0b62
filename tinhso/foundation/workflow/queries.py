"""Who has what in hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from tinhso.foundation.conditions.rules import holds
from tinhso.foundation.packs.keeping import kept
from tinhso.foundation.workflow.models import Assignment, Process
from tinhso.foundation.workflow.shapes import Move
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


@kept
def process_on(*, code: str, day: date) -> Process | None:
    """The version of a process in force on a day."""
    return Process.objects.on(day).filter(code=code).first()


@kept
def version(*, id: int) -> Process:
    """One version of a process, in force or not; a thing keeps the one it was begun under."""
    return Process.objects.get(pk=id)


def trail(*, about: Ref) -> list[Assignment]:
    """Every assignment of a thing, oldest first: the control slip."""
    rows = Assignment.objects.filter(about=about).select_related("agency", "holder", "finished_by", "process")
    return list(rows.order_by("started_at", "id"))


def open_of(*, about: Ref) -> list[Assignment]:
    """The assignments of a thing that are open now."""
    rows = Assignment.objects.filter(about=about, finished_at=None).select_related(
        "process", "holder", "agency"
    )
    return list(rows.order_by("started_at", "id"))


def in_hand(*, actor: Actor) -> QuerySet[Assignment]:
    """Open assignments the actor holds, or may take: those of a role and agency of one of the actor's seats."""
    return Assignment.objects.filter(_for_seats(actor), finished_at=None)


def may_work_on(assignment: Assignment, *, actor: Actor) -> bool:
    """Whether the actor sits where the step is done, and nobody else holds it."""
    seated = any(seat.role == assignment.role and seat.agency == assignment.agency_id for seat in actor.seats)
    return seated and assignment.holder_id in (None, actor.account)


def moves_of(assignment: Assignment, *, facts: Mapping[str, Any], day: date) -> tuple[Move, ...]:
    """The ways out of a step that are open now."""
    return tuple(
        move for move in assignment.shape.moves if move.when is None or holds(move.when, facts, on=day)
    )


def colleagues_about(*, actor: Actor, abouts: Collection[Ref]) -> QuerySet[Assignment]:
    """The open assignments of many things at once, for lists."""
    return Assignment.objects.filter(about__in=[str(about) for about in abouts], finished_at=None)


def _for_seats(actor: Actor) -> Q:
    mine = Q(holder=actor.account)
    for seat in actor.seats:
        mine |= Q(agency=seat.agency, role=seat.role, holder=None)
    return mine
