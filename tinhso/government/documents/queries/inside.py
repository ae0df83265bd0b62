"""Delivery within the house: places that are agencies of it, and how far a document has come with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.contracts.documents import Carrier, Change, Place, Sent, Standing
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.units.queries import agencies
from tinhso.government.documents.models import Incoming, Receiver
from tinhso.government.documents.queries.incoming_page import said_with
from tinhso.government.documents.rules.incoming import INSIDE, STANDING_TITLES, standing_of
from tinhso.kernel.text import fold

_FOUND = 20
_SAID_WITH = {Standing.REFUSED: "documents.in_refuse", Standing.NOT_GIVEN_BACK: "documents.in_keep"}


def places(text: str, on: date) -> Sequence[Place]:
    """Agencies of the house by name or code."""
    words = fold(text)
    hits = [
        one
        for one in agencies(on=on)
        if words and words in fold(f"{one.name} {one.short_name} {one.identifier}")
    ]
    return [_place(one) for one in hits[:_FOUND]]


def named(codes: Sequence[str], on: date) -> Mapping[str, Place]:
    """Agencies of the house by their identifier."""
    return {one.identifier: _place(one) for one in agencies(on=on) if one.identifier in codes}


def sent(document: UUID) -> Sequence[Sent]:
    """How far it has come with each receiver that is an agency of the house, those taken off since too."""
    inside = Receiver.objects.filter(document=document, agency__isnull=False).order_by("turn", "id")
    there = Incoming.objects.filter(carrier=INSIDE, message=str(document)).defer("report_sealed")
    arrived = {one.agency_id: one for one in there}
    return [
        _sent(
            Place(code=one.code, name=one.name, agency=one.agency_id),
            arrived.get(one.agency_id) if one.agency_id else None,
        )
        for one in inside
    ]


def _sent(place: Place, found: Incoming | None) -> Sent:
    if found is None:
        return Sent(place=place, state="waiting", title=_("Đang chuyển"), at=None)
    standing = _standing(found)
    at = max(
        moment
        for moment in (
            found.arrived_at,
            found.registered_at,
            found.assigned_at,
            found.finished_at,
            found.closed_at,
        )
        if moment
    )
    verb = _SAID_WITH.get(standing)
    reason = said_with(found.id, (verb,)) if verb else ""
    return Sent(place=place, state=standing, title=str(STANDING_TITLES[standing]), at=at, reason=reason)


def _standing(found: Incoming) -> Standing:
    """Of one that was asked back what was answered, as long as it was not agreed to."""
    if found.asked_back_at is not None:
        return Standing.ASKED_BACK
    asked = found.arrivals.filter(change=Change.RECALL).order_by("-at").first()
    return Standing.NOT_GIVEN_BACK if asked and asked.agreed is False else standing_of(found.state)


def _place(version: AgencyVersion) -> Place:
    return Place(code=version.identifier, name=version.name, agency=version.agency_id)


CARRIER = Carrier(INSIDE, "Trong hệ thống", places, named, sent)
