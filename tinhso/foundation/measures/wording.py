"""Figures as people read them: `98,6%`, `1.204`, `0,12`, and whether they got better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from tinhso.foundation.measures.queries import Figure
from tinhso.foundation.measures.registry import Cell, Indicator
from tinhso.foundation.ui import words


@dataclass(frozen=True)
class Trend:
    """How a figure moved since the period before: a few words, and the tone of their badge."""

    words: str
    tone: str


def written(indicator: Indicator, value: float | None) -> str:
    """A value in the indicator's unit; a word where there was nothing to measure."""
    if value is None:
        return _("chưa có")
    if indicator.unit == "percent":
        return words.percent(value)
    return words.number(int(value)) if indicator.unit == "count" else words.number(value, 2)


def trend_of(figure: Figure) -> Trend | None:
    """Against the period before; None where either had nothing to measure, and for a count that still grows."""
    before = figure.trend[-1] if figure.trend else None
    growing = figure.indicator.unit == "count" and figure.as_of < figure.period.until
    if before is None or before.value is None or figure.value is None or growing:
        return None
    change = figure.value - before.value
    if not change:
        return Trend(_("Bằng kỳ trước"), "neutral")
    amount = (
        _("%(number)s điểm phần trăm") % {"number": words.number(abs(change) * 100, 1)}
        if figure.indicator.unit == "percent"
        else written(figure.indicator, abs(change))
    )
    good = figure.indicator.more_is_better
    tone = "neutral" if good is None else "good" if (change > 0) == good else "wait"
    moved = _("Tăng %(amount)s") if change > 0 else _("Giảm %(amount)s")
    return Trend(moved % {"amount": amount}, tone)


def goal_of(figure: Figure) -> str:
    """The goal in words; empty when there is none."""
    if figure.target is None or figure.target.goal is None:
        return ""
    bound = _("tối đa %(goal)s") if figure.indicator.more_is_better is False else _("tối thiểu %(goal)s")
    return bound % {"goal": written(figure.indicator, figure.target.goal)}


def series_of(figure: Figure) -> list[float]:
    """What its chart draws, oldest first; periods without a value are left out."""
    scale = 100 if figure.indicator.unit == "percent" else 1
    return [round(point.value * scale, 2) for point in (*figure.trend, figure.now) if point.value is not None]


def cell(value: Cell) -> str:
    """A cell of a row."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{words.day(value)} {words.clock(value)}"
    return words.day(value) if isinstance(value, date) else value
