"""Where a page has room, by its squares of a millimetre (`#` something, `.` nothing), rows from the top. No ORM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

STAMP = 50, 35
"""Width and height of the stamp ĐẾN, in millimetres."""
_HEAD, _LOWEST, _EDGE, _CLEAR = 30, 150, 6, 1
"""Below the name of the agency, in the upper half, away from the edges, not touching what stands there."""


class Spot(NamedTuple):
    """The top left corner of a place, in millimetres from that of the page."""

    left: int
    top: int


def room_for_stamp(rows: Sequence[str]) -> Spot | None:
    """The highest empty place that takes the stamp ĐẾN: on the left, under number, symbol and abstract, else on the
    right, under the day (Decree 30/2020/NĐ-CP, annex IV); None where there is none."""
    if not rows:
        return None
    wide, high = STAMP[0] + 2 * _CLEAR, STAMP[1] + 2 * _CLEAR
    middle, width = len(rows[0]) // 2, len(rows[0])
    filled = _sums(rows)
    for lefts in (range(_EDGE, middle - wide + 1), range(middle, width - _EDGE - wide + 1)):
        for top in range(_HEAD, min(_LOWEST, len(rows) - _EDGE) - high + 1):
            spots = [left for left in lefts if not _within(filled, left, top, wide, high)]
            if spots:
                return Spot(spots[len(spots) // 2] + _CLEAR, top + _CLEAR)
    return None


def last_filled(rows: Sequence[str]) -> int:
    """How far down something stands, in millimetres; 0 for an empty page."""
    return max((number for number, row in enumerate(rows, 1) if "#" in row), default=0)


def _sums(rows: Sequence[str]) -> list[list[int]]:
    """How many squares are filled above and to the left of each."""
    sums = [[0] * (len(rows[0]) + 1)]
    for row in rows:
        line, above = [0], sums[-1]
        for column, one in enumerate(row):
            line.append(line[-1] + above[column + 1] - above[column] + (one == "#"))
        sums.append(line)
    return sums


def _within(sums: Sequence[Sequence[int]], left: int, top: int, wide: int, high: int) -> int:
    right, bottom = left + wide, top + high
    return sums[bottom][right] - sums[top][right] - sums[bottom][left] + sums[top][left]
