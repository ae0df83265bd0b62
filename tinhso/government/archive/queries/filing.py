"""What can be put into a file: documents that are done with, found by their words."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.contracts.documents import Record, record_sources
from tinhso.government.archive.models import RecordFile
from tinhso.government.archive.queries.files import KEEP, reaches, visible
from tinhso.government.archive.rules import FileState, PlanState
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
        raise NotFound(
            _("Văn bản không có, không thuộc phạm vi của ông/bà, hoặc chưa giải quyết xong."),
            next_step=_("Văn bản đi lập hồ sơ được khi đã ban hành, văn bản đến khi đã giải quyết xong."),
        )
    return found


def found(*, actor: Actor, words: str, file: UUID) -> Sequence[Record]:
    """What may be put into a file, of every kind, by words of subject or number; what lies in it already left out."""
    lying = set(RecordFile.objects.filter(id=file).values_list("items__source", flat=True))
    hits = [one for source in record_sources for one in source.find(actor, words)]
    fresh = [one for one in hits if one.ref not in lying]
    return sorted(fresh, key=lambda one: (one.dated, str(one.ref)), reverse=True)[:MOST]


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
