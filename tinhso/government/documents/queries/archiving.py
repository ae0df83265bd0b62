"""What documents give the archive: those issued, and those that came and are done with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from uuid import UUID

from tinhso.contracts.documents import Enclosure, Record
from tinhso.foundation.files.queries import files_of, original_bytes
from tinhso.foundation.units.queries import agency_names
from tinhso.government.documents.models import Document, Incoming
from tinhso.government.documents.queries.incoming import visible_incoming
from tinhso.government.documents.queries.kinds import begun_on, type_of
from tinhso.government.documents.queries.lists import visible
from tinhso.government.documents.rules import Phase
from tinhso.government.documents.rules.incoming import State
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import fold

ERASED = "documents.erase"
"""The act by which what a document says was destroyed."""
MOST = 20


def records_out(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, Record]:
    """Issued documents by id."""
    found = visible(actor=actor).filter(id__in=keys, phase=Phase.ISSUED).select_related("agency")
    return {one.ref.id: one for one in _outgoing(found)}


def find_out(actor: Actor, words: str) -> Sequence[Record]:
    """Issued documents by words of subject or number."""
    rows = visible(actor=actor).filter(phase=Phase.ISSUED).select_related("agency")
    if folded := fold(words):
        rows = rows.filter(folded__contains=folded)
    return list(_outgoing(rows.order_by("-numbered_at")[:MOST]))


def records_in(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, Record]:
    """Documents that came and are done with, by id."""
    found = visible_incoming(actor=actor).filter(id__in=keys, state=State.FINISHED)
    return {one.ref.id: one for one in _incoming(found)}


def find_in(actor: Actor, words: str) -> Sequence[Record]:
    """Documents that came and are done with, by words of subject, number or sender."""
    rows = visible_incoming(actor=actor).filter(state=State.FINISHED)
    if folded := fold(words):
        rows = rows.filter(folded__contains=folded)
    return list(_incoming(rows.order_by("-finished_at")[:MOST]))


def erased(about: Iterable[Ref]) -> frozenset[Ref]:
    """Those of these whose words were destroyed."""
    acts = Act.objects.filter(about__in=list(about), verb=ERASED).values_list("about", flat=True)
    return frozenset(one for one in acts if isinstance(one, Ref))


def _outgoing(rows: Iterable[Document]) -> Iterable[Record]:
    found = list(rows)
    gone = erased(one.ref for one in found)
    for one in found:
        if one.ref in gone or one.numbered_at is None:
            continue
        day = clock.local(one.numbered_at).date()
        yield Record(
            ref=one.ref,
            type_title=type_of(one.type, on=begun_on(one)).title,
            notation=one.notation,
            dated=day,
            author=agency_names({one.agency_id}, on=day)[one.agency_id],
            subject=one.subject,
            enclosures=_enclosures(one.ref, first=one.file_id),
        )


def _incoming(rows: Iterable[Incoming]) -> Iterable[Record]:
    found = list(rows)
    gone = erased(one.ref for one in found)
    for one in found:
        if one.ref not in gone:
            yield Record(
                ref=one.ref, type_title=one.type_title, notation=one.notation, dated=one.dated, author=one.sender,
                subject=one.subject, enclosures=_enclosures(one.ref),
            )  # fmt: skip


def _enclosures(owner: Ref, *, first: UUID | None = None) -> list[Enclosure]:
    kept = [one for one in files_of(owner=owner) if one.openable]
    kept.sort(key=lambda one: one.id != first)
    return [
        Enclosure(
            name=one.name, media_type=one.media_type, open=partial(original_bytes, owner=owner, file=one.id)
        )
        for one in kept
    ]
