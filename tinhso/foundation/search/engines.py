"""The full-text index of each database: how a step is said in its tongue, and one statement that ranks.

Terms are letters a–z and digits alone, quoted all the same; what was typed travels as a parameter only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from django.db import connection, transaction

from tinhso.foundation.search.rules import Query, Step, Term
from tinhso.foundation.search.terms import Clause


class Filter(NamedTuple):
    """A condition on `search_entry e`, with its parameters."""

    sql: str
    parameters: Sequence[Any]


class Engine(Protocol):
    """What differs between databases."""

    source: str
    matches: str
    held: str
    held_matches: str
    both: str
    either: str

    def said(self, step: Step) -> str:
        """The step as the database's own query language has it."""
        ...

    def term(self, term: Term) -> str:
        """One term of it."""
        ...


class Sqlite:
    """An FTS5 table that stands beside the entries."""

    source = "search_text t JOIN search_entry e ON e.id = t.rowid"
    matches = "search_text MATCH %s"
    held = "search_held_terms t JOIN search_held h ON h.id = t.rowid"
    held_matches = "search_held_terms MATCH %s"
    both, either = " AND ", " OR "

    def said(self, step: Step) -> str:
        return self.either.join(f"({self.both.join(map(self.term, terms))})" for terms in step)

    def term(self, term: Term) -> str:
        return f'"{term.word}"{"*" * term.begins}'


class Postgres:
    """A GIN index over terms that no row holds: ranking looks at many rows, and thin ones are soon looked at."""

    source = "search_entry e"
    matches = "search_terms(e.folded, e.extra) @@ to_tsquery('simple', %s)"
    held = "search_held h"
    held_matches = "search_held_vector(h.terms) @@ %s::tsquery"
    both, either = " & ", " | "

    def said(self, step: Step) -> str:
        return self.either.join(f"({self.both.join(map(self.term, terms))})" for terms in step)

    def term(self, term: Term) -> str:
        return f"'{term.word}'{':*' * term.begins}"


ENGINES: dict[str, Engine] = {"sqlite": Sqlite(), "postgresql": Postgres()}


