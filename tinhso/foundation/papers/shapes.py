"""What each paper is made of. Times are shown on a Vietnamese clock; money is whole đồng.

An empty optional field prints as a dotted line to be filled in by hand where the paper form has one,
and is left out elsewhere.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, computed_field

from tinhso.foundation.conditions.shapes import Shape
from tinhso.kernel.clock import local
from tinhso.kernel.money import in_words

Moment = Annotated[AwareDatetime, AfterValidator(local)]


class Issuer(Shape):
    """Who issues a paper: the parent agency above, the agency below (Decree 30, annex I, cell 2)."""

    parent: str = ""
    name: str


class Signatory(Shape):
    """Who signs: the lines of authority and title (`KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`), then the name."""

    titles: tuple[str, ...] = Field(min_length=1)
    name: str


class Sheet(Shape):
    """What the head of every paper shows. `verify_url` is what the QR code holds; `demo` marks it as no real paper."""

    issuer: Issuer
    place: str
    issued_on: date
    code: str
    """The dossier's code."""
    verify_url: str
    demo: bool = False


class Applicant(Shape):
    """Who the dossier is from."""

    name: str
    personal_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


class Numbered(Sheet):
    """A form of the set in force on the day it is printed: its number there, its title, and the circular."""

    form: str
    title: str
    circular: str
    unit: str
    """The one-stop unit, e.g. `Trung tâm Phục vụ hành chính công xã Càng Long`."""


class OneStopForm(Numbered):
    """The common part of the one-stop forms about one dossier."""

    applicant: Applicant
    procedure: str


class Contact(Shape):
    """Where to look something up or whom to ask."""

    website: str = ""
    name: str = ""
    phone: str = ""


class SubmittedPaper(Shape):
    """One paper of a dossier and how many of each kind were handed in."""

    name: str
    originals: int = 0
    copies: int = 0


class Receipt(OneStopForm):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""

    papers: tuple[SubmittedPaper, ...]
    sets: int = 1
    time_limit: str
    """As the law states it, e.g. `03 ngày làm việc`."""
    received_at: Moment
    due_at: Moment
    result_at: str
    """Where the result is fetched or sent."""
    fee: int | None = None
    fee_paid: bool = False
    register_book: str = ""
    register_number: str = ""
    receiver: str
    contact: Contact = Contact()


class MissingPaper(Shape):
    """One thing to complete."""

    name: str
    originals: int = 0
    certified: int = 0
    copies: int = 0
    note: str = ""


class Supplement(OneStopForm):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ. Items, not free text only."""

    number: str = ""
    items: tuple[MissingPaper, ...] = Field(min_length=1)
    reason: str
    officer: str
    contact: Contact = Contact()


class Refusal(OneStopForm):
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ. A refusal names its legal reason."""

    number: str = ""
    reasons: tuple[str, ...] = Field(min_length=1)
    legal_basis: tuple[str, ...] = Field(min_length=1)
    officer: str
    contact: Contact = Contact()


class Apology(OneStopForm):
    """An apology for what is late, with the extra time asked for and the new date."""

    number: str
    received_at: Moment
    due_at: Moment
    """As it was promised."""
    authority: str
    """Who deals with it."""
    reason: str
    extra_time: str
    """`03 ngày làm việc`"""
    new_due_at: Moment
    legal_basis: str
    signatory: Signatory


class StopNotice(OneStopForm):
    """Thông báo dừng giải quyết hồ sơ, at the person's request."""

    stopped_at: Moment
    request: str
    """What the person asked, in the words it was taken down in."""
    stage: str
    """How far it had come."""
    returned: tuple[str, ...]
    """The papers handed back; empty when nothing was handed in on paper."""
    fees: str
    signatory: Signatory


class Handover(Shape):
    """One hand-over of a dossier between two holders."""

    giver: str
    receiver: str
    at: Moment
    outcome: Literal["early", "on_time", "late", ""] = ""
    note: str = ""


