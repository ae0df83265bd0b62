"""Lists of dossiers: the desk's work, the citizen's own, and what a search box finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, UUIDField, Value, When
from django.db.models.functions import Cast, Replace, Substr

from tinhso.foundation.access.policy import agencies_within, allows, persons_within
from tinhso.foundation.people.models import fingerprint
from tinhso.foundation.people.rules import read_mobile, read_national_id
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import in_hand
from tinhso.government.dossiers.models import KIND, Dossier
from tinhso.government.dossiers.rules import CLOSED, Phase, read_code
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.text import fold

VIEW, RECEIVE = "dossiers.view", "dossiers.receive"


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; empty means no narrowing."""

    text: str = ""
    phase: str = ""
    procedure: str = ""
    urgency: str = ""
    """`late`, `today`, `week` (the days of it after today), `rest`."""
    step: str = ""
    mine: bool = False

    @property
    def asked(self) -> dict[str, str]:
        """What narrows beside words, as an address says it."""
        named = {name: getattr(self, name) for name in ("phase", "procedure", "step", "urgency")}
        return {name: value for name, value in named.items() if value} | ({"mine": "on"} if self.mine else {})


def visible(*, actor: Actor) -> QuerySet[Dossier]:
    """The dossiers an actor may see; drafts only their owners."""
    agencies = agencies_within(actor, VIEW)
    sent = Dossier.objects.exclude(phase=Phase.DRAFT)
    if agencies is None:
        return sent
    found = sent.filter(_at("agency", agencies) | _at("counter", agencies)) if agencies else sent.none()
    persons = persons_within(actor, VIEW)
    if persons:
        own = Q(owner__in=persons) | Q(submitter=actor.person) | Q(organisation__in=persons)
        return Dossier.objects.filter(own)
    return found


def parts(*, actor: Actor) -> list[QuerySet[Dossier]]:
    """What an official may see, each dossier in one part: where each part begins, the database knows by an index."""
    agencies = agencies_within(actor, VIEW)
    if not agencies:
        return [visible(actor=actor)]
    sent, decided = Dossier.objects.exclude(phase=Phase.DRAFT), _at("agency", agencies)
    return [sent.filter(decided), sent.filter(_at("counter", agencies) & ~decided)]


def sees(dossier: Dossier, *, actor: Actor) -> bool:
    """Whether a dossier at hand is among the `visible`; asks the database nothing where the row itself tells."""
    if actor.person is not None and actor.person in (dossier.owner_id, dossier.submitter_id):
        return True
    agencies = (dossier.agency_id, dossier.counter_id)
    if dossier.phase != Phase.DRAFT and allows(actor, VIEW, agencies=agencies):
        return True
    return not {dossier.owner_id, dossier.organisation_id}.isdisjoint(persons_within(actor, VIEW) or ())


def worklist(
    *, actor: Actor, filters: Filters, at: datetime, among: QuerySet[Dossier] | None = None
) -> QuerySet[Dossier]:
    """Dossiers for the desk, the most urgent first: what must be answered, then what is due, then the rest.

    They are all the actor may see, or those `among` them.
    """
    rows = visible(actor=actor) if among is None else among
    if filters.mine:
        rows = rows.filter(in_hands(actor=actor))
    if not filters.phase and not filters.text:
        rows = rows.exclude(phase__in=CLOSED)
    if filters.phase:
        rows = rows.filter(phase=filters.phase)
    if filters.procedure:
        rows = rows.filter(procedure__code=filters.procedure)
    if filters.step:
        steps = Assignment.objects.filter(finished_at=None, step=filters.step, agency__in=actor.agencies)
        rows = rows.filter(id__in=_things(steps))
    if filters.urgency:
        rows = rows.filter(urgent(filters.urgency, at=at))
    if filters.text:
        rows = rows.filter(matching(filters.text))
    return rows.order_by(F("urgent_at").asc(nulls_last=True), "id")


def mine(*, actor: Actor) -> QuerySet[Dossier]:
    """A citizen's own dossiers and drafts, and those of people acted for; newest first."""
    return (
        visible(actor=actor)
        .select_related("procedure", "owner", "organisation")
        .order_by("-created_at", "id")
        if actor.person
        else Dossier.objects.none()
    )


def matching(text: str) -> Q:
    """By code, request id, personal number or phone exactly, else by the owner's name."""
    code = read_code(text)
    if code:
        return Q(code=code) | Q(request_id=code)
    for field, read in (("national_id", lambda t: read_national_id(t).number), ("phone", read_mobile)):
        try:
            index = fingerprint(field, read(text))
        except ValueError:
            continue
        return Q(**{f"owner__{field}_index": index}) | Q(**{f"submitter__{field}_index": index})
    words = fold(text)
    return Q(owner_folded__contains=words) if words else Q(pk=None)


def urgent(urgency: str, *, at: datetime) -> Q:
    """Open dossiers by what the province owes next: `late`, `today`, `week` (after today), `rest`; no overlap."""
    today, week = ends(at)
    owed = {
        "late": Q(urgent_at__lt=at),
        "today": Q(urgent_at__gte=at, urgent_at__lte=today),
        "week": Q(urgent_at__gt=today, urgent_at__lte=week),
        "rest": Q(urgent_at__gt=week) | Q(urgent_at=None),
    }
    return owed[urgency] & ~Q(phase__in=CLOSED)


def urgency_of(at: Any, today: Any, week: Any) -> Case:
    """The same as a column of open dossiers; `today` and `week` are their `ends`."""
    return Case(
        When(urgent_at__lt=at, then=Value("late")),
        When(urgent_at__lte=today, then=Value("today")),
        When(urgent_at__lte=week, then=Value("week")),
        default=Value("rest"),
    )


def ends(at: datetime) -> tuple[datetime, datetime]:
    """The last moments of the day and of its week, in Vietnam."""
    day = clock.local(at).date()
    today = datetime.combine(day, time.max, tzinfo=clock.VIETNAM)
    return today, today + timedelta(days=6 - day.weekday())


def in_hands(*, actor: Actor) -> Q:
    """What waits for the actor: steps held or open to the actor's seats, and what must be received at the counter."""
    found = Q(id__in=_things(in_hand(actor=actor)))
    receiving = agencies_within(actor, RECEIVE)
    if receiving:
        found |= Q(phase=Phase.SUBMITTED) & _at("counter", receiving)
    return found


def _at(field: str, agencies: frozenset[UUID]) -> Q:
    """At one of some agencies; said one by one, so that the statement can be prepared."""
    return reduce(or_, (Q(**{field: agency}) for agency in agencies))


def _things(assignments: QuerySet[Assignment]) -> QuerySet[Assignment, Any]:
    """The ids of the dossiers that assignments are about, for the database alone to read."""
    key = Replace(Substr("about", len(KIND) + 2), Value("-"), Value(""))
    about = assignments.filter(about__startswith=f"{KIND}:")
    return about.values(dossier=Cast(key, UUIDField()))
