"""Terms of holdings: what the index keeps of them, and how a query asks for them. Pure but for the key of fingerprints.

A term is a letter that says what it is, and the word itself:
`k` kind · `g` an agency that finds it · `u` a person who does · `d` month of its day · `f` facet and value ·
`s` word of a name · `n` part of its code · `w` word in plain · `x` the same as it is spelled ·
`p` two words side by side;
`t`, `z`, `y` are `w`, `x`, `p` of what is sealed, and hold a keyed fingerprint in place of the word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from tinhso.foundation.search.registry import Holding
from tinhso.foundation.search.rules import MOST_WORDS, Query, Term
from tinhso.kernel import sealing
from tinhso.kernel.text import canonical, fold

Clause = tuple[tuple[Term, ...], ...]
"""Groups of terms; of each group one must be there."""

MOST_TEXT = 200_000
"""Signs of one text that are looked at."""
MOST_TERMS = 60_000
"""Of all the texts of a holding, the first: a vector of PostgreSQL holds a megabyte."""
_FINGERPRINT = 10
"""Hex digits: two words of a vocabulary of a million share one in one of a million."""
_CODE = re.compile(r"[^0-9a-z]+")
_NOT_WORD = re.compile(r"[\W_]+")


class Words(NamedTuple):
    """The words of a query: folded, those spelled with their marks, and each two side by side."""

    folded: tuple[str, ...]
    spelled: tuple[str, ...]
    pairs: tuple[str, ...]


def of(holding: Holding) -> str:
    """Everything the index keeps of a holding."""
    found = {_kind(holding.ref.kind), _month(holding.day)}
    found |= {_agency(agency) for agency in holding.agencies}
    found |= {_account(account) for account in holding.accounts}
    found |= {
        term for name, values in holding.facets.items() for value in values if (term := _facet(name, value))
    }
    for word in words_of(holding.code):
        found |= {f"n{word}"} if word.isdigit() else {f"n{word[:end]}" for end in range(1, len(word) + 1)}
    for name, words in holding.names.items():
        found |= {_name(name, word) for word in words_of(words)}
    for words in (holding.title, *holding.names.values()):
        folded = words_of(words)
        found |= {f"w{word}" for word in folded} | {f"x{word}" for word in _spelled(words)}
        found |= {f"p{_pair(*two)}" for two in pairwise(folded)}
    return " ".join(sorted(found.union(_of_text(holding.text))))


def _of_text(text: Sequence[str]) -> dict[str, None]:
    """The terms of what is sealed, in their order."""
    found: dict[str, None] = {}
    for words in text:
        cut = words[:MOST_TEXT]
        folded = words_of(cut)
        for letter, said in (
            ("t", folded),
            ("z", _spelled(cut)),
            ("y", [_pair(*two) for two in pairwise(folded)]),
        ):
            for word in said:
                found[_sealed(letter, word)] = None
                if len(found) == MOST_TERMS:
                    return found
    return found


def asked(query: Query) -> Words:
    """The words of a query as terms have them."""
    folded = words_of(query.typed)[:MOST_WORDS]
    return Words(
        tuple(dict.fromkeys(folded)),
        tuple(dict.fromkeys(_spelled(query.typed)[:MOST_WORDS])),
        tuple(dict.fromkeys(_pair(*two) for two in pairwise(folded))),
    )


def steps(words: Words) -> Iterator[tuple[Clause, Clause]]:
    """What is asked for one after the other, the best first: parts of a code; the title as it was typed; words of code
    and title; the text as it was typed; each word anywhere. With each, what those of it have that come first: the marks
    that were typed."""
    near = words.pairs or words.folded
    several = len(words.folded) > 1
    plain, sealed = ("p", "y") if words.pairs else ("w", "t")
    yield tuple(_one(f"n{word}") for word in words.folded), ()
    yield tuple(_one(f"{plain}{one}") for one in near), tuple(_one(f"x{word}") for word in words.spelled)
    if several:
        yield tuple(_one(f"w{word}", f"n{word}") for word in words.folded), ()
    yield (
        tuple(_one(_sealed(sealed, one)) for one in near),
        tuple(_one(_sealed("z", word)) for word in words.spelled),
    )
    if several:
        yield tuple(_one(f"w{word}", f"n{word}", _sealed("t", word)) for word in words.folded), ()


def begun(words: Words) -> Clause:
    """The last word as the beginning of one: dear where words are short, so asked only when nothing else is found."""
    *whole, last = words.folded
    return (
        *(_one(f"w{word}", f"n{word}", _sealed("t", word)) for word in whole),
        (Term(f"w{last}", begins=True),),
    )


def found_by(agencies: Collection[UUID], *, account: UUID | None) -> tuple[Term, ...]:
    """Of these terms one is in everything that a reader finds who reaches these agencies."""
    own = [] if account is None else [_account(account)]
    return _one(*map(_agency, sorted(agencies)), *own)


def of_kinds(kinds: Collection[str]) -> tuple[Term, ...]:
    """Of these terms one is in everything of these kinds."""
    return _one(*map(_kind, sorted(kinds)))


def narrowed(facets: Mapping[str, Collection[str]], names: Mapping[str, str]) -> Clause:
    """Every facet is met by any of its values, every name has each of the words; what is empty narrows nothing."""
    met = (
        _one(*(term for value in sorted(values) if (term := _facet(name, value))))
        for name, values in sorted(facets.items())
        if any(map(_code, values))
    )
    said = (_one(_name(name, word)) for name, words in names.items() for word in words_of(words)[:MOST_WORDS])
    return (*met, *said)


def months(since: date, until: date) -> tuple[Term, ...]:
    """The months from the one of a day to that of another."""
    first, last = (one.year * 12 + one.month - 1 for one in (since, until))
    return tuple(Term(f"d{number // 12}m{number % 12 + 1}") for number in range(first, last + 1))


def words_of(words: str) -> list[str]:
    """Folded words; a number without the zeros before it."""
    return [(word.lstrip("0") or "0") if word.isdigit() else word for word in fold(words).split()]


def _one(*terms: str) -> tuple[Term, ...]:
    return tuple(Term(term) for term in terms)


def _spelled(words: str) -> list[str]:
    """The words that say more than their folded form."""
    return [word for word in _NOT_WORD.split(canonical(words)) if word and fold(word) != word]


def _pair(one: str, other: str) -> str:
    return f"{one}_{other}"


@lru_cache(maxsize=1 << 17)
def _sealed(letter: str, word: str) -> str:
    return letter + sealing.blind(f"search.{letter}", word)[:_FINGERPRINT]


def _kind(kind: str) -> str:
    return f"k{_code(kind)}"


def _agency(agency: UUID) -> str:
    return f"g{agency.hex}"


def _account(account: UUID) -> str:
    return f"u{account.hex}"


def _month(day: date) -> str:
    return months(day, day)[0].word


def _facet(name: str, value: str) -> str:
    return f"f{_code(name)}_{code}" if (code := _code(value)) else ""


def _name(name: str, word: str) -> str:
    return f"s{_code(name)}_{word}"


def _code(value: str) -> str:
    return _CODE.sub("", value.lower())
