"""What documents tell the rest of the house, and what others do for them: carry them out, bring them in, name places.

Events say which document it was, never what it says. What a carrier needs of a document it asks for (`Desk.letter`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

from tinhso.kernel.actors import Actor
from tinhso.kernel.events import Event
from tinhso.kernel.refs import Ref
from tinhso.kernel.registry import Registry


class Standing(StrEnum):
    """How far a receiver has come with a document; the values are the status codes of the document axis."""

    ARRIVED = "01"
    REFUSED = "02"
    REGISTERED = "03"
    ASSIGNED = "04"
    PROCESSING = "05"
    FINISHED = "06"
    ASKED_BACK = "13"
    GIVEN_BACK = "15"
    NOT_GIVEN_BACK = "16"


class Change(StrEnum):
    """What a sender does to a document it has sent; the values are the axis' kinds of business."""

    NEW = "0"
    RECALL = "1"
    UPDATE = "2"
    REPLACE = "3"


@dataclass(frozen=True, kw_only=True)
class DocumentIssued(Event):
    """A document was signed by its signer, sealed by its agency and issued."""

    name: ClassVar[str] = "vn.tinhso.documents.issued"
    document: UUID
    agency: UUID
    type: str
    """Its code in the list `document_types`."""
    notation: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DocumentChanged(Event):
    """The agency that issued a document takes it back, corrects it, or puts another in its place."""

    name: ClassVar[str] = "vn.tinhso.documents.changed"
    document: UUID
    agency: UUID
    change: str
    """A value of `Change`, never NEW."""
    made: UUID
    """The change itself: what `Desk.letter` is asked for."""
    by: UUID | None
    """The document that replaces it; None for any other change."""
    at: datetime


@dataclass(frozen=True, kw_only=True)
class IncomingMoved(Event):
    """A document that was brought in has come further at its receiver."""

    name: ClassVar[str] = "vn.tinhso.documents.incoming_moved"
    incoming: UUID
    agency: UUID
    carrier: str
    """Who brought it: the key of a `Carrier`."""
    message: str
    """What the carrier calls it."""
    standing: str
    """A value of `Standing`."""
    by: str
    """Name of the official who did it; officials' names are plain."""
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Place:
    """An agency or organisation that documents are sent to."""

    code: str
    """Its identifier; empty for a place that is written on paper only."""
    name: str
    agency: UUID | None = None
    """The agency of this house, where it is one."""


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """A file of a document. `open` reads it when it is needed."""

    name: str
    media_type: str
    open: Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One document as it travels between agencies: everything a carrier writes, or has read."""

    message: str
    """What the sender calls it for all time: `DocumentId` on the axis."""
    sender: Place
    receivers: Sequence[Place]
    number: str
    """`05`, without its notation."""
    symbol: str
    """`QĐ-UBND`."""
    dated: date
    place: str
    """Where it was issued, `Vĩnh Long`."""
    type: str
    """A code of the list `document_types`; empty when the sender's name for it is not in it."""
    type_title: str
    subject: str
    content: str = ""
    authority: str = ""
    """TM., KT., TL. and the like."""
    position: str = ""
    signer: str = ""
    urgency: str = "0"
    due: date | None = None
    places: Sequence[str] = ()
    """Words under `Nơi nhận` beside those it is routed to."""
    pages: int = 0
    copies: int = 0
    """How many are issued on paper."""
    mark: str = ""
    """Who drafted it, `NVA`."""
    circulation: str = ""
    """`Lưu hành nội bộ` and the like, in its sender's words."""
    steering: str = "1"
    """A value of the list `edxml_steering`."""
    answers: Sequence[str] = ()
    """What the sender calls the documents it answers: their `message`."""
    enclosures: Sequence[Enclosure] = ()
    """The document itself first."""
    change: str = Change.NEW
    changed: str = ""
    """`message` of the document that is taken back, corrected or replaced."""
    added: Sequence[Place] = ()
    """Receivers that a correction adds: to them the document is new."""
    taken_off: Sequence[Place] = ()
    """Receivers that a correction takes off: of them it is asked back."""
    reason: str = ""
    warnings: Sequence[str] = ()
    """What a carrier found odd, in words: an empty signature, a digest that is out of date."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """How far a document has come with one receiver."""

    place: Place
    state: str
    """`waiting`, `sent`, `failed`, `parked`, or a value of `Standing` once the receiver has said something."""
    title: str
    """The same in Vietnamese words."""
    at: datetime | None
    reason: str = ""


class Desk(Protocol):
    """What documents do for carriers. A carrier names itself by its key."""

    def letter(self, document: UUID, *, made: UUID | None = None) -> Letter:
        """An issued document as it leaves, or the change of it that was `made`, to the receivers that are not of this
        house."""
        ...

    def arrive(self, letter: Letter, *, carrier: str, agency: UUID, at: datetime) -> UUID:
        """Bring in what came for one agency of the house: a new document, or a change to one that came before.

        The same message brought in again changes nothing. Returns the incoming document it is about.
        Invalid with words for the sender when it can not be taken at all; NotFound while what it changes is not here.
        """
        ...

    def said(self, incoming: UUID, *, standing: str) -> str:
        """The words a receiver gave with a standing: why it refused, why it does not give back; empty when none."""
        ...

    def heard(self, message: str, *, place: Place, standing: str, reason: str, at: datetime) -> None:
        """A receiver said how far a document of this house has come; unknown ones raise NotFound."""
        ...


@dataclass(frozen=True)
class Carrier:
    """A way by which documents leave the house and come to it."""

    key: str
    title: str
    places: Callable[[str, date], Sequence[Place]]
    """Places it reaches whose name or code begins with or holds what was typed; at most 20, best first."""
    named: Callable[[Sequence[str], date], Mapping[str, Place]]
    """Places by code, those in force on the day alone."""
    sent: Callable[[UUID], Sequence[Sent]]
    """How far an outgoing document has come with each of its receivers."""


@dataclass(frozen=True)
class DeskEntry:
    """The desk of documents, as carriers find it."""

    key: str
    desk: Desk


@dataclass(frozen=True)
class Panel:
    """What another system shows beside a document, outgoing or incoming: a title and links, for one official."""

    key: str
    title: str
    lines: Callable[[Actor, Ref, datetime], Sequence["PanelLine"]]
    """For an actor and a document."""
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class PanelLine:
    """One line of a panel."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Record:
    """How a thing that is done with is described in a file of the archive, and what it consists of."""

    ref: Ref
    type_title: str
    notation: str
    dated: date
    author: str
    """Who issued it, by name."""
    subject: str
    enclosures: Sequence[Enclosure] = ()
    """The document itself first."""
    subjects: Sequence[Ref] = ()
    """The people whose data it holds: whoever is handed its enclosures is recorded as having seen them."""


