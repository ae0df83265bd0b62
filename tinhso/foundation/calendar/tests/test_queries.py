"""The calendar of an agency as packs leave it in the tables."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tinhso.foundation.calendar.models import Day, OfficeHours
from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.calendar.tests.factories import at
from tinhso.foundation.packs.models import AppliedPack
from tinhso.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 21)
OFFICE = [["07:00", "11:00"], ["13:00", "17:00"]]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def hours(code: str, sessions: list[list[str]], **period: date) -> None:
    body = {"title": code, "week": dict.fromkeys(WEEKDAYS, sessions), "extra_day": sessions}
    OfficeHours.objects.create(
        code=code, body=body, origin="pack:vinh-long", **{"effective_from": date(2022, 1, 1)} | period
    )


def day(code: str, kind: str, decided: date = date(2022, 1, 1)) -> None:
    Day.objects.create(code=code, kind=kind, title="nghỉ", effective_from=decided, origin="pack:vietnam")


def applied(digest: str) -> None:
    AppliedPack.objects.update_or_create(
        name="vietnam",
        defaults={"title": "Việt Nam", "digest": digest * 64, "applied_at": at("2026-11-20 08:00")},
    )


def test_no_office_hours_is_said_and_not_guessed() -> None:
    with pytest.raises(NotFound, match="xa-cang-long"):
        calendar_for("xa-cang-long", on=ON)


def test_an_agency_without_hours_of_its_own_keeps_the_default() -> None:
    hours("default", OFFICE)
    hours("so-tu-phap", [["07:30", "11:30"]])
    assert calendar_for("xa-cang-long", on=ON).close(ON - timedelta(days=1)) == at("2026-11-20 17:00")
    assert calendar_for("so-tu-phap", on=ON).close(ON - timedelta(days=1)) == at("2026-11-20 11:30")


def test_hours_follow_the_day_worked() -> None:
    hours("default", OFFICE)
    hours(
        "so-tu-phap", [["07:30", "11:30"]],
        effective_from=date(2026, 11, 23), effective_until=date(2026, 11, 25),
    )  # fmt: skip
    calendar = calendar_for("so-tu-phap", on=ON)
    assert [calendar.close(date(2026, 11, n)).hour for n in (20, 23, 24, 25)] == [17, 11, 11, 17]


def test_a_swap_is_known_from_the_day_it_was_decided() -> None:
    hours("default", OFFICE)
    applied("a")
    day("2026-01-02", "compensated", decided=date(2025, 12, 25))
    day("2026-01-10", "working", decided=date(2025, 12, 25))
    before = calendar_for("xa", on=date(2025, 12, 24))
    after = calendar_for("xa", on=date(2025, 12, 25))
    assert [before.is_working(date(2026, 1, n)) for n in (2, 10)] == [True, False]
    assert [after.is_working(date(2026, 1, n)) for n in (2, 10)] == [False, True]


def test_the_answer_is_kept_until_packs_are_applied_anew(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    hours("default", OFFICE)
    applied("a")
    first = calendar_for("xa", on=ON)
    with django_assert_num_queries(1):
        assert calendar_for("another", on=ON) is first
    day("2026-11-24", "off")
    applied("b")
    assert first.is_working(date(2026, 11, 24))
    assert not calendar_for("xa", on=ON).is_working(date(2026, 11, 24))
