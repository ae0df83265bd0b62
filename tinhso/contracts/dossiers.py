"""What the one-stop mechanism tells the rest of the house about dossiers, and offers those who speak for it outside."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, Protocol
from uuid import UUID

from tinhso.kernel.actors import Actor
from tinhso.kernel.events import Event
from tinhso.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class DossierEvent(Event):
    """Something that happened to one dossier. `code` is empty until it has been received."""

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
class FeeCleared(DossierEvent):
    """What had to be paid before it can be received is paid or waived: the counter's time to answer counts again."""

    name: ClassVar[str] = "vn.tinhso.dossiers.fee_cleared"


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
class DossierPaused(DossierEvent):
    """The clock stands still for a reason that the procedure's text knows, until then at the latest."""

    name: ClassVar[str] = "vn.tinhso.dossiers.paused"
    reason: str
    clause: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class DossierResumed(DossierEvent):
    """The clock runs on."""

    name: ClassVar[str] = "vn.tinhso.dossiers.resumed"
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class DossierRecounted(DossierEvent):
    """What is due was reckoned anew, because the working calendar changed."""

    name: ClassVar[str] = "vn.tinhso.dossiers.recounted"
    due_at: datetime


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
class DossierApologised(DossierEvent):
    """It is late, or will be: the person was given the reason and, once, a new date."""

    name: ClassVar[str] = "vn.tinhso.dossiers.apologised"
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class LinkedFilingEnded(DossierEvent):
    """Every part of a linked filing is over, or never begins; so many have given a result."""

    name: ClassVar[str] = "vn.tinhso.dossiers.linked_filing_ended"
    results: int


@dataclass(frozen=True, kw_only=True)
class DossierRated(DossierEvent):
    """The person said how it went."""

    name: ClassVar[str] = "vn.tinhso.dossiers.rated"
    stars: int


@dataclass(frozen=True, kw_only=True)
class OutsideApplicant:
    """Whose request it is, as the outside knows them."""

    name: str
    national_id: str
    birth_date: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    proven: bool = False
    """Whether the outside has proven who they are."""


@dataclass(frozen=True, kw_only=True)
class OutsidePaper:
    """One file and the component of the procedure it is."""

    paper: str
    name: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class OutsideFiling:
    """A request that came another way than through this house's own pages; `code` is what the sender calls it."""

    source: str
    code: str
    channel: str
    procedure: str
    commune: str
    applicant: OutsideApplicant | UUID
    """The id where the sender knows the person as the house knows them."""
    precheck: Mapping[str, Any]
    answers: Mapping[str, Any]
    papers: Sequence[OutsidePaper]
    filed_at: datetime
    seen: Mapping[str, str] = field(default_factory=dict)
    """What was shown of a component (its code) when it was filed: `original` or `copy`."""
    kept: Mapping[str, int] = field(default_factory=dict)
    """How many originals of a component (its code) stay with the one-stop unit that receives it."""
    helper: UUID | None = None
    """The one-stop unit where somebody helps to file; None when nobody does."""
    receiver: UUID | None = None
    """The one-stop unit that receives it, wherever in the province; None for the one of the agency that decides."""


@dataclass(frozen=True, kw_only=True)
class OutsideWithdrawal:
    """Its person takes a request back, and said so to the outside."""

    source: str
    dossier: UUID
    reason: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class OutsideAnswer:
    """What its person gave the outside in answer to the request to complete a dossier that has this number."""

    source: str
    dossier: UUID
    number: int
    words: str
    """For every item that no paper answers."""
    papers: Sequence[OutsidePaper]
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a dossier stands, without a word about whose it is. Of two, the one with the higher `version` is newer."""

    dossier: UUID
    version: int
    request_id: str
    code: str
    procedure: str
    agency: UUID
    national_status: int
    """In the list 1–10 of the national portal."""
    submitted_at: datetime
    whole: UUID | None = None
    """The linked filing it is a part of."""


@dataclass(frozen=True, kw_only=True)
class Filed:
    """The request is a dossier; files stay closed until they are examined."""

    standing: Standing
    answer_due_at: datetime | None
    """None while a fee is to be paid before anybody answers, and of a linked filing: its parts are answered."""


@dataclass(frozen=True, kw_only=True)
class AskedFor:
    """One request to complete the dossier."""

    number: int
    words: str
    at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One dossier whole, for those outside who must know it. Names what is personal: whoever asks gives the reason."""

    standing: Standing
    procedure_name: str
    field: str
    owner: str
    phone: str
    email: str
    agency_name: str
    received_at: datetime | None
    due_at: datetime | None
    issued_at: datetime | None
    delivered_at: datetime | None
    closed_at: datetime | None
    supplements: Sequence[AskedFor]
    result: str
    """Title and notation; empty while there is none."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act of an official on a dossier; `version` is the dossier's after it."""

    request_id: str
    code: str
    version: int
    title: str
    official: str
    post: str
    agency_name: str
    at: datetime
    due_at: datetime | None
    national_status: int


