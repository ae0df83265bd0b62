"""What incoming documents put on an official's desk."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from tinhso.foundation.workflow.desk import Count, DeskCard, Item, Work
from tinhso.government.documents.queries.incoming import IN_TIME, LATE, InFilters, every_incoming
from tinhso.kernel.actors import Actor

_FIRST = 8


def waiting_incoming(actor: Actor, at: datetime) -> Work:
    """Incoming documents to take in, to say a word on, to handle."""
    rows = sorted(
        every_incoming(actor=actor, filters=InFilters(), at=at), key=lambda row: (row.due_at or at, row.id)
    )
    late = sum(row.late for row in rows)
    address = reverse("documents:incoming_list")
    counted = [
        Count("late", late, f"{address}?{urlencode({'han': LATE})}"),
        Count("rest", len(rows) - late, f"{address}?{urlencode({'han': IN_TIME})}"),
    ]
    first = [
        Item(
            title=f"{row.notation or row.type} · {row.subject}",
            note=f"{row.state_title} · {row.sender}",
            url=reverse("documents:incoming", args=[row.id]),
            due_at=row.due_at,
            late=row.late,
        )
        for row in rows[:_FIRST]
    ]
    return Work(counted, first)


INCOMING_CARD = DeskCard(
    "documents.incoming", "Văn bản đến đang chờ tôi", "documents.handle", "documents:incoming_list",
    waiting_incoming, order=11,
)  # fmt: skip
