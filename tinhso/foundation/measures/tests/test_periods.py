"""Periods of the Vietnamese calendar."""

from datetime import UTC, datetime, timedelta

import pytest

from tinhso.foundation.measures.rules import PROVINCE, Length, Period, window
from tinhso.kernel.clock import VIETNAM


@pytest.mark.parametrize(
    ("key", "start", "until", "title"),
    [
        ("2026-11", (2026, 11), (2026, 12), "Tháng 11/2026"),
        ("2026-12", (2026, 12), (2027, 1), "Tháng 12/2026"),
        ("2026-Q4", (2026, 10), (2027, 1), "Quý IV/2026"),
        ("2026-H1", (2026, 1), (2026, 7), "6 tháng đầu năm 2026"),
        ("2026-H2", (2026, 7), (2027, 1), "6 tháng cuối năm 2026"),
        ("2026", (2026, 1), (2027, 1), "Năm 2026"),
    ],
)
def test_a_period_by_its_key(key: str, start: tuple[int, int], until: tuple[int, int], title: str) -> None:
    period = Period.parse(key)
    assert period.key == key
    assert period.start == datetime(*start, 1, tzinfo=VIETNAM)
    assert period.until == datetime(*until, 1, tzinfo=VIETNAM)
    assert period.title == title


@pytest.mark.parametrize(
    "key", ["", "2026-13", "2026-00", "2026-Q5", "2026-H3", "1999", "26-11", "2026-1", "2026-11 "]
)
def test_what_is_no_period(key: str) -> None:
    with pytest.raises(ValueError, match="period"):
        Period.parse(key)


@pytest.mark.parametrize("length", list(Length))
def test_periods_follow_one_another_without_gap(length: Length) -> None:
    period = Period.containing(datetime(2026, 11, 16, tzinfo=VIETNAM), length=length)
    for _ in range(20):
        assert period.before().until == period.start
        assert Period.parse(period.key) == period
        period = period.before()


def test_a_moment_belongs_to_the_month_of_the_vietnamese_wall() -> None:
    assert Period.containing(datetime(2026, 10, 31, 17, 30, tzinfo=UTC)).key == "2026-11"


def test_a_window_never_reaches_past_the_moment_of_asking() -> None:
    period = Period.parse("2026-11")
    noon = datetime(2026, 11, 16, 12, tzinfo=VIETNAM)
    assert window(period, PROVINCE, at=noon).until == noon
    assert window(period, PROVINCE, at=period.until + timedelta(days=9)).until == period.until
    ahead = window(period, PROVINCE, at=period.start - timedelta(days=9))
    assert ahead.start == ahead.until
