"""Writing edXML: one form, in one order, of what is whole and within the lengths agreed; all else is refused.

Text is written in NFC on one line. Elements without a value are left out. The prefix `edXML` stands below the root, as
the kits of the axis write it; both it and no prefix mean the same namespace.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from html import escape

from django.utils.translation import gettext as _

from tinhso.government.axis.formats import attachments, parts, signatures
from tinhso.government.axis.formats.codes import is_organ_id
from tinhso.government.axis.formats.messages import (
    LENGTHS,
    Attachment,
    Business,
    DocumentMessage,
    Hop,
    Kind,
    Message,
    Organ,
    OtherInfo,
    ResponseFor,
    Staff,
    StatusMessage,
)
from tinhso.kernel.errors import Fault, Invalid
from tinhso.kernel.text import nfc

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="{NAMESPACE}">'
    f'<edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}"><edXML:edXMLHeader>'
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ZIP = "application/zip"
_HIGHEST = 999_999_999
_LIMITS = parts.Limits()
"""Nothing is sent that would not be taken."""


def write(message: Message, *, signer: signatures.Signer | None = None, packed: bool = False) -> bytes:
    """A message as UTF-8, signed by `signer`; Invalid names everything that may not be sent.

    `packed` puts each file into an archive of its own, as the kits of the axis do.
    """
    page = _Page()
    if isinstance(message, StatusMessage):
        head, tail = _status(page, message), "</edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>"
    else:
        head, tail = _document(page, message, packed=packed)
    if page.faults:
        raise Invalid(_("Thông điệp chưa gửi được."), faults=page.faults)
    if signer is None:
        return f"{_HEAD}{head}{tail}".encode()
    return signatures.signed(f"{_HEAD}{head}".encode(), tail.encode(), signer)


class _Page:
    """Writes elements and gathers what may not be written."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, place: str, reason: str) -> None:
        self.faults.append(Fault(place, reason))

    def text(self, name: str, value: str, *, needed: bool = False) -> str:
        """An element with words; nothing for none."""
        value = nfc(value)
        most = LENGTHS.get(name.lower())
        if needed and not value:
            self.fault(name, _("Phần này bắt buộc phải có."))
        if most and len(value) > most:
            self.fault(name, _("Dài hơn %(most)d ký tự.") % {"most": most})
        if _ILLEGAL.search(value):
            self.fault(name, _("Có ký tự không viết được trong XML."))
        return f"<edXML:{name}>{escape(value, quote=False)}</edXML:{name}>" if value else ""

    def number(self, name: str, value: int | None) -> str:
        if value is None:
            return ""
        if not 0 <= value <= _HIGHEST:
            self.fault(name, _("Phải là số nguyên không âm."))
        return f"<edXML:{name}>{value:d}</edXML:{name}>"

    def organ_id(self, value: str) -> str:
        if value and not is_organ_id(value):
            self.fault("OrganId", _("Không đúng dạng mã định danh cơ quan."))
        return self.text("OrganId", value, needed=True)


def _within(name: str, *inner: str) -> str:
    """An element around others; nothing around nothing."""
    content = "".join(inner)
    return f"<edXML:{name}>{content}</edXML:{name}>" if content else ""


