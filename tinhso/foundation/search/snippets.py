"""Where in a text the words of a query stand, and the passage that says most about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tinhso.foundation.search import rules, terms

LENGTH = 36
"""Words of a passage."""
_WORD = re.compile(r"\w+")


class Piece(NamedTuple):
    """Some of a text, and whether it was asked for."""

    text: str
    met: bool


def marked(text: str, query: str) -> tuple[Piece, ...]:
    """A whole text, the words of the query marked in it."""
    return _pieces(text, _met(text, _asked(query)), 0, len(text))


def passage(text: Sequence[str], query: str) -> tuple[Piece, ...]:
    """The passage of a text, given paragraph by paragraph, with the most words of the query side by side; its words are
    marked, and an ellipsis stands where something is left out. Nothing when none of them is in it."""
    asked = _asked(query)
    best: tuple[int, int, int, str, list[tuple[int, int]]] | None = None
    for number, paragraph in enumerate(text):
        words = list(_WORD.finditer(paragraph))
        starts = [place for place, word in enumerate(words) if not asked.isdisjoint(_folded(word.group()))]
        for turn, start in enumerate(starts):
            within = [place for place in starts[turn : turn + LENGTH] if place < start + LENGTH]
            # As many different words as can be, then as near together as can be.
            count = len(frozenset().union(*(_folded(words[place].group()) for place in within)))
            side_by_side = sum(two - one == 1 for one, two in pairwise(within))
            key = (count * LENGTH + side_by_side, -number, -start)
            if best is None or key > best[:3]:
                first = max(0, start - LENGTH // 4)
                last = min(len(words), first + LENGTH) - 1
                found = [
                    (words[first].start(), words[last].end() if last < len(words) - 1 else len(paragraph))
                ]
                best = (*key, paragraph, found)
    if best is None:
        return ()
    paragraph, [(start, end)] = best[3], best[4]
    pieces = _pieces(paragraph, _met(paragraph, asked), start, end)
    before = (Piece("… ", False),) if start else ()
    after = (Piece(" …", False),) if end < len(paragraph) else ()
    return (*before, *pieces, *after)


def unmet(query: str, *shown: Sequence[Piece]) -> int:
    """How many words of the query are marked nowhere in what is shown."""
    met = (_folded(word) for pieces in shown for one in pieces if one.met for word in _WORD.findall(one.text))
    return len(_asked(query).difference(*met))


@lru_cache(maxsize=256)
def _asked(query: str) -> frozenset[str]:
    return frozenset(terms.asked(rules.read(query)).folded)


def _met(text: str, asked: frozenset[str]) -> set[tuple[int, int]]:
    return {word.span() for word in _WORD.finditer(text) if not asked.isdisjoint(_folded(word.group()))}


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> frozenset[str]:
    return frozenset(terms.words_of(word))


def _pieces(text: str, met: set[tuple[int, int]], start: int, end: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    reached = start
    for begins, ends in sorted(met):
        if begins < start or ends > end:
            continue
        # Words side by side are one mark.
        if pieces and pieces[-1].met and text[reached:begins].isspace():
            pieces[-1] = Piece(pieces[-1].text + text[reached:ends], True)
        else:
            if begins > reached:
                pieces.append(Piece(text[reached:begins], False))
            pieces.append(Piece(text[begins:ends], True))
        reached = ends
    if reached < end:
        pieces.append(Piece(text[reached:end], False))
    return tuple(pieces)
