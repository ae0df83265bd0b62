"""Which rows of the fee tables a case is reckoned by."""

import pytest

from tinhso.foundation.procedures.queries import rates_under
from tinhso.foundation.procedures.shapes import Channel
from tinhso.foundation.procedures.tests.factories import ON, procedure, rate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("channel", "amounts"), [("online", [4000, 7]), ("counter", [8000, 7])])
def test_the_rows_that_decide_and_no_others(channel: Channel, amounts: list[int]) -> None:
    fees = [
        {"code": "late", "kind": "le_phi", "title": "Đăng ký quá hạn"},
        {"code": "late", "kind": "le_phi", "title": "Thu lần nữa", "channel": ["online"]},
        {"code": "copy", "kind": "phi", "title": "Bản sao"},
        {"code": "fixed", "kind": "phi", "title": "Ghi sẵn mức", "amount": 5},
    ]
    asked = procedure(fees=fees)
    for code, amount, territory, way in (
        ("late", 8000, "", ""), ("late", 4000, "", "online"), ("late", 1, "84", ""), ("copy", 7, "", ""),
        ("fixed", 9, "", ""), ("another", 2, "", ""),
    ):  # fmt: skip
        rate(code, amount, territory=territory, channel=way)
    found = rates_under(of=asked, channel=channel, territory="", on=ON)
    assert [row.amount for row in found] == amounts
