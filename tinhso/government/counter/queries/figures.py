"""How long people waited, as everyone may check it: numbers say nothing about whose they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F, QuerySet

from tinhso.foundation.measures.registry import Column, Drill, Indicator, Row
from tinhso.foundation.measures.rules import Window
from tinhso.foundation.units.queries import agency_names
from tinhso.government.counter.models import Ticket
from tinhso.government.counter.rules import PROMPT
from tinhso.kernel.actors import Actor


def served(cut: Window) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(started_at__gte=cut.start, started_at__lt=cut.until)
    return (rows if cut.agency is None else rows.filter(counter=cut.agency)).order_by("-started_at", "id")


def served_promptly(cut: Window) -> QuerySet[Ticket]:
    return served(cut).filter(started_at__lte=F("taken_at") + PROMPT)


def faces(tickets: Sequence[Ticket], actor: Actor, on: date) -> list[Row]:
    """The tickets behind the figure."""
    names = agency_names({one.counter_id for one in tickets}, on=on)
    return [
        Row(cells=(names.get(one.counter_id, ""), str(one), one.taken_at, one.started_at)) for one in tickets
    ]


INDICATORS = (
    Indicator(
        key="counter.prompt",
        title="Được phục vụ trong 30 phút từ khi lấy số",
        unit="percent",
        definition="Số thứ tự bắt đầu được phục vụ trong kỳ không quá 30 phút sau khi lấy, trên tổng số thứ tự bắt "
        "đầu được phục vụ trong kỳ. Số vắng mặt không được tính; số chuyển nhóm tính theo lần phục vụ đầu.",
        legal_basis="Chưa có văn bản hiện hành quy định; mức 30 phút là giả định",
        numerator=served_promptly,
        denominator=served,
        numerator_title="Trong 30 phút",
        denominator_title="Số thứ tự được phục vụ",
        drill=Drill(
            (
                Column("counter", "Quầy"),
                Column("ticket", "Số"),
                Column("taken_at", "Lấy số"),
                Column("started_at", "Bắt đầu phục vụ"),
            ),
            faces,
        ),
        group="Tiếp nhận và kết thúc hồ sơ",
        assumed=True,
        order=60,
    ),
)
