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
from tinhso.government.dossiers.queries.lists import matching, sees, visible
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
    dossier: Dossier
    """By which this official knows them: their own, or the part of it that is dealt with here."""
    place: str
    bound_for: str
    """Empty while they are not on the way."""
    overdue: bool
    """Whether they should be back with the person: the dossier is closed, or was to be answered by now."""
    acts: frozenset[str]
    """`send`, `take`, `give_back`."""
    ends: Sequence[tuple[UUID, str]]
    """Where they can be sent from here, each with its name."""


def ends_of(one: Original) -> list[UUID]:
    """Where originals can be sent from where they are: from the one-stop unit that received them to whoever decides,
    of a linked filing to whoever decides a part, and from there back; nowhere where one agency does both."""
    dossier = one.dossier
    if one.place_id != dossier.counter_id:
        return [dossier.counter_id]
    deciding = [part.agency_id for part in dossier.parts.all()] if dossier.is_linked else [dossier.agency_id]
    return [agency for agency in dict.fromkeys(deciding) if agency != dossier.counter_id]


def reached_by(dossier: Dossier) -> QuerySet[Original]:
    """The originals that are moved by way of a dossier: its own and, of a part, those of the whole that are with, or on
    the way to, whoever decides that part."""
    with_it = Q(place=dossier.agency_id) | Q(bound_for=dossier.agency_id)
    of_whole = Q(dossier=dossier.part_of_id) & with_it if dossier.part_of_id else Q(pk=None)
    return Original.objects.filter(Q(dossier=dossier) | of_whole)


def keeps_at(dossier: Dossier, *, actor: Actor) -> UUID | None:
    """The agency at which an official may take originals of a dossier in; None where nothing more is asked of it."""
    if dossier.closed_at is not None or dossier.phase == Phase.ISSUED or not dossier.procedure.shape.papers:
        return None
    ends = (dossier.counter_id, dossier.agency_id)
    return next((place for place in ends if allows(actor, ORIGINALS, agencies=(place,))), None)


def originals_of(dossier: Dossier, *, actor: Actor, at: datetime) -> Sequence[Kept]:
    """Of one dossier, those that were given back at the end."""
    rows = reached_by(dossier).select_related("dossier").prefetch_related("dossier__parts")
    return lines_of(sorted(rows, key=lambda one: (one.given_back_at is not None, one.id)), actor=actor, at=at)


def originals_kept(*, actor: Actor, group: str, text: str = "", at: datetime) -> QuerySet[Original]:
    """What the actor's agencies keep, await or have sent off, by what has lain longest; `text` finds as in the list of
    dossiers: a code, a number, a name."""
    require(actor, ORIGINALS, agencies=actor.agencies, at=at)
    within = agencies_within(actor, ORIGINALS) or frozenset()
    here, coming = Q(place__in=within, bound_for=None), Q(bound_for__in=within)
    gone = Q(place__in=within, bound_for__isnull=False)
    wanted = {HERE: here, COMING: coming, GONE: gone, OVERDUE: here & _overdue(at)}
    asked = wanted.get(group, here | coming | gone)
    seen = visible(actor=actor)
    if text.strip():
        seen = seen.filter(matching(text))
    by = Q(dossier__in=seen) | Q(dossier__in=seen.exclude(part_of=None).values("part_of"))
    rows = Original.objects.filter(asked, by, given_back_at=None)
    return (
        rows.select_related("dossier__procedure", "dossier__owner", "dossier__organisation")
        .prefetch_related("dossier__parts__procedure")
        .order_by("moved_at", "id")
    )


def to_give_back(dossier: UUID, *, at_agency: UUID) -> Sequence[str]:
    """What an agency has to give back with the result: `Giấy chứng sinh (1)`."""
    rows = Original.objects.filter(dossier=dossier, place=at_agency, bound_for=None, given_back_at=None)
    return [str(one) for one in rows.order_by("id")]


def lines_of(rows: Sequence[Original], *, actor: Actor, at: datetime) -> list[Kept]:
    """The rows as they are drawn, with their dossiers at hand."""
    acts = {one.id: _acts(one, actor=actor) for one in rows}
    ends = {one.id: ends_of(one) if "send" in acts[one.id] else [] for one in rows}
    places = {key for one in rows for key in (one.place_id, one.bound_for_id, *ends[one.id]) if key}
    names = agency_names(places, on=clock.local(at).date()) if places else {}
    return [
        Kept(
            original=one,
            dossier=_known_by(one, actor=actor),
            place=names.get(one.place_id, ""),
            bound_for=names.get(one.bound_for_id, "") if one.bound_for_id else "",
            overdue=one.given_back_at is None and is_overdue(one.dossier, at=at),
            acts=acts[one.id],
            ends=[(key, names.get(key, "")) for key in ends[one.id]],
        )
        for one in rows
    ]


def _known_by(one: Original, *, actor: Actor) -> Dossier:
    if sees(one.dossier, actor=actor):
        return one.dossier
    return next((part for part in one.dossier.parts.all() if sees(part, actor=actor)), one.dossier)


def _acts(one: Original, *, actor: Actor) -> frozenset[str]:
    if one.given_back_at is not None:
        return frozenset()
    if one.bound_for_id is not None:
        return frozenset({"take"}) if allows(actor, ORIGINALS, agencies=(one.bound_for_id,)) else frozenset()
    if not allows(actor, ORIGINALS, agencies=(one.place_id,)):
        return frozenset()
    return frozenset({"give_back", "send"} if ends_of(one) else {"give_back"})


def is_overdue(dossier: Dossier, *, at: datetime) -> bool:
    """Originals go back at the time on the receipt (Decree 61/2018 art. 20; assumed kept)."""
    return dossier.closed_at is not None or (dossier.due_at is not None and dossier.due_at < at)


def _overdue(at: datetime) -> Q:
    return Q(dossier__closed_at__isnull=False) | Q(dossier__due_at__lt=at)
