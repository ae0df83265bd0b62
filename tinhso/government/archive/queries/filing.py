"""What can be put into a file: documents that are done with, found by their words; and where a thing lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.contracts.documents import KeptIn, Record, record_sources
from tinhso.foundation.units.queries import agency_names
from tinhso.government.archive.models import Item, RecordFile, TransferredFile
from tinhso.government.archive.queries.files import KEEP, reaches, visible
from tinhso.government.archive.rules import FileState, PlanState, TransferState, years_words
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import fold

MOST = 50


def thing(*, actor: Actor, kind: str, id: UUID) -> Record:
    """A thing that is done with; NotFound for one the actor may not see or that is not."""
    source = record_sources.get(kind)
    found = source.read(actor, [id]).get(id) if source else None
    if found is None:
        raise not_done_with()
    return found


def not_done_with() -> NotFound:
    """What to tell whoever wants to file what is not there to be filed."""
    return NotFound(
        _("Văn bản không có, không thuộc phạm vi của ông/bà, hoặc chưa giải quyết xong."),
        next_step=_(
            "Văn bản đi lập hồ sơ được khi đã ban hành, văn bản đến khi đã giải quyết xong, "
            "hồ sơ thủ tục hành chính khi đã đóng."
        ),
    )


def found(*, actor: Actor, words: str, file: UUID) -> Sequence[Record]:
    """What may be put into a file, of every kind, by words of subject or number; what lies in it already left out."""
    lying = set(RecordFile.objects.filter(id=file).values_list("items__source", flat=True))
    hits = [one for source in record_sources for one in source.find(actor, words)]
    fresh = [one for one in hits if one.ref not in lying]
    return sorted(fresh, key=lambda one: (one.dated, str(one.ref)), reverse=True)[:MOST]


def sources_of(file: RecordFile) -> Mapping[str, Sequence[UUID]]:
    """What lies in a file and belongs to a system, by the kind of its Ref."""
    keys: dict[str, list[UUID]] = {}
    for source in file.items.filter(source__isnull=False).values_list("source", flat=True):
        assert isinstance(source, Ref)
        keys.setdefault(source.kind, []).append(source.id)
    return keys


def kept(sources: Sequence[Ref]) -> frozenset[Ref]:
    """Those of these things that lie in a file which is not destroyed."""
    lying = Item.objects.filter(source__in=list(sources)).exclude(file__state=FileState.DESTROYED)
    return frozenset(one for one in lying.values_list("source", flat=True) if isinstance(one, Ref))


def lies_in(actor: Actor, source: Ref, at: datetime) -> Sequence[KeptIn]:
    """The files a thing was put into, for whoever may see the thing: where it is and how long, the way in only where
    the actor may see the file too."""
    rows = RecordFile.objects.filter(items__source=source).select_related("plan").defer("description_sealed")
    files = list(rows.order_by("opened_on", "id"))
    if not files:
        return ()
    taken = TransferredFile.objects.filter(file__in=files, transfer__state=TransferState.ACCEPTED)
    taken_at = dict(taken.order_by("transfer__answered_at").values_list("file", "transfer__answered_at"))
    seen = set(visible(actor=actor).filter(id__in=[one.id for one in files]).values_list("id", flat=True))
    names = agency_names({one.custodian_id for one in files}, on=clock.local(at).date())
    return [
        KeptIn(
            code=one.code, title=one.title, year=one.plan.year, retention=years_words(one.years), until=one.kept_until,
            custodian=names.get(one.custodian_id, ""), handed_over_at=taken_at.get(one.id),
            destroyed_at=one.destroyed_at, url=reverse("archive:file", args=[one.id]) if one.id in seen else "",
        )
        for one in files
    ]  # fmt: skip


def takers(*, actor: Actor, words: str, source: Ref) -> Sequence[RecordFile]:
    """The open files of approved lists that the actor may put a thing into, by words; one's own first."""
    rows = visible(actor=actor).filter(state=FileState.OPEN, plan__state=PlanState.APPROVED)
    rows = (
        rows.exclude(items__source=source).select_related("plan", "responsible").defer("description_sealed")
    )
    if folded := fold(words):
        rows = rows.filter(folded__contains=folded)
    mine = [one for one in rows.order_by("-plan__year", "code")[:500] if _fills(one, actor)]
    return sorted(mine, key=lambda one: one.responsible_id != actor.account)[:MOST]


def _fills(file: RecordFile, actor: Actor) -> bool:
    return file.responsible_id == actor.account or reaches(actor, KEEP, file.agency_id)
