"""Steps past their own due time: those of the agencies whose work an official gives out, and how far they were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.access.policy import agencies_within, require
from tinhso.foundation.access.queries import holders
from tinhso.foundation.access.roles import Role
from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.packs.queries import code_list, first_day_of
from tinhso.foundation.units.queries import agency_names
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import late
from tinhso.government.dossiers.models import KIND, Dossier
from tinhso.government.dossiers.queries.desk import Due
from tinhso.government.dossiers.rules import read_code
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.refs import Ref

ASSIGN, ESCALATION = "dossiers.assign", "late_step_escalation"
TOLD: Mapping[str, str | Promise] = {
    "unheld": _("Chưa ai nhận"),
    "escalated": _("Đã báo lãnh đạo"),
    "not_escalated": _("Chưa báo lãnh đạo"),
}
_LEADER_KNOWS = Q(escalated_due_at=F("due_at"))
_TOLD = {
    "unheld": Q(holder=None),
    "escalated": _LEADER_KNOWS,
    "not_escalated": Q(escalated_due_at=None) | ~_LEADER_KNOWS,
}


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to; empty narrows nothing. `told`: one of `TOLD`."""

    text: str = ""
    agency: UUID | None = None
    step: str = ""
    told: str = ""


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
    no_leader: bool
    """The leader was to be told, and its agency has none."""


@dataclass(frozen=True)
class Offered:
    """What the list can be narrowed to: agencies and steps at which something is late, each with its name."""

    agencies: Sequence[tuple[str, str]]
    steps: Sequence[tuple[str, str]]


def late_steps(*, actor: Actor, at: datetime, narrowed: Narrowed = Narrowed()) -> QuerySet[Assignment]:
    """Of the agencies whose work the actor gives out, the longest late first."""
    within = agencies_within(actor, ASSIGN)
    require(actor, ASSIGN, agencies=within or (), at=at)
    found = late(kind=KIND, at=at)
    if within is not None:
        found = found.filter(agency__in=within)
    if narrowed.agency is not None:
        found = found.filter(agency=narrowed.agency)
    if narrowed.step:
        found = found.filter(step=narrowed.step)
    if narrowed.told in _TOLD:
        found = found.filter(_TOLD[narrowed.told])
    return _about(narrowed.text, found) if narrowed.text.strip() else found


def offered(*, actor: Actor, at: datetime) -> Offered:
    """What this actor's list can be narrowed to now."""
    late_now = late_steps(actor=actor, at=at).order_by()
    rows = list(late_now.values_list("agency", "step", "title").distinct())
    names = agency_names({agency for agency, _step, _title in rows}, on=clock.local(at).date())
    return Offered(
        agencies=sorted(((str(key), name) for key, name in names.items()), key=itemgetter(1)),
        steps=sorted({step: title for _agency, step, title in rows}.items(), key=itemgetter(1)),
    )


def lines_of(steps: Sequence[Assignment], *, at: datetime) -> list[LateStep]:
    """Steps as a page shows them."""
    dossiers = Dossier.objects.select_related("procedure").in_bulk([step.about.id for step in steps])
    names = agency_names({step.agency_id for step in steps}, on=clock.local(at).date())
    leaders = _Posts(Role.LEADER, at)
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
            no_leader=is_told_of(step) and must_escalate(step, at=at) and not leaders.at(step),
        )
        for step in steps
        if step.about.id in dossiers
    ]


def is_escalated(step: Assignment) -> bool:
    """Whether the leader was told that it is past the due time it has now."""
    return step.escalated_due_at == step.due_at


def told_since() -> date | None:
    """The day since which late steps are told of, as packs have it: what was late before is on the list alone."""
    return first_day_of(ESCALATION)


def is_told_of(step: Assignment) -> bool:
    """Whether it came due since late steps are told of."""
    began = told_since()
    return began is not None and clock.local(step.due_at).date() >= began


def to_tell(*, at: datetime) -> list[Assignment]:
    """Late steps of which somebody is still to be told who is there to be told."""
    untold = late(kind=KIND, at=at).exclude(told_due_at=F("due_at"), escalated_due_at=F("due_at"))
    heads, leaders = _Posts(Role.HEAD, at), _Posts(Role.LEADER, at)
    return [
        step
        for step in untold
        if is_told_of(step)
        and (
            (step.told_due_at != step.due_at and (step.holder_id is not None or heads.at(step)))
            or (must_escalate(step, at=at) and leaders.at(step))
        )
    ]


def nearest_to(step: Assignment, *, at: datetime) -> list[UUID]:
    """Who is told first: whoever has it in hand, and the heads of its unit."""
    held = [] if step.holder_id is None else [step.holder_id]
    return [*held, *_Posts(Role.HEAD, at).at(step)]


def leaders_of(step: Assignment, *, at: datetime) -> list[UUID]:
    """Who is told when it stays late."""
    return _Posts(Role.LEADER, at).at(step)


def must_escalate(step: Assignment, *, at: datetime) -> bool:
    """Whether it has been late for the working hours after which packs have the leader told, and nobody told yet."""
    if is_escalated(step):
        return False
    day = clock.local(at).date()
    hours = float(code_list(ESCALATION, on=day).entries[0].value)
    return calendar_for(step.agency.key, on=day).add_working_hours(step.due_at, hours) <= at


class _Posts:
    """The accounts that hold one role, by agency; each agency is asked once."""

    def __init__(self, role: str, at: datetime) -> None:
        self._role, self._at = role, at
        self._known: dict[UUID, list[UUID]] = {}

    def at(self, step: Assignment) -> list[UUID]:
        if step.agency_id not in self._known:
            found = holders(actor=SYSTEM, agency=step.agency_id, role=self._role, at=self._at)
            self._known[step.agency_id] = [one.id for one in found]
        return self._known[step.agency_id]


def _about(text: str, steps: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Of dossiers found by their code, by the number of their request or in the name of their procedure."""
    late = [about.id for about in steps.order_by().values_list("about", flat=True)]
    code = read_code(text)
    wanted = Q(code=code) | Q(request_id=code) if code else Q(procedure__name__icontains=text.strip())
    found = Dossier.objects.filter(wanted, id__in=late).values_list("id", flat=True)
    return steps.filter(about__in=[Ref(KIND, key) for key in found])
