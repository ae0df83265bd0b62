"""Figures and the rows behind them. Figures are public; rows are shown as their reader may see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Avg, QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.measures.models import Goal
from tinhso.foundation.measures.registry import Indicator, Row, indicators
from tinhso.foundation.measures.rules import Period, Scope, Window, window
from tinhso.foundation.measures.shapes import GoalBody
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

Part = Literal["numerator", "denominator"]
TREND = 5
"""How many periods before the present one a trend shows."""
_CHUNK = 500


@dataclass(frozen=True)
class Target:
    """What a figure is held against on a day, and by which rule."""

    goal: float | None
    points: float | None
    legal_basis: tuple[str, ...]
    note: str
    assumed: bool


@dataclass(frozen=True)
class Point:
    """A figure in one period. `value` is None where there was nothing to measure."""

    period: Period
    value: float | None
    numerator: int
    denominator: int | None


@dataclass(frozen=True)
class Figure:
    """One indicator, counted. `value` of a share is between 0 and 1."""

    indicator: Indicator
    scope: Scope
    now: Point
    trend: tuple[Point, ...]
    """The periods before, oldest first, without the present one."""
    as_of: datetime
    """Up to when the work is counted: the end of the period, or the moment of asking while it lasts."""
    target: Target | None

    @property
    def period(self) -> Period:
        return self.now.period

    @property
    def value(self) -> float | None:
        return self.now.value

    @property
    def numerator(self) -> int:
        return self.now.numerator

    @property
    def denominator(self) -> int | None:
        return self.now.denominator


@dataclass(frozen=True)
class Rows:
    """One page of the rows behind a figure. `total` is the number the figure was made of."""

    indicator: Indicator
    part: Part
    total: int
    rows: Sequence[Row]


def figures(
    *, period: Period, scope: Scope, at: datetime, keys: Sequence[str] | None = None, trend: int = TREND
) -> list[Figure]:
    """These indicators counted now, in the order of `keys`; all of them, by group and order, without.

    NotFound for a key nobody declared. One or two counts for each period of each indicator.
    """
    chosen = catalogue() if keys is None else [indicator(key) for key in keys]
    as_of = window(period, scope, at=at).until
    targets = _targets(chosen, on=period.last_day(at=at))
    return [
        Figure(
            indicator=one,
            scope=scope,
            now=_point(one, period, scope, at),
            trend=tuple(_point(one, period.before(steps), scope, at) for steps in range(trend, 0, -1)),
            as_of=as_of,
            target=targets.get(one.key),
        )
        for one in chosen
    ]


def rows(
    *,
    key: str,
    part: Part,
    period: Period,
    scope: Scope,
    actor: Actor,
    at: datetime,
    limit: int = 50,
    offset: int = 0,
) -> Rows:
    """One page of what a figure counts, the latest first; NotFound for a part the indicator does not have."""
    declared, found = _counted(key, part, window(period, scope, at=at))
    page = list(found[offset : offset + limit])
    return Rows(declared, part, found.count(), declared.drill.show(page, actor, clock.local(at).date()))


def every_row(
    *, key: str, part: Part, period: Period, scope: Scope, actor: Actor, at: datetime
) -> Iterator[Row]:
    """All of them, read in chunks as they are asked for: for an export."""
    declared, found = _counted(key, part, window(period, scope, at=at))
    chunk: list[Any] = []
    for one in found.iterator(chunk_size=_CHUNK):
        chunk.append(one)
        if len(chunk) == _CHUNK:
            yield from declared.drill.show(chunk, actor, clock.local(at).date())
            chunk = []
    yield from declared.drill.show(chunk, actor, clock.local(at).date())


def indicator(key: str) -> Indicator:
    """A declared indicator; NotFound when there is none under this key."""
    found = indicators.get(key)
    if found is None:
        raise NotFound(_("Không có chỉ số này."), next_step=_("Xem danh sách chỉ số ở trang Số liệu."))
    return found


def catalogue() -> list[Indicator]:
    """Every indicator, group by group, in the order their declarers gave them."""
    first: dict[str, int] = {}
    for one in indicators:
        first[one.group] = min(one.order, first.get(one.group, one.order))
    return sorted(indicators, key=lambda one: (first[one.group], one.group, one.order))


def _point(declared: Indicator, period: Period, scope: Scope, at: datetime) -> Point:
    cut = window(period, scope, at=at)
    counted = declared.numerator(cut)
    if declared.averaged:
        number = counted.count()
        mean = counted.order_by().aggregate(mean=Avg(declared.averaged))["mean"]
        return Point(period, None if mean is None else float(mean), number, None)
    number = counted.count()
    if declared.denominator is None:
        return Point(period, float(number), number, None)
    whole = declared.denominator(cut).count()
    return Point(period, number / whole if whole else None, number, whole)


def _counted(key: str, part: Part, cut: Window) -> tuple[Indicator, QuerySet[Any]]:
    declared = indicator(key)
    counted = declared.numerator if part == "numerator" else declared.denominator
    if counted is None:
        raise NotFound(_("Chỉ số này không có phần đó."))
    return declared, counted(cut)


def _targets(chosen: Sequence[Indicator], *, on: date) -> dict[str, Target]:
    found = {}
    for rule in Goal.objects.on(on).filter(code__in=[one.key for one in chosen]):
        body = GoalBody.model_validate(rule.body)
        found[rule.code] = Target(body.goal, body.points, tuple(rule.legal_basis), body.note, rule.assumed)
    return found
