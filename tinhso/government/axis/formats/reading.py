"""Reading edXML: forgiving in order, prefixes and old namings, never in what a message would do.

Unknown parts, values outside the code lists and texts longer than agreed are kept or passed over with a warning. What
is missing, ambiguous or damaged is a fault, and all faults are told at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from tinhso.government.axis.formats import attachments
from tinhso.government.axis.formats.codes import Codes, is_organ_id
from tinhso.government.axis.formats.messages import (
    LENGTHS,
    Business,
    DocumentMessage,
    DocumentType,
    Hop,
    Kind,
    Message,
    Organ,
    OtherInfo,
    Receiver,
    Replacement,
    ResponseFor,
    SignerInfo,
    Staff,
    StatusMessage,
)
from tinhso.government.axis.formats.parts import Limits, Notes, Part, Unreadable, is_ours, parse
from tinhso.government.axis.formats.signatures import DSIG
from tinhso.kernel.errors import Fault

_ROOTS = ("edxml", "edxmlenvelope", "envelope")
_ELSEWHERE = (
    "signature",
    "digitalsignature",
    f"{{{DSIG}}}Signature",
    "traceheaderlist",
    "edxmlbody",
    "edxmlmanifest",
    "manifest",
    "attachmentencoded",
)
"""What flat kits write beside the parts of the header."""
_KINDS = {str(int(kind)): kind for kind in Kind}
LIMITS = Limits()
ANYTHING = Codes()


@dataclass(frozen=True)
class Reading:
    """A message as it was understood, and what was strange about it. Nothing says yet that the sender wrote it."""

    message: Message
    warnings: tuple[Fault, ...]


def read(raw: bytes, *, codes: Codes = ANYTHING, limits: Limits = LIMITS) -> Reading:
    """What a message says, whoever wrote it; Unreadable with every fault. `receiving.receive` judges it first."""
    return read_root(parse(raw, limits), codes=codes, limits=limits)


def read_root(root: etree._Element, *, codes: Codes, limits: Limits) -> Reading:
    """The same from a message that was parsed before."""
    notes = Notes()
    outermost = Part(root, notes).place
    if outermost.lower() not in _ROOTS:
        raise Unreadable(Fault(outermost, _("Đây không phải thông điệp edXML.")))
    header = Part(_header(root), notes)
    if "StatusCode" in header:
        message: Message = _status(header, codes)
    else:
        message = _document(root, header, codes, limits)
    header.rest(*_ELSEWHERE)
    notes.settle()
    return Reading(message, tuple(notes.warnings))


def _header(root: etree._Element) -> etree._Element:
    found = _only(root, "MessageHeader")
    if found is not None:
        return found
    # The oldest kits have no layer of headers: what belongs there stands in the envelope.
    envelopes: tuple[etree._Element, ...] = (root, *root)
    for envelope in envelopes:
        if is_ours(envelope) and "From" in Part(envelope, Notes()):
            return envelope
    raise Unreadable(Fault("MessageHeader", _("Thông điệp không có phần đầu (MessageHeader).")))


def _only(root: etree._Element, name: str) -> etree._Element | None:
    """The one element of that name, wherever a kit puts it; two would be two messages in one."""
    found = [element for element in root.iter(f"{{*}}{name}") if is_ours(element)]
    if len(found) > 1:
        raise Unreadable(Fault(name, _("Có hai lần; không biết dùng phần nào.")))
    return found[0] if found else None


def _status(header: Part, codes: Codes) -> StatusMessage:
    notes = header.notes
    about = [_response(part) for part in header.many("ResponseFor")]
    if len(about) != 1:
        notes.fault(f"{header.place}/ResponseFor", _("Trạng thái phải nói về đúng một văn bản."))
    status = header.text("StatusCode", needed=True).zfill(2)
    if codes.statuses and status not in codes.statuses:
        notes.warn(f"{header.place}/StatusCode", _("Giá trị không có trong danh mục."))
    at = header.moment("Timestamp")
    if at is None:
        notes.fault(f"{header.place}/Timestamp", _("Phần này bắt buộc phải có."))
    sender = _sender(header)
    description, staff = header.text("Description"), _staff(header)
    notes.settle()
    assert at is not None
    return StatusMessage(
        sender=sender, about=about[0], status=status, description=description, at=at, staff=staff
    )


def _document(root: etree._Element, header: Part, codes: Codes, limits: Limits) -> DocumentMessage:
    notes = header.notes
    hops, business = _trace(root, header)
    manifest = _only(root, "edXMLManifest")
    files = attachments.read(
        _only(root, "AttachmentEncoded"),
        manifest if manifest is not None else _only(root, "Manifest"),
        notes,
        limits,
    )
    number, notation = _code(header)
    place, promulgated = "", None
    if info := header.one("PromulgationInfo"):
        place, promulgated = info.text("Place"), info.day("PromulgationDate")
    if business.kind is not Kind.RECALL:
        for name, value in (("Subject", header.text("Subject")), ("Code/CodeNotation", notation)):
            if not value:
                notes.warn(f"{header.place}/{name}", _("Phần này bắt buộc phải có."))
    return DocumentMessage(
        sender=_sender(header),
        receivers=_receivers(header),
        document_id=header.text("DocumentId", needed=True),
        number=number,
        notation=notation,
        place=place,
        promulgated=promulgated,
        type=_type(header, codes),
        subject=header.text("Subject", most=LENGTHS["subject"]),
        content=header.text("Content", most=LENGTHS["content"]),
        signer=_signer(header),
        due=header.day("DueDate"),
        to_places=_to_places(header),
        other=_other(header, codes),
        response_for=tuple(_response(part) for part in header.many("ResponseFor")),
        steering=_steering(header, codes),
        hops=hops,
        business=business,
        attachments=files,
    )


def _organ_id(part: Part, name: str = "OrganId") -> str:
    code = part.text(name, most=LENGTHS["organid"], needed=True)
    if code and not is_organ_id(code):
        part.notes.warn(f"{part.place}/{name}", _("Không đúng dạng mã định danh cơ quan."))
    return code


def _organ(part: Part) -> Organ:
    found = Organ(
        id=_organ_id(part),
        in_charge=part.text("OrganizationInCharge"),
        name=part.text("OrganName", most=LENGTHS["organname"]),
        address=part.text("OrganAdd"),
        email=part.text("Email"),
        telephone=part.text("Telephone"),
        fax=part.text("Fax"),
        website=part.text("Website"),
    )
    part.rest()
    return found


def _sender(header: Part) -> Organ:
    part = header.one("From")
    if part is None:
        header.notes.fault(f"{header.place}/From", _("Phần này bắt buộc phải có."))
        return Organ(id="")
    return _organ(part)


def _receivers(header: Part) -> tuple[Organ, ...]:
    found: dict[str, Organ] = {}
    for part in header.many("To"):
        one = _organ(part)
        if one.id in found:
            header.notes.warn(f"{part.place}/OrganId", _("Nơi nhận ghi hai lần."))
        found.setdefault(one.id, one)
    if not found:
        header.notes.fault(f"{header.place}/To", _("Phần này bắt buộc phải có."))
    return tuple(found.values())


def _code(header: Part) -> tuple[str, str]:
    part = header.one("Code")
    if part is None:
        return "", ""
    found = (
        part.text("CodeNumber", most=LENGTHS["codenumber"]),
        part.text("CodeNotation", most=LENGTHS["codenotation"]),
    )
    part.rest()
    return found


def _type(header: Part, codes: Codes) -> DocumentType:
    part = header.one("DocumentType")
    if part is None:
        return DocumentType()
    found = DocumentType(
        code=part.number("Type"),
        detail=part.number("TypeDetail"),
        name=part.text("TypeName", most=LENGTHS["typename"]),
    )
    _known(part, "Type", found.code, codes.document_types)
    part.rest()
    return found


def _known(part: Part, name: str, value: int | None, table: Mapping[str, str]) -> None:
    if value is not None and table and str(value) not in table:
        part.notes.warn(f"{part.place}/{name}", _("Giá trị không có trong danh mục."))


def _signer(header: Part) -> SignerInfo:
    part = header.one("SignerInfo")
    if part is None:
        return SignerInfo()
    found = SignerInfo(
        competence=part.text("Competence"),
        position=part.text("Position", most=LENGTHS["position"]),
        full_name=part.text("FullName", most=LENGTHS["fullname"]),
    )
    part.rest()
    return found


def _to_places(header: Part) -> tuple[str, ...]:
    part = header.one("ToPlaces")
    if part is None:
        return ()
    found = _texts(part, "Place")
    if sum(map(len, found)) > LENGTHS["toplaces"]:
        part.notes.warn(part.place, _("Dài hơn %(most)d ký tự.") % {"most": LENGTHS["toplaces"]})
    part.rest()
    return found


def _texts(part: Part, name: str) -> tuple[str, ...]:
    """The words of every child of that name that says something."""
    return tuple(text for one in part.many(name) if (text := part.words(one.element)))


def _other(header: Part, codes: Codes) -> OtherInfo:
    part = header.one("OtherInfo")
    if part is None:
        return OtherInfo()
    appendixes = part.one("Appendixes")
    named = _texts(appendixes, "Appendix") if appendixes else ()
    if any(len(one) > LENGTHS["appendix"] for one in named):
        part.notes.warn(
            f"{part.place}/Appendixes", _("Dài hơn %(most)d ký tự.") % {"most": LENGTHS["appendix"]}
        )
    found = OtherInfo(
        priority=part.number("Priority") or 0,
        sphere=part.text("SphereOfPromulgation", most=LENGTHS["sphereofpromulgation"]),
        type_notation=part.text("TyperNotation", most=LENGTHS["typernotation"]),
        copies=part.number("PromulgationAmount"),
        pages=part.number("PageAmount"),
        direction=part.truth("Direction"),
        appendixes=named,
    )
    _known(part, "Priority", found.priority, codes.priorities)
    part.rest()
    return found


def _response(part: Part) -> ResponseFor:
    found = ResponseFor(
        organ_id=_organ_id(part),
        code=part.text("Code"),
        promulgated=part.day("PromulgationDate"),
        document_id=part.text("DocumentId"),
    )
    part.rest()
    return found


def _steering(header: Part, codes: Codes) -> int:
    value = header.number("SteeringType") or 1  # senders write 0 where they mean 1
    _known(header, "SteeringType", value, codes.steering)
    return value


def _staff(part: Part) -> Staff | None:
    info = part.one("StaffInfo")
    if info is None:
        return None
    found = Staff(
        department=info.text("Department"),
        staff=info.text("Staff"),
        mobile=info.text("Mobile"),
        email=info.text("Email"),
    )
    info.rest()
    return found


def _trace(root: etree._Element, header: Part) -> tuple[tuple[Hop, ...], Business]:
    found = _only(root, "TraceHeaderList")
    if found is None:
        # Nothing says that anything else shall be done with it.
        return (), Business()
    trace = Part(found, header.notes)
    hops = tuple(_hop(part) for part in trace.many("TraceHeader"))
    part = trace.one("Business")
    business = _business(part) if part else Business()
    trace.rest()
    return tuple(hop for hop in hops if hop is not None), business


def _hop(part: Part) -> Hop | None:
    organ_id, at = _organ_id(part), part.moment("Timestamp")
    if at is None:
        part.notes.warn(f"{part.place}/Timestamp", _("Phần này bắt buộc phải có."))
        return None
    return Hop(organ_id=organ_id, at=at)


def _business(part: Part) -> Business:
    notes, written = part.notes, part.text("BusinessDocType") or "0"
    kind = _KINDS.get(written.lstrip("0") or "0")
    if kind is None:
        notes.fault(
            f"{part.place}/BussinessDocType", _("Phải là 0 mới, 1 thu hồi, 2 cập nhật hoặc 3 thay thế.")
        )
        kind = Kind.NEW
    content_changed = receivers_changed = False
    receivers: tuple[Receiver, ...] = ()
    if info := part.one("BusinessDocumentInfo"):
        content_changed = _flag(info, "DocumentInfo")
        receivers_changed = _flag(info, "DocumentReceiver")
        changes = info.one("ReceiverList")
        receivers = tuple(
            Receiver(organ_id=_organ_id(one), added=_flag(one, "ReceiverType", needed=True))
            for one in (changes.many("Receiver") if changes else ())
        )
        info.rest()
    found = Business(
        kind=kind,
        reason=part.text("BusinessDocReason"),
        document_id=part.text("DocumentId", needed=kind in (Kind.RECALL, Kind.UPDATE)),
        paper=part.number("Paper") or 0,
        content_changed=content_changed,
        receivers_changed=receivers_changed,
        receivers=receivers,
        replacements=_replacements(part),
        staff=_staff(part),
    )
    if kind is Kind.REPLACE and not found.replacements:
        notes.fault(f"{part.place}/ReplacementInfoList", _("Phần này bắt buộc phải có."))
    if len({one.organ_id for one in receivers}) < len(receivers):
        notes.fault(f"{part.place}/BussinessDocumentInfo/ReceiverList", _("Nơi nhận ghi hai lần."))
    part.rest()
    return found


def _flag(part: Part, name: str, *, needed: bool = False) -> bool:
    text = part.text(name, needed=needed)
    if text not in ("", "0", "1"):
        part.notes.fault(f"{part.place}/{name}", _("Phải là 0 hoặc 1."))
    return text == "1"


def _replacements(part: Part) -> tuple[Replacement, ...]:
    given = part.one("ReplacementInfoList")
    if given is None:
        return ()
    found = []
    for one in given.many("ReplacementInfo"):
        organs = one.one("OrganIdList")
        found.append(
            Replacement(
                document_id=one.text("DocumentId", needed=True),
                organ_ids=_texts(organs, "OrganId") if organs else (),
            )
        )
    return tuple(found)