def _none_held(keys: Sequence[UUID]) -> bool:
    return False


@dataclass(frozen=True)
class RecordSource:
    """What one kind of thing gives the archive: documents out and in, dossiers."""

    kind: str
    """Of its Refs."""
    title: str
    read: Callable[[Actor, Sequence[UUID]], Mapping[UUID, Record]]
    """Those that are done with and that the actor may see; any other is left out."""
    find: Callable[[Actor, str], Sequence[Record]]
    """The same by words of subject or number, the latest first, at most 20."""
    erase: Callable[[UUID, datetime], None]
    """Destroy for good what it says; what remains is its line in its register. Called inside the transaction that
    records the destruction; done again it changes nothing."""
    held: Callable[[Sequence[UUID]], bool] = _none_held
    """Whether its own system still needs one of these, for a complaint or a lawsuit: then the file is not destroyed."""


@dataclass(frozen=True, kw_only=True)
class KeptIn:
    """A file a thing was put into, as whoever may see the thing is told of it."""

    code: str
    title: str
    year: int
    """Of the list it stands in."""
    retention: str
    """How long, in words."""
    until: date | None
    """The last day it is kept; None when that is for ever or not yet known."""
    custodian: str
    """Who keeps it now, by name."""
    handed_over_at: datetime | None
    """When the custodian took it over; None while nobody did."""
    destroyed_at: datetime | None
    url: str
    """Where it can be looked at; empty when the actor may not."""


@dataclass(frozen=True)
class Keeper:
    """Who keeps things of other systems: while it does, these destroy nothing of them by themselves."""

    key: str
    keeps: Callable[[Sequence[Ref]], frozenset[Ref]]
    """Those of these things that it keeps."""
    lies_in: Callable[[Actor, Ref, datetime], Sequence[KeptIn]]
    """For an official who may see a thing, the files it was put into, destroyed ones too."""


carriers: Registry[Carrier] = Registry("carriers of documents", key=lambda entry: entry.key)
desks: Registry[DeskEntry] = Registry("desks of documents", key=lambda entry: entry.key)
panels: Registry[Panel] = Registry("panels beside documents", key=lambda entry: entry.key)
record_sources: Registry[RecordSource] = Registry("what the archive is given", key=lambda entry: entry.kind)
keepers: Registry[Keeper] = Registry("who keeps what is done with", key=lambda entry: entry.key)
