"""When things are due: the legal rules on a table, and the laws any rule must keep."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.foundation.calendar import deadlines
from tinhso.foundation.calendar.rules import Pause, Term, WorkingCalendar, due
from tinhso.foundation.calendar.rules.deadlines import Unit
from tinhso.foundation.calendar.tests.factories import REAL, at, calendars, moments, pauses, term, units
from tinhso.foundation.calendar.tests.slow import Slow

amounts = st.integers(1, 20)
several_pauses = st.lists(pauses, max_size=3)


@settings(max_examples=80, deadline=None)
@given(calendars, moments, amounts, units, several_pauses)
def test_agrees_with_counting_day_by_day(
    calendar: WorkingCalendar, start: datetime, amount: int, unit: Unit, paused: list[Pause]
) -> None:
    limit = term(amount, unit)
    expected = Slow(calendar, paused).due(start, int(limit.amount), unit)
    assert due(start, limit, calendar, paused).due_at == expected


@given(calendars, moments, moments, amounts, units)
def test_received_later_is_never_due_earlier(
    calendar: WorkingCalendar, one: datetime, other: datetime, amount: int, unit: Unit
) -> None:
    limit = term(amount, unit)
    earlier, later = (due(start, limit, calendar).due_at for start in sorted((one, other)))
    assert earlier <= later


@given(calendars, moments, amounts, units, several_pauses)
def test_a_longer_term_is_never_due_earlier(
    calendar: WorkingCalendar, start: datetime, amount: int, unit: Unit, paused: list[Pause]
) -> None:
    shorter, longer = term(amount, unit), term(amount + 1, unit)
    one = due(start, shorter, calendar, paused)
    assert one.due_at <= due(start, longer, calendar, paused).due_at


@given(calendars, moments, amounts, units, several_pauses, pauses)
def test_one_more_pause_never_shortens(
    calendar: WorkingCalendar,
    start: datetime,
    amount: int,
    unit: Unit,
    paused: list[Pause],
    more: Pause,
) -> None:
    limit = term(amount, unit)
    without = due(start, limit, calendar, paused)
    assert without.due_at <= due(start, limit, calendar, [*paused, more]).due_at


@given(calendars, moments, amounts, units, several_pauses)
def test_due_in_the_hours_of_a_working_day_after_receipt(
    calendar: WorkingCalendar, start: datetime, amount: int, unit: Unit, paused: list[Pause]
) -> None:
    due_at = due(start, term(amount, unit), calendar, paused).due_at
    assert due_at > start
    assert any(opens <= due_at <= closes for opens, closes in calendar.stretches_on(due_at.date()))


@given(calendars, moments, amounts, several_pauses)
def test_the_trace_accounts_for_every_day_once(
    calendar: WorkingCalendar, start: datetime, amount: int, paused: list[Pause]
) -> None:
    deadline = due(start, Term(amount, "working_day"), calendar, paused)
    (began,) = [n for n, line in enumerate(deadline.trace) if line.text.startswith("Thời hạn")]
    lines = [line for line in deadline.trace[began:] if line.step in ("counted", "skipped", "paused")]
    counted = sum((line.until - line.on).days + 1 for line in lines if line.step == "counted")
    assert counted == amount
    assert lines[0].on == deadline.trace[began].on
    assert lines[-1].until == deadline.due_at.date()
    for line, following in pairwise(lines):
        assert line.until + timedelta(days=1) == following.on


@given(calendars, moments, amounts, units, several_pauses)
def test_every_line_of_the_trace_says_something(
    calendar: WorkingCalendar, start: datetime, amount: int, unit: Unit, paused: list[Pause]
) -> None:
    trace = due(start, term(amount, unit), calendar, paused).trace
    assert (trace[0].step, trace[-1].step) == ("received", "due")
    assert all(line.text[:1].isupper() and line.on <= line.until for line in trace)


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        # Day terms count from the following day and end at the close.
        ("2026-11-16 09:00", Term(3, "working_day"), "2026-11-19 17:00"),
        ("2026-11-20 09:00", Term(3, "working_day"), "2026-11-26 17:00"),  # 24 Nov
        ("2026-11-16 17:30", Term(3, "working_day"), "2026-11-20 17:00"),  # counts as received on the 17th
        ("2026-11-14 09:00", Term(3, "working_day"), "2026-11-19 17:00"),  # a Saturday
        # Swaps: 2 Jan for 10 Jan, 31 Aug for 22 Aug.
        ("2025-12-31 09:00", Term(1, "working_day"), "2026-01-05 17:00"),
        ("2026-01-08 09:00", Term(2, "working_day"), "2026-01-10 17:00"),
        ("2026-01-10 09:00", Term(1, "working_day"), "2026-01-12 17:00"),
        ("2026-08-21 09:00", Term(1, "working_day"), "2026-08-22 17:00"),
        ("2026-08-28 09:00", Term(1, "working_day"), "2026-09-03 17:00"),
        # Calendar days count holidays, and move only when they end on one.
        ("2026-02-10 09:00", Term(5, "day"), "2026-02-23 17:00"),
        ("2026-02-10 09:00", Term(15, "day"), "2026-02-25 17:00"),
        ("2025-12-31 09:00", Term(10, "day"), "2026-01-10 17:00"),
        # Months end on the day of the same number, or the month's last.
        ("2026-01-30 09:00", Term(1, "month"), "2026-03-02 17:00"),  # 28 Feb is a Saturday
        ("2026-03-31 09:00", Term(1, "month"), "2026-05-04 17:00"),  # 30 Apr, 1 May, weekend
        ("2026-11-20 09:00", Term(2, "month"), "2027-01-20 17:00"),
        # Hours are working hours.
        ("2026-11-20 15:00", Term(8, "hour"), "2026-11-23 15:00"),
        ("2026-11-23 22:15", Term(8, "hour"), "2026-11-25 17:00"),
        ("2026-11-20 10:30", Term(1.5, "hour"), "2026-11-20 14:00"),
    ],
)
def test_terms(received: str, limit: Term, expected: str) -> None:
    assert due(at(received), limit, REAL).due_at == at(expected)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-20 14:59", "2026-11-20 17:00"),
        ("2026-11-20 15:00", "2026-11-20 17:00"),
        ("2026-11-20 15:00:59", "2026-11-20 17:00"),
        ("2026-11-20 15:01", "2026-11-23 17:00"),
        ("2026-11-20 17:05", "2026-11-23 17:00"),
        ("2026-11-22 16:00", "2026-11-23 17:00"),
        ("2026-11-23 15:01", "2026-11-25 17:00"),
        ("2026-08-21 15:01", "2026-08-22 17:00"),
    ],
)
def test_same_day_until_fifteen_hours(received: str, expected: str) -> None:
    assert due(at(received), Term(1, "working_day", same_day=True), REAL).due_at == at(expected)


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        (("2026-11-17 08:00", "2026-11-17 16:00"), "2026-11-19 17:00"),  # within one day: costs nothing
        (("2026-11-17 08:00", "2026-11-18 08:00"), "2026-11-20 17:00"),
        (("2026-11-18 16:59", "2026-11-20 07:00"), "2026-11-23 17:00"),
        (("2026-11-19 17:00", "2026-11-30 07:00"), "2026-11-19 17:00"),  # after the close: too late to matter
        (("2026-11-10 08:00", "2026-11-16 12:00"), "2026-11-19 17:00"),  # before the count began
    ],
)
def test_a_pause_costs_as_many_working_days_as_it_holds_closings(
    pause: tuple[str, str], expected: str
) -> None:
    paused = Pause(at(pause[0]), at(pause[1]), "chờ bổ sung hồ sơ")
    assert due(at("2026-11-16 09:00"), Term(3, "working_day"), REAL, [paused]).due_at == at(expected)


def test_a_pause_stops_the_clock_of_a_term_in_hours_to_the_minute() -> None:
    paused = [
        Pause(at("2026-11-20 15:30"), at("2026-11-20 16:15")),
        Pause(at("2026-11-20 16:00"), at("2026-11-23 07:30")),
    ]
    assert due(at("2026-11-20 15:00"), Term(2, "hour"), REAL, paused).due_at == at("2026-11-23 09:00")


def test_the_trace_reads_like_an_officer_would_explain_it() -> None:
    paused = Pause(at("2026-02-24 08:00"), at("2026-02-25 09:30"), "chờ bổ sung hồ sơ")
    deadline = due(at("2026-02-12 17:30"), Term(4, "working_day"), REAL, [paused])
    assert [str(line) for line in deadline.trace] == [
        "Tiếp nhận lúc 17:30 thứ Năm, 12/02/2026",
        "Ngoài giờ làm việc: tính như nhận lúc 07:00 thứ Sáu, 13/02/2026",
        "Thời hạn 4 ngày làm việc, tính từ ngày tiếp theo (theo giả định)",
        "Không tính 14/02/2026–15/02/2026 (nghỉ hằng tuần)",
        "Không tính 16/02/2026–20/02/2026 (nghỉ Tết Nguyên đán)",
        "Không tính 21/02/2026–22/02/2026 (nghỉ hằng tuần)",
        "Ngày làm việc thứ 1: thứ Hai, 23/02/2026",
        "Tạm dừng tính hạn thứ Ba, 24/02/2026 (chờ bổ sung hồ sơ) (theo giả định)",
        "Ngày làm việc thứ 2–4: 25/02/2026–27/02/2026",
        "Hạn trả: 17:00 thứ Sáu, 27/02/2026, hết giờ làm việc (theo giả định)",
    ]


def test_what_rests_on_an_assumed_holiday_says_so() -> None:
    trace = due(at("2027-02-04 09:00"), Term(8, "hour"), REAL).trace
    assert [line.assumed for line in trace if "Tết" in line.text] == [True, True]


def test_a_year_nobody_entered_is_named() -> None:
    trace = due(at("2027-12-30 09:00"), Term(5, "working_day"), REAL).trace
    assert "Chưa có lịch nghỉ lễ, tết năm 2028: chỉ trừ ngày nghỉ hằng tuần" in [line.text for line in trace]


@pytest.mark.parametrize(
    "limit", [Term(0, "working_day"), Term(-1, "hour"), Term(1.5, "day"), Term(0, "month")]
)
def test_an_impossible_term_is_refused(limit: Term) -> None:
    with pytest.raises(ValueError, match="thời hạn"):
        due(at("2026-11-16 09:00"), limit, REAL)


def test_intake_terms() -> None:
    received = at("2026-11-20 15:00")
    assert due(received, deadlines.SUPPLEMENT_NOTICE_ONLINE, REAL).due_at == at("2026-11-23 15:00")
    assert due(received, deadlines.SUPPLEMENT_NOTICE_PAPER, REAL).due_at == at("2026-11-23 17:00")
    assert due(received, deadlines.APPRAISAL_RETURN, REAL).due_at == at("2026-11-26 17:00")
