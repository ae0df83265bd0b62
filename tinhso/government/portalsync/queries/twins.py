"""Dossiers that both sides hold: by period, by what differs, by code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from tinhso.contracts.dossiers import Standing, statuses
from tinhso.foundation.access.policy import require
from tinhso.foundation.packs.queries import code_list
from tinhso.foundation.units.queries import agency_names
from tinhso.government.portalsync.models import Message, Twin, TwinQuerySet
from tinhso.government.portalsync.queries.inbox import WAITING
from tinhso.government.portalsync.rules import UNKNOWN
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

SEE = "portalsync.see"
_QUIET = timedelta(hours=1)
"""How long what was to be told may be under way before it is told anew."""


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; `which`: all, those that differ, those not told yet, those with a message of the
    portal that waits for a person."""

    first: date
    last: date
    which: str = ""
    text: str = ""


@dataclass(frozen=True)
class StatusCount:
    """How many dossiers of the period stand so here, and how many there."""

    status: int
    title: str
    ours: int
    theirs: int


@dataclass(frozen=True)
class Row:
    """One dossier with both values in words."""

    twin: Twin
    agency: str
    ours: str
    theirs: str
    waits: str
    """The state of a message of the portal about it that waits for a person; empty when none does."""


def twins_of(*, first: date, last: date) -> TwinQuerySet:
    """The dossiers the province got on these days."""
    return Twin.objects.filter(filed_at__gte=_start(first), filed_at__lt=_start(last + timedelta(days=1)))


def listed(*, actor: Actor, filters: Filters) -> TwinQuerySet:
    """The dossiers of a period, what differs first, then the latest."""
    require(actor, SEE)
    found = twins_of(first=filters.first, last=filters.last)
    if filters.which == "differs":
        found = found.differing()
    elif filters.which == "behind":
        found = found.behind()
    elif filters.which == "waits":
        found = found.filter(dossier__in=_waiting().values("dossier"))
    if filters.text:
        text = filters.text.strip()
        found = found.filter(
            Q(outside_code=text) | Q(code=text.upper()) | Q(request_id=text.upper()) | Q(procedure=text)
        )
    return found.order_by("-filed_at", "dossier")


def counts(*, actor: Actor, first: date, last: date) -> tuple[list[StatusCount], dict[str, int]]:
    """By status both sides; and in all: dossiers, those asked about, those that differ, those not told yet."""
    require(actor, SEE)
    found = twins_of(first=first, last=last)
    ours = dict(found.order_by().values_list("status").annotate(Count("dossier")))
    theirs = dict(found.order_by().exclude(asked_at=None).values_list("theirs").annotate(Count("dossier")))
    words = titles(on=clock.today())
    rows = [
        StatusCount(status, words.get(status, str(status)), ours.get(status, 0), theirs.get(status, 0))
        for status in sorted(ours.keys() | theirs.keys())
    ]
    differing = found.differing().count()
    behind = found.behind().count()
    whole = {"all": sum(ours.values()), "asked": sum(theirs.values()), "differs": differing, "behind": behind}
    return rows, whole


def rows(twins: Sequence[Twin], *, on: date) -> list[Row]:
    """With the words for what each side holds."""
    words, names = titles(on=on), agency_names([one.agency_id for one in twins], on=on)
    keys = [one.dossier for one in twins]
    waiting = dict(_waiting().filter(dossier__in=keys).values_list("dossier", "state"))
    return [
        Row(
            one,
            names.get(one.agency_id, ""),
            words.get(one.status, str(one.status)),
            "" if one.theirs is None else words.get(one.theirs, str(one.theirs)),
            waiting.get(one.dossier, ""),
        )
        for one in twins
    ]


def titles(*, on: date) -> Mapping[int, str]:
    """The status list of the portal, in words."""
    try:
        known = {int(one.value): one.label for one in code_list("dossier_statuses", on=on).entries}
    except NotFound:
        known = {}
    return {**known, UNKNOWN: "Không có"}


def standing_of(dossier: UUID) -> Standing | None:
    """Where a dossier stands here; None where it is gone, or dossiers are switched off."""
    status = statuses.get("dossiers")
    return status.standings([dossier]).get(dossier) if status else None


def outside_code_of(standing: Standing) -> str:
    """The portal's code of what was filed there, of a part that of the whole; empty for what was filed here."""
    found = Twin.objects.filter(dossier=standing.whole or standing.dossier)
    return found.values_list("outside_code", flat=True).first() or ""


def twin_of(dossier: UUID) -> Twin | None:
    return Twin.objects.filter(dossier=dossier).first()


def to_tell(*, at: datetime, most: int) -> list[UUID]:
    """Dossiers of which the portal has long not taken what it was to be told."""
    found = Twin.objects.behind().filter(
        Q(told_at=None) | Q(told_at__lt=at - _QUIET), filed_at__lt=at - _QUIET
    )
    return list(found.order_by("filed_at").values_list("dossier", flat=True)[:most])


def twins_named(dossiers: Iterable[UUID]) -> dict[str, UUID]:
    """By request id, which is what the portal knows every one of them by."""
    return dict(Twin.objects.filter(dossier__in=list(dossiers)).values_list("request_id", "dossier"))


def to_ask(*, at: datetime, told_within: timedelta, most: int) -> list[UUID]:
    """Dossiers to ask the portal about: told lately and not asked since, and those that differed."""
    lately = Q(told_at__gte=at - told_within) & (Q(asked_at=None) | Q(asked_at__lt=at - timedelta(hours=12)))
    found = Twin.objects.filter(lately | (Q(asked_at__isnull=False) & ~Q(theirs=F("status"))))
    return list(found.order_by("filed_at").values_list("dossier", flat=True)[:most])


def _waiting() -> QuerySet[Message]:
    return Message.objects.filter(state__in=WAITING, dossier__isnull=False)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.VIETNAM)
