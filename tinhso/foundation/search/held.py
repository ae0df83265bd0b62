"""Finding holdings: the very many things of agencies, of which each reader finds only what that reader may see.

What may be found is part of what the index is asked; nothing is taken out of the answer afterwards, so no page is short
and no number tells of what is hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.search import rules, terms
from tinhso.foundation.search.engines import ENGINES, Filter, Look, Scope, Taken, latest, newest, planned_anew
from tinhso.foundation.search.queries import FURTHEST
from tinhso.foundation.search.registry import holdings
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref

LATELY = timedelta(days=31)
"""Looked at first: what many things meet is mostly met by enough of these."""
LOOKED_AT = 500
"""Where more than this meet a query, the newest are found some years at a time: to look at all costs a read of each."""
_BACK = (1, 4)
"""Years back, one after the other, before all of them."""


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
    if not scope.kinds or offset >= FURTHEST or (since and until and since > until):
        return Found((), more=False)
    wanted = offset + limit + 1
    asked = Look(scope, terms.narrowed(facets or {}, names or {}), _days(since, until))
    with planned_anew():
        refs = [Ref.parse(one.ref) for one in _found(asked, text, today, wanted)]
    end = offset + limit
    return Found(tuple(refs[offset:end]), more=len(refs) > end and end < FURTHEST)


def _found(asked: Look, text: str, today: date, wanted: int) -> list[Taken]:
    """The best of what meets the words besides; nothing for what is typed without a word."""
    words = terms.asked(rules.read(text))
    if not words.folded:
        return [] if text.strip() else _newest(asked, today, wanted)
    found: dict[int, Taken] = {}
    for clause, first in terms.steps(words):
        met = _newest(asked.narrowed(clause), today, wanted)
        if first and len(met) > 1:
            better = asked.narrowed((*clause, *first))
            # Where everything that meets it is known, so few are left that the newest need no looking for.
            few = len(met) < wanted
            preferred = _taken(better, limit=wanted) if few else _newest(better, today, wanted)
            found |= {one.id: one for one in preferred if one.id not in found}
        found |= {one.id: one for one in met if one.id not in found}
        if len(found) >= wanted:
            break
    return list(found.values()) or _newest(asked.narrowed(terms.begun(words)), today, wanted)


def _scope(actor: Actor, kinds: Collection[str]) -> Scope:
    """What the actor finds of these kinds; no kinds for nothing."""
    reached: dict[frozenset[UUID] | None, list[str]] = {}
    for entry in holdings:
        agencies = agencies_within(actor, entry.permission)
        if (not kinds or entry.kind in kinds) and (agencies is None or agencies):
            reached.setdefault(agencies, []).append(entry.kind)
    whole = reached.get(None, [])
    return Scope(
        kinds=[kind for found in reached.values() for kind in found],
        whole=whole,
        clauses=[
            (
                *([] if len(reached) == 1 else [terms.of_kinds(found)]),
                *([] if agencies is None else [terms.found_by(agencies, account=actor.account)]),
            )
            for agencies, found in reached.items()
        ],
    )


def _days(since: date | None, until: date | None) -> Filter | None:
    bounds = [(sign, day) for sign, day in ((">=", since), ("<=", until)) if day]
    if not bounds:
        return None
    return Filter(" AND ".join(f"h.day {sign} %s" for sign, _ in bounds), [day for _, day in bounds])


def _newest(asked: Look, today: date, wanted: int) -> list[Taken]:
    """The newest that meet this. The index knows no order: where very many meet it, those of late are enough."""
    if asked.everything:
        return _rows(*latest(asked, limit=wanted))
    found = _taken(_since(asked, today - LATELY, today), limit=wanted)
    if len(found) >= wanted:
        return found
    most = max(LOOKED_AT, wanted)
    found = _taken(asked, most=most, limit=wanted)
    if not found or found[0].among < most:
        return found
    for years in _BACK:
        since = today.replace(year=today.year - years, day=1)
        found = _taken(_since(asked, since, today), limit=wanted)
        if len(found) >= wanted:
            return found
    return _taken(asked, limit=wanted)


def _since(asked: Look, since: date, until: date) -> Look:
    return asked.narrowed((terms.months(since, until),))


def _taken(asked: Look, *, limit: int, most: int = 2**31 - 1) -> list[Taken]:
    return _rows(*newest(ENGINES[connection.vendor], asked, most=most, limit=limit))


def _rows(sql: str, parameters: Sequence[Any]) -> list[Taken]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Taken(*values) for values in cursor.fetchall()]
