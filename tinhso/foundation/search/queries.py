"""Finding things."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.search import rules
from tinhso.foundation.search.engines import ENGINES, PHRASE, Filter, Row, statement
from tinhso.foundation.search.models import LONGEST_VALUE
from tinhso.foundation.search.registry import searchables
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref

AGENCY = "agency"
"""The facet that says whose a thing is."""
FURTHEST = 1_000
"""Hits beyond this are not fetched: whoever gets there should say more."""


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    ref: Ref
    kind: str
    code: str
    title: str
    note: str


@dataclass(frozen=True)
class Page:
    """Some of the hits, the best first."""

    hits: tuple[Hit, ...]
    offset: int
    more: bool
    """There are hits after these, and they are fetched."""


def find(
    *,
    text: str,
    actor: Actor,
    kinds: Collection[str] = (),
    facets: Mapping[str, Collection[str]] | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Page:
    """What the actor may find under these words, whatever their spelling; everything, by title, for no words.

    `kinds` none means every kind; a facet is met by any of its values, and every facet must be met. Never
    raises for what is typed: text without a letter or digit finds nothing.
    """
    offset, limit = max(0, offset), max(1, min(limit, 100))
    filters = _filters(actor, kinds, facets or {}) if offset < FURTHEST else None
    if filters is None:
        return Page((), offset, more=False)
    wanted = offset + limit + 1
    query = rules.read(text)
    rows: list[Row] = []
    if query.words:
        rows = _ranked(query, filters, wanted)
    elif not text.strip():
        rows = _by_title(filters, wanted)
    page = rows[offset : offset + limit]
    return Page(
        tuple(Hit(Ref.parse(one.ref), one.kind, one.code, one.title, one.note) for one in page),
        offset,
        more=len(rows) > offset + limit and offset + limit < FURTHEST,
    )


def _ranked(query: rules.Query, filters: Sequence[Filter], wanted: int) -> list[Row]:
    found: dict[int, Row] = {}
    for step in rules.narrow(query):
        for row in _rows(*statement(ENGINES[connection.vendor], step, query, filters=filters, limit=wanted)):
            found.setdefault(row.id, row)
        if len(found) >= wanted:
            break
    if any(
        row.tier <= PHRASE or rules.answers(query, title=row.folded, extra=row.extra)
        for row in found.values()
    ):
        return list(found.values())
    for step in rules.wide(query):
        rows = _rows(*statement(ENGINES[connection.vendor], step, query, filters=filters, limit=wanted))
        if rows:
            found = {row.id: row for row in rows} | found
            break
    # A few of the words side by side may say more than all of them scattered.
    return sorted(
        found.values(),
        key=lambda row: (
            -rules.score(query, title=row.folded, extra=row.extra),
            -row.weight,
            len(row.folded),
            row.id,
        ),
    )


def _by_title(filters: Sequence[Filter], wanted: int) -> list[Row]:
    columns = ", ".join(f"e.{name}" for name in Row._fields[:-1])
    where = " AND ".join(one.sql for one in filters)
    sql = f"SELECT {columns}, 0 FROM search_entry e WHERE {where} ORDER BY e.weight DESC, e.folded, e.id LIMIT %s"  # noqa: S608 - made of constants
    return _rows(sql, [*(value for one in filters for value in one.parameters), wanted])


def _rows(sql: str, parameters: Sequence[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Row(*values) for values in cursor.fetchall()]


def _filters(
    actor: Actor, kinds: Collection[str], facets: Mapping[str, Collection[str]]
) -> list[Filter] | None:
    """What the actor may see of these kinds, narrowed by the facets; None when that is nothing."""
    visible: list[Filter] = []
    open_kinds: list[str] = []
    for entry in searchables:
        if kinds and entry.kind not in kinds:
            continue
        within = agencies_within(actor, entry.permission)
        if within is None:
            open_kinds.append(entry.kind)
        elif within:
            having = _having(AGENCY, sorted(str(agency) for agency in within))
            visible.append(Filter(f"(e.kind = %s AND {having.sql})", [entry.kind, *having.parameters]))
    if open_kinds:
        visible.append(Filter(f"e.kind IN ({_marks(open_kinds)})", open_kinds))
    if not visible:
        return None
    scope = Filter(
        f"({' OR '.join(one.sql for one in visible)})", [value for one in visible for value in one.parameters]
    )
    return [scope, *(_having(name, sorted(values)) for name, values in sorted(facets.items()) if values)]


def _having(name: str, values: Sequence[str]) -> Filter:
    return Filter(
        "EXISTS (SELECT 1 FROM search_facet f WHERE f.entry_id = e.id AND f.name = %s"  # noqa: S608 - marks only
        f" AND f.value IN ({_marks(values)}))",
        [name, *(value[:LONGEST_VALUE] for value in values)],
    )


def _marks(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))
