"""Manifest of the calendar, and the kinds of rules it reads from packs."""

from collections.abc import Mapping
from typing import Any

from tinhso.foundation.calendar.models import Day, OfficeHours
from tinhso.foundation.calendar.shapes import DayRow, OfficeHoursBody
from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        name="calendar",
        title="Lịch làm việc",
        summary="Ngày nghỉ, ngày làm bù, giờ hành chính và cách tính hạn trả kết quả.",
    )
)


def _columns_of_day(row: DayRow) -> Mapping[str, Any]:
    return {"kind": row.kind.value, "title": row.title, "reference": row.reference}


pack_kinds.register(
    PackKind(
        name="day",
        title="Ngày nghỉ và ngày làm bù",
        model=Day,
        shape=DayRow,
        fields=_columns_of_day,
        code=lambda row: str(row.day),
    )
)
pack_kinds.register(
    PackKind(name="office_hours", title="Giờ hành chính", model=OfficeHours, shape=OfficeHoursBody)
)
