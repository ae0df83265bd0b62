"""Whom a document is delivered to by the house itself: agencies of it, and places that a carrier reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.contracts.documents import Place, carriers
from tinhso.foundation.units.models import AgencyVersion
from tinhso.government.documents.models import Receiver
from tinhso.kernel.statements import prepared
from tinhso.kernel.text import fold

INSIDE = "inside"
MOST = 200
FOUND = 20
"""Of each way at most."""


@dataclass(frozen=True)
class Choice:
    """A place as a form offers it."""

    key: str
    """`inside:<id of the agency>`, or `<key of the carrier>:<code>`."""
    place: Place
    way: str
    """By which way it is reached, in words; empty for an agency of the house."""

    @property
    def carrier(self) -> str:
        return "" if self.place.agency else self.key.partition(":")[0]


def receivers_of(document: UUID) -> Sequence[Receiver]:
    """The receivers of a document in the order they were chosen in, without those that were taken off since. One of
    the house has `agency_id`, any other the key of its `carrier` and its `code`."""
    return _receivers_of(document)


@prepared
def _receivers_of(document: Any) -> QuerySet[Receiver]:
    return Receiver.objects.filter(document=document, taken_off_by=None).order_by("turn", "id")


def chosen(document: UUID) -> list[str]:
    """The keys of its receivers."""
    return [key_of(one) for one in receivers_of(document)]


def key_of(receiver: Receiver) -> str:
    """What a form calls a receiver."""
    return f"{INSIDE}:{receiver.agency_id}" if receiver.agency_id else f"{receiver.carrier}:{receiver.code}"


def found(text: str, *, on: date, without: Iterable[str] = (), most: int = FOUND) -> list[Choice]:
    """Places whose name or code holds what was typed, those of the house first; none of those already chosen. `most`
    bounds those of the house."""
    words = fold(text)
    if not words:
        return []
    here = list(AgencyVersion.objects.on(on).order_by("kind", "folded", "code"))
    hits = [_inside(one) for one in here if words in fold(f"{one.name} {one.short_name} {one.identifier}")][
        :most
    ]
    ours = {code for one in here for code in (one.identifier, one.old_identifier)}
    for carrier in carriers:
        reached = carrier.places(text, on)
        hits += [
            Choice(f"{carrier.key}:{one.code}", one, carrier.title)
            for one in reached
            if one.agency is None and one.code not in ours
        ]
    taken = set(without)
    return [one for one in hits if one.key not in taken]


def named(keys: Sequence[str], *, on: date) -> dict[str, Choice]:
    """The places of these keys that are there on a day, in the order of the keys; unknown ones are left out."""
    by_way: dict[str, list[str]] = {}
    for key in keys:
        way, _, code = key.partition(":")
        by_way.setdefault(way, []).append(code)
    known: dict[str, Choice] = {}
    for way, codes in by_way.items():
        known |= _inside_named(codes, on) if way == INSIDE else _carried(way, codes, on)
    return {key: known[key] for key in dict.fromkeys(keys) if key in known}


def reached(code: str, *, on: date) -> list[str]:
    """The key of the place with this code: an agency of the house, else one a carrier reaches; empty for no place."""
    if not code:
        return []
    here = AgencyVersion.objects.on(on).filter(Q(identifier=code) | Q(old_identifier=code)).first()
    if here is not None:
        return [_inside(here).key]
    return [f"{one.key}:{code}" for one in carriers if code in one.named([code], on)][:1]


def standing(document: UUID) -> list[Choice]:
    """The receivers an issued document has, as a form offers them; by the names they were chosen under."""
    return [
        Choice(
            key_of(one), Place(code=one.code, name=one.name, agency=one.agency_id),
            carriers[one.carrier].title if one.carrier in carriers else "",
        )
        for one in receivers_of(document)
    ]  # fmt: skip


def _inside_named(codes: Sequence[str], on: date) -> Mapping[str, Choice]:
    ids = {UUID(code) for code in codes if is_id(code)}
    here = AgencyVersion.objects.on(on).filter(agency_id__in=ids)
    return {choice.key: choice for choice in map(_inside, here)}


def _carried(way: str, codes: Sequence[str], on: date) -> Mapping[str, Choice]:
    carrier = carriers.get(way)
    if carrier is None:
        return {}
    return {
        f"{way}:{code}": Choice(f"{way}:{code}", place, carrier.title)
        for code, place in carrier.named(codes, on).items()
    }


def _inside(version: AgencyVersion) -> Choice:
    place = Place(code=version.identifier, name=version.name, agency=version.agency_id)
    return Choice(f"{INSIDE}:{version.agency_id}", place, "")


def is_id(text: str) -> bool:
    """Whether a text is an id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
