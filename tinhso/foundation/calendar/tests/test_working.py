"""Working time: the same answers as counting minute by minute, and fast."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.foundation.calendar.rules import MarkedDay, WeekHours, WorkingCalendar
from tinhso.foundation.calendar.tests.factories import FULL, OFFICE, REAL, at, calendars, moments
from tinhso.foundation.calendar.tests.slow import Slow

minutes = st.integers(1, 3000)


@settings(max_examples=60)
@given(calendars, moments, minutes)
def test_agrees_with_counting_minute_by_minute(
    calendar: WorkingCalendar, start: datetime, length: int
) -> None:
    slow = Slow(calendar)
    assert calendar.next_working_instant(start) == slow.next_instant(start)
    end = slow.add_minutes(start, length)
    assert calendar.add_working_time(start, timedelta(minutes=length)) == end
    assert calendar.working_time_between(start, end) == timedelta(minutes=slow.minutes_between(start, end))


@given(calendars, moments, st.floats(0.01, 80))
def test_adding_and_measuring_are_inverse(calendar: WorkingCalendar, start: datetime, hours: float) -> None:
    end = calendar.add_working_hours(start, hours)
    assert calendar.working_hours_between(start, end) == pytest.approx(hours, abs=1e-9)


@given(calendars, moments, minutes, minutes)
def test_adding_hours_in_two_parts_is_adding_them_at_once(
    calendar: WorkingCalendar, start: datetime, one: int, other: int
) -> None:
    first, second = timedelta(minutes=one), timedelta(minutes=other)
    in_parts = calendar.add_working_time(calendar.add_working_time(start, first), second)
    assert in_parts == calendar.add_working_time(start, first + second)


@given(calendars, moments, st.integers(0, 30), st.integers(0, 30))
def test_adding_days_in_two_parts_is_adding_them_at_once(
    calendar: WorkingCalendar, start: datetime, one: int, other: int
) -> None:
    in_parts = calendar.add_working_days(calendar.add_working_days(start, one), other)
    assert in_parts == calendar.add_working_days(start, one + other)


@given(calendars, moments, st.integers(1, 30))
def test_days_are_added_onto_working_days_and_none_is_passed_over(
    calendar: WorkingCalendar, start: datetime, days: int
) -> None:
    end = calendar.add_working_days(start, days)
    passed = [start.date() + timedelta(days=n) for n in range(1, (end.date() - start.date()).days + 1)]
    assert calendar.is_working(end.date())
    assert sum(map(calendar.is_working, passed)) == days


@given(moments, moments)
def test_between_is_signed(one: datetime, other: datetime) -> None:
    assert REAL.working_time_between(one, other) == -REAL.working_time_between(other, one)


@pytest.mark.parametrize(
    ("moment", "instant"),
    [
        ("2026-11-23 06:59", "2026-11-23 07:00"),
        ("2026-11-23 10:59", "2026-11-23 10:59"),
        ("2026-11-23 11:00", "2026-11-23 13:00"),
        ("2026-11-23 17:00", "2026-11-25 07:00"),  # 24 November is off since 2026
        ("2026-11-21 09:00", "2026-11-23 07:00"),
    ],
)
def test_the_next_working_instant(moment: str, instant: str) -> None:
    assert REAL.next_working_instant(at(moment)) == at(instant)


def test_work_that_fits_a_day_ends_at_its_close() -> None:
    assert REAL.add_working_hours(at("2026-11-23 07:00"), 8) == at("2026-11-23 17:00")
    assert REAL.add_working_hours(at("2026-11-23 07:00"), 4) == at("2026-11-23 11:00")


def test_moments_of_other_offsets_are_read_as_vietnamese_ones() -> None:
    assert REAL.next_working_instant(datetime(2026, 11, 22, 23, 0, tzinfo=UTC)) == at("2026-11-23 07:00")


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        REAL.next_working_instant(datetime(2026, 11, 23))  # noqa: DTZ001


def test_a_calendar_without_hours_is_refused_and_not_searched_for_ever() -> None:
    with pytest.raises(ValueError, match="không có giờ làm việc"):
        WorkingCalendar({}, []).next_working_instant(at("2026-11-23 07:00"))


@pytest.mark.parametrize("sessions", [(FULL[1], FULL[0]), (FULL[0], FULL[0]), (FULL[0][::-1],)])
def test_sessions_out_of_order_are_refused(sessions: tuple) -> None:  # type: ignore[type-arg]
    with pytest.raises(ValueError, match="sessions"):
        WeekHours(week=(sessions,) * 7, extra=FULL)


def test_a_day_is_worked_out_once_however_often_it_is_counted() -> None:
    class Asked(dict[date, MarkedDay]):
        times: Counter[date] = Counter()

        def get(self, day: date, default: Any = None) -> Any:
            self.times[day] += 1
            return super().get(day, default)

    days = Asked(REAL.days)
    calendar = WorkingCalendar(days, [OFFICE])
    ends = {calendar.add_working_days(at("2026-01-05 09:00"), 60) for _ in range(3)}
    assert ends == {REAL.add_working_days(at("2026-01-05 09:00"), 60)}
    assert set(days.times.values()) == {1}
