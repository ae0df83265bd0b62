"""Groups of receivers: those an official may write to at once, and those a records clerk keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.units.queries import agencies, agency_names
from tinhso.government.documents.models import ReceiverGroup
from tinhso.government.documents.queries.drafting import DRAFT
from tinhso.government.documents.queries.receivers import Choice, is_id, named
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

GROUP = "documents.group"


@dataclass(frozen=True)
class Row:
    """A group as a list shows it."""

    group: ReceiverGroup
    agency: str
    places: Sequence[Choice]
    gone: int
    """How many of its places nothing reaches any more."""


def offered_groups(*, actor: Actor) -> QuerySet[ReceiverGroup]:
    """The groups of the agencies where the actor drafts, by name."""
    return ReceiverGroup.objects.filter(agency__in=agencies_within(actor, DRAFT) or ()).order_by("name")


def places_of_group(*, actor: Actor, group: str) -> list[str]:
    """The keys of a group the actor may write to; none of any other."""
    found = offered_groups(actor=actor).filter(id=group).first() if is_id(group) else None
    return list(found.keys) if found else []


def groups_kept(*, actor: Actor, at: datetime) -> list[Row]:
    """The groups of the agencies where the actor keeps them."""
    day = clock.local(at).date()
    found = list(_kept(actor).order_by("agency", "name"))
    names = agency_names({one.agency_id for one in found}, on=day)
    known = named([key for one in found for key in one.keys], on=day)
    rows = []
    for one in found:
        places = [known[key] for key in one.keys if key in known]
        rows.append(Row(one, names.get(one.agency_id, ""), places, len(one.keys) - len(places)))
    return rows


def kept_group(*, actor: Actor, group: UUID) -> ReceiverGroup:
    """A group the actor keeps; NotFound for any other."""
    found = _kept(actor).filter(id=group).first()
    if found is None:
        raise NotFound(_("Không tìm thấy nhóm nơi nhận này."))
    return found


def group_offices(*, actor: Actor, at: datetime) -> Sequence[tuple[str, str]]:
    """Id and name of the agencies where the actor keeps groups."""
    within = agencies_within(actor, GROUP) or frozenset()
    return [(str(one.agency_id), one.name) for one in agencies(on=clock.local(at).date(), ids=within)]


def _kept(actor: Actor) -> QuerySet[ReceiverGroup]:
    return ReceiverGroup.objects.filter(agency__in=agencies_within(actor, GROUP) or ())
