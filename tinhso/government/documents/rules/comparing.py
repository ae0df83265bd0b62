"""Two texts beside each other, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Kind = Literal["same", "gone", "new"]
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_DEAREST = 4_000_000
"""Pairs of words that are held against each other at most; beyond it lines are shown as gone and come."""
_ALIKE = 0.4


@dataclass(frozen=True)
class Piece:
    """Some words that stayed, went or came."""

    kind: Kind
    words: str


Line = tuple[Piece, ...]


def compare(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    """The lines of both, in the order they are read in."""
    lines: list[Line] = []
    left = _DEAREST
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [(Piece("same", line),) for line in before[i1:i2]]
        else:
            for old, new in zip_longest(before[i1:i2], after[j1:j2]):
                one, other = _TOKEN.findall(old or ""), _TOKEN.findall(new or "")
                left -= len(one) * len(other)
                lines += _line(one, other, alike=left >= 0)
    return lines


def _line(one: list[str], other: list[str], *, alike: bool) -> Iterator[Line]:
    match = SequenceMatcher(None, one, other, autojunk=False)
    if alike and one and other and match.ratio() >= _ALIKE:
        yield tuple(_pieces(match, one, other))
        return
    if one:
        yield (Piece("gone", "".join(one)),)
    if other:
        yield (Piece("new", "".join(other)),)


def _pieces(match: SequenceMatcher[str], one: list[str], other: list[str]) -> Iterator[Piece]:
    """Words that stayed, went and came; a space between two changes belongs to both."""
    gone = new = ""
    steps = [(tag, "".join(one[i1:i2]), "".join(other[j1:j2])) for tag, i1, i2, j1, j2 in match.get_opcodes()]
    for place, (tag, old, now) in enumerate(steps):
        if tag == "equal" and not (old.isspace() and 0 < place < len(steps) - 1):
            yield from _changed(gone, new)
            gone = new = ""
            yield Piece("same", old)
        else:
            gone, new = gone + old, new + now
    yield from _changed(gone, new)


def _changed(gone: str, new: str) -> Iterator[Piece]:
    if gone:
        yield Piece("gone", gone)
    if new:
        yield Piece("new", new)