def _document(page: _Page, message: DocumentMessage, *, packed: bool) -> tuple[str, str]:
    business, other = message.business, message.other
    for name, missing in (
        ("To", not message.receivers),
        ("PromulgationDate", message.promulgated is None),
        ("TraceHeader", not message.hops),
        ("Attachment", business.kind is not Kind.RECALL and not message.attachments),
    ):
        if missing:
            page.fault(name, _("Phần này bắt buộc phải có."))
    _each_once(page, "To", (one.id for one in message.receivers))
    header = _within(
        "MessageHeader",
        _organ(page, "From", message.sender),
        *(_organ(page, "To", one) for one in message.receivers),
        page.text("DocumentId", message.document_id, needed=True),
        _within(
            "Code",
            page.text("CodeNumber", message.number, needed=True),
            page.text("CodeNotation", message.notation, needed=True),
        ),
        _within(
            "PromulgationInfo",
            page.text("Place", message.place),
            page.text(
                "PromulgationDate", parts.written_day(message.promulgated) if message.promulgated else ""
            ),
        ),
        _within(
            "DocumentType",
            page.number("Type", message.type.code),
            page.number("TypeDetail", message.type.detail),
            page.text("TypeName", message.type.name, needed=True),
        ),
        page.text("Subject", message.subject, needed=True),
        page.text("Content", message.content),
        _within(
            "SignerInfo",
            page.text("Competence", message.signer.competence),
            page.text("Position", message.signer.position),
            page.text("FullName", message.signer.full_name),
        ),
        page.text("DueDate", parts.written_day(message.due) if message.due else ""),
        _to_places(page, message.to_places),
        _other(page, other),
        *(_response(page, one) for one in message.response_for),
        page.number("SteeringType", message.steering),
    )
    trace = _within("TraceHeaderList", *(_hop(page, hop) for hop in message.hops), _business(page, business))
    _each_once(page, "Attachment", (one.id for one in message.attachments))
    files = message.attachments
    sizes = [len(one.content) for one in files]
    if not all(sizes):
        page.fault("ContentTransferEncoded", _("Tệp không có nội dung."))
    if len(files) > _LIMITS.attachments:
        page.fault("Attachment", _("Có hơn %(most)d tệp kèm theo.") % {"most": _LIMITS.attachments})
    if sum(sizes) > _LIMITS.files or max(sizes, default=0) > _LIMITS.file:
        page.fault("ContentTransferEncoded", _("Tệp kèm theo quá lớn."))
    body = "".join(_reference(page, one, packed=packed) for one in files)
    manifest = f'<edXML:edXMLManifest version="1.0">{body}</edXML:edXMLManifest>' if body else ""
    encoded = "".join(_encoded(page, one, packed=packed) for one in files)
    return (
        f"{header}{trace}",
        f"</edXML:edXMLHeader>{_within('edXMLBody', manifest)}</edXML:edXMLEnvelope>"
        + (f'<AttachmentEncoded xmlns:edXML="{NAMESPACE}">{encoded}</AttachmentEncoded>' if encoded else "")
        + "</edXML>",
    )


def _status(page: _Page, message: StatusMessage) -> str:
    if not re.fullmatch(r"[0-9]{2}", message.status):
        page.fault("StatusCode", _("Phải là hai chữ số."))
    return _within(
        "MessageHeader",
        _organ(page, "From", message.sender),
        _response(page, message.about, needed=True),
        _staff(page, message.staff),
        page.text("StatusCode", message.status, needed=True),
        page.text("Description", message.description),
        page.text("Timestamp", parts.written_moment(message.at)),
    )


def _each_once(page: _Page, name: str, ids: Iterable[str]) -> None:
    given = list(ids)
    if len(set(given)) < len(given):
        page.fault(name, _("Có hai lần; mỗi mã chỉ ghi một lần."))


def _organ(page: _Page, name: str, one: Organ) -> str:
    return _within(
        name,
        page.organ_id(one.id),
        page.text("OrganizationInCharge", one.in_charge),
        page.text("OrganName", one.name),
        page.text("OrganAdd", one.address),
        page.text("Email", one.email),
        page.text("Telephone", one.telephone),
        page.text("Fax", one.fax),
        page.text("Website", one.website),
    )


def _to_places(page: _Page, places: tuple[str, ...]) -> str:
    if sum(len(nfc(one)) for one in places) > LENGTHS["toplaces"]:
        page.fault("ToPlaces", _("Dài hơn %(most)d ký tự.") % {"most": LENGTHS["toplaces"]})
    return _within("ToPlaces", *(page.text("Place", one) for one in places))


def _other(page: _Page, other: OtherInfo) -> str:
    direction = "" if other.direction is None else str(other.direction).lower()
    return _within(
        "OtherInfo",
        page.number("Priority", other.priority),
        page.text("SphereOfPromulgation", other.sphere),
        page.text("TyperNotation", other.type_notation),
        page.number("PromulgationAmount", other.copies),
        page.number("PageAmount", other.pages),
        page.text("Direction", direction),
        _within("Appendixes", *(page.text("Appendix", one) for one in other.appendixes)),
    )


