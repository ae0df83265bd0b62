"""Indicators: each is declared beside the code whose work it counts, in that system's `system.py`.

An indicator is its querysets. What is counted and what the drill-down shows are the same rows, so a figure
cannot say what its rows do not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import QuerySet

from tinhso.foundation.measures.rules import Window
from tinhso.kernel.actors import Actor
from tinhso.kernel.registry import Registry

Unit = Literal["count", "percent", "ratio", "average"]
Counted = Callable[[Window], "QuerySet[Any]"]
Cell = str | date | datetime | None


@dataclass(frozen=True)
class Column:
    """One column of a drill-down: its name for machines and for people."""

    key: str
    title: str


@dataclass(frozen=True)
class Row:
    """One thing behind a figure as this reader may see it: a cell for each column, and where it opens."""

    cells: tuple[Cell, ...]
    url: str = ""


@dataclass(frozen=True)
class Drill:
    """How the rows behind a figure are shown. `show` takes one page of rows, the reader and the day, and gives
    one `Row` for each, in order; the public gets nothing personal from it."""

    columns: tuple[Column, ...]
    show: Callable[[Sequence[Any], Actor, date], Sequence[Row]]


@dataclass(frozen=True)
class Indicator:
    """A figure that comes out of the work.

    `count`: how many rows `numerator` has. `percent`: its share of `denominator`, whose subset it is.
    `ratio`: how many to one of `denominator`. `average`: of the column `averaged` over `numerator`.
    Querysets are ordered, the latest first.
    """

    key: str
    """`<system>.<figure>`."""
    title: str
    unit: Unit
    definition: str
    """How it is counted, in words anyone can check."""
    legal_basis: str
    numerator: Counted
    drill: Drill
    group: str
    denominator: Counted | None = None
    averaged: str = ""
    numerator_title: str = "Số dòng được đếm"
    denominator_title: str = "Trên tổng số"
    assumed: bool = False
    """The source names the figure, but not exactly how it is counted."""
    more_is_better: bool | None = True
    """None: neither good nor bad by itself."""
    order: int = 100

    def __post_init__(self) -> None:
        if (self.unit in ("percent", "ratio")) != (self.denominator is not None):
            raise ValueError(f"{self.key}: a share needs a denominator, nothing else has one")
        if (self.unit == "average") != bool(self.averaged):
            raise ValueError(f"{self.key}: an average names its column, nothing else does")


indicators: Registry[Indicator] = Registry("indicators", key=lambda entry: entry.key)