class ControlSlip(OneStopForm):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ."""

    received_at: Moment
    due_at: Moment
    handovers: tuple[Handover, ...]


class RegisterEntry(Shape):
    """One dossier in the register; what has not happened yet is left empty."""

    number: int
    """Its place among those the unit received in the year."""
    code: str
    procedure: str
    sets: int = 1
    applicant: str
    contact: str
    """Address and phone."""
    authority: str
    received_at: Moment
    due_at: Moment | None = None
    sent_at: Moment | None = None
    """When the result came to where it is handed over."""
    returned_at: Moment | None = None
    way: str = ""
    note: str = ""


class Register(Numbered):
    """Sổ theo dõi hồ sơ of one unit over some days."""

    first_day: date
    last_day: date
    entries: tuple[RegisterEntry, ...]


class Letter(Sheet):
    """The common part of a result: an administrative document in the layout of Decree 30."""

    number: str
    """Number and notation, e.g. `05/QĐ-UBND`."""
    signatory: Signatory
    recipients: tuple[str, ...] = ()


class Decision(Letter):
    """An individual decision: grounds, then articles."""

    subject: str
    """What it decides: the line under `QUYẾT ĐỊNH`."""
    decided_by: str
    """`CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …`"""
    grounds: tuple[str, ...] = Field(min_length=1)
    articles: tuple[str, ...] = Field(min_length=1)


class Run(Shape):
    """Some words in one face."""

    text: str
    bold: bool = False
    italic: bool = False


class Block(Shape):
    """One part of a body: a paragraph, one with a label of its own (`Điều 1.`, `2.`, `a)`), a heading or a table."""

    kind: Literal["ground", "decides", "heading", "article", "clause", "point", "text", "table"]
    label: str = ""
    titled: bool = False
    """A title is bold as a whole."""
    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()


class Annex(Shape):
    """A part on pages of its own after the signature (Decree 30, template 2.1)."""

    label: str
    title: str = ""
    note: str
    """To which document it belongs."""
    blocks: tuple[Block, ...]


class AdministrativeDocument(Letter):
    """Any of the types of Decree 30 (templates 1.1 to 1.10). What a template has beside the common layout is said by
    the fields that are empty in others."""

    type_title: str = ""
    """`Báo cáo`; empty for a letter."""
    subject: str
    urgency: str = ""
    """`Khẩn`, `Thượng khẩn`, `Hỏa tốc`."""
    circulation: str = ""
    """`Lưu hành nội bộ` and the like."""
    mark: str = ""
    """Who drafted it and how many are issued: `NVA.(50)`."""
    contact: tuple[str, ...] = ()
    """The agency's address, for the foot of the first page."""
    decided_by: str = ""
    """`CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …`, above the grounds of a decision or a resolution."""
    addressed_as: str = "Kính gửi:"
    """What stands before those it is addressed to; another word in a telegram or an invitation."""
    addressed_to: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = Field(min_length=1)
    secretary: str = ""
    """Who took the minutes: signs by hand beside the chair."""
    annexes: tuple[Annex, ...] = ()


class OutgoingEntry(Shape):
    """One line of the register of outgoing documents: the ten columns of Decree 30, annex IV."""

    notation: str
    dated: date
    about: str
    """Name of its type and what it is about."""
    signer: str
    receivers: str
    keeper: str = ""
    copies: str = ""
    sent: date | None = None
    note: str = ""


class OutgoingRegister(Sheet):
    """Sổ đăng ký văn bản đi of one agency, one sequence and one year."""

    title: str
    year: int
    sequence: str
    entries: tuple[OutgoingEntry, ...]


class IncomingEntry(Shape):
    """One line of the register of incoming documents: the ten columns of Decree 30, annex IV."""

    arrived_on: date
    number: str
    author: str
    notation: str
    dated: date
    about: str
    """Name of its type and what it is about."""
    receiver: str
    passed_on: date | None = None
    note: str = ""


class IncomingRegister(Sheet):
    """Sổ đăng ký văn bản đến of one agency and one year."""

    title: str
    year: int
    entries: tuple[IncomingEntry, ...]


class FollowedEntry(Shape):
    """One line of the follow-up register: the seven columns of Decree 30, annex IV."""

    number: str
    document: str
    receiver: str
    due: str = ""
    progress: str = ""
    answer: str = ""
    note: str = ""


