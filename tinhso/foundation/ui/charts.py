"""Small charts drawn on the server as plain SVG geometry; colours and type come from the style sheet.

Coordinates are text, so that no locale puts a comma into them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, PAD = 240, 56, 5


@dataclass(frozen=True)
class Spark:
    """A line through time: points as SVG coordinates, the last one marked, the target as a level."""

    line: str
    area: str
    last: tuple[str, str]
    target: str | None
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart; `width` in hundredths of the row."""

    name: str
    value: str
    width: str


def spark(values: Sequence[float], *, target: float | None = None) -> Spark | None:
    """The line through `values`, oldest first; None when there are fewer than two."""
    if len(values) < 2:
        return None
    levels = [*values, target] if target is not None else [*values]
    low, high = min(levels), max(levels)

    def height_of(value: float) -> str:
        share = (value - low) / (high - low) if high > low else 0.5
        return f"{HEIGHT - PAD - share * (HEIGHT - 2 * PAD):.1f}"

    step = (WIDTH - 2 * PAD) / (len(values) - 1)
    points = [(f"{PAD + place * step:.1f}", height_of(value)) for place, value in enumerate(values)]
    line = " ".join(f"{x},{y}" for x, y in points)
    return Spark(
        line=line,
        area=f"{PAD},{HEIGHT} {line} {WIDTH - PAD},{HEIGHT}",
        last=points[-1],
        target=None if target is None else height_of(target),
    )


def bars(rows: Sequence[tuple[str, float, str]]) -> list[Bar]:
    """Rows of `(name, value, written value)` as bars that share one scale from zero."""
    highest = max((value for _, value, _ in rows), default=0) or 1
    return [Bar(name, written, f"{max(value, 0) / highest * 100:.1f}") for name, value, written in rows]
