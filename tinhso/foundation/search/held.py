"""Finding holdings: the very many things of agencies, of which each reader finds only what that reader may see.

What may be found is part of what the index is asked; nothing is taken out of the answer afterwards, so no page is short
and no number tells of what is hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.search import rules, terms
from tinhso.foundation.search.engines import ENGINES, Filter, Look, Taken, newest
from tinhso.foundation.search.queries import FURTHEST
from tinhso.foundation.search.registry import holdings
from tinhso.foundation.search.terms import Clause
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref

LATELY = timedelta(days=31)
"""Looked at first: what many things meet is mostly met by enough of these."""
LOOKED_AT = 5_000
"""Where more than this meet a query, the newest are found some years at a time."""
_BACK = (1, 4)
"""Years back, one after the other, before all of them."""
_ALL = 2**31 - 1


@dataclass(frozen=True)
class Found:
    """Some of the holdings found, the best first."""

    refs: tuple[Ref, ...]
    more: bool
    """There are others after these, and they are fetched."""


def look(
    *,
    text: str,
    actor: Actor,
    today: date,
    kinds: Collection[str] = (),
    facets: Mapping[str, Collection[str]] | None = None,
    names: Mapping[str, str] | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Found:
    """What the actor finds under these words, whatever their spelling; the newest of everything for no words.

    `kinds` none means every kind; a facet is met by any of its values, a name by all of its words, and every one must
    be met; both days are included. Those whose code it is come first, then those whose title has the words as they were
    typed, then those whose text has; among equals the newest. Never raises for what is typed: text without a letter or
    digit finds nothing.
    """
    offset, limit = max(0, offset), max(1, min(limit, FURTHEST))
    scope = _scope(actor, kinds)
    if not scope or offset >= FURTHEST or (since and until and since > until):
        return Found((), more=False)
    wanted = offset + limit + 1
    narrowed, days = terms.narrowed(facets or {}, names or {}), _days(since, until)
    found: dict[int, Ref] = {}
    for clause in _clauses(text):
        for one in _newest(Look(scope, (*clause, *narrowed), days), today, wanted):
            found.setdefault(one.id, Ref.parse(one.ref))
        if len(found) >= wanted:
            break
    words = terms.asked(rules.read(text))
    if not found and words.folded:
        beginning = Look(scope, (*terms.begun(words), *narrowed), days)
        found = {one.id: Ref.parse(one.ref) for one in _newest(beginning, today, wanted)}
    refs = tuple(found.values())
    return Found(refs[offset : offset + limit], more=len(refs) > offset + limit and offset + limit < FURTHEST)


def _clauses(text: str) -> Iterator[Clause]:
    words = terms.asked(rules.read(text))
    if words.folded:
        yield from dict.fromkeys(terms.steps(words))
    elif not text.strip():
        yield ()


def _scope(actor: Actor, kinds: Collection[str]) -> list[Clause]:
    asked = (entry for entry in holdings if not kinds or entry.kind in kinds)
    found = (
        terms.found_by(entry.kind, agencies_within(actor, entry.permission), account=actor.account)
        for entry in asked
    )
    return [clause for clause in found if clause]


def _days(since: date | None, until: date | None) -> Filter | None:
    bounds = [(sign, day) for sign, day in ((">=", since), ("<=", until)) if day]
    if not bounds:
        return None
    return Filter(" AND ".join(f"h.day {sign} %s" for sign, _ in bounds), [day for _, day in bounds])


def _newest(asked: Look, today: date, wanted: int) -> list[Taken]:
    """The newest that meet this. The index knows no order: where very many meet it, those of late are enough."""
    found = _taken(_since(asked, today - LATELY, today), most=_ALL, limit=wanted)
    if len(found) >= wanted:
        return found
    most = max(LOOKED_AT, wanted)
    found = _taken(asked, most=most, limit=wanted)
    if not found or found[0].among < most:
        return found
    for years in _BACK:
        found = _taken(
            _since(asked, today.replace(year=today.year - years, day=1), today), most=_ALL, limit=wanted
        )
        if len(found) >= wanted:
            return found
    return _taken(asked, most=_ALL, limit=wanted)


def _since(asked: Look, since: date, until: date) -> Look:
    return asked._replace(clause=(*asked.clause, terms.months(since, until)))


def _taken(asked: Look, *, most: int, limit: int) -> list[Taken]:
    sql, parameters = newest(ENGINES[connection.vendor], asked, most=most, limit=limit)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Taken(*values) for values in cursor.fetchall()]