class FollowUpRegister(Sheet):
    """Sổ theo dõi giải quyết văn bản đến of one agency and one year."""

    title: str
    year: int
    entries: tuple[FollowedEntry, ...]


class Instruction(Shape):
    """What a leader said of a document, on which day, and until when it is to be done."""

    who: str
    text: str
    said_on: date
    due: date | None = None


class HandlingSlip(Sheet):
    """Phiếu giải quyết văn bản đến: the document, the leader's words, and room for those who handle it."""

    title: str
    arrival: str
    """`số đến 05, ngày 16/11/2026`"""
    document: str
    """Author, number, day and what it is about."""
    instructions: tuple[Instruction, ...] = ()
    hands: tuple[str, ...] = ()
    """`Chủ trì: …`, `Phối hợp: …`"""


class ArrivalStamp(Sheet):
    """The stamp ĐẾN, alone on a page of the size it is laid over (Decree 30, annex IV: 35 × 50 mm)."""

    number: str
    arrived_on: date
    passed_to: str = ""
    file_code: str = ""
    width: float
    """Of the page, in points."""
    height: float
    left: int = 30
    """Where the stamp stands, in millimetres from the top left corner."""
    top: int = 58
    alone: bool = False
    """On a page of its own, because the document has no room for it."""


class CopyOnPaper(Sheet):
    """What stands under a copied document on paper (Decree 30, form 3.1), signed by hand."""

    form: str
    """`SAO Y`, `TRÍCH SAO`, `SAO LỤC`."""
    number: str
    signatory: Signatory
    recipients: tuple[str, ...] = ()


class Line(Shape):
    """A label and what is certified under it."""

    label: str
    value: str


class Confirmation(Letter):
    """A certificate or confirmation of any other procedure."""

    title: str
    """`GIẤY XÁC NHẬN`"""
    subject: str
    opening: str
    lines: tuple[Line, ...] = ()
    paragraphs: tuple[str, ...] = ()


class Parent(Shape):
    """Mother or father on a birth certificate; the year of birth is enough."""

    name: str
    birth: str = ""
    ethnicity: str = ""
    nationality: str = ""
    residence: str = ""


class BirthCertificate(Letter):
    """Giấy khai sinh: the fields of the civil-status record, in the order of the printed form."""

    name: str
    birth_date: date
    birth_date_words: str
    sex: str
    ethnicity: str
    nationality: str
    birth_place: str
    hometown: str
    personal_number: str = ""
    mother: Parent | None = None
    father: Parent | None = None
    declarant: str
    declarant_document: str
    registered_at: str
    """The registering office."""
    registered_on: date


class BusinessLine(Shape):
    """One line of business; exactly one is the main one."""

    name: str
    code: str
    main: bool = False


class BusinessOwner(Shape):
    """The owner, or a member, of a household business."""

    name: str
    birth_date: date
    sex: str
    nationality: str
    personal_number: str
    residence: str


class HouseholdBusiness(Letter):
    """Giấy chứng nhận đăng ký hộ kinh doanh."""

    business_number: str
    first_registered_on: date
    change: int = 0
    changed_on: date | None = None
    name: str
    foreign_name: str = ""
    short_name: str = ""
    head_office: str
    phone: str = ""
    email: str = ""
    business_lines: tuple[BusinessLine, ...] = Field(min_length=1)
    capital: int = Field(ge=0, lt=10**18)
    founder: Literal["person", "family"] = "person"
    owner: BusinessOwner
    members: tuple[BusinessOwner, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def capital_words(self) -> str:
        words = in_words(self.capital)
        return words[0].upper() + words[1:]


class Column(Shape):
    """One column of a table; without a width in millimetres it takes what the others leave."""

    title: str
    width: int = 0


class HandSigner(Shape):
    """Who signs under a list: by hand, an empty name too; or with a key, where the place has a name."""

    role: str
    name: str = ""
    place: str = ""


class Table(Sheet):
    """A list, or minutes about one: lines above, the rows, who signs below."""

    title: str
    about: str = ""
    before: tuple[str, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)
    rows: tuple[tuple[str, ...], ...]
    signing: tuple[HandSigner, ...] = ()
