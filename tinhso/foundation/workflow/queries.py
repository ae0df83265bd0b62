"""Who has what in hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from tinhso.foundation.conditions.rules import holds
from tinhso.foundation.packs.keeping import kept
from tinhso.foundation.workflow.models import WORKED, Assignment, Process
from tinhso.foundation.workflow.shapes import Move, Step
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref
from tinhso.kernel.statements import prepared

if TYPE_CHECKING:
    from datetime import date, datetime

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
    return _open_of(about)


@prepared
def _open_of(about: Any) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(about=about, finished_at=None).select_related(
        "process", "holder", "agency"
    )
    return rows.order_by("started_at", "id")


def in_hand(*, actor: Actor) -> QuerySet[Assignment]:
    """Open assignments the actor holds, or may take: those of a role and agency of one of the actor's seats."""
    if actor.account is None:
        return Assignment.objects.none()
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


def open_about(*, abouts: Sequence[Ref]) -> list[tuple[Ref, str, str]]:
    """What is open about many things at once, for lists: the thing, the step's title, who holds it or nobody."""
    return [(about, title, holder or "") for about, title, holder in _open_about(*abouts)] if abouts else []


@prepared
def _open_about(*abouts: Any) -> QuerySet[Assignment, tuple[Ref, str, str | None]]:
    found = Assignment.objects.filter(about__in=abouts, finished_at=None).order_by("started_at")
    return found.values_list("about", "title", "holder__name")


def open_steps_at(*, kind: str, agencies: Collection[UUID]) -> list[tuple[str, str]]:
    """Key and title of each step at which something of a kind is open in one of these agencies."""
    return _open_steps_at(*agencies, kind=kind) if agencies else []


@prepared
def _open_steps_at(*agencies: Any, kind: str) -> QuerySet[Assignment, tuple[str, str]]:
    found = Assignment.objects.filter(_about(kind), agency__id__in=agencies, finished_at=None)
    return found.order_by("step").values_list("step", "title").distinct()


def silent(*, at: datetime) -> list[Assignment]:
    """What is open past the moment at which silence becomes an answer."""
    answers = _steps(lambda step: step.silence is not None)
    found = Assignment.objects.filter(answers, finished_at=None, due_at__lt=at)
    return list(found.order_by("due_at"))


def late(*, kind: str, at: datetime) -> QuerySet[Assignment]:
    """What is open past its due time about things of one kind, the longest first: not what silence is about to end,
    nor what waits for somebody to come and take the result."""
    found = Assignment.objects.filter(_about(kind), finished_at=None, due_at__lt=at)
    found = found.exclude(_steps(lambda step: step.silence is not None or step.kind == "return"))
    return found.select_related("process", "holder", "agency").order_by("due_at", "id")


def worked(*, kind: str) -> QuerySet[Assignment]:
    """Every step about things of one kind that somebody worked on and left; handing over waits for who takes it."""
    found = Assignment.objects.filter(_about(kind), WORKED)
    return found.exclude(_steps(lambda step: step.kind == "return"))


def _about(kind: str) -> Q:
    return Q(about__startswith=f"{kind}:")


def _steps(are: Callable[[Step], bool]) -> Q:
    """The steps of every version of every process that are so."""
    processes: dict[str, list[int]] = {}
    for process, step in _every_step():
        if are(step):
            processes.setdefault(step.key, []).append(process)
    found = Q(pk=None)
    for key, ids in processes.items():
        found |= Q(step=key, process__in=ids)
    return found


@kept
def _every_step() -> list[tuple[int, Step]]:
    return [(process.pk, step) for process in Process.objects.all() for step in process.shape.steps]


def _for_seats(actor: Actor) -> Q:
    mine = Q(holder=actor.account)
    for seat in actor.seats:
        mine |= Q(agency=seat.agency, role=seat.role, holder=None)
    return mine
