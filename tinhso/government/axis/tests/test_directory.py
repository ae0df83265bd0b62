"""The directory: what the axis lists is taken over, what packs say stands, names are found without their accents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding

from tinhso.contracts.documents import carriers
from tinhso.government.axis import actions
from tinhso.government.axis.models import Outside
from tinhso.government.axis.queries import directory
from tinhso.government.axis.tests.edxml import AT, certificate
from tinhso.government.axis.tests.factories import X01, make_axis, outside
from tinhso.government.dossiers.tests.factories import MONDAY, make_official
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
DAY = MONDAY.date()


def codes(text: str) -> list[str]:
    return [one.code for one in carriers["axis"].places(text, DAY)]


def test_a_place_is_found_by_any_part_of_its_name_or_by_either_code() -> None:
    make_axis()
    assert codes("thu nghiem") == ["X02.05", "X01.101"]
    assert codes("MÔ PHỎNG xã")[0] == "X01.101"
    assert codes("x02.05") == ["X02.05"]
    assert codes("000.00.05.X02") == ["X02.05"]
    assert codes("đâu cả") == []
    assert codes("") == []


def test_both_codes_name_the_same_place_while_it_is_in_force() -> None:
    make_axis()
    named = carriers["axis"].named(["X01", "000.00.00.X01", "Y09"], DAY)
    assert {code: place.code for code, place in named.items()} == {"X01": "X01", "000.00.00.X01": "X01"}
    Outside.objects.filter(code="X01").update(effective_until=DAY)
    assert carriers["axis"].named(["X01"], DAY) == {}


def test_the_axis_list_is_taken_over_state_by_state() -> None:
    make_axis()
    outside("Văn phòng Chính phủ", "G22", origin="pack:vietnam")
    listed = [
        ("X01", "000.00.00.X01", "Ủy ban nhân dân tỉnh Tên Mới"),
        ("X09", "", "Bộ Mới"),
        ("G22", "", "Tên khác của trục"),
        ("H61.101", "", "Xã của tỉnh"),
        ("không phải mã", "", "Sai"),
    ]
    said = actions.synchronise(listed=listed, at=MONDAY)
    assert said == {"begun": 1, "changed": 1, "ended": 3}
    now = dict(Outside.objects.on(DAY).values_list("code", "name"))
    assert now == {"X01": "Ủy ban nhân dân tỉnh Tên Mới", "X09": "Bộ Mới", "G22": "Văn phòng Chính phủ"}
    assert Outside.objects.on(DAY - timedelta(days=1)).filter(code="X02").exists()
    assert actions.synchronise(listed=listed, at=MONDAY) == {"begun": 0, "changed": 0, "ended": 0}
    again = [("X01", "000.00.00.X01", "Tên thứ ba cùng ngày")]
    assert actions.synchronise(listed=again, at=MONDAY)["changed"] == 1
    assert Outside.objects.on(DAY).get(code="X01").name == "Tên thứ ba cùng ngày"


def test_an_empty_list_closes_nobody() -> None:
    make_axis()
    assert actions.synchronise(listed=[], at=MONDAY) == {"begun": 0, "changed": 0, "ended": 0}
    assert Outside.objects.on(DAY).count() == 4


def test_a_certificate_is_pinned_by_an_operator_when_it_can_be_believed() -> None:
    office = make_axis()
    admin = make_official("admin", office.committee)
    with time_machine.travel(AT, tick=False):
        pem = certificate().public_bytes(Encoding.PEM)
        pin = actions.pin(actor=admin, code="X01", pem=pem, at=AT)
        assert [one.subject for one in directory.pinned("000.00.00.X01")] == [certificate().subject]
        with pytest.raises(Conflict):
            actions.pin(actor=admin, code="X01", pem=pem, at=AT)
        for wrong in (b"no certificate", certificate("old", days=1).public_bytes(Encoding.PEM)):
            with pytest.raises(Invalid):
                actions.pin(actor=admin, code="X01", pem=wrong, at=AT)
        with pytest.raises(Invalid):
            actions.pin(
                actor=admin, code="X01", pem=certificate("weak", bits=1024).public_bytes(Encoding.PEM), at=AT
            )
        actions.unpin(actor=admin, pin=pin.id, at=AT)
        assert directory.pinned("X01") == []
        with pytest.raises(NotAllowed):
            actions.pin(actor=office.records, code="X01", pem=pem, at=AT)


def test_an_agency_of_the_house_is_no_place_outside() -> None:
    make_axis()
    assert directory.is_ours("H61.101", on=DAY)
    assert not directory.is_ours(X01.code, on=DAY)
    found: Any = directory.listed(actor=SYSTEM, filters=directory.Filters(text="Càng Long"), on=DAY)
    assert list(found) == []
