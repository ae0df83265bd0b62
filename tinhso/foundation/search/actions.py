"""Keeping the index. It is derived from what others keep and record, so nothing of it is recorded again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from uuid import UUID

from django.db import transaction

from tinhso.foundation.search import terms
from tinhso.foundation.search.models import LONGEST_VALUE, Entry, Facet, Held
from tinhso.foundation.search.queries import AGENCY
from tinhso.foundation.search.registry import Document, Holding, holdings, searchables
from tinhso.foundation.search.rules import exact, folded, opening
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import fold, nfc

BATCH, COMPARED = 200, 2_000
REBUILD, HOLD = "search.rebuild", "search.hold"
_COLUMNS = ("kind", "code", "title", "note", "exact", "folded", "extra", "weight")


def index(documents: Iterable[Document]) -> int:
    """Make these things findable as they are now; how many were new or different."""
    waiting = iter(documents)
    changed = 0
    with transaction.atomic():
        while batch := list(islice(waiting, BATCH)):
            changed += _write(batch)
    return changed


def remove(*refs: Ref) -> None:
    """Make these things unfindable."""
    Entry.objects.filter(ref__in=refs).delete()


def rebuild(*, kind: str, on: date) -> int:
    """Bring everything of a kind up to date, and drop what is not there any more; how many entries changed."""
    met: set[Ref] = set()

    def source() -> Iterator[Document]:
        for document in searchables[kind].source(on):
            met.add(document.ref)
            yield document

    with transaction.atomic():
        changed = index(source())
        kept = Entry.objects.filter(kind=kind).only("id", "ref").iterator()
        gone = [entry.pk for entry in kept if entry.ref not in met]
        for start in range(0, len(gone), BATCH):
            Entry.objects.filter(id__in=gone[start : start + BATCH]).delete()
    return changed + len(gone)


def rebuild_soon(kind: str) -> None:
    """Have the worker rebuild a kind once the caller's transaction is kept."""
    enqueue(REBUILD, {"kind": kind})


def hold_soon(ref: Ref) -> None:
    """Have the worker look at a holding anew once the caller's transaction is kept: what is new or different of it is
    found from then on, what is gone is not."""
    enqueue(HOLD, {"refs": [str(ref)]})


def hold_again(refs: Sequence[Ref]) -> None:
    """Bring holdings up to date from where they come from; those that are not there any more are let go."""
    for kind in sorted({ref.kind for ref in refs} & {entry.kind for entry in holdings}):
        ids = [ref.id for ref in refs if ref.kind == kind]
        there = list(holdings[kind].source(ids))
        hold(there)
        release(*({Ref(kind, one) for one in ids} - {one.ref for one in there}))


def hold(found: Iterable[Holding]) -> None:
    """Make these holdings findable as they are now."""
    Held.objects.bulk_create(
        [
            Held(
                ref=one.ref,
                kind=one.ref.kind,
                version=one.version,
                day=one.day,
                personal=not one.agencies,
                terms=terms.of(one),
            )
            for one in found
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["ref"],
        update_fields=["version", "day", "personal", "terms"],
    )


def release(*refs: Ref) -> None:
    """Make these holdings unfindable: every term of them goes."""
    Held.objects.filter(ref__in=refs).delete()


def compare(kind: str) -> int:
    """Have the worker look at every holding of a kind of which the index knows another version, or that it has and
    that is not there any more; how many they are."""
    after: UUID | None = None
    different: list[Ref] = []
    there: set[UUID] = set()
    while page := holdings[kind].versions(after, COMPARED):
        after = page[-1][0]
        there.update(one for one, _ in page)
        known = dict(
            Held.objects.filter(ref__in=[Ref(kind, one) for one, _ in page]).values_list("ref", "version")
        )
        different += [Ref(kind, one) for one, version in page if known.get(Ref(kind, one)) != version]
    kept = Held.objects.filter(kind=kind).values_list("ref", flat=True).iterator()
    different += [ref for ref in kept if isinstance(ref, Ref) and ref.id not in there]
    for start in range(0, len(different), BATCH):
        enqueue(HOLD, {"refs": [str(ref) for ref in different[start : start + BATCH]]})
    return len(different)


def _write(documents: Sequence[Document]) -> int:
    latest = {document.ref: document for document in documents}
    known = {one.ref: one for one in Entry.objects.filter(ref__in=latest)}
    added: list[Entry] = []
    changed: list[Entry] = []
    for ref, document in latest.items():
        entry, before = _entry(document), known.get(ref)
        if before is None:
            added.append(entry)
        elif any(getattr(before, column) != getattr(entry, column) for column in _COLUMNS):
            entry.pk = before.pk
            changed.append(entry)
    Entry.objects.bulk_create(added)
    Entry.objects.bulk_update(changed, _COLUMNS, batch_size=50)
    touched = {one.pk for one in [*added, *changed]}
    keys = {one.ref: one.pk for one in [*known.values(), *added]}
    return len(touched | _write_facets({keys[ref]: _facets(document) for ref, document in latest.items()}))


def _write_facets(wanted: dict[int, set[tuple[str, str]]]) -> set[int]:
    """Bring the facets of these entries up to date; the entries whose facets changed."""
    kept: dict[int, set[tuple[str, str]]] = {key: set() for key in wanted}
    gone: list[int] = []
    touched: set[int] = set()
    rows = Facet.objects.filter(entry__in=wanted).values_list("id", "entry_id", "name", "value")
    for row, key, name, value in rows:
        if (name, value) in wanted[key]:
            kept[key].add((name, value))
        else:
            gone.append(row)
            touched.add(key)
    added = [
        Facet(entry_id=key, name=name, value=value)
        for key, pairs in wanted.items()
        for name, value in sorted(pairs - kept[key])
    ]
    Facet.objects.filter(id__in=gone).delete()
    Facet.objects.bulk_create(added, batch_size=200)
    return touched | {facet.entry_id for facet in added}


def _entry(document: Document) -> Entry:
    title = nfc(document.title)
    return Entry(
        ref=document.ref,
        kind=document.kind,
        code=document.code,
        title=title,
        note=nfc(document.note),
        exact=exact(title),
        folded=folded(title),
        extra=" ".join(fold(words) for words in (document.code, *document.keywords, opening(title)) if words),
        weight=document.weight,
    )


def _facets(document: Document) -> set[tuple[str, str]]:
    given = {
        (name, value[:LONGEST_VALUE]) for name, values in document.facets.items() for value in values if value
    }
    return given | {(AGENCY, str(agency)) for agency in document.agencies}