@contextmanager
def planned_anew() -> Iterator[None]:
    """Each statement is planned for its own words: a plan for any words takes rare ones and frequent ones alike."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        yield


PHRASE = 5
"""The last tier whose titles hold the words as they were typed; after it, each pair of words apart is one more."""


class Row(NamedTuple):
    """One hit of one step."""

    id: int
    ref: str
    kind: str
    code: str
    title: str
    note: str
    folded: str
    extra: str
    weight: int
    tier: int


def statement(
    engine: Engine, step: Step, query: Query, *, filters: Sequence[Filter], limit: int
) -> tuple[str, list[Any]]:
    """The best hits of one step as rows, the best first; the same on every database.

    An exact title comes first, then one that begins so, then one that holds the words as typed: with their
    diacritics, then without. The rest by how many of the words stand side by side. Among equals the heavier,
    then the shorter.
    """
    tier, compared = _tier(query)
    # Only keys are sorted; the texts are fetched for the few that remain.
    sql = f"""
        SELECT {", ".join(f"e.{name}" for name in Row._fields[:-1])}, best.tier
        FROM (
            SELECT e.id, e.weight, length(e.folded) AS size, {tier} AS tier
            FROM {engine.source} WHERE {" AND ".join([engine.matches, *(one.sql for one in filters)])}
            ORDER BY tier, weight DESC, size, id
            LIMIT %s
        ) best JOIN search_entry e ON e.id = best.id
        ORDER BY best.tier, best.weight DESC, best.size, best.id"""  # noqa: S608 - made of the constants above; values are parameters
    filtered = [value for one in filters for value in one.parameters]
    return sql, [*compared, engine.said(step), *filtered, limit]


def _tier(query: Query) -> tuple[str, list[str]]:
    """The tier of an entry, with its parameters. Folded and exact words hold no sign that LIKE takes for another."""
    pairs = query.pairs if len(query.pairs) > 1 else ()
    # Typed without diacritics, a title with them is meant no less than one without: only the folded form is asked.
    spelled = [f"{query.exact}%", f"% {query.exact}%"] if query.exact != query.folded else []
    sql = f"""CASE
                WHEN e.code = %s THEN 0
                WHEN ' ' || e.folded NOT LIKE %s
                THEN {PHRASE + 1}{" + CASE WHEN ' ' || e.folded LIKE %s THEN 0 ELSE 1 END" * len(pairs)}
                WHEN e.exact = %s THEN 0
                {"WHEN e.exact LIKE %s THEN 1 WHEN e.exact LIKE %s THEN 2" if spelled else ""}
                WHEN e.folded = %s THEN 3
                WHEN e.folded LIKE %s THEN 4
                ELSE {PHRASE}
            END"""
    return sql, [
        query.typed,
        f"% {query.folded}%",
        *(f"% {pair}%" for pair in pairs),
        query.exact,
        *spelled,
        query.folded,
        f"{query.folded}%",
    ]


class Scope(NamedTuple):
    """What a reader may find at all."""

    kinds: Sequence[str]
    whole: Sequence[str]
    """Of these all but what is found by the people it names alone."""
    clauses: Sequence[Clause]
    """One of these is met; an empty one is met by everything."""


class Look(NamedTuple):
    """What is looked for among holdings: what the reader may find, and of that what is asked for."""

    scope: Scope
    clause: Clause
    days: Filter | None = None

    def narrowed(self, clause: Clause) -> Look:
        """What meets this too."""
        return self._replace(clause=(*clause, *self.clause))

    @property
    def everything(self) -> bool:
        """Whether nothing is asked of the terms."""
        return not self.clause and not any(self.scope.clauses)


class Taken(NamedTuple):
    """One holding found."""

    id: int
    ref: str
    among: int
    """How many were looked at."""


def newest(engine: Engine, look: Look, *, most: int, limit: int) -> tuple[str, list[Any]]:
    """The newest of at most so many holdings that meet this: when there are fewer, the newest of all."""
    plain = _plain(look)
    sql = f"""
        SELECT id, ref, count(*) OVER () FROM (
            SELECT h.id, h.ref, h.day FROM {engine.held} WHERE {engine.held_matches} AND {plain.sql} LIMIT %s
        ) met ORDER BY day DESC, id DESC LIMIT %s"""  # noqa: S608 - made of constants; what was typed is a parameter
    return sql, [_said(engine, look), *plain.parameters, most, limit]


def latest(look: Look, *, limit: int) -> tuple[str, list[Any]]:
    """The newest of everything in the scope: an index has these in their order."""
    plain = _plain(look)
    sql = (
        f"SELECT h.id, h.ref, 0 FROM search_held h WHERE {plain.sql} ORDER BY h.day DESC, h.id DESC LIMIT %s"  # noqa: S608
    )
    return sql, [*plain.parameters, limit]


def _plain(look: Look) -> Filter:
    """What is asked of columns: terms that nearly everything has cost the index more than they tell it."""
    kinds, whole, _ = look.scope
    found = [Filter(f"h.kind IN ({_marks(kinds)})", kinds)]
    if len(whole) == len(kinds):
        found.append(Filter("NOT h.personal", ()))
    elif whole:
        found.append(Filter(f"(NOT h.personal OR h.kind NOT IN ({_marks(whole)}))", whole))
    if look.days is not None:
        found.append(look.days)
    return Filter(
        " AND ".join(one.sql for one in found), [value for one in found for value in one.parameters]
    )


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _said(engine: Engine, look: Look) -> str:
    """Every way into the scope, with what is asked; an empty way needs none."""
    ways = look.scope.clauses
    scope = engine.either.join(_all_of(engine, way) for way in ways) if all(ways) else ""
    asked = [*([f"({scope})"] if scope else []), *([_all_of(engine, look.clause)] if look.clause else [])]
    return engine.both.join(asked)


def _all_of(engine: Engine, clause: Clause) -> str:
    """Groups of which each must be met."""
    groups = (f"({engine.either.join(map(engine.term, group))})" for group in clause)
    return f"({engine.both.join(groups)})"
