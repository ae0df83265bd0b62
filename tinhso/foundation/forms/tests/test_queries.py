"""Versions of forms, and lookups against the real tables."""

from datetime import date

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.test.utils import CaptureQueriesContext

from tinhso.foundation.forms import queries
from tinhso.foundation.forms.models import Form
from tinhso.foundation.forms.registry import field_types
from tinhso.foundation.forms.tests.factories import TODAY, question
from tinhso.foundation.packs.models import CodeList
from tinhso.foundation.packs.registry import as_written
from tinhso.foundation.units.models import AdministrativeUnit
from tinhso.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


def make_form(title: str, since: date, until: date | None = None) -> None:
    page = {"key": "p", "title": "p", "questions": [{"key": "a", "label": "A"}]}
    Form.objects.create(
        code="birth",
        effective_from=since,
        effective_until=until,
        origin="pack:test",
        body={"title": title, "pages": [page]},
    )


def test_the_version_of_the_day_is_read() -> None:
    make_form("cũ", date(2025, 1, 1), date(2026, 7, 1))
    make_form("mới", date(2026, 7, 1))
    assert queries.form("birth", on=date(2026, 6, 30)).shape.title == "cũ"
    assert queries.form("birth", on=date(2026, 7, 1)).shape.title == "mới"
    with pytest.raises(NotFound):
        queries.form("birth", on=date(2024, 1, 1))


def test_a_body_is_read_once_and_written_back_alike() -> None:
    make_form("mới", date(2026, 7, 1))
    first, second = (queries.form("birth", on=TODAY) for _ in range(2))
    assert first.shape is second.shape
    assert as_written(first.shape) == first.body


def test_places_and_lists_are_those_of_the_day_and_read_once() -> None:
    until = date(2025, 7, 1)
    for code, level, parent, since, end in (
        ("84", "province", "", date(2000, 1, 1), until),
        ("86", "province", "", until, None),
        ("29242", "commune", "86", until, None),
    ):
        AdministrativeUnit.objects.create(
            code=code, level=level, parent_code=parent, name=f"Đơn vị {code}", type="", folded=f"don vi {code}",
            effective_from=since, effective_until=end, origin="pack:test",
        )  # fmt: skip
    CodeList.objects.create(
        code="nationalities", effective_from=until, origin="pack:test",
        body={"title": "Quốc gia", "entries": [{"value": "JP", "label": "Nhật Bản"}, {"value": "00", "label": "-"}]},
    )  # fmt: skip
    here = queries.context(on=TODAY)
    address, asked = field_types["address"], question("address")
    assert address.clean({"province": "86", "commune": "29242"}, asked, here).faults == ()
    assert address.clean({"country": "JP", "detail": "x"}, asked, here).faults == ()
    assert address.clean({"province": "84", "commune": "29242"}, asked, here).faults
    assert here.code_list("nothing") == {}
    assert list(here.places.countries()) == ["JP"]
    with CaptureQueriesContext(connections[DEFAULT_DB_ALIAS]) as said:
        address.clean({"province": "86", "commune": "29242"}, asked, here)
    assert len(said) == 0
