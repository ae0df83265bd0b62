"""What the one-stop mechanism tells the rest of the house about dossiers."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DossierEvent(Event):
    """Something that happened to one dossier. `code` is empty until it has been received."""

    name: ClassVar[str] = "vn.tinhso.dossiers.dossier"
    dossier: UUID
    request_id: str
    procedure: str
    agency: UUID
    at: datetime
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class DossierSubmitted(DossierEvent):
    """A person asked; the province has it, the clock does not run yet."""

    name: ClassVar[str] = "vn.tinhso.dossiers.submitted"
    channel: str


@dataclass(frozen=True, kw_only=True)
class SupplementRequested(DossierEvent):
    """Something is missing or wrong: the items were told once, in full."""

    name: ClassVar[str] = "vn.tinhso.dossiers.supplement_requested"
    items: int


@dataclass(frozen=True, kw_only=True)
class SupplementAnswered(DossierEvent):
    """The person answered every item."""

    name: ClassVar[str] = "vn.tinhso.dossiers.supplement_answered"


@dataclass(frozen=True, kw_only=True)
class DossierRefused(DossierEvent):
    """It cannot be dealt with; the person got the reason in writing."""

    name: ClassVar[str] = "vn.tinhso.dossiers.refused"


@dataclass(frozen=True, kw_only=True)
class DossierReceived(DossierEvent):
    """Complete and right: it has its code, and the clock runs."""

    name: ClassVar[str] = "vn.tinhso.dossiers.received"
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DossierMoved(DossierEvent):
    """The work passed from one step to the next."""

    name: ClassVar[str] = "vn.tinhso.dossiers.moved"
    from_step: str
    to_step: str


@dataclass(frozen=True, kw_only=True)
class ResultIssued(DossierEvent):
    """The result is signed, numbered and sealed."""

    name: ClassVar[str] = "vn.tinhso.dossiers.result_issued"
    on_time: bool | None


@dataclass(frozen=True, kw_only=True)
class ResultDelivered(DossierEvent):
    """The person has the result."""

    name: ClassVar[str] = "vn.tinhso.dossiers.result_delivered"


@dataclass(frozen=True, kw_only=True)
class DossierWithdrawn(DossierEvent):
    """The person took the request back before it was received."""

    name: ClassVar[str] = "vn.tinhso.dossiers.withdrawn"


@dataclass(frozen=True, kw_only=True)
class DossierStopped(DossierEvent):
    """Work ended at the person's request."""

    name: ClassVar[str] = "vn.tinhso.dossiers.stopped"


@dataclass(frozen=True, kw_only=True)
class DossierRated(DossierEvent):
    """The person said how it went."""

    name: ClassVar[str] = "vn.tinhso.dossiers.rated"
    stars: int
