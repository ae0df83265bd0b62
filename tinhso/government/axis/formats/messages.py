"""The messages of the axis as values: a document that is sent, recalled, updated or replaced, and the status of one.

Names follow edXML where it is plain. Text is NFC on one line; dates are whole days; moments are Vietnamese time to
the second, for the wire says no zone. Empty text and None stand for what a sender left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum


class Kind(IntEnum):
    """What a message does (`BussinessDocType`)."""

    NEW = 0
    RECALL = 1
    UPDATE = 2
    REPLACE = 3


class Status(StrEnum):
    """What is answered about a document (`StatusCode`)."""

    ARRIVED = "01"
    REFUSED = "02"
    ACCEPTED = "03"
    ASSIGNED = "04"
    PROCESSING = "05"
    FINISHED = "06"
    RECALL_ASKED = "13"
    RECALL_AGREED = "15"
    RECALL_REFUSED = "16"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """An agency that sends or receives. `id` is its identifier, in the form of four groups or in the present one."""

    id: str
    in_charge: str = ""
    name: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """`code` and `detail` are not settled between senders: the name is what counts."""

    code: int | None = None
    detail: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerInfo:
    """Who signed: `competence` is the authority line (TM., KT., TL., TUQ., Q.)."""

    competence: str = ""
    position: str = ""
    full_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherInfo:
    """What stands beside a document. `direction` is what no source explains."""

    priority: int = 0
    sphere: str = ""
    type_notation: str = ""
    copies: int | None = None
    pages: int | None = None
    direction: bool | None = None
    appendixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFor:
    """The document that this one, or this status, answers. `code` is number and notation: `267/VPCP-TTĐT`."""

    organ_id: str
    code: str = ""
    promulgated: date | None = None
    document_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """The official behind a message."""

    department: str = ""
    staff: str = ""
    mobile: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """Where a message went through, and when."""

    organ_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A receiver that an update adds or takes away."""

    organ_id: str
    added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A document that is replaced, and for whom."""

    document_id: str
    organ_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """What shall be done, and why.

    `document_id` names what is recalled or updated; `content_changed`, `receivers_changed` and `receivers` belong to an
    update, `replacements` to a replacement. `paper` is 0 when no paper copy follows.
    """

    kind: Kind = Kind.NEW
    reason: str = ""
    document_id: str = ""
    paper: int = 0
    content_changed: bool = False
    receivers_changed: bool = False
    receivers: tuple[Receiver, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    staff: Staff | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file. `id` is without `cid:`; `content` is the file itself, however it was packed on the wire."""

    id: str
    name: str
    content_type: str = ""
    description: str = ""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMessage:
    """A document on its way: `edXML` with a body and, unless it is only recalled, its files."""

    sender: Organ
    receivers: tuple[Organ, ...]
    document_id: str
    number: str = ""
    notation: str = ""
    place: str = ""
    promulgated: date | None = None
    type: DocumentType = DocumentType()
    subject: str = ""
    content: str = ""
    signer: SignerInfo = SignerInfo()
    due: date | None = None
    to_places: tuple[str, ...] = ()
    other: OtherInfo = OtherInfo()
    response_for: tuple[ResponseFor, ...] = ()
    steering: int = 1
    hops: tuple[Hop, ...] = ()
    business: Business = Business()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMessage:
    """What became of a document at a receiver, or, for 13, what its sender asks of the receivers.

    `status` is two digits, one of `Status` unless a sender uses others. The wire names no addressee: whoever
    carries the message knows it.
    """

    sender: Organ
    about: ResponseFor
    status: str
    description: str = ""
    at: datetime
    staff: Staff | None = None


Message = DocumentMessage | StatusMessage

LENGTHS = {
    "organid": 35,
    "organname": 200,
    "subject": 500,
    "content": 500,
    "typename": 100,
    "codenumber": 11,
    "codenotation": 30,
    "position": 100,
    "fullname": 50,
    "sphereofpromulgation": 100,
    "typernotation": 10,
    "attachmentname": 200,
    "appendix": 250,
    "toplaces": 1000,
}
"""Characters at most, by running systems and annex VI of Decree 30/2020; all places of `ToPlaces` together."""
