"""Which issued documents hold no more: taken back, or replaced by a later one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change
from tinhso.foundation.ui import words
from tinhso.government.documents.models import OutgoingChange
from tinhso.kernel import clock

ENDS = (Change.RECALL, Change.REPLACE)


@dataclass(frozen=True)
class Ended:
    """How a document came to hold no more."""

    on: date
    by: str
    """Number and symbol of what stands in its place; empty for one that was taken back."""

    @property
    def title(self) -> str:
        return _("Đã được thay thế") if self.by else _("Đã thu hồi")

    def __str__(self) -> str:
        said = _("Đã được thay thế bằng %(by)s ngày %(day)s") if self.by else _("Đã thu hồi ngày %(day)s")
        return said % {"by": self.by, "day": words.day(self.on)}


def ended(documents: Iterable[UUID]) -> dict[UUID, Ended]:
    """Of these documents the ones that hold no more."""
    found = OutgoingChange.objects.filter(document__in=list(documents), change__in=ENDS)
    rows = found.values_list("document", "at", "by__notation")
    return {document: Ended(clock.local(at).date(), by or "") for document, at, by in rows}
