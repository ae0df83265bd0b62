"""The public figures: all of them, one of them with its rows, and both as files for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.measures import queries, wording
from tinhso.foundation.measures.asking import Asked, asked, offices, part_of, periods
from tinhso.foundation.measures.queries import Figure
from tinhso.foundation.ui import spreadsheets
from tinhso.kernel import clock

PAGE = 25


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every figure of a period, group by group."""
    at = clock.now()
    wanted = asked(request.GET.dict(), at=at)
    found = queries.figures(period=wanted.period, scope=wanted.scope, at=at)
    groups: dict[str, list[dict[str, Any]]] = {}
    for figure in found:
        groups.setdefault(figure.indicator.group, []).append(_drawn(figure))
    context = {
        "groups": groups,
        "periods_shown": [point.period for point in (*found[0].trend, found[0].now)] if found else (),
        "as_of": found[0].as_of if found else at,
        **_filters(wanted, at=at),
    }
    return render(request, "measures/index.html", context)


@login_not_required
@require_safe
def index_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The figures of a period, one a line."""
    at = clock.now()
    wanted = asked(request.GET.dict(), at=at)
    head = (
        "Chỉ số",
        "Kỳ",
        "Phạm vi",
        "Giá trị",
        "Tử số",
        "Mẫu số",
        "Mục tiêu",
        "Tính đến",
        "Cách tính",
        "Căn cứ",
    )
    lines = (
        (
            figure.indicator.title,
            figure.period.title,
            wanted.agency_name or "Toàn tỉnh",
            wording.written(figure.indicator, figure.value),
            str(figure.numerator),
            "" if figure.denominator is None else str(figure.denominator),
            wording.goal_of(figure),
            wording.cell(figure.as_of),
            figure.indicator.definition,
            figure.indicator.legal_basis + (" (giả định)" if figure.indicator.assumed else ""),
        )
        for figure in queries.figures(period=wanted.period, scope=wanted.scope, at=at, trend=0)
    )
    return _csv(f"so-lieu-{wanted.period.key}", head, lines)


@login_not_required
@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure: how it is counted, how it moved, and the rows it is made of."""
    at = clock.now()
    wanted, part = asked(request.GET.dict(), at=at), part_of(request.GET.dict())
    [found] = queries.figures(period=wanted.period, scope=wanted.scope, at=at, keys=[key], trend=11)
    total = (found.denominator if part == "denominator" else found.numerator) or 0
    page = Paginator(range(total), PAGE).get_page(request.GET.get("page"))
    rows = queries.rows(
        key=key, part=part, period=wanted.period, scope=wanted.scope, actor=actor_of(request), at=at, limit=PAGE,
        offset=(page.number - 1) * PAGE,
    )  # fmt: skip
    context = {
        **_drawn(found),
        "points": [
            (point, wording.written(found.indicator, point.value))
            for point in reversed((*found.trend, found.now))
        ],
        "part": part,
        "on_whole": part == "denominator",
        "on_counted": part == "numerator",
        "page": page,
        "columns": rows.indicator.drill.columns,
        "rows": [(row.url, [wording.cell(cell) for cell in row.cells]) for row in rows.rows],
        **_filters(wanted, at=at),
    }
    return render(request, "measures/figure.html", context)


@login_not_required
@require_safe
def rows_csv(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """The rows of a figure, all of them."""
    at = clock.now()
    wanted, part = asked(request.GET.dict(), at=at), part_of(request.GET.dict())
    found = queries.every_row(
        key=key, part=part, period=wanted.period, scope=wanted.scope, actor=actor_of(request), at=at
    )
    head = [column.title for column in queries.indicator(key).drill.columns]
    lines = ([spreadsheets.cell(wording.cell(one)) for one in row.cells] for row in found)
    return _csv(f"{key}-{wanted.period.key}", head, lines)


def _drawn(found: Figure) -> dict[str, Any]:
    """A figure with the words and the series its drawing needs."""
    percent = found.indicator.unit == "percent"
    goal = found.target.goal if found.target else None
    return {
        "figure": found,
        "written": wording.written(found.indicator, found.value),
        "trend": wording.trend_of(found),
        "goal": wording.goal_of(found),
        "goal_level": None if goal is None else goal * 100 if percent else goal,
        "series": wording.series_of(found),
        "history": [
            (point, wording.written(found.indicator, point.value)) for point in (*found.trend, found.now)
        ],
    }


def _filters(wanted: Asked, *, at: Any) -> dict[str, Any]:
    offered = periods(at=at)
    if wanted.period.key not in dict(offered):
        offered.insert(0, (wanted.period.key, wanted.period.title))
    return {"asked": wanted, "periods": offered, "offices": offices(on=wanted.period.last_day(at=at))}


class _Line:
    """A file of one line: what is written is handed on at once."""

    def write(self, text: str) -> str:
        return text


def _csv(name: str, head: Iterable[str], lines: Iterable[Iterable[str | int]]) -> StreamingHttpResponse:
    """A file, written while it is sent: by then the reader's language is put away, and it speaks Vietnamese to all."""
    writer = csv.writer(_Line())

    def body() -> Iterator[str]:
        # The mark tells spreadsheets that the text is UTF-8.
        yield "\ufeff" + writer.writerow(head)
        for line in lines:
            yield writer.writerow(line)

    answer = StreamingHttpResponse(body(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
