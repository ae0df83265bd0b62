"""Taking in the national catalogue: what is sound becomes drafts, what is not is held with its reasons."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from django.db import connection, transaction

from tinhso.foundation.access.policy import require
from tinhso.foundation.procedures import queries
from tinhso.foundation.procedures.formats.national_catalogue import Line, Reader, counts_of
from tinhso.foundation.procedures.models import (
    CATALOGUE_ENTRY,
    CATALOGUE_IMPORT,
    CatalogueEntry,
    QuarantinedLine,
)
from tinhso.foundation.search.actions import rebuild_soon
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger import record
from tinhso.kernel.refs import Ref

BATCH = 500
KEPT_OF_A_LINE = 20_000
"""Characters of a faulty line kept for the person who looks at it."""


@dataclass
class Outcome:
    """What an import did, in lines. A line with several reasons counts once under each."""

    lines: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    held: int = 0
    newly_held: int = 0
    """Held now for the first time, or for other reasons than before."""
    released: int = 0
    """Held before, sound now."""
    time_not_published: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)

    @property
    def changed_anything(self) -> bool:
        return bool(self.added or self.changed or self.newly_held or self.released)


def import_catalogue(*, stream: BinaryIO, source: str, actor: Actor, at: datetime) -> Outcome:
    """Read a file of the national catalogue, line by line, in one transaction. The same file again changes nothing.

    An entry whose new line is held keeps its earlier content. Memory grows with the number of codes only.
    """
    require(actor, "procedures.manage_catalogue")
    with transaction.atomic():
        _one_at_a_time()
        run = _Run(source=source[-200:], at=at)
        reader = Reader(abolished=queries.abolished_units(on=clock.local(at).date()))
        lines = reader.read(stream)
        while batch := list(islice(lines, BATCH)):
            run.take(batch)
        run.release()
        outcome = run.outcome
        if outcome.changed_anything:
            rebuild_soon(CATALOGUE_ENTRY)
        record(
            actor=actor,
            verb="procedures.catalogue_imported",
            about=Ref(CATALOGUE_IMPORT, new_id()),
            at=at,
            data={
                "lines": outcome.lines,
                "added": outcome.added,
                "changed": outcome.changed,
                "unchanged": outcome.unchanged,
                "held": outcome.held,
                "released": outcome.released,
                "faults": dict(sorted(outcome.faults.items())),
            },
        )
    return outcome


def _one_at_a_time() -> None:
    """Two imports wait for each other. On SQLite the transaction itself is the lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tinhso catalogue'))")


class _Run:
    """One import under way."""

    def __init__(self, *, source: str, at: datetime) -> None:
        self.source = source
        self.at = at
        self.outcome = Outcome()
        self.last_line = 0
        self.sound: set[str] = set()
        self.held: Counter[str] = Counter()
        self.held_keys: set[str] = set()

    def take(self, batch: Sequence[Line]) -> None:
        self.outcome.lines += len(batch)
        self.last_line = batch[-1].number
        self._keep([line for line in batch if line.entry is not None])
        self._hold([line for line in batch if line.entry is None])

    def _keep(self, lines: Sequence[Line]) -> None:
        known = CatalogueEntry.objects.in_bulk([line.code for line in lines], field_name="code")
        added: list[CatalogueEntry] = []
        changed: list[CatalogueEntry] = []
        for line in lines:
            entry = _entry(line, source=self.source, at=self.at)
            self.sound.add(line.code)
            self.outcome.time_not_published += not entry.time_published
            self.outcome.warnings += counts_of(line.warnings)
            before = known.get(line.code)
            if before is None:
                added.append(entry)
            elif (
                before.digest != entry.digest
                or before.warnings != entry.warnings
                or before.body != entry.body
            ):
                entry.pk = before.pk
                changed.append(entry)
            else:
                self.outcome.unchanged += 1
        CatalogueEntry.objects.bulk_create(added, batch_size=100)
        CatalogueEntry.objects.bulk_update(changed, _COLUMNS, batch_size=50)
        self.outcome.added += len(added)
        self.outcome.changed += len(changed)

    def _hold(self, lines: Sequence[Line]) -> None:
        rows = [self._held_row(line) for line in lines]
        known = QuarantinedLine.objects.in_bulk([row.key for row in rows], field_name="key")
        added: list[QuarantinedLine] = []
        changed: list[QuarantinedLine] = []
        for line, row in zip(lines, rows, strict=True):
            self.outcome.held += 1
            self.outcome.faults += counts_of(line.faults)
            before = known.get(row.key)
            if before is None:
                added.append(row)
            elif (before.line, before.reasons, before.source) != (row.line, row.reasons, row.source):
                row.pk = before.pk
                changed.append(row)
        QuarantinedLine.objects.bulk_create(added, batch_size=100)
        QuarantinedLine.objects.bulk_update(
            changed, ["line", "reasons", "source", "imported_at"], batch_size=50
        )
        self.outcome.newly_held += len(added) + len(changed)
        # The very line that once passed and now does not (the units tables came later) is no draft any more.
        unsound = [line.digest for line in lines if line.code not in self.sound]
        CatalogueEntry.objects.filter(digest__in=unsound).delete()

    def _held_row(self, line: Line) -> QuarantinedLine:
        met = self.held[line.digest]
        self.held[line.digest] += 1
        key = hashlib.sha256(f"{line.digest} {met}".encode()).hexdigest()
        self.held_keys.add(key)
        return QuarantinedLine(
            key=key,
            code=line.code,
            name=line.name,
            line=line.number,
            reasons=[list(reason) for reason in line.faults],
            raw=line.raw[:KEPT_OF_A_LINE],
            source=self.source,
            imported_at=self.at,
        )

    def release(self) -> None:
        """Let go of what was held before and is sound now, or stood in a line of this file that reads well now."""
        before = QuarantinedLine.objects.values_list("pk", "key", "code", "source", "line").iterator()
        gone = [
            pk
            for pk, key, code, source, line in before
            if key not in self.held_keys
            and (code in self.sound or (not code and source == self.source and line <= self.last_line))
        ]
        for start in range(0, len(gone), BATCH):
            QuarantinedLine.objects.filter(pk__in=gone[start : start + BATCH]).delete()
        self.outcome.released = len(gone)


_COLUMNS = [
    "name",
    "field",
    "levels",
    "time_published",
    "body",
    "warnings",
    "digest",
    "source",
    "imported_at",
]


def _entry(line: Line, *, source: str, at: datetime) -> CatalogueEntry:
    assert line.entry is not None
    return CatalogueEntry(
        code=line.code,
        name=line.entry["name"],
        field=line.entry["field"],
        levels=line.entry["levels"],
        time_published=any(one["time"] is not None for one in line.entry["channels"]),
        body=line.entry,
        warnings=[list(reason) for reason in line.warnings],
        digest=line.digest,
        source=source,
        imported_at=at,
    )
