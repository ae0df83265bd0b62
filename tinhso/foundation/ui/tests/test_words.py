"""How dates, times, money and numbers read."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from tinhso.foundation.ui import words

LATE_EVENING = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


def test_a_moment_is_read_off_a_vietnamese_wall() -> None:
    assert words.day(LATE_EVENING) == "21/11/2026"
    assert words.clock(LATE_EVENING) == "01:30"
    assert words.weekday(LATE_EVENING) == "thứ Bảy"
    assert words.moment(LATE_EVENING) == "01:30, thứ Bảy 21/11/2026"
    assert words.day(date(2026, 3, 5)) == "05/03/2026"


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (1234.5, None, "1.234,5"),
        (1234567, None, "1.234.567"),
        (-1234, None, "-1.234"),
        (0, None, "0"),
        (Decimal("0.05"), 1, "0,1"),
        (99.95, 1, "100,0"),
        (2, 1, "2,0"),
        (1e16, None, "10.000.000.000.000.000"),
    ],
)
def test_numbers(value: float, places: int | None, written: str) -> None:
    assert words.number(value, places) == written


def test_shares_and_sizes() -> None:
    assert words.percent(0.986) == "98,6%"
    assert words.percent(1, 0) == "100%"
    sizes = [words.size(octets) for octets in (820, 46_080, 1_480_000, 5 * 1024**3)]
    assert sizes == ["820 byte", "45 KB", "1,4 MB", "5,0 GB"]


def test_a_page_may_say_how_many_decimals() -> None:
    template = Template("{% load words %}{{ x|number:1 }} {{ y|percent:0 }}")
    assert template.render(Context({"x": 1234.56, "y": 0.986})) == "1.234,6 99%"


@pytest.mark.parametrize(
    ("off", "written"),
    [
        (timedelta(seconds=-20), "vừa xong"),
        (timedelta(minutes=-5), "5 phút trước"),
        (timedelta(hours=-3), "3 giờ trước"),
        (timedelta(days=2, hours=5), "sau 2 ngày"),
    ],
)
def test_relative_times(off: timedelta, written: str) -> None:
    assert words.relative(LATE_EVENING + off, LATE_EVENING) == written


def test_other_languages_name_their_own_weekdays() -> None:
    with translation.override("en"):
        assert words.weekday(LATE_EVENING) == "Saturday"
    with translation.override("km"):
        assert words.weekday(LATE_EVENING) == "ថ្ងៃសៅរ៍"


def test_nothing_given_nothing_shown() -> None:
    template = Template("{% load words %}[{{ x|day }}{{ x|dong }}{{ x|number }}{% when x %}]")
    assert template.render(Context({"x": None})) == "[]"


def test_zero_is_something() -> None:
    assert Template("{% load words %}{{ x|dong }}").render(Context({"x": 0})) == "0 đồng"


def test_the_moment_is_there_for_machines_too() -> None:
    page = Template("{% load words %}{% when x relative=True at=at %}").render(
        Context({"x": LATE_EVENING, "at": LATE_EVENING + timedelta(hours=2)})
    )
    assert page == (
        '<time datetime="2026-11-21T01:30:00+07:00">01:30, thứ Bảy 21/11/2026</time>'
        ' <span class="soft">(2 giờ trước)</span>'
    )
