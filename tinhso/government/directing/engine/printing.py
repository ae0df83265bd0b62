"""The weekly schedule on paper, in the usual table."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tinhso.foundation.packs.keeping import one_state
from tinhso.foundation.papers.engine import render
from tinhso.foundation.papers.heads import head_of
from tinhso.foundation.ui import words
from tinhso.foundation.units.queries import agency as agency_on
from tinhso.government.directing.queries.calendar import Day, Row, week
from tinhso.government.directing.rules import Standing
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid

MOST = 400
_COLUMNS = (
    ("Ngày", 26), ("Thời gian", 22), ("Nội dung", 0), ("Lãnh đạo dự", 42), ("Thành phần", 50), ("Địa điểm", 38),
    ("Chuẩn bị", 34),
)  # fmt: skip
"""What is taken along stays Vietnamese."""


@one_state()
def print_week(*, actor: Actor, agency: UUID, monday: date, at: datetime) -> bytes:
    """The approved entries of one week, Monday to Sunday; a day without any stands with a dash."""
    days = week(actor=actor, agency=agency, monday=monday)
    if sum(len(day.rows) for day in days) > MOST:
        raise Invalid(_("Tuần có quá nhiều lịch để in một lần."), next_step=_("Xem lịch trên màn hình."))
    today = clock.local(at).date()
    office = agency_on(agency, on=today)
    sunday = monday + timedelta(days=6)
    data = head_of(office, today) | {
        "code": office.identifier,
        "verify_url": f"{settings.PUBLIC_URL}{reverse('directing:week')}",
        "title": "Lịch công tác tuần",
        "about": f"Từ ngày {monday:%d/%m/%Y} đến ngày {sunday:%d/%m/%Y}",
        "columns": [{"title": title, "width": width} for title, width in _COLUMNS],
        "rows": [row for day in days for row in _rows(day)],
        "signing": [{"role": "Người lập"}, {"role": "Lãnh đạo văn phòng"}],
    }
    return render("table", data, at=at)


def _rows(day: Day) -> list[tuple[str, ...]]:
    with translation.override("vi"):
        weekday = words.weekday(day.day)
        name = f"{weekday[0].upper()}{weekday[1:]} {day.day:%d/%m}"
    rows = [one for one in day.rows if one.standing == Standing.APPROVED]
    if not rows:
        return [(name, "–", "–", "", "", "", "")]
    return [_row(name if place == 0 else "", one) for place, one in enumerate(rows)]


def _row(day: str, one: Row) -> tuple[str, ...]:
    hours = f"{clock.local(one.starts_at):%H:%M} – {clock.local(one.ends_at):%H:%M}"
    return (day, hours, one.title, ", ".join(one.leaders), one.participants, one.place, one.prepared_by)