def _response(page: _Page, one: ResponseFor, *, needed: bool = False) -> str:
    if needed and not (one.document_id or (one.code and one.promulgated)):
        page.fault("ResponseFor", _("Phải nói rõ trả lời văn bản nào."))
    return _within(
        "ResponseFor",
        page.organ_id(one.organ_id),
        page.text("Code", one.code),
        page.text("PromulgationDate", parts.written_day(one.promulgated) if one.promulgated else ""),
        page.text("DocumentId", one.document_id),
    )


def _hop(page: _Page, hop: Hop) -> str:
    return _within(
        "TraceHeader", page.organ_id(hop.organ_id), page.text("Timestamp", parts.written_moment(hop.at))
    )


def _business(page: _Page, business: Business) -> str:
    kind, update, replace = business.kind, business.kind is Kind.UPDATE, business.kind is Kind.REPLACE
    if kind is not Kind.NEW and not nfc(business.reason):
        page.fault("BussinessDocReason", _("Phần này bắt buộc phải có."))
    if update != (business.content_changed or business.receivers_changed):
        page.fault("BussinessDocumentInfo", _("Cập nhật phải nói rõ sửa nội dung hay nơi nhận."))
    if bool(business.receivers) != business.receivers_changed:
        page.fault("ReceiverList", _("Ghi nơi nhận thêm, bớt khi và chỉ khi nơi nhận thay đổi."))
    if replace != bool(business.replacements) or any(not one.organ_ids for one in business.replacements):
        page.fault("ReplacementInfoList", _("Thay thế phải nói rõ văn bản nào, ở cơ quan nào."))
    _each_once(page, "Receiver", (one.organ_id for one in business.receivers))
    info = (
        page.number("DocumentInfo", int(business.content_changed)),
        page.number("DocumentReceiver", int(business.receivers_changed)),
        _within(
            "ReceiverList",
            *(
                _within("Receiver", page.organ_id(one.organ_id), page.number("ReceiverType", int(one.added)))
                for one in business.receivers
            ),
        ),
    )
    replacements = (
        _within(
            "ReplacementInfo",
            page.text("DocumentId", one.document_id, needed=True),
            _within("OrganIdList", *(page.organ_id(organ) for organ in one.organ_ids)),
        )
        for one in business.replacements
    )
    return _within(
        "Bussiness",
        page.number("BussinessDocType", int(kind)),
        page.text("BussinessDocReason", business.reason),
        page.text("DocumentId", business.document_id, needed=kind in (Kind.RECALL, Kind.UPDATE)),
        page.number("Paper", business.paper),
        _within("BussinessDocumentInfo", *info) if update else "",
        _within("ReplacementInfoList", *replacements),
        _staff(page, business.staff),
    )


def _staff(page: _Page, staff: Staff | None) -> str:
    if staff is None:
        return ""
    return _within(
        "StaffInfo",
        page.text("Department", staff.department),
        page.text("Staff", staff.staff),
        page.text("Mobile", staff.mobile),
        page.text("Email", staff.email),
    )


def _reference(page: _Page, one: Attachment, *, packed: bool) -> str:
    return _within(
        "Reference",
        page.text("ContentId", f"cid:{one.id}" if one.id else "", needed=True),
        page.text("ContentType", _ZIP if packed else one.content_type, needed=True),
        page.text("Description", one.description),
        page.text("AttachmentName", one.name, needed=True),
    )


def _encoded(page: _Page, one: Attachment, *, packed: bool) -> str:
    content = attachments.packed(one.content, one.name) if packed else one.content
    return _within(
        "Attachment",
        page.text("ContentId", f"cid:{one.id}"),
        page.text("AttachmentName", one.name),
        page.text("Description", one.description),
        page.text("ContentType", _ZIP if packed else one.content_type),
        f"<edXML:ContentTransferEncoded>{base64.b64encode(content).decode()}</edXML:ContentTransferEncoded>",
    )
