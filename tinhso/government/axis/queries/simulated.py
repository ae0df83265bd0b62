"""What the simulator holds of ours, and who is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Place
from tinhso.foundation.access.policy import require
from tinhso.foundation.units.queries import agencies
from tinhso.government.axis.formats.messages import DocumentMessage
from tinhso.government.axis.formats.parts import Unreadable
from tinhso.government.axis.formats.reading import read
from tinhso.government.axis.models import SimulatedEdoc
from tinhso.government.axis.queries.outbox import state_title
from tinhso.government.axis.rules import KIND_TITLES
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

SEE = "axis.see"


@dataclass(frozen=True)
class Held:
    """One message at an agency of the simulator."""

    edoc: SimulatedEdoc
    title: str
    kind: str
    answerable: bool


def held(*, actor: Actor, codes: Sequence[str]) -> QuerySet[SimulatedEdoc]:
    """What came to these agencies, the latest first."""
    require(actor, SEE)
    return SimulatedEdoc.objects.filter(receiver__in=codes).order_by("-at", "-id")


def told(edoc: SimulatedEdoc) -> Held:
    """The same in words."""
    try:
        found = read(bytes(edoc.body)).message
    except Unreadable:
        return Held(edoc, edoc.edoc, "", False)
    if not isinstance(found, DocumentMessage):
        return Held(edoc, found.about.code, f"{KIND_TITLES['']}: {state_title(found.status)}", False)
    kind = str(KIND_TITLES[str(int(found.business.kind))])
    return Held(edoc, f"{found.number}/{found.notation} · {found.subject}", kind, True)


def edoc(*, actor: Actor, id: UUID) -> SimulatedEdoc:
    """One of them; NotFound when there is none."""
    require(actor, SEE)
    found = SimulatedEdoc.objects.filter(id=id).first()
    if found is None:
        raise NotFound(_("Không có thông điệp này."))
    return found


def our_places(*, at: datetime) -> list[Place]:
    """The agencies of the house that have a code."""
    return [
        Place(code=one.identifier, name=one.name, agency=one.agency_id)
        for one in agencies(on=clock.local(at).date())
        if one.identifier
    ]
