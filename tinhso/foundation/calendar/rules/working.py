"""When an agency works: the days of the nation's calendar and the hours of the agency's week.

Every moment taken must be aware; every moment given back is aware, in Vietnamese time. Vietnam has kept one
offset since 1975, so moments of one day are compared and added as the wall clock shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, pairwise

from tinhso.kernel.clock import VIETNAM, local

ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)
_LONGEST_REST = 366
"""A calendar without a working hour in so many days is a mistake of configuration, not a long holiday."""

Session = tuple[time, time]
Stretch = tuple[datetime, datetime]
"""From (inclusive) to (exclusive)."""


class DayKind(StrEnum):
    OFF = "off"
    COMPENSATED = "compensated"
    """Off in place of another day: a holiday on a rest day made up, or a swap."""
    WORKING = "working"
    """Worked though the week says rest."""


@dataclass(frozen=True)
class MarkedDay:
    """A day that is not what its weekday says."""

    kind: DayKind
    title: str
    """As an officer would say it: `nghỉ Tết Nguyên đán`, `làm bù cho ngày 02/01/2026`."""
    assumed: bool = False


@dataclass(frozen=True)
class WeekHours:
    """The sessions of a week, Monday first, and those of an extra working day, while they are in force."""

    week: tuple[tuple[Session, ...], ...]
    extra: tuple[Session, ...]
    assumed: bool = False
    effective_from: date = date.min
    effective_until: date | None = None

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        for sessions in (*self.week, self.extra):
            edges = [edge for session in sessions for edge in session]
            if any(earlier >= later for earlier, later in pairwise(edges)):
                raise ValueError("sessions follow one another and none is empty")

    def covers(self, day: date) -> bool:
        """Whether these hours are in force on that day."""
        return self.effective_from <= day and (self.effective_until is None or day < self.effective_until)


@dataclass(frozen=True)
class Pause:
    """A stretch in which the clock of a dossier stands still. While one is open, nothing falls due."""

    start: datetime
    end: datetime
    reason: str = ""

    def __post_init__(self) -> None:
        if aware(self.end) < aware(self.start):
            raise ValueError("a pause ends after it starts")


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """The working time of one agency. Of several `hours` in force on a day the first counts."""

    days: Mapping[date, MarkedDay]
    hours: Sequence[WeekHours]
    _stretches: dict[date, tuple[Stretch, ...]] = field(default_factory=dict, init=False, repr=False)

    def hours_on(self, day: date) -> WeekHours | None:
        """The office hours in force on that day."""
        return next((hours for hours in self.hours if hours.covers(day)), None)

    def stretches_on(self, day: date) -> tuple[Stretch, ...]:
        """The working time of a day, in order; empty on a day off."""
        known = self._stretches.get(day)
        if known is None:
            known = tuple(
                (datetime.combine(day, opens, VIETNAM), datetime.combine(day, closes, VIETNAM))
                for opens, closes in self._sessions_on(day)
            )
            self._stretches[day] = known
        return known

    def _sessions_on(self, day: date) -> tuple[Session, ...]:
        hours, marked = self.hours_on(day), self.days.get(day)
        if hours is None:
            return ()
        if marked is None:
            return hours.week[day.weekday()]
        return hours.extra if marked.kind is DayKind.WORKING else ()

    def is_working(self, day: date) -> bool:
        """Whether any of the day is working time."""
        return bool(self.stretches_on(day))

    def close(self, day: date) -> datetime:
        """When the office closes on a working day; ValueError on any other."""
        stretches = self.stretches_on(day)
        if not stretches:
            raise ValueError(f"{day:%d/%m/%Y} không phải ngày làm việc")
        return stretches[-1][1]

    def days_from(self, day: date) -> Iterator[date]:
        """Every day from that one on; ValueError once a whole year of them held no work."""
        rested = 0
        while rested < _LONGEST_REST:
            yield day
            rested = 0 if self.stretches_on(day) else rested + 1
            day += ONE_DAY
        raise ValueError(f"không có giờ làm việc nào trong một năm trước {day:%d/%m/%Y}")

    def working_days_after(self, day: date) -> Iterator[date]:
        """The working days that follow that day, without end."""
        return filter(self.stretches_on, self.days_from(day + ONE_DAY))

    def stretches(self, at: datetime, pauses: Sequence[Pause] = ()) -> Iterator[Stretch]:
        """Working time from that moment on, what is paused cut out, without end."""
        at = local(aware(at))
        breaks = sorted((local(pause.start), local(pause.end)) for pause in pauses)
        for day in self.days_from(at.date()):
            for start, end in self.stretches_on(day):
                if at < end:
                    yield from _without(breaks, max(at, start), end)

    def next_working_instant(self, at: datetime) -> datetime:
        """The moment itself in working time, else the next opening. The moment of closing is outside."""
        return next(self.stretches(at))[0]

    def add_working_time(self, at: datetime, length: timedelta, pauses: Sequence[Pause] = ()) -> datetime:
        """The moment by which that much working time has passed; work that fits a day ends at its close."""
        if length < timedelta(0):
            raise ValueError("working time is only added")
        for start, end in self.stretches(at, pauses):
            if start + length <= end:
                return start + length
            length -= end - start
        raise AssertionError("stretches never end")

    def add_working_hours(self, at: datetime, hours: float) -> datetime:
        """`add_working_time` in hours: 1.5 is an hour and a half."""
        return self.add_working_time(at, timedelta(hours=hours))

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """The n-th working day after the date of `at`, at the same time of day; 0 is `at` itself.

        The time of day may lie outside office hours when `at` does, or where hours differ between days.
        """
        if days < 0:
            raise ValueError("working days are only added")
        at = local(aware(at))
        if days == 0:
            return at
        day = next(islice(self.working_days_after(at.date()), days - 1, None))
        return datetime.combine(day, at.time(), VIETNAM)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; negative when the second comes first."""
        if end < start:
            return -self.working_time_between(end, start)
        total = timedelta(0)
        for opens, closes in self.stretches(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def working_hours_between(self, start: datetime, end: datetime) -> float:
        """`working_time_between` in hours."""
        return self.working_time_between(start, end) / ONE_HOUR


def aware(at: datetime) -> datetime:
    """The moment, refused with ValueError when it names no offset."""
    if at.utcoffset() is None:
        raise ValueError("a moment needs its offset")
    return at


def _without(breaks: Sequence[Stretch], start: datetime, end: datetime) -> Iterator[Stretch]:
    for stops, resumes in breaks:
        if resumes <= start or end <= stops:
            continue
        if start < stops:
            yield start, stops
        start = resumes
        if end <= start:
            return
    yield start, end
