"""The figures of documents by agency, for the office that answers for them."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.measures.asking import asked, part_of, periods
from tinhso.foundation.measures.wording import cell
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.documents.queries.figures import Line, Share, by_agency, rows_of, titles
from tinhso.government.documents.views import official, show
from tinhso.kernel import clock

_ALL = "tat-ca"
PAGE = 25


@official
@require_safe
def by_office(request: HttpRequest) -> HttpResponse:
    """Every figure of every agency in a period; those that did something, unless all are asked for."""
    at = clock.now()
    period = asked({"ky": request.GET.get("ky", "")}, at=at).period
    everyone = by_agency(actor=actor_of(request), period=period, at=at)
    whole = request.GET.get("xem") == _ALL
    working = [line for line in everyone if any(share.denominator for share in line.shares)]
    heads = [(key, _(title)) for key, title in titles()]
    shown = everyone if whole else working
    chosen = next((place for place, (key, _title) in enumerate(heads) if key == request.GET.get("chi-so")), 0)
    return show(
        request,
        "figures.html",
        period=period,
        periods=periods(at=at),
        heads=heads,
        chosen=heads[chosen],
        rows=[
            (line, [(key, *_written(share)) for (key, _title), share in zip(heads, line.shares, strict=True)])
            for line in shown
        ],
        totals=[_written(_sum(place, everyone)) for place in range(len(heads))],
        bars=[
            (line.name, round(100 * value, 1), words.percent(value))
            for line in shown
            if (value := line.shares[chosen].value) is not None
        ],
        whole=whole,
        quiet=len(everyone) - len(working),
        query=request.GET.urlencode(),
        everything=_ALL,
    )


@official
@require_safe
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """The documents behind one figure of one agency."""
    at, given = clock.now(), request.GET.dict()
    wanted, part = asked(given, at=at), part_of(given)
    said = given.get("page", "")
    number = max(1, int(said)) if said.isascii() and said.isdecimal() and len(said) < 6 else 1
    found = rows_of(
        actor=actor_of(request), key=key, part=part, period=wanted.period, agency=wanted.scope.agency, at=at,
        page=number, size=PAGE,
    )  # fmt: skip
    return show(
        request,
        "figure_rows.html",
        asked=wanted,
        indicator=found.indicator,
        title=_(found.indicator.title),
        counted=part == "numerator",
        whole=part == "denominator",
        columns=[_(column.title) for column in found.indicator.drill.columns],
        rows=[(row.url, [cell(one) for one in row.cells]) for row in found.rows],
        page=Paginator(range(found.total), PAGE).get_page(number),
    )


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same as CSV for a spreadsheet: three columns a figure."""
    at = clock.now()
    period = asked({"ky": request.GET.get("ky", "")}, at=at).period
    head = [_("Cơ quan")]
    for _key, title in titles():
        head += [title, _("Tử số"), _("Mẫu số")]
    lines = (
        [
            line.name,
            *(said for one in line.shares for said in (_written(one)[0], one.numerator, one.denominator)),
        ]
        for line in by_agency(actor=actor_of(request), period=period, at=at)
    )
    return spreadsheet(f"so-lieu-van-ban-{period.key}", head, lines)


def _sum(place: int, lines: Sequence[Line]) -> Share:
    shares = [line.shares[place] for line in lines]
    return Share(sum(one.numerator for one in shares), sum(one.denominator for one in shares))


def _written(share: Share) -> tuple[str, str]:
    """A share in words, and what it is made of."""
    if share.value is None:
        return "", ""
    return words.percent(share.value), f"{words.number(share.numerator)} / {words.number(share.denominator)}"
