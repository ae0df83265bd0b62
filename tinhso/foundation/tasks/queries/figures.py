"""The figures of tasks: done in time, late now. An agency's are those it leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tinhso.foundation.measures.registry import Column, Drill, Indicator, Row
from tinhso.foundation.measures.rules import Window
from tinhso.foundation.tasks.models import Task, TaskHand
from tinhso.foundation.tasks.queries.lists import rows_of, visible
from tinhso.foundation.tasks.rules import Part, State
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor

_LAW = "Nghị định số 30/2020/NĐ-CP, Điều 24"
_GROUP = "Nhiệm vụ"


def _led(cut: Window) -> QuerySet[Task]:
    if cut.agency is None:
        return Task.objects.all()
    leads = TaskHand.objects.filter(task=OuterRef("pk"), part=Part.LEAD, agency=cut.agency)
    return Task.objects.filter(Exists(leads))


def done(cut: Window) -> QuerySet[Task]:
    found = _led(cut).filter(state=State.DONE, due_at__isnull=False)
    return found.filter(closed_at__gte=cut.start, closed_at__lt=cut.until).order_by("-closed_at", "id")


def done_in_time(cut: Window) -> QuerySet[Task]:
    return done(cut).filter(finished_at__lte=F("due_at"))


def late_at_the_end(cut: Window) -> QuerySet[Task]:
    """Past their due time at the end of the window, and not said to be done by then."""
    unfinished = Q(finished_at=None) | Q(finished_at__gte=cut.until)
    unclosed = Q(closed_at=None) | Q(closed_at__gte=cut.until)
    found = _led(cut).filter(unfinished, unclosed, given_at__lt=cut.until, due_at__lt=cut.until)
    return found.order_by("-due_at", "id")


def faces(things: Sequence[Task], actor: Actor, on: date) -> list[Row]:
    """A title and a page for those who may see the task; for everybody else who leads it, and when it was due."""
    shown = set(visible(actor=actor).filter(id__in=[one.id for one in things]).values_list("id", flat=True))
    return [
        Row(
            cells=(row.title if row.id in shown else "", row.lead_agency, one.due_at, one.finished_at),
            url=row.url if row.id in shown else "",
        )
        for one, row in zip(things, rows_of(things, at=clock.now()), strict=True)
    ]


_DRILL = Drill(
    (
        Column("title", "Nội dung nhiệm vụ"),
        Column("agency", "Cơ quan chủ trì"),
        Column("due_at", "Hạn"),
        Column("finished_at", "Hoàn thành"),
    ),
    faces,
)
INDICATORS = (
    Indicator(
        key="tasks.on_time",
        title="Nhiệm vụ hoàn thành đúng hạn",
        unit="percent",
        definition="Nhiệm vụ được người giao xác nhận hoàn thành trong kỳ, báo cáo hoàn thành không muộn hơn hạn (kể "
        "cả hạn đã được người giao gia hạn), trên tổng số nhiệm vụ có hạn hoàn thành trong kỳ.",
        legal_basis=_LAW,
        numerator=done_in_time,
        denominator=done,
        numerator_title="Hoàn thành đúng hạn",
        denominator_title="Nhiệm vụ có hạn, hoàn thành trong kỳ",
        drill=_DRILL,
        group=_GROUP,
        assumed=True,
        order=60,
    ),
    Indicator(
        key="tasks.late_now",
        title="Nhiệm vụ đang quá hạn",
        unit="count",
        definition="Nhiệm vụ đã quá hạn mà cuối kỳ (hoặc đến lúc xem) nơi chủ trì chưa báo cáo hoàn thành.",
        legal_basis=_LAW,
        numerator=late_at_the_end,
        numerator_title="Nhiệm vụ quá hạn",
        drill=_DRILL,
        group=_GROUP,
        assumed=True,
        more_is_better=False,
        order=61,
    ),
)
