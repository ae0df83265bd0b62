"""Steps past their own due time: those of the agencies whose work an official gives out, and how far they were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from tinhso.foundation.access.policy import agencies_within, require
from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.packs.queries import code_list
from tinhso.foundation.units.queries import agency_names
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import late
from tinhso.government.dossiers.models import KIND, Dossier
from tinhso.government.dossiers.queries.desk import Due
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor

ASSIGN = "dossiers.assign"


@dataclass(frozen=True)
class LateStep:
    """One open step that is late; names the dossier by its code, and none of its people."""

    dossier: UUID
    code: str
    procedure: str
    title: str
    agency: str
    holder: str
    """Empty while nobody took it."""
    due: Due
    escalated: bool
    """The leader was told."""


def late_steps(*, actor: Actor, at: datetime) -> QuerySet[Assignment]:
    """Of the agencies whose work the actor gives out, the longest late first."""
    within = agencies_within(actor, ASSIGN)
    require(actor, ASSIGN, agencies=within or (), at=at)
    found = late(kind=KIND, at=at)
    return found if within is None else found.filter(agency__in=within)


def lines_of(steps: Sequence[Assignment], *, at: datetime) -> list[LateStep]:
    """Steps as a page shows them."""
    dossiers = Dossier.objects.select_related("procedure").in_bulk([step.about.id for step in steps])
    names = agency_names({step.agency_id for step in steps}, on=clock.local(at).date())
    return [
        LateStep(
            dossier=step.about.id,
            code=str(dossiers[step.about.id]),
            procedure=dossiers[step.about.id].procedure.name,
            title=step.title,
            agency=names.get(step.agency_id, ""),
            holder=step.holder.name if step.holder else "",
            due=Due(step.due_at, "late", step.trace),
            escalated=is_escalated(step),
        )
        for step in steps
        if step.about.id in dossiers
    ]


def is_escalated(step: Assignment) -> bool:
    """Whether the leader was told that it is past the due time it has now."""
    return step.escalated_due_at == step.due_at


def to_tell(*, at: datetime) -> list[Assignment]:
    """Late steps of which somebody is still to be told."""
    untold = late(kind=KIND, at=at).exclude(told_due_at=F("due_at"), escalated_due_at=F("due_at"))
    return [step for step in untold if step.told_due_at != step.due_at or must_escalate(step, at=at)]


def must_escalate(step: Assignment, *, at: datetime) -> bool:
    """Whether it has been late for the working hours after which packs have the leader told, and nobody told yet."""
    if is_escalated(step):
        return False
    day = clock.local(at).date()
    hours = float(code_list("late_step_escalation", on=day).entries[0].value)
    return calendar_for(step.agency.key, on=day).add_working_hours(step.due_at, hours) <= at
