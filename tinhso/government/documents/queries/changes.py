"""What became of an issued document: taken back, corrected, replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tinhso.contracts.documents import Change
from tinhso.foundation.access.policy import allows
from tinhso.government.documents.models import Document, OutgoingChange
from tinhso.government.documents.queries.ended import ENDS, ended
from tinhso.government.documents.queries.lists import visible
from tinhso.government.documents.rules import Phase
from tinhso.kernel.actors import Actor

CHANGE = "documents.change"
TITLES: dict[str, str | Promise] = {
    Change.RECALL: gettext_lazy("Đã thu hồi"),
    Change.UPDATE: gettext_lazy("Đã gửi đính chính"),
    Change.REPLACE: gettext_lazy("Đã được thay thế"),
}
READDRESSED = gettext_lazy("Đã thay đổi nơi nhận")
_MOST = 30
"""Documents offered to stand in the place of another."""


@dataclass(frozen=True)
class Said:
    """One change in words."""

    title: str
    at: datetime
    reason: str
    by: UUID | None
    notation: str
    """Of the document that stands in its place."""
    ends: bool
    added: Sequence[str]
    """Names of the receivers it added."""
    taken_off: Sequence[str]


def changes_of(document: Document) -> list[Said]:
    """Everything that was done to a document since it was issued, the latest first."""
    found = OutgoingChange.objects.filter(document=document).select_related("document", "by")
    found = found.prefetch_related("added", "taken_off")
    return [_said(one) for one in found.order_by("-at", "-id")]


def _said(one: OutgoingChange) -> Said:
    added, taken_off = ([place.name for place in many.all()] for many in (one.added, one.taken_off))
    return Said(
        title=str(READDRESSED if added or taken_off else TITLES[one.change]), at=one.at, reason=one.reason(),
        by=one.by_id, notation=one.by.notation if one.by else "", ends=one.change in ENDS, added=added,
        taken_off=taken_off,
    )  # fmt: skip


def may_change(document: Document, *, actor: Actor) -> bool:
    """Whether the actor may still take it back, correct or replace it."""
    if document.phase != Phase.ISSUED or not allows(actor, CHANGE, agencies=(document.agency_id,)):
        return False
    return not ended([document.id])


def replacements(document: Document, *, actor: Actor) -> Sequence[tuple[str, str]]:
    """Id and name of later documents of the agency that may stand in its place: of the same form, says the decree."""
    found = visible(actor=actor).filter(
        agency=document.agency_id, type=document.type, phase=Phase.ISSUED, issued_at__gt=document.issued_at
    )
    found = found.exclude(changes__change__in=ENDS).only("id", "notation", "subject").order_by("-issued_at")
    return [(str(one.id), f"{one.notation} · {one.subject}") for one in found[:_MOST]]
