"""What is meant by a few typed words. Pure.

A query is tried in steps, each wider than the one before, until there are enough hits: all words; the last
word as a beginning; words run together. Where no title holds the words as they were typed, some may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from tinhso.kernel.text import canonical, fold, nfc

LONGEST_QUERY = 200
"""Characters; what comes after is not looked at."""
MOST_WORDS = 12
MOST_MEANT = 6
"""Words looked at once some may be missing: more would make more combinations than they are worth."""
SHORTEST_RUN = 4
"""Letters from which a word may be several run together."""
RUN_LENGTH = 16
"""Letters the index keeps of a run of words."""
RUN_MARK = "0"
"""Begins every run in the index, so that no word is mistaken for one: `khai sinh con` gives `0khaisinhcon 0sinhcon`."""
STOP_WORDS = frozenset(
    fold(
        "cho của và các những là thì ở tại về với từ đến để bị được tôi ông bà em anh chị mình muốn cần xin "
        "làm thế nào gì như sao có không phải ra đi nào bao nhiêu thủ tục hồ sơ giấy tờ"
    ).split()
)
"""Words of any question; left out only when the others are not all found together."""


_OPENING, _FOLDED_OPENING = "thủ tục ", "thu tuc "
_PUNCTUATION = re.compile(r"[\W_]+")


class Term(NamedTuple):
    """One word to be found, whole or as a beginning."""

    word: str
    begins: bool = False


Step = tuple[tuple[Term, ...], ...]
"""Alternatives, each a list of terms of which all must be found."""


class Query(NamedTuple):
    """Typed words as they are looked for."""

    typed: str
    exact: str
    folded: str
    words: tuple[str, ...]

    @property
    def pairs(self) -> tuple[str, ...]:
        """Words typed side by side: found so in a title, they mean what they say."""
        return tuple(f"{one} {other}" for one, other in zip(self.words, self.words[1:], strict=False))


def read(text: str) -> Query:
    """What was typed, cut to size; no words when it holds neither letter nor digit."""
    # Half a surrogate pair and NUL are no text to any database.
    short = nfc(text[:LONGEST_QUERY].encode("utf-8", "ignore").decode().replace("\x00", " "))
    subject = folded(short)
    return Query(short, exact(short), subject, tuple(dict.fromkeys(subject.split()))[:MOST_WORDS])


def narrow(query: Query) -> Iterator[Step]:
    """Steps that keep every word, the narrowest first. Terms are made of the letters a–z and digits alone."""
    words = query.words
    if words:
        yield (tuple(Term(word) for word in words),)
        yield (_as_typed(words),)
    if any(len(word) >= SHORTEST_RUN for word in words):
        yield (tuple(_run(word) for word in words),)


def wide(query: Query) -> Iterator[Step]:
    """Steps that miss words: one of those that carry meaning, then ever more, down to half of them.

    Titles with all that carry meaning are among the first step's; a short query does without it.
    """
    meant = tuple(word for word in query.words if word not in STOP_WORDS) or query.words
    meant = meant[:MOST_MEANT]
    most = len(meant) - 1 if len(meant) > 2 else len(meant)
    for number in range(most, (len(meant) - 1) // 2, -1):
        yield tuple(_as_typed(some, last=query.words[-1]) for some in combinations(meant, number))


def score(query: Query, *, title: str, extra: str) -> int:
    """How well a folded title and its other words answer: words found, and words found side by side."""
    text, run = f" {title} {extra} ", title.replace(" ", "")
    begun = query.words[-1]
    found = sum(
        f" {word} " in text
        or (word == begun and f" {word}" in text)
        or (len(word) >= SHORTEST_RUN and word in run)
        for word in query.words
    )
    return found + sum(f" {pair}" in text for pair in query.pairs)


def answers(query: Query, *, title: str, extra: str) -> bool:
    """Whether no title that misses a word could answer better than this one, which has them all."""
    most = len(query.words)
    return most < 3 or score(query, title=title, extra=extra) >= most + max(1, most - 3)


def opening(title: str) -> str:
    """The folded words `folded` leaves out: found all the same, but no part of what comes first."""
    return fold(title).removesuffix(folded(title)).strip()


def folded(title: str) -> str:
    """The folded form from the subject on: half of the national catalogue begins with `Thủ tục`."""
    return _subject(fold(title), _FOLDED_OPENING)


def exact(title: str) -> str:
    """The canonical form from the subject on, without punctuation: what tells `kế toán` from `kê toàn`."""
    return _subject(_PUNCTUATION.sub(" ", canonical(title)).strip(), _OPENING)


def _subject(title: str, opening: str) -> str:
    return title.removeprefix(opening).lstrip() or title


def _as_typed(words: Sequence[str], *, last: str = "") -> tuple[Term, ...]:
    """The terms with the word that may still be being typed as a beginning."""
    return tuple(Term(word, begins=word == (last or words[-1])) for word in words)


def _run(word: str) -> Term:
    if len(word) < SHORTEST_RUN:
        return Term(word)
    return Term(RUN_MARK + word[:RUN_LENGTH], begins=True)
