"""What dossiers give the archive: those that are closed, each with its result and the papers that were handed in; and
where the archive keeps one.

A line in a file says which procedure it was, never whose it is; what is sealed stays so until it is handed out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import QuerySet

from tinhso.contracts.documents import Enclosure, KeptIn, Record, keepers
from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.units.queries import agency_names
from tinhso.government.dossiers.models import Dossier, DossierPaper, Result
from tinhso.government.dossiers.queries.lists import VIEW, matching
from tinhso.government.dossiers.rules import CLOSED
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.refs import Ref

MOST = 20


def records(actor: Actor, keys: Sequence[UUID]) -> Mapping[UUID, Record]:
    """Closed dossiers by id."""
    return {one.ref.id: one for one in _records(_closed(actor).filter(id__in=keys))}


def find(actor: Actor, words: str) -> Sequence[Record]:
    """Closed dossiers by code or by whose they are."""
    rows = _closed(actor)
    if words.strip():
        rows = rows.filter(matching(words))
    return list(_records(rows.order_by("-closed_at", "-id")[:MOST]))


def kept_in(dossier: Dossier, *, actor: Actor, at: datetime) -> list[KeptIn]:
    """The files of the archive a dossier was put into; the actor may see the dossier."""
    return [one for keeper in keepers for one in keeper.lies_in(actor, dossier.ref, at)]


def _closed(actor: Actor) -> QuerySet[Dossier]:
    """Those of the agencies that decide: one that passed a dossier on has no file for it."""
    rows = Dossier.objects.filter(phase__in=CLOSED, erased_at=None, received_at__isnull=False)
    rows = rows.select_related("procedure", "agency")
    within = None if actor.kind == ActorKind.SYSTEM else agencies_within(actor, VIEW)
    return rows if within is None else rows.filter(agency__in=within)


def _records(rows: Iterable[Dossier]) -> Iterable[Record]:
    found = list(rows)
    enclosed: dict[UUID, list[StoredFile]] = {one.id: [] for one in found}
    results = Result.objects.filter(dossier__in=found, issued_at__isnull=False, file__state="clean")
    for result in results.select_related("file"):
        enclosed[result.dossier_id].append(result.file)  # type: ignore[arg-type]  # one that is clean is there
    papers = DossierPaper.objects.filter(dossier__in=found, removed_at=None, file__state="clean")
    for paper in papers.select_related("file").order_by("added_at", "id"):
        enclosed[paper.dossier_id].append(paper.file)
    for one in found:
        assert one.closed_at is not None
        day = clock.local(one.closed_at).date()
        yield Record(
            ref=one.ref,
            type_title="Hồ sơ thủ tục hành chính",
            notation=str(one),
            dated=day,
            author=agency_names({one.agency_id}, on=day)[one.agency_id],
            subject=one.procedure.name,
            enclosures=[_enclosure(file, one.ref) for file in enclosed[one.id]],
            subjects=one.subjects,
        )


def _enclosure(file: StoredFile, owner: Ref) -> Enclosure:
    reading = partial(original_bytes, owner=owner, file=file.id)
    return Enclosure(name=file.name, media_type=file.media_type, open=reading)
