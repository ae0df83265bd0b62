"""The figures over HTTP, for everyone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.measures import queries
from tinhso.foundation.measures.asking import Asked, asked
from tinhso.foundation.measures.queries import Figure
from tinhso.kernel import clock

router = Router(tags=["measures"])


class PointOut(Schema):
    """A figure in one period; `value` is null where there was nothing to measure, a share is between 0 and 1."""

    period: str = Field(examples=["2026-11"])
    value: float | None
    numerator: int
    denominator: int | None


class FigureOut(Schema):
    """One indicator, counted from the work."""

    key: str
    title: str
    group: str
    unit: Literal["count", "percent", "ratio", "average"]
    definition: str
    legal_basis: str
    assumed: bool
    agency: str
    period: str
    value: float | None
    numerator: int
    denominator: int | None
    goal: float | None
    trend: list[PointOut]
    as_of: datetime


class RowsOut(Schema):
    """What a figure counts, as the public may see it."""

    key: str
    part: Literal["numerator", "denominator"]
    total: int
    rows: list[dict[str, Any]]


@router.get("/measures", response=list[FigureOut])
def measures(request: HttpRequest, period: str = "", agency: str = "") -> list[FigureOut]:
    """Every figure of a period (`2026-11`, `2026-Q4`, `2026-H2`, `2026`; this month when not given), of the province
    or of one agency by its key."""
    wanted, at = _asked(period, agency), clock.now()
    found = queries.figures(period=wanted.period, scope=wanted.scope, at=at)
    return [_out(one, wanted) for one in found]


@router.get("/measures/{key}", response=FigureOut)
def measure(request: HttpRequest, key: str, period: str = "", agency: str = "") -> FigureOut:
    """One figure with the twelve periods before it."""
    wanted, at = _asked(period, agency), clock.now()
    [found] = queries.figures(period=wanted.period, scope=wanted.scope, at=at, keys=[key], trend=12)
    return _out(found, wanted)


@router.get("/measures/{key}/rows", response=RowsOut)
def rows(
    request: HttpRequest,
    key: str,
    part: Literal["numerator", "denominator"] = "numerator",
    period: str = "",
    agency: str = "",
    limit: int = 50,
    offset: int = 0,
) -> RowsOut:
    """The rows behind a figure, the latest first, at most 200 at a time."""
    wanted, at = _asked(period, agency), clock.now()
    found = queries.rows(
        key=key, part=part, period=wanted.period, scope=wanted.scope, actor=actor_of(request), at=at,
        limit=max(1, min(limit, 200)), offset=max(0, min(offset, 2**31)),
    )  # fmt: skip
    names = [column.key for column in found.indicator.drill.columns]
    return RowsOut(
        key=key,
        part=part,
        total=found.total,
        rows=[dict(zip(names, row.cells, strict=True)) for row in found.rows],
    )


def _asked(period: str, agency: str) -> Asked:
    return asked({"ky": period, "co-quan": agency}, at=clock.now())


def _out(found: Figure, wanted: Asked) -> FigureOut:
    one = found.indicator
    return FigureOut(
        key=one.key, title=one.title, group=one.group, unit=one.unit, definition=one.definition,
        legal_basis=one.legal_basis, assumed=one.assumed, agency=wanted.agency_key, period=found.period.key,
        value=found.value, numerator=found.numerator, denominator=found.denominator,
        goal=found.target.goal if found.target else None, as_of=found.as_of,
        trend=[
            PointOut(period=point.period.key, value=point.value, numerator=point.numerator,
                     denominator=point.denominator)
            for point in found.trend
        ],
    )  # fmt: skip
