"""Who may do what with a task, whom tasks can be given to, and who is to be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from tinhso.foundation.access.policy import agencies_within, allows
from tinhso.foundation.access.queries import holders
from tinhso.foundation.access.roles import Role
from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.tasks.models import Task, TaskHand
from tinhso.foundation.tasks.rules import WORKING, Part, due_on
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.units.queries import agencies, agency, office
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Fault, Invalid, NotFound

GIVE, WORK, ASSIGN, OVERSEE = "tasks.give", "tasks.work", "tasks.assign", "tasks.oversee"
_WORKERS = (Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS)
_OFFICE = "office"
"""The office of the province's committee gives tasks to whom the committee may."""


def is_givers(task: Task, *, actor: Actor) -> bool:
    """Whether the giver's word on a task is the actor's: who gave it, or a leader of that agency."""
    mine = task.giver_id == actor.account and allows(actor, GIVE, agencies=(task.agency_id,))
    return mine or allows(actor, OVERSEE, agencies=(task.agency_id,))


def hand_of(task: Task, *, actor: Actor) -> TaskHand | None:
    """The part of a task that is the actor's to work on, the lead before any other."""
    found = [one for one in task.hands.all() if one.part in WORKING and _works(one, actor)]
    return min(found, key=lambda one: (one.part != Part.LEAD, one.holder_id != actor.account), default=None)


def leads(task: Task, *, actor: Actor) -> bool:
    """Whether the actor may say how far the task is, and that it is done."""
    hand = hand_of(task, actor=actor)
    return hand is not None and hand.part == Part.LEAD


def assignable(task: Task, *, actor: Actor) -> list[TaskHand]:
    """The parts whose agency has the actor say who does them."""
    return [one for one in task.hands.all() if allows(actor, ASSIGN, agencies=(one.agency_id,))]


def offices(*, actor: Actor, at: datetime) -> Sequence[tuple[str, str]]:
    """Id and name of the agencies the actor gives tasks for."""
    within = agencies_within(actor, GIVE)
    return [(str(one.agency_id), one.name) for one in agencies(on=clock.local(at).date(), ids=within)]


def places(*, agency_id: UUID, on: date) -> list[AgencyVersion]:
    """Whom an agency may give tasks to: itself first, and those right below it."""
    try:
        giver = agency(agency_id, on=on)
    except NotFound:
        return []
    found = agencies(on=on, parent=giver.code)
    if giver.role == _OFFICE:
        found += agencies(on=on, parent=giver.parent_key)
    return [giver, *(one for one in found if one.agency_id != agency_id)]


def choices(*, agency_id: UUID, at: datetime) -> list[tuple[str, str]]:
    """The same as a form offers it: the agency, each of its officials as `<agency>.<account>`, then those below."""
    found = places(agency_id=agency_id, on=clock.local(at).date())
    own = [(f"{agency_id}.{key}", name) for key, name in officials(agency_id=agency_id, at=at)]
    named = [(str(one.agency_id), one.name) for one in found]
    return [*own, *named]


def officials(*, agency_id: UUID, at: datetime) -> list[tuple[UUID, str]]:
    """Id and name of those at an agency who can be given work."""
    found = {
        one.id: one.name for role in _WORKERS for one in holders(actor=SYSTEM, agency=agency_id, role=role, at=at)
    }  # fmt: skip
    return sorted(found.items(), key=lambda one: (one[1], one[0]))


def people_for(*, hand: int, at: datetime) -> list[tuple[str, str]]:
    """Id and name of those who can be given one part; empty for a part that is not there."""
    agency_id = TaskHand.objects.filter(id=hand).values_list("agency", flat=True).first()
    return [(str(key), name) for key, name in officials(agency_id=agency_id, at=at)] if agency_id else []


def close_of(day: date, *, agency_id: UUID) -> datetime:
    """When an agency closes on a working day; Invalid, at the field `due`, on a day off."""
    try:
        return due_on(day, calendar=calendar_for(office(agency_id).key, on=clock.today()))
    except ValueError as error:
        raise Invalid(faults=[Fault("due", str(error))]) from error


def behind(hands: Iterable[TaskHand], *, at: datetime) -> set[UUID]:
    """The accounts that are told of a task: who holds each part, else those who say who does it."""
    told: set[UUID] = set()
    for hand in hands:
        told |= {hand.holder_id} if hand.holder_id else _deciding(hand.agency_id, at)
    return told


def _deciding(agency_id: UUID, at: datetime) -> set[UUID]:
    for role in (Role.HEAD, Role.LEADER):
        if found := holders(actor=SYSTEM, agency=agency_id, role=role, at=at):
            return {one.id for one in found}
    return set()


def _works(hand: TaskHand, actor: Actor) -> bool:
    if not allows(actor, WORK, agencies=(hand.agency_id,)):
        return False
    if hand.holder_id in (None, actor.account):
        return True
    return allows(actor, ASSIGN, agencies=(hand.agency_id,))
