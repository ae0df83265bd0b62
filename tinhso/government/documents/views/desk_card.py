"""What documents put on an official's desk."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from tinhso.foundation.workflow.desk import Count, DeskCard, Item, Work
from tinhso.government.documents.queries.lists import IN_TIME, LATE, Filters, every
from tinhso.kernel.actors import Actor

_FIRST = 8


def waiting(actor: Actor, at: datetime) -> Work:
    """Documents at a step that is the actor's."""
    rows = sorted(every(actor=actor, filters=Filters(), at=at), key=lambda row: (row.due_at or at, row.id))
    late = sum(row.late for row in rows)
    address = reverse("documents:list")
    counted = [
        Count("late", late, f"{address}?{urlencode({'han': LATE})}"),
        Count("rest", len(rows) - late, f"{address}?{urlencode({'han': IN_TIME})}"),
    ]
    first = [
        Item(
            title=f"{row.notation or row.type} · {row.subject}",
            note=row.step,
            url=reverse("documents:document", args=[row.id]),
            due_at=row.due_at,
            late=row.late,
        )
        for row in rows[:_FIRST]
    ]
    return Work(counted, first)


CARD = DeskCard(
    "documents.waiting", "Văn bản đi đang chờ tôi", "documents.process", "documents:list", waiting, order=12
)
