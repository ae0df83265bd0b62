"""What an agency has given out, by who leads it: how much, in time, late, done. Each number is a list of tasks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from tinhso.foundation.tasks.models import Task
from tinhso.foundation.tasks.queries.lists import (
    CLOSED_IN_TIME,
    CLOSED_LATE,
    COUNTED,
    GIVEN,
    IN_TIME,
    LATE,
    REPORTED,
    Filters,
    in_state,
    listing,
)
from tinhso.foundation.tasks.rules import Part, State
from tinhso.foundation.units.queries import agency_names
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref

COLUMNS = (COUNTED, IN_TIME, LATE, REPORTED, CLOSED_IN_TIME, CLOSED_LATE)
"""The states a board counts, in the order it shows them. The first is the sum of the others."""


@dataclass(frozen=True)
class BoardRow:
    """One agency that leads tasks."""

    agency: UUID
    name: str
    numbers: Sequence[int]
    """One for each of `COLUMNS`."""
    urged: int
    """How many of its open tasks were urged."""

    @property
    def late(self) -> int:
        return self.numbers[COLUMNS.index(LATE)]


def board(*, actor: Actor, year: int | None, at: datetime) -> list[BoardRow]:
    """What the actor's agencies have given, by lead agency; the one with most that is late first."""
    given = _given(actor=actor, year=year, at=at).order_by().filter(hands__part=Part.LEAD)
    rows = list(
        given.values("hands__agency").annotate(
            **{
                f"c{place}": Count("id", filter=in_state(state, at=at)) for place, state in enumerate(COLUMNS)
            },
            marks=Count("id", filter=in_state("", at=at) & Q(urged__gt=0)),
        )
    )
    names = agency_names({row["hands__agency"] for row in rows}, on=clock.local(at).date())
    found = [
        BoardRow(
            agency=row["hands__agency"],
            name=names.get(row["hands__agency"], ""),
            numbers=[row[f"c{place}"] for place in range(len(COLUMNS))],
            urged=row["marks"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (-row.late, -row.numbers[0], row.name))


def years(*, actor: Actor, at: datetime) -> list[int]:
    """The years in which the actor's agencies gave tasks, the latest first; this one always."""
    given = _given(actor=actor, year=None, at=at).order_by()
    found = given.annotate(year=ExtractYear("given_at", tzinfo=clock.VIETNAM)).values_list("year", flat=True)
    return sorted({clock.local(at).year, *found.distinct()}, reverse=True)


def late_at(*, actor: Actor, agency: UUID, at: datetime) -> QuerySet[Task]:
    """What the actor's agencies gave that this agency leads and that is late."""
    return listing(actor=actor, filters=Filters(group=GIVEN, state=LATE, lead=agency), at=at)


def progress_of(*, sources: Collection[Ref], at: datetime) -> dict[Ref, tuple[int, int, int]]:
    """How much was given out of each of these, how much of it is done, how much late."""
    done = Q(state=State.DONE)
    counted = (
        Task.objects.filter(in_state(COUNTED, at=at), source__in=list(sources))
        .values("source")
        .annotate(
            all=Count("id"), done=Count("id", filter=done), late=Count("id", filter=in_state(LATE, at=at))
        )
    )
    return {row["source"]: (row["all"], row["done"], row["late"]) for row in counted}


def _given(*, actor: Actor, year: int | None, at: datetime) -> QuerySet[Task]:
    return listing(actor=actor, filters=Filters(group=GIVEN, state=COUNTED, year=year), at=at)
