"""Who may do what: the one place that says so. What is not granted is denied.

A system registers its permissions in `system.py`; its actions ask `require`, its queries `agencies_within`
or `persons_within`, its pages `may_somewhere`. A denial by `require` is kept in the ledger.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.access import denials
from tinhso.foundation.access.roles import ANONYMOUS, CITIZEN, MACHINE, Role
from tinhso.foundation.people.queries import principals_of
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind, Seat
from tinhso.kernel.errors import NotAllowed
from tinhso.kernel.registry import Registry

_KEY = re.compile(r"[a-z]+\.[a-z_]+")


class Reach(StrEnum):
    """How far a grant goes."""

    PUBLIC = "public"
    """Everything of the kind."""
    OWN = "own"
    """What concerns the person, or one the person holds a mandate for."""
    AGENCY = "agency"
    """What belongs to the agency of the post."""
    PROVINCE = "province"
    """Everything of the kind in the province."""


_REACHES = {
    ANONYMOUS: {Reach.PUBLIC},
    CITIZEN: {Reach.PUBLIC, Reach.OWN},
    MACHINE: {Reach.PUBLIC, Reach.PROVINCE},
    **{role: {Reach.PUBLIC, Reach.AGENCY, Reach.PROVINCE} for role in Role.values},
}
_EVERYWHERE = {Reach.PUBLIC, Reach.PROVINCE}


@dataclass(frozen=True)
class Permission:
    """One thing that can be done, and to whom it is granted how far.

    Keys of `grants` are roles, `citizen`, `anonymous` and `machine`. What the anonymous public may do,
    everyone may; a machine needs the key among its scopes as well.
    """

    key: str
    title: str
    grants: Mapping[str, Reach]

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"not a key of a permission: {self.key!r}")
        for party, reach in self.grants.items():
            if reach not in _REACHES.get(party, ()):
                raise ValueError(f"{self.key}: {party!r} cannot be granted {reach!r}")


@dataclass(frozen=True)
class LentSeat(Seat):
    """A post lent by its holder, for some permissions only."""

    permissions: frozenset[str] = frozenset()


class UnknownPermission(LookupError):  # noqa: N818 - the name says it
    """A permission nobody registered was asked about: a mistake in the code, never a yes."""


permissions: Registry[Permission] = Registry("permissions", key=lambda entry: entry.key)


def allows(
    actor: Actor,
    key: str,
    *,
    agencies: Collection[UUID] = (),
    persons: Collection[UUID] = (),
    at: datetime | None = None,
) -> bool:
    """Whether the actor may do this to a thing of these agencies and persons.

    One agency or person in reach is enough; where reach is limited and none is named, the answer is no.
    Mandates are looked at as they stand at `at`, now when it is not given; seats are the actor's own.
    """
    permission = _permission(key)
    if _everywhere(actor, permission):
        return True
    if any(seat.agency in agencies for seat in _seats(actor, permission)):
        return True
    if not persons or not _reaches_own(actor, permission):
        return False
    return actor.person in persons or not _own(actor, permission, at).isdisjoint(persons)


def require(
    actor: Actor,
    key: str,
    *,
    agencies: Collection[UUID] = (),
    persons: Collection[UUID] = (),
    at: datetime | None = None,
) -> Actor:
    """The actor in the post that lets it do this, for the ledger to name; NotAllowed, and the denial kept there, unless
    `allows` says yes."""
    if allows(actor, key, agencies=agencies, persons=persons, at=at):
        return _acting(actor, _permission(key), agencies)
    denials.note(actor=actor, permission=key, agencies=agencies, at=at or clock.now())
    title = _(_permission(key).title)
    raise NotAllowed(_("Ông/bà không có quyền: %(title)s.") % {"title": title}, next_step=_next_step(actor))


def may_somewhere(actor: Actor, key: str) -> bool:
    """Whether there can be anything the actor may do this to: for menus and buttons, never as a guard."""
    permission = _permission(key)
    if _everywhere(actor, permission) or any(_seats(actor, permission)):
        return True
    return actor.kind == ActorKind.CITIZEN and CITIZEN in permission.grants


def agencies_within(actor: Actor, key: str) -> frozenset[UUID] | None:
    """The agencies whose things the actor may do this to; None means all, an empty set none."""
    permission = _permission(key)
    if _everywhere(actor, permission):
        return None
    return frozenset(seat.agency for seat in _seats(actor, permission))


def persons_within(actor: Actor, key: str, *, at: datetime | None = None) -> frozenset[UUID] | None:
    """The people and organisations whose things the actor may do this to; None means all, empty none."""
    permission = _permission(key)
    if _everywhere(actor, permission):
        return None
    return _own(actor, permission, at)


def _permission(key: str) -> Permission:
    found = permissions.get(key)
    if found is None:
        raise UnknownPermission(key)
    return found


def _everywhere(actor: Actor, permission: Permission) -> bool:
    if actor.kind == ActorKind.SYSTEM or ANONYMOUS in permission.grants:
        return True
    if actor.kind == ActorKind.CITIZEN:
        return permission.grants.get(CITIZEN) == Reach.PUBLIC
    if actor.kind == ActorKind.MACHINE:
        return MACHINE in permission.grants and permission.key in actor.scopes
    return any(permission.grants[seat.role] in _EVERYWHERE for seat in _granted(actor, permission))


def _granted(actor: Actor, permission: Permission) -> Iterable[Seat]:
    """The seats whose role is granted this, leaving out those lent for something else."""
    if actor.kind != ActorKind.OFFICIAL:
        return
    for seat in actor.seats:
        lent_for_else = isinstance(seat, LentSeat) and permission.key not in seat.permissions
        if seat.role in permission.grants and not lent_for_else:
            yield seat


def _seats(actor: Actor, permission: Permission) -> Iterable[Seat]:
    return (seat for seat in _granted(actor, permission) if permission.grants[seat.role] == Reach.AGENCY)


def _acting(actor: Actor, permission: Permission, agencies: Collection[UUID]) -> Actor:
    """In the first post at these agencies that is granted this, one's own before one that is lent; else in one
    that is granted it everywhere."""
    granted = list(_granted(actor, permission))
    wide = (seat for seat in granted if permission.grants[seat.role] in _EVERYWHERE)
    seat = next((seat for seat in granted if seat.agency in agencies), next(wide, None))
    return replace(actor, acting=seat) if seat else actor


def _reaches_own(actor: Actor, permission: Permission) -> bool:
    return actor.kind == ActorKind.CITIZEN and actor.person is not None and CITIZEN in permission.grants


def _own(actor: Actor, permission: Permission, at: datetime | None) -> frozenset[UUID]:
    if actor.person is None or not _reaches_own(actor, permission):
        return frozenset()
    on = clock.local(at or clock.now()).date()
    return principals_of(agent=actor.person, on=on) | {actor.person}


def _next_step(actor: Actor) -> str:
    if actor.kind == ActorKind.ANONYMOUS:
        return _("Đăng nhập rồi thử lại.")
    if actor.kind == ActorKind.OFFICIAL:
        return _("Nếu việc này thuộc nhiệm vụ của ông/bà, đề nghị quản trị tỉnh phân công lại.")
    return _("Nếu ông/bà làm thay người khác, cần có ủy quyền còn hiệu lực.")
