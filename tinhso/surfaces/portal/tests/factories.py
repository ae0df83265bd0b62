"""A small catalogue to find things in. Codes and names are invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from tinhso.foundation.packs.models import CodeList
from tinhso.foundation.procedures.models import PROCEDURE
from tinhso.foundation.procedures.tests.factories import procedure
from tinhso.foundation.search.actions import rebuild
from tinhso.kernel import clock

SINCE = date(2026, 1, 1)


def code_list(code: str, *entries: dict[str, Any]) -> CodeList:
    """A kept version of a code list."""
    body = {"title": code, "entries": list(entries)}
    return CodeList.objects.create(code=code, effective_from=SINCE, origin="pack:test", body=body)


def a_catalogue(more: int = 0) -> None:
    """Three procedures of two fields, `more` of a third, and two life events, all of them findable."""
    code_list(
        "life_events",
        {"value": "sinh-con", "label": "Sinh con", "icon": "baby"},
        {"value": "di-hoc", "label": "Đi học", "icon": "graduation-cap"},
    )
    code_list(
        "procedure_fields", {"value": "Hộ tịch", "label": "Hộ tịch"}, {"value": "Đất đai", "label": "Đất đai"}
    )
    procedure("9.000001", name="Đăng ký khai sinh", life_events=["sinh-con"])
    procedure("9.000002", name="Đăng ký kết hôn")
    procedure(
        "9.000003",
        name="Đăng ký biến động đất đai",
        field="Đất đai",
        levels=["province"],
        competent="land_office",
    )
    for number in range(more):
        procedure(
            f"9.1{number:05}", name=f"Cấp giấy xác nhận số {number}", field="Khác", life_events=["sinh-con"]
        )
    rebuild(kind=PROCEDURE, on=clock.today())
