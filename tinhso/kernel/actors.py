"""Who acts. Every action and query is handed an Actor; what it may do `foundation/access` decides."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    OFFICIAL = "official"
    MACHINE = "machine"
    SYSTEM = "system"


@dataclass(frozen=True)
class Seat:
    """A post held now: a role at an agency. `on_behalf_of` names the holder who delegated it."""

    role: str
    agency: UUID
    unit: str = ""
    on_behalf_of: UUID | None = None


@dataclass(frozen=True)
class Actor:
    """One party to an act: an account with the person behind it and the seats it holds at this moment."""

    kind: ActorKind
    account: UUID | None = None
    person: UUID | None = None
    name: str = ""
    seats: tuple[Seat, ...] = ()
    scopes: frozenset[str] = field(default_factory=frozenset)
    acting: Seat | None = None
    """The post it acts in, once the policy has let it act."""
    assurance: int = 0
    """The level of the electronic identity this session was begun with; 0 when it was begun without one."""

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(seat.role for seat in self.seats)

    @property
    def agencies(self) -> frozenset[UUID]:
        return frozenset(seat.agency for seat in self.seats)


ANONYMOUS = Actor(ActorKind.ANONYMOUS)
SYSTEM = Actor(ActorKind.SYSTEM, name="Tỉnh Số")
