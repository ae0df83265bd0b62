"""What agencies of the simulator send: documents as the kits of the field write them, and every mishap on the way."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from io import BytesIO
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from tinhso.contracts.documents import Place
from tinhso.government.axis.engine.simulator import simulator
from tinhso.government.axis.formats.messages import (
    Attachment,
    Business,
    DocumentMessage,
    DocumentType,
    Hop,
    Kind,
    Organ,
    OtherInfo,
    Replacement,
    ResponseFor,
    SignerInfo,
    StatusMessage,
)
from tinhso.government.axis.formats.reading import read
from tinhso.government.axis.formats.signatures import DSIG, Signer
from tinhso.government.axis.formats.writing import NAMESPACE, write
from tinhso.kernel import clock
from tinhso.kernel.ids import new_id

_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


class Mishap(StrEnum):
    """What is sent, and what is odd about it."""

    NONE = "none"
    PACKED = "packed"
    REORDERED = "reordered"
    BARE = "bare"
    """Without prefixes."""
    EMPTY_SIGNATURE = "empty_signature"
    OLD_SIGNATURE = "old_signature"
    """By SHA-1."""
    UNSIGNED = "unsigned"
    DOUBLED = "doubled"
    CUT = "cut"
    CHANGED = "changed"
    """After it was signed."""
    UNKNOWN = "unknown"
    """To a code that nobody has."""
    RECALLED = "recalled"
    UPDATED = "updated"
    REPLACED = "replaced"
    RECALLED_FIRST = "recalled_first"


class Message(NamedTuple):
    """Octets, and whom the axis gives them to."""

    raw: bytes
    receiver: str


def messages(
    mishap: Mishap, *, sender: Place, receiver: Place, at: datetime, number: str = ""
) -> list[Message]:
    """What comes, in the order it comes. Without a number the letter has one of nine hundred."""
    new = document(sender=sender, receiver=receiver, at=at, number=number)
    raw = _written(new)
    if mishap == Mishap.UNKNOWN:
        return [Message(raw, "X99.999")]
    one = Message(raw, receiver.code)
    if mishap == Mishap.DOUBLED:
        return [one, one]
    if mishap in _CHANGES:
        change = Message(_written(changed(new, _CHANGES[mishap], at=at)), receiver.code)
        return [change, one] if mishap == Mishap.RECALLED_FIRST else [one, change]
    if mishap in _WRITTEN:
        return [Message(_WRITTEN[mishap](new), receiver.code)]
    return [one]


def document(
    *, sender: Place, receiver: Place, at: datetime, content: bytes = b"", number: str = ""
) -> DocumentMessage:
    """An invented letter."""
    number = number or f"{new_id().int % 900 + 100}"
    day = clock.local(at).date()
    return DocumentMessage(
        sender=Organ(id=sender.code, name=sender.name),
        receivers=(Organ(id=receiver.code, name=receiver.name),),
        document_id=f"{sender.code},{day:%Y/%m/%d},{number}/UBND-VP",
        number=number,
        notation="UBND-VP",
        place="Mô Phỏng",
        promulgated=day,
        type=DocumentType(name="Công văn"),
        subject=f"Về việc thử kết nối trục liên thông số {number}",
        content="Văn bản mô phỏng, không có giá trị.",
        signer=SignerInfo(competence="TL. CHỦ TỊCH", position="Chánh Văn phòng", full_name="Lê Thị Mô Phỏng"),
        due=day + timedelta(days=7),
        to_places=("Như trên",),
        other=OtherInfo(pages=1),
        hops=(Hop(organ_id=sender.code, at=at),),
        business=Business(reason="Văn bản mới"),
        attachments=(
            Attachment(
                id=str(new_id()), name=f"{number}-UBND-VP.pdf", content_type="application/pdf",
                content=content or _pdf(),
            ),
        ),
    )  # fmt: skip


def changed(one: DocumentMessage, kind: Kind, *, at: datetime) -> DocumentMessage:
    """What its sender sends to take it back, correct it or replace it."""
    own, done = str(new_id()), one.document_id
    hops = (Hop(organ_id=one.sender.id, at=at),)
    if kind is Kind.RECALL:
        business = Business(kind=kind, reason="Ban hành nhầm nơi nhận", document_id=done)
        return replace(one, document_id=own, business=business, attachments=(), hops=hops)
    if kind is Kind.UPDATE:
        business = Business(
            kind=kind, reason="Đính chính: thời gian họp là 14 giờ", document_id=done, content_changed=True
        )
        return replace(one, document_id=own, business=business, hops=hops)
    other = document(
        sender=Place(code=one.sender.id, name=one.sender.name),
        receiver=Place(code=one.receivers[0].id, name=one.receivers[0].name), at=at,
    )  # fmt: skip
    from_it = replace(other.business, kind=kind, reason="Thay thế văn bản có sai sót")
    organs = tuple(each.id for each in one.receivers)
    return replace(
        other, business=replace(from_it, replacements=(Replacement(document_id=done, organ_ids=organs),))
    )


def status_of(raw: bytes, *, answering: Place, status: str, words: str, at: datetime) -> bytes:
    """What a receiver in the simulator says of a document of ours."""
    found = read(raw).message
    assert isinstance(found, DocumentMessage)
    about = found.business.document_id if found.business.kind is Kind.RECALL else found.document_id
    message = StatusMessage(
        sender=Organ(id=answering.code, name=answering.name),
        about=ResponseFor(
            organ_id=found.sender.id, code=f"{found.number}/{found.notation}", promulgated=found.promulgated,
            document_id=about,
        ),
        status=status,
        description=words,
        at=at,
    )  # fmt: skip
    return _written(message)


def give(found: list[Message], *, sender: str) -> None:
    """Lay messages on the simulator's shelf."""
    for one in found:
        simulator().give(one.raw, sender=sender, receivers=[one.receiver])


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def certificate() -> x509.Certificate:
    """What agencies of the simulator sign with, all of them; of this process alone."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Trục mô phỏng")])
    made = x509.CertificateBuilder(name, name, _key().public_key(), x509.random_serial_number())
    now = clock.now()
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=365))
    return made.sign(_key(), hashes.SHA256())


def _signer() -> Signer:
    return Signer(certificate(), lambda octets: _key().sign(octets, PKCS1v15(), hashes.SHA256()))


def _written(message: DocumentMessage | StatusMessage) -> bytes:
    return write(message, signer=_signer())


def _reordered(message: DocumentMessage) -> bytes:
    root = etree.fromstring(write(message))
    header = root.find(f".//{{{NAMESPACE}}}MessageHeader")
    assert header is not None
    header[:] = reversed(header)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _empty_signature(message: DocumentMessage) -> bytes:
    return write(message).replace(
        b"</edXML:edXMLHeader>", b"<edXML:DigitalSignature></edXML:DigitalSignature></edXML:edXMLHeader>"
    )


def _changed(message: DocumentMessage) -> bytes:
    return _written(message).replace("thử kết nối".encode(), "thay nội dung".encode())


def _old_signature(message: DocumentMessage) -> bytes:
    """As kits of the field sign: SHA-1 throughout."""
    plain = write(message)
    root = etree.fromstring(plain)
    digest = hashlib.sha1(etree.tostring(root, method="c14n", exclusive=True), usedforsecurity=False).digest()
    info = (
        f'<SignedInfo xmlns="{DSIG}"><CanonicalizationMethod Algorithm="{_EXCLUSIVE}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{DSIG}rsa-sha1"></SignatureMethod><Reference URI=""><Transforms>'
        f'<Transform Algorithm="{DSIG}enveloped-signature"></Transform>'
        f'<Transform Algorithm="{_EXCLUSIVE}"></Transform></Transforms>'
        f'<DigestMethod Algorithm="{DSIG}sha1"></DigestMethod>'
        f"<DigestValue>{base64.b64encode(digest).decode()}</DigestValue></Reference></SignedInfo>"
    ).encode()
    value = base64.b64encode(_key().sign(info, PKCS1v15(), hashes.SHA1())).decode()  # noqa: S303 - as kits sign
    own = base64.b64encode(certificate().public_bytes(Encoding.DER)).decode()
    signature = (
        f'<Signature xmlns="{DSIG}">{info.decode()}<SignatureValue>{value}</SignatureValue><KeyInfo><X509Data>'
        f"<X509Certificate>{own}</X509Certificate></X509Data></KeyInfo></Signature>"
    ).encode()
    return plain.replace(b"</edXML:edXMLHeader>", signature + b"</edXML:edXMLHeader>")


def _pdf() -> bytes:
    import pikepdf

    held = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(held)
    return held.getvalue()


_CHANGES = {
    Mishap.RECALLED: Kind.RECALL, Mishap.UPDATED: Kind.UPDATE, Mishap.REPLACED: Kind.REPLACE,
    Mishap.RECALLED_FIRST: Kind.RECALL,
}  # fmt: skip
_WRITTEN: dict[Mishap, Callable[[DocumentMessage], bytes]] = {
    Mishap.PACKED: lambda one: write(one, signer=_signer(), packed=True),
    Mishap.REORDERED: _reordered,
    Mishap.BARE: lambda one: write(one).replace(b"xmlns:edXML=", b"xmlns=").replace(b"edXML:", b""),
    Mishap.EMPTY_SIGNATURE: _empty_signature,
    Mishap.OLD_SIGNATURE: _old_signature,
    Mishap.UNSIGNED: write,
    Mishap.CUT: lambda one: _written(one)[: len(_written(one)) // 2],
    Mishap.CHANGED: _changed,
}