class File(Protocol):
    """File for somebody, in the caller's transaction. Invalid, Conflict or NotFound when it cannot be."""

    def __call__(self, *, actor: Actor, filing: OutsideFiling, at: datetime) -> Filed: ...


class TakeBack(Protocol):
    """Take a request back for its person, in the caller's transaction. Conflict once that can be no more."""

    def __call__(self, *, actor: Actor, withdrawal: OutsideWithdrawal, at: datetime) -> Standing: ...


class Complete(Protocol):
    """Answer a request to complete a dossier, in the caller's transaction. Invalid names what is still open, Conflict
    when this one is not, or no more, waited for."""

    def __call__(self, *, actor: Actor, answer: OutsideAnswer, at: datetime) -> Standing: ...


class Scanned(Protocol):
    """Say that the papers a request came with were scanned from paper by the official who filed it, whose digital
    signature they get where `sign` and the official has a certificate; in the caller's transaction."""

    def __call__(self, *, actor: Actor, dossier: UUID, sign: bool, at: datetime) -> None: ...


class TakeSnapshot(Protocol):
    """A dossier whole; the look is in the ledger when this returns. None for one that was erased."""

    def __call__(
        self, *, actor: Actor, dossier: UUID, at: datetime, purpose: str, basis: str
    ) -> Snapshot | None: ...


@dataclass(frozen=True)
class Intake:
    """Where requests are filed that come from outside, and what their people say about them there afterwards."""

    key: str
    file: File
    take_back: TakeBack
    complete: Complete
    page: Callable[[str, str], str]
    """The address where a person files a procedure (its code) in a commune (its code, or empty)."""
    receives: Callable[[str, str, date], UUID | None]
    """The one-stop unit that receives a procedure in a commune; None where it cannot be filed."""
    scanned: Scanned


@dataclass(frozen=True, kw_only=True)
class Provisional:
    """What a code leads to that somebody was given before there could be a dossier; masked, as tracking is."""

    code: str
    dossier: UUID | None = None
    """What became of it."""
    counter: str
    words: str
    """Where it stands while there is no dossier."""
    owner: str = ""
    procedure: str = ""
    at: datetime | None = None
    """When the person asked; None while that is not known here."""


@dataclass(frozen=True)
class ProvisionalCodes:
    """Who gives people codes before there can be a dossier."""

    key: str
    find: Callable[[str, datetime], Provisional | None]
    """By the code as someone typed it; None for one that was never given."""


@dataclass(frozen=True)
class Status:
    """What can be asked about dossiers by those who tell the outside."""

    key: str
    standings: Callable[[Sequence[UUID]], Mapping[UUID, Standing]]
    """Of those that are no drafts, whatever agency has them."""
    snapshot: TakeSnapshot
    step: Callable[[UUID], Step | None]
    """By the id of its act; None when no official did it."""
    followed: Callable[[str], str]
    """The address where anybody who has a code sees where it stands."""


@dataclass(frozen=True, kw_only=True)
class Collectable:
    """A result that is out and waits to be taken."""

    dossier: UUID
    version: int
    code: str
    procedure_name: str
    owner: str
    counter: UUID
    """The one-stop unit that hands it over."""
    recipients: Sequence[UUID]
    """The people it is for."""
    issued_at: datetime
    originals: Sequence[str]
    """What the one-stop unit keeps on paper and gives back with it, each with its count."""


class Deliver(Protocol):
    """Hand a result over, in the caller's transaction; `proof` says what showed that it is theirs to take."""

    def __call__(self, *, actor: Actor, dossier: UUID, version: int, proof: str, at: datetime) -> object: ...


@dataclass(frozen=True)
class Results:
    """What is done with results at a counter."""

    key: str
    collectable: Callable[[UUID], Collectable | None]
    """Of a dossier, for those who tell its people; None while there is nothing to take, or nothing more."""
    find: Callable[[Actor, str, datetime], Collectable | None]
    """By the dossier's code as someone typed it, of those the actor may see; the look is in the ledger."""
    deliver: Deliver


@dataclass(frozen=True)
class HandOverDoor:
    """Who asks for a proof before a result is handed over."""

    key: str
    leads: Callable[[UUID], str]
    """The address where the proof of a dossier is asked for; empty while none is."""


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Where citizens file online, in words and as an address."""

    title: str
    address: str


@dataclass(frozen=True)
class OnlineDoor:
    """Who may say that citizens file online somewhere else."""

    key: str
    leads: Callable[[str, datetime], Elsewhere | None]
    """For a procedure (its code) at a moment; None while its filing stays here."""


intakes: Registry[Intake] = Registry("intakes", key=lambda entry: entry.key)
statuses: Registry[Status] = Registry("statuses", key=lambda entry: entry.key)
provisional_codes: Registry[ProvisionalCodes] = Registry("provisional codes", key=lambda entry: entry.key)
online_doors: Registry[OnlineDoor] = Registry("online doors", key=lambda entry: entry.key)
results: Registry[Results] = Registry("results", key=lambda entry: entry.key)
hand_over_doors: Registry[HandOverDoor] = Registry("hand-over doors", key=lambda entry: entry.key)
