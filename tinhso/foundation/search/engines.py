"""The full-text index of each database: how a step is said in its tongue, and one statement that ranks.

Terms are letters a–z and digits alone, quoted all the same; what was typed travels as a parameter only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from tinhso.foundation.search.rules import Query, Step


class Filter(NamedTuple):
    """A condition on `search_entry e`, with its parameters."""

    sql: str
    parameters: Sequence[Any]


class Engine(Protocol):
    """What differs between databases."""

    source: str
    matches: str
    position: str
    """The function that finds one text in another."""

    def said(self, step: Step) -> str:
        """The step as the database's own query language has it."""
        ...


class Sqlite:
    """An FTS5 table that stands beside the entries."""

    source = "search_text t JOIN search_entry e ON e.id = t.rowid"
    matches = "search_text MATCH %s"
    position = "instr"

    def said(self, step: Step) -> str:
        return " OR ".join(
            "(" + " AND ".join(f'"{term.word}"{"*" * term.begins}' for term in terms) + ")" for terms in step
        )


class Postgres:
    """A stored tsvector with a GIN index: cheap to look at even where the planner knows too little to use the index."""

    source = "search_entry e"
    matches = "e.terms @@ to_tsquery('simple', %s)"
    position = "strpos"

    def said(self, step: Step) -> str:
        return " | ".join(
            "(" + " & ".join(f"'{term.word}'{':*' * term.begins}" for term in terms) + ")" for terms in step
        )


ENGINES: dict[str, Engine] = {"sqlite": Sqlite(), "postgresql": Postgres()}


PHRASE = 5
"""The last tier whose titles hold the words as they were typed."""


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
    place, place_exact = (f"{engine.position}(' ' || e.{name}, %s)" for name in ("folded", "exact"))
    pairs = [f" {pair}" for pair in query.pairs] if len(query.pairs) > 1 else []
    together = " + ".join(["0", *(f"CASE WHEN {place} > 0 THEN 1 ELSE 0 END" for _ in pairs)])
    # Only keys are sorted; the texts are fetched for the few that remain.
    sql = f"""
        SELECT {", ".join(f"e.{name}" for name in Row._fields[:-1])}, best.tier
        FROM (
            SELECT e.id, e.weight, length(e.folded) AS size, {together} AS together, CASE
                WHEN e.code = %s THEN 0
                WHEN {place} = 0 THEN {PHRASE + 1}
                WHEN e.exact = %s THEN 0
                WHEN substr(e.exact, 1, %s) = %s THEN 1
                WHEN {place_exact} > 0 THEN 2
                WHEN e.folded = %s THEN 3
                WHEN substr(e.folded, 1, %s) = %s THEN 4
                ELSE {PHRASE}
            END AS tier
            FROM {engine.source} WHERE {" AND ".join([engine.matches, *(one.sql for one in filters)])}
            ORDER BY tier, together DESC, weight DESC, size, id
            LIMIT %s
        ) best JOIN search_entry e ON e.id = best.id
        ORDER BY best.tier, best.together DESC, best.weight DESC, best.size, best.id"""  # noqa: S608 - made of the constants above; values are parameters
    parameters = [
        *pairs,
        query.typed,
        f" {query.folded}",
        query.exact,
        len(query.exact),
        query.exact,
        f" {query.exact}",
        query.folded,
        len(query.folded),
        query.folded,
        engine.said(step),
        *(value for one in filters for value in one.parameters),
        limit,
    ]
    return sql, parameters
