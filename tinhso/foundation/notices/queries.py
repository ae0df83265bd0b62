"""One's own notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tinhso.foundation.access.policy import allows
from tinhso.foundation.notices import words
from tinhso.foundation.notices.models import Notice
from tinhso.kernel.actors import Actor

READ = "notices.read"


@dataclass(frozen=True)
class Told:
    """A notice, open for the person it was for."""

    id: UUID
    title: str
    text: str
    path: str
    created_at: datetime
    read_at: datetime | None


def mine(*, actor: Actor, unread: bool = False) -> QuerySet[Notice]:
    """One's own notices, the latest first; nobody sees those of others, whatever they may do for them."""
    if actor.person is None or not allows(actor, READ, persons=(actor.person,)):
        return Notice.objects.none()
    own = Notice.objects.filter(person=actor.person).order_by("-created_at", "-id")
    return own.filter(read_at=None) if unread else own


def unread(*, actor: Actor) -> int:
    """How many of one's notices are new."""
    return mine(actor=actor, unread=True).count()


def told(notices: Sequence[Notice]) -> list[Told]:
    """These notices in words."""
    return [
        Told(
            id=one.id,
            title=one.title,
            text=words.page_words(one),
            path=words.path_of(one),
            created_at=one.created_at,
            read_at=one.read_at,
        )
        for one in notices
    ]
