"""Originals on paper that agencies keep for a while: where they are, and which should have been given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.access.policy import agencies_within, allows, require
from tinhso.foundation.units.queries import agency_names
from tinhso.government.dossiers.models import Dossier, Original
from tinhso.government.dossiers.queries.lists import visible
from tinhso.government.dossiers.rules import Phase
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor

ORIGINALS = "dossiers.originals"
GROUPS: Mapping[str, str | Promise] = {
    "dang-giu": _("Đang giữ"),
    "chuyen-den": _("Đang chuyển đến"),
    "chuyen-di": _("Đã chuyển, chưa nhận"),
    "qua-han": _("Quá hạn trả"),
}
HERE, COMING, GONE, OVERDUE = GROUPS


@dataclass(frozen=True)
class Kept:
    """One line: what, of which dossier, where, and what this official may do with it."""

    original: Original
    place: str
    bound_for: str
    """Empty while they are not on the way."""
    overdue: bool
    """Whether they should be back with the person: the dossier is closed, or was to be answered by now."""
    acts: frozenset[str]
    """`send`, `take`, `give_back`."""


def other_end(dossier: Dossier, place: UUID) -> UUID | None:
    """Where originals that are here can be sent; None where one agency receives and decides."""
    ends = {dossier.counter_id, dossier.agency_id} - {place}
    return ends.pop() if len(ends) == 1 else None


def keeps_at(dossier: Dossier, *, actor: Actor) -> UUID | None:
    """The agency at which an official may take originals of a dossier in; None where nothing more is asked of it."""
    if dossier.closed_at is not None or dossier.phase == Phase.ISSUED or not dossier.procedure.shape.papers:
        return None
    ends = (dossier.counter_id, dossier.agency_id)
    return next((place for place in ends if allows(actor, ORIGINALS, agencies=(place,))), None)


def originals_of(dossier: Dossier, *, actor: Actor, at: datetime) -> Sequence[Kept]:
    """Of one dossier, those that were given back at the end."""
    rows = dossier.originals.select_related("dossier")
    return lines_of(sorted(rows, key=lambda one: (one.given_back_at is not None, one.id)), actor=actor, at=at)


def originals_kept(*, actor: Actor, group: str, at: datetime) -> QuerySet[Original]:
    """What the actor's agencies keep, await or have sent off, by what has lain longest."""
    require(actor, ORIGINALS, agencies=actor.agencies, at=at)
    within = agencies_within(actor, ORIGINALS) or frozenset()
    here, coming = Q(place__in=within, bound_for=None), Q(bound_for__in=within)
    gone = Q(place__in=within, bound_for__isnull=False)
    wanted = {HERE: here, COMING: coming, GONE: gone, OVERDUE: here & _overdue(at)}
    asked = wanted.get(group, here | coming | gone)
    rows = Original.objects.filter(asked, given_back_at=None, dossier__in=visible(actor=actor))
    return rows.select_related("dossier__procedure", "dossier__owner", "dossier__organisation").order_by(
        "moved_at", "id"
    )


def to_give_back(dossier: UUID, *, at_agency: UUID) -> Sequence[str]:
    """What an agency has to give back with the result: `Giấy chứng sinh (1)`."""
    rows = Original.objects.filter(dossier=dossier, place=at_agency, bound_for=None, given_back_at=None)
    return [str(one) for one in rows.order_by("id")]


def lines_of(rows: Sequence[Original], *, actor: Actor, at: datetime) -> list[Kept]:
    """The rows as they are drawn, with their dossiers at hand."""
    places = {key for one in rows for key in (one.place_id, one.bound_for_id) if key}
    names = agency_names(places, on=clock.local(at).date()) if places else {}
    return [
        Kept(
            one,
            names.get(one.place_id, ""),
            names.get(one.bound_for_id, "") if one.bound_for_id else "",
            one.given_back_at is None and is_overdue(one.dossier, at=at),
            _acts(one, actor=actor),
        )
        for one in rows
    ]


def _acts(one: Original, *, actor: Actor) -> frozenset[str]:
    if one.given_back_at is not None:
        return frozenset()
    if one.bound_for_id is not None:
        return frozenset({"take"}) if allows(actor, ORIGINALS, agencies=(one.bound_for_id,)) else frozenset()
    if not allows(actor, ORIGINALS, agencies=(one.place_id,)):
        return frozenset()
    return frozenset({"give_back"} if other_end(one.dossier, one.place_id) is None else {"give_back", "send"})


def is_overdue(dossier: Dossier, *, at: datetime) -> bool:
    """Originals go back at the time on the receipt (Decree 61/2018 art. 20; assumed kept)."""
    return dossier.closed_at is not None or (dossier.due_at is not None and dossier.due_at < at)


def _overdue(at: datetime) -> Q:
    return Q(dossier__closed_at__isnull=False) | Q(dossier__due_at__lt=at)
