"""Messages, keys and kits for the tests of edXML. Agencies, people and documents are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from tinhso.government.axis.formats import messages as m
from tinhso.government.axis.formats.signatures import Signer
from tinhso.kernel.clock import VIETNAM

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"


def key(name: str = "sender", *, bits: int = 2048) -> rsa.RSAPrivateKey:
    return _key(name, bits)


@cache
def _key(_name: str, bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def certificate(name: str = "sender", *, bits: int = 2048, days: int = 365) -> x509.Certificate:
    return _certificate(name, bits, days)


@cache
def _certificate(name: str, bits: int, days: int) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Cơ quan ví dụ {name}")])
    private = key(name, bits=bits)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=30))
        .not_valid_after(AT - timedelta(days=30) + timedelta(days=days))
        .sign(private, hashes.SHA256())
    )


def by(name: str = "sender", *, bits: int = 2048, days: int = 365) -> Signer:
    private = key(name, bits=bits)
    return Signer(
        certificate(name, bits=bits, days=days),
        lambda octets: private.sign(octets, PKCS1v15(), hashes.SHA256()),
    )


def organ(id: str = "H61.101", name: str = "Ủy ban nhân dân xã Càng Long") -> m.Organ:
    return m.Organ(
        id=id,
        in_charge="Tỉnh Vĩnh Long",
        name=name,
        address="Ấp Ví Dụ",
        email="xa@vidu.vn",
        telephone="02940000000",
    )


def file(number: int = 1, content: bytes = PDF) -> m.Attachment:
    return m.Attachment(
        id=f"6f1c0d1e-0000-4000-8000-{number:012}",
        name=f"Quyết định {number}.pdf",
        content_type="application/pdf",
        description="Bản chính",
        content=content,
    )


NEW = m.DocumentMessage(
    sender=organ(),
    receivers=(organ("000.00.05.H61", "Sở Ví Dụ"), organ("H15.50.05.13", "Chi cục Ví Dụ")),
    document_id="H61.101,2026/11/20,05/QĐ-UBND",
    number="05",
    notation="QĐ-UBND",
    place="Càng Long",
    promulgated=date(2026, 11, 20),
    type=m.DocumentType(code=2, detail=0, name="Quyết định"),
    subject="Về việc thành lập tổ công tác <số & liệu>",
    content="Thành lập tổ công tác",
    signer=m.SignerInfo(competence="KT. CHỦ TỊCH", position="Phó Chủ tịch", full_name="Lê Văn Ví Dụ"),
    due=date(2026, 12, 1),
    to_places=("Như Điều 3", "Lưu: VT, VP"),
    other=m.OtherInfo(
        priority=1,
        sphere="Nội vụ",
        type_notation="QĐ",
        copies=2,
        pages=3,
        direction=False,
        appendixes=("Phụ lục I", "Phụ lục II"),
    ),
    response_for=(
        m.ResponseFor(
            organ_id="000.00.05.H61",
            code="267/SVD-VP",
            promulgated=date(2026, 11, 2),
            document_id="000.00.05.H61,2026/11/02,267/SVD-VP",
        ),
    ),
    steering=2,
    hops=(m.Hop(organ_id="H61.101", at=datetime(2026, 11, 20, 15, 4, 5, tzinfo=VIETNAM)),),
    business=m.Business(
        reason="Văn bản điện tử mới",
        staff=m.Staff(department="Văn thư", staff="Trần Thị Ví Dụ", mobile="0900000000", email="vt@vidu.vn"),
    ),
    attachments=(file(1), file(2, "Bảng kê\r\n".encode())),
)
_DONE = "H61.101,2026/11/20,05/QĐ-UBND"
RECALL = replace(
    NEW,
    document_id="H61.101,2026/11/21,05/QĐ-UBND",
    attachments=(),
    business=m.Business(kind=m.Kind.RECALL, reason="Ban hành nhầm", document_id=_DONE),
)
UPDATE = replace(
    NEW,
    business=m.Business(
        kind=m.Kind.UPDATE,
        reason="Bổ sung nơi nhận",
        document_id=_DONE,
        content_changed=True,
        receivers_changed=True,
        receivers=(m.Receiver(organ_id="H61.102", added=True), m.Receiver(organ_id="H61.103", added=False)),
    ),
)
REPLACE = replace(
    NEW,
    business=m.Business(
        kind=m.Kind.REPLACE,
        reason="Thay văn bản sai",
        replacements=(m.Replacement(document_id=_DONE, organ_ids=("H61.102", "000.00.05.H61")),),
    ),
)
STATUS = m.StatusMessage(
    sender=organ("000.00.05.H61", "Sở Ví Dụ"),
    about=m.ResponseFor(
        organ_id="H61.101", code="05/QĐ-UBND", promulgated=date(2026, 11, 20), document_id=_DONE
    ),
    status=m.Status.ACCEPTED,
    description="Đã vào sổ văn bản đến",
    at=datetime(2026, 11, 20, 16, 0, 0, tzinfo=VIETNAM),
    staff=m.Staff(staff="Phạm Văn Ví Dụ"),
)
EVERY: tuple[m.Message, ...] = (
    NEW,
    RECALL,
    UPDATE,
    REPLACE,
    *(replace(STATUS, status=status.value) for status in m.Status),
)
