"""Days and office hours as packs write them."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field

from tinhso.foundation.calendar.rules import DayKind, Term, WeekHours
from tinhso.foundation.calendar.rules.deadlines import Unit
from tinhso.foundation.conditions.shapes import Shape


def _in_order(sessions: tuple[tuple[time, time], ...]) -> tuple[tuple[time, time], ...]:
    edges = [edge for session in sessions for edge in session]
    if any(earlier >= later for earlier, later in pairwise(edges)):
        raise ValueError("các buổi phải nối tiếp nhau, giờ bắt đầu trước giờ kết thúc")
    return sessions


Sessions = Annotated[tuple[tuple[time, time], ...], AfterValidator(_in_order)]


class Length(Shape):
    """How long something may take, as a text sets it: `{amount: 12, unit: day}`."""

    amount: int = Field(gt=0)
    unit: Unit

    @property
    def term(self) -> Term:
        return Term(self.amount, self.unit)


class DayRow(Shape):
    """One row of a CSV of days. The rule's code is the day itself."""

    day: date
    kind: DayKind
    title: str = Field(min_length=1, max_length=120)
    """In lower case, as it stands after a date: `nghỉ Tết Nguyên đán`."""
    reference: str = Field("", max_length=250)
    """Where it was announced."""


class Week(Shape):
    """Sessions by weekday; a weekday left out is a day of rest."""

    monday: Sessions = ()
    tuesday: Sessions = ()
    wednesday: Sessions = ()
    thursday: Sessions = ()
    friday: Sessions = ()
    saturday: Sessions = ()
    sunday: Sessions = ()


class OfficeHoursBody(Shape):
    """The body of an `office_hours` rule."""

    title: str
    week: Week
    extra_day: Sessions = Field(min_length=1)
    """The sessions of a day worked in place of another."""
    reference: str = ""

    def in_force(self, *, assumed: bool, effective_from: date, effective_until: date | None) -> WeekHours:
        """These hours with their validity, as the rules compute with them."""
        week = self.week
        return WeekHours(
            week=(
                week.monday,
                week.tuesday,
                week.wednesday,
                week.thursday,
                week.friday,
                week.saturday,
                week.sunday,
            ),
            extra=self.extra_day,
            assumed=assumed,
            effective_from=effective_from,
            effective_until=effective_until,
        )
