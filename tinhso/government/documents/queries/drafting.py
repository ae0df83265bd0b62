"""Where an official may draft, and before whom a document may be laid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.access.queries import holders, title_of
from tinhso.foundation.access.roles import Role
from tinhso.foundation.units.queries import agencies
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor

DRAFT = "documents.draft"


def offices(*, actor: Actor, at: datetime) -> Sequence[tuple[str, str]]:
    """Id and name of the agencies where the actor may draft."""
    within = agencies_within(actor, DRAFT)
    return [(str(one.agency_id), one.name) for one in agencies(on=clock.local(at).date(), ids=within)]


def signers(*, actor: Actor, at: datetime) -> Sequence[tuple[str, str]]:
    """Id and name, with title, of the leaders of these agencies."""
    return [
        (str(one.id), f"{one.name} ({title_of(account=one.id, agency=place, at=at)})")
        for place in agencies_within(actor, DRAFT) or ()
        for one in holders(actor=actor, agency=place, role=Role.LEADER, at=at)
    ]
