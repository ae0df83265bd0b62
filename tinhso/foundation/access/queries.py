"""Reads of accounts: who an account is right now, and which posts it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.foundation.access.models import Account, Appointment, CitizenLink, Delegation
from tinhso.foundation.access.policy import LentSeat, agencies_within
from tinhso.foundation.access.roles import Role
from tinhso.foundation.units.queries import agency_names
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind, Seat
from tinhso.kernel.statements import prepared


def actor_of_account(account: Account, *, at: datetime, assurance: int = 0) -> Actor:
    """The actor an account is at this moment, with the seats it holds then."""
    if account.kind == Account.Kind.OFFICIAL:
        return Actor(
            ActorKind.OFFICIAL,
            account=account.id,
            name=account.name,
            seats=seats_of(account=account.id, at=at),
        )
    link: CitizenLink | None = getattr(account, "citizen", None)
    person = link.person_id if link else None
    return Actor(ActorKind.CITIZEN, account=account.id, person=person, name=account.name, assurance=assurance)


def seats_of(*, account: UUID, at: datetime) -> tuple[Seat, ...]:
    """Posts held at that moment, one's own first, then those lent by colleagues who hold them still."""
    today = clock.local(at).date()
    lent = _lent(account, at, today)
    return (
        *(Seat(*post) for post in _own(account, today)),
        *(
            LentSeat(role, agency, unit, on_behalf_of=holder, permissions=frozenset(permissions))
            for role, agency, unit, holder, permissions in lent
        ),
    )


@prepared
def _own(account: UUID, today: date) -> QuerySet[Appointment, tuple[Any, ...]]:
    found = Appointment.objects.filter(_in_force(today), account=account).order_by("valid_from", "id")
    return found.values_list("role", "agency_id", "unit")


@prepared
def _lent(account: UUID, at: datetime, today: date) -> QuerySet[Delegation, tuple[Any, ...]]:
    return (
        Delegation.objects.filter(delegate=account, valid_from__lte=at, valid_until__gt=at, revoked_at=None)
        .filter(_in_force(today, "appointment__"), appointment__account__is_active=True)
        .order_by("valid_from", "id")
        .values_list(
            "appointment__role",
            "appointment__agency_id",
            "appointment__unit",
            "appointment__account_id",
            "permissions",
        )
    )


def holders(*, actor: Actor, agency: UUID, role: str, at: datetime) -> Sequence[Account]:
    """The officials who hold this role at this agency at that moment: whom work can be given to."""
    within = agencies_within(actor, "access.see_colleagues")
    if within is not None and agency not in within:
        return ()
    posts = Appointment.objects.filter(_in_force(clock.local(at).date()), agency_id=agency, role=role)
    return tuple(
        Account.objects.filter(id__in=posts.values("account"), is_active=True).order_by("name", "id")
    )


def title_of(*, account: UUID | None, agency: UUID, at: datetime) -> str:
    """The title an official signs with at an agency on that day; empty when none is held."""
    held = Appointment.objects.filter(_in_force(clock.local(at).date()), account=account, agency=agency)
    return held.order_by("valid_from").values_list("title", flat=True).first() or ""


@dataclass(frozen=True)
class Post:
    """A post as people read it."""

    id: UUID
    title: str
    agency: str
    valid_from: date
    valid_until: date | None


def posts_of(*, actor: Actor, account: UUID, at: datetime) -> tuple[Post, ...]:
    """All posts of an account, past ones included; of others' accounts, those at agencies the actor may see."""
    found = Appointment.objects.filter(account=account).order_by("valid_from", "id")
    within = agencies_within(actor, "access.see_colleagues")
    if within is not None and actor.account != account:
        found = found.filter(agency_id__in=within)
    posts = list(found)
    names = agency_names({post.agency_id for post in posts}, on=clock.local(at).date())
    return tuple(
        Post(
            id=post.id,
            title=post.title or str(Role(post.role).label),
            agency=names.get(post.agency_id, ""),
            valid_from=post.valid_from,
            valid_until=post.valid_until,
        )
        for post in posts
    )


def _in_force(today: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}valid_from__lte": today}) & (
        Q(**{f"{prefix}valid_until": None}) | Q(**{f"{prefix}valid_until__gt": today})
    )
