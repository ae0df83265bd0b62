"""The two kinds of rules of the calendar, as packs write them."""

from datetime import date, time
from typing import Any

import pytest
from pydantic import ValidationError

from tinhso.foundation.calendar.shapes import DayRow, OfficeHoursBody
from tinhso.foundation.calendar.tests.factories import DAYS_CSV
from tinhso.foundation.packs.formats import marked_yaml
from tinhso.foundation.packs.registry import pack_kinds

OFFICE = [["07:00", "11:00"], ["13:00", "17:00"]]


def test_a_day_is_filed_under_its_date() -> None:
    kind = pack_kinds["day"]
    row = DayRow.model_validate({"day": "2026-01-10", "kind": "working", "title": "làm bù"})
    assert kind.code is not None
    assert kind.code(row) == "2026-01-10"
    assert kind.columns(row) == {"kind": "working", "title": "làm bù", "reference": ""}


def test_the_hours_of_the_province_are_read_and_assumed() -> None:
    path = DAYS_CSV.parents[2] / "vinh-long/calendar/office-hours.yaml"
    written = marked_yaml.load(path.read_text()).value
    assert written["assumed"] is True
    hours = OfficeHoursBody.model_validate(written["body"]).in_force(
        assumed=True, effective_from=date(2022, 1, 1), effective_until=None
    )
    full = ((time(7), time(11)), (time(13), time(17)))
    assert hours.week == (full,) * 5 + ((), ())
    assert hours.extra == full


def test_stored_hours_are_read_back() -> None:
    body = OfficeHoursBody.model_validate({"title": "x", "week": {"monday": OFFICE}, "extra_day": OFFICE})
    stored = pack_kinds["office_hours"].columns(body)["body"]
    assert OfficeHoursBody.model_validate(stored) == body


@pytest.mark.parametrize(
    "fault",
    [
        {"week": {"monday": [["11:00", "07:00"]]}},
        {"week": {"monday": [["07:00", "11:00"], ["10:00", "12:00"]]}},
        {"week": {"moonday": OFFICE}},
        {"extra_day": []},
        {"week": {"monday": [["7 giờ", "11:00"]]}},
    ],
)
def test_hours_that_cannot_be_are_refused(fault: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        OfficeHoursBody.model_validate(
            {"title": "x", "week": {"monday": OFFICE}, "extra_day": OFFICE} | fault
        )


@pytest.mark.parametrize("fault", [{"day": "2026-02-30"}, {"kind": "holiday"}, {"title": ""}, {"extra": "1"}])
def test_days_that_cannot_be_are_refused(fault: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        DayRow.model_validate({"day": "2026-01-10", "kind": "off", "title": "nghỉ"} | fault)
