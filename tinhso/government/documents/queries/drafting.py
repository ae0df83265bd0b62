"""Where an official may draft, and before whom a document may be laid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.access.queries import holders, title_of
from tinhso.foundation.access.roles import Role
from tinhso.foundation.units.queries import agencies
from tinhso.government.documents.models import INCOMING
from tinhso.government.documents.queries.incoming import visible_incoming
from tinhso.government.documents.queries.receivers import is_id, reached
from tinhso.government.documents.rules import SUBJECT_MOST
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Ref

DRAFT = "documents.draft"


def offices(*, actor: Actor, at: datetime) -> Sequence[tuple[str, str]]:
    """Id and name of the agencies where the actor may draft."""
    within = agencies_within(actor, DRAFT)
    return [(str(one.agency_id), one.name) for one in agencies(on=clock.local(at).date(), ids=within)]


def signers(*, actor: Actor, at: datetime, agency: UUID | None = None) -> Sequence[tuple[str, str]]:
    """Id and name, with title, of the leaders of one agency, or of all where the actor may draft."""
    places = agencies_within(actor, DRAFT) or () if agency is None else (agency,)
    return [
        (str(one.id), f"{one.name} ({title_of(account=one.id, agency=place, at=at)})")
        for place in places
        for one in holders(actor=actor, agency=place, role=Role.LEADER, at=at)
    ]


@dataclass(frozen=True)
class Answered:
    """An incoming document that a new one answers, and what the answer takes from it."""

    ref: Ref
    title: str
    agency: UUID
    """The agency it came to, which answers."""
    subject: str
    sender: str
    receivers: Sequence[str]
    """Key of its sender, where the house or a carrier reaches it now."""


def answering(*, actor: Actor, incoming: str, at: datetime) -> Answered:
    """The incoming document with this id; NotFound for one the actor may not see."""
    key = UUID(incoming) if is_id(incoming) else None
    found = visible_incoming(actor=actor).filter(id=key).first() if key else None
    if found is None:
        raise NotFound(_("Không tìm thấy văn bản đến cần trả lời."))
    day = clock.local(at).date()
    # What is kept stays Vietnamese, whoever looks.
    subject = (
        f"phúc đáp {found.type_title} số {found.notation} ngày {found.dated:%d/%m/%Y} của {found.sender}"
    )
    return Answered(
        ref=Ref(INCOMING, found.id),
        title=" · ".join(filter(None, (found.notation, found.subject))),
        agency=found.agency_id,
        subject=subject[:SUBJECT_MOST],
        sender=found.sender,
        receivers=reached(found.sender_code, on=day),
    )
