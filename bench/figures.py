"""A figure and the limit it is held against, as `var/bench.json` keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One figure. `lower` says that less is better, as for times: the ratio is value to limit either way."""

    name: str
    value: float | None
    unit: str
    limit_name: str | None = None
    limit: float | None = None
    target: float | None = None
    lower: bool = False

    @property
    def ratio(self) -> float | None:
        return self.value / self.limit if self.value is not None and self.limit else None

    @property
    def holds(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        if self.ratio is None:
            return False
        return self.ratio <= self.target if self.lower else self.ratio >= self.target

    def row(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "limit_name": self.limit_name,
            "limit": _rounded(self.limit),
            "ratio": _rounded(self.ratio),
            "target": None if self.target is None else f"{'<=' if self.lower else '>='} {self.target:g}",
            "holds": self.holds,
        }

    def line(self) -> str:
        """The same for a person."""
        said = {True: "holds", False: "MISSES", None: ""}[self.holds]
        row = self.row()
        held = f"{row['ratio']} of {self.limit_name} ({row['limit']})" if self.limit_name else ""
        value = "-" if self.value is None else f"{row['value']:g}"
        return f"{self.name:<24}{value:>10} {self.unit:<12}{held:<52}{row['target'] or '':<9}{said}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
