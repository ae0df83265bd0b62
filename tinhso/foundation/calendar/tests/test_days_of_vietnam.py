"""The pack's calendar of 2022–2027 against what is known of each year."""

from datetime import date, timedelta

import pytest

from tinhso.foundation.calendar.rules import DayKind
from tinhso.foundation.calendar.tests.factories import REAL, VIETNAM_DAYS, rows


@pytest.mark.parametrize(
    ("year", "first_day_of_year", "off"),
    [
        (2022, date(2022, 2, 1), (date(2022, 1, 31), 5)),
        (2023, date(2023, 1, 22), (date(2023, 1, 20), 7)),
        (2024, date(2024, 2, 10), (date(2024, 2, 8), 7)),
        (2025, date(2025, 1, 29), (date(2025, 1, 27), 5)),
        (2026, date(2026, 2, 17), (date(2026, 2, 16), 5)),
        (2027, date(2027, 2, 6), (date(2027, 2, 5), 7)),
    ],
)
def test_new_year_by_the_moon(year: int, first_day_of_year: date, off: tuple[date, int]) -> None:
    days = [off[0] + timedelta(days=n) for n in range(off[1])]
    assert first_day_of_year in days
    assert not any(map(REAL.is_working, days))
    before, after = days[0] - timedelta(days=1), days[-1] + timedelta(days=1)
    assert before not in VIETNAM_DAYS
    assert after not in VIETNAM_DAYS
    assert sum(day.kind is DayKind.OFF for on, day in VIETNAM_DAYS.items() if on in days) == 5


@pytest.mark.parametrize("year", range(2022, 2028))
def test_the_statutory_days_of_each_year(year: int) -> None:
    off = [on for on, day in VIETNAM_DAYS.items() if on.year == year and day.kind is DayKind.OFF]
    assert len(off) == (12 if year >= 2026 else 11)
    assert {(1, 1), (4, 30), (5, 1), (9, 2)} <= {(on.month, on.day) for on in off}
    assert ((11, 24) in {(on.month, on.day) for on in off}) == (year >= 2026)


@pytest.mark.parametrize("year", range(2022, 2028))
def test_each_day_off_in_place_of_another_has_its_cause(year: int) -> None:
    """A holiday on a weekend gives one day back; a swap takes a Saturday for it."""
    days = {on: day for on, day in VIETNAM_DAYS.items() if on.year == year}
    compensated = [on for on, day in days.items() if day.kind is DayKind.COMPENSATED]
    on_weekend = [on for on, day in days.items() if day.kind is DayKind.OFF and on.weekday() >= 5]
    worked = [on for on, day in days.items() if day.kind is DayKind.WORKING]
    assert all(on.weekday() < 5 for on in compensated)
    assert all(on.weekday() == 5 for on in worked)
    swaps = [on for on in compensated if "hoán đổi" in days[on].title]
    assert len(swaps) == len(worked)
    assert len(compensated) - len(swaps) == len(on_weekend)


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        (date(2024, 4, 29), date(2024, 5, 4)),
        (date(2025, 5, 2), date(2025, 4, 26)),
        (date(2026, 1, 2), date(2026, 1, 10)),
        (date(2026, 8, 31), date(2026, 8, 22)),
    ],
)
def test_swaps(off: date, worked: date) -> None:
    assert not REAL.is_working(off)
    assert REAL.is_working(worked)
    assert f"{worked:%d/%m/%Y}" in VIETNAM_DAYS[off].title
    assert f"{off:%d/%m/%Y}" in VIETNAM_DAYS[worked].title


def test_what_no_source_confirms_is_assumed() -> None:
    for row, assumed in rows():
        assert row.reference
        if row.day.year in (2022, 2023, 2027):
            assert assumed
        if row.day.year == 2026 or row.kind is DayKind.WORKING:
            assert not assumed
