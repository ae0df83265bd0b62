"""Who writes a draft, who writes it at this moment, and what was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.access.queries import holders
from tinhso.foundation.access.roles import Role
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.documents.models import CoDrafter, Comment, Document, DraftLock
from tinhso.government.documents.rules import Phase
from tinhso.kernel.actors import Actor

REVISE = "documents.revise"
TAKE_OVER = "documents.take_over"
PROCESS = "documents.process"
SPOKEN_OF = (Phase.DRAFT, Phase.ROUTED, Phase.APPROVED)


@dataclass(frozen=True)
class Remark:
    """One comment as people read it."""

    id: UUID
    words: str
    quote: str
    """The paragraph it is about, as it was; empty for the whole."""
    by: str
    at: datetime
    settled_by: str
    settled_at: datetime | None


def draft_step(document: Document) -> Assignment | None:
    """The open step at which a document is written; None once it is on its route."""
    return next((one for one in open_of(about=document.ref) if one.shape.kind == "draft"), None)


def writes(document: Document, *, actor: Actor) -> bool:
    """Whether the actor writes this draft: its drafter, or one who was asked to write with them."""
    if document.phase != Phase.DRAFT or actor.account is None:
        return False
    if document.drafter_id == actor.account:
        return True
    return CoDrafter.objects.filter(document=document, account=actor.account).exists()


def speaks(document: Document, *, actor: Actor) -> bool:
    """Whether the actor may say something of this text: it has no number yet, and its agency is the actor's."""
    within = agencies_within(actor, PROCESS)
    return document.phase in SPOKEN_OF and (within is None or document.agency_id in within)


def takes_over(document: Document, *, actor: Actor) -> bool:
    """Whether the actor may go on in the place of whoever holds it: a head who writes with them."""
    within = agencies_within(actor, TAKE_OVER)
    return writes(document, actor=actor) and (within is None or document.agency_id in within)


def lock_of(document: Document, *, at: datetime) -> DraftLock | None:
    """Who writes it at this moment, and until when; None when nobody does."""
    return DraftLock.objects.select_related("holder").filter(document=document, until__gt=at).first()


def codrafters_of(document: Document) -> Sequence[Account]:
    """Those who were asked to write with its drafter, by name."""
    asked = CoDrafter.objects.filter(document=document).values("account")
    return list(Account.objects.filter(id__in=asked).order_by("name", "id"))


def colleagues(document: Document, *, actor: Actor, at: datetime) -> Sequence[tuple[str, str]]:
    """Id and name of the officers and heads of the agency who may still be asked."""
    taken = {document.drafter_id, *(one.id for one in codrafters_of(document))}
    found = {
        one.id: one.name
        for role in (Role.OFFICER, Role.HEAD)
        for one in holders(actor=actor, agency=document.agency_id, role=role, at=at)
    }
    return sorted(((str(id), name) for id, name in found.items() if id not in taken), key=lambda one: one[1])


def remarks_of(document: Document) -> list[Remark]:
    """Everything said of a text, the earliest first."""
    rows = Comment.objects.filter(document=document).select_related("said_by", "settled_by")
    return [
        Remark(
            one.id,
            *one.said(key=document.key),
            one.said_by.name,
            one.said_at,
            one.settled_by.name if one.settled_by else "",
            one.settled_at,
        )
        for one in rows.order_by("said_at", "id")
    ]
