"""`edxml`: messages of 50 KB written and signed, then judged and read, on one core. Prints JSON.

The messages differ in their file, so that nothing is the same twice in a row. They are signed rsa-sha256 by a key of
2048 bits.
"""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from tinhso.government.axis.formats.messages import (
    Attachment,
    Business,
    DocumentMessage,
    DocumentType,
    Hop,
    Organ,
    SignerInfo,
)
from tinhso.government.axis.formats.receiving import receive
from tinhso.government.axis.formats.signatures import Signer, Standing
from tinhso.government.axis.formats.writing import write

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
MESSAGES, ROUNDS, LEAST = 200, 7, 50_000


def main() -> None:
    many = [_message(number) for number in range(MESSAGES)]
    signer = _signer()
    print(json.dumps({"per_second": median(_round(many, signer) for _ in range(ROUNDS))}))


def _message(number: int) -> DocumentMessage:
    organs = [
        Organ(id=f"H61.{code}", name=f"Ủy ban nhân dân xã {code}", email="xa@vidu.vn") for code in (101, 102)
    ]
    return DocumentMessage(
        sender=organs[0],
        receivers=(organs[1],),
        document_id=f"H61.101,2026/11/22,{number}/UBND-VP",
        number=f"{number}",
        notation="UBND-VP",
        promulgated=date(2026, 11, 22),
        type=DocumentType(name="Công văn"),
        subject=f"Về việc chuẩn bị cuộc họp số {number}",
        signer=SignerInfo(competence="KT. CHỦ TỊCH", position="Phó Chủ tịch", full_name="Lê Văn Ví Dụ"),
        hops=(Hop(organ_id="H61.101", at=AT),),
        business=Business(reason="Văn bản mới"),
        attachments=(
            Attachment(
                id=f"{number}",
                name="a.pdf",
                content_type="application/pdf",
                content=os.urandom(LEAST * 3 // 4),
            ),
        ),
    )


def _signer() -> Signer:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Cơ quan ví dụ")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = (
        made.not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return Signer(certificate, lambda octets: key.sign(octets, PKCS1v15(), hashes.SHA256()))


def _round(many: list[DocumentMessage], signer: Signer) -> float:
    """There and back, a second of this process's CPU."""
    pinned = [signer.certificate]
    began = time.process_time()
    for message in many:
        raw = write(message, signer=signer)
        found = receive(raw, pinned=pinned, at=AT)
        assert len(raw) > LEAST
        assert found.judgement.standing is Standing.VALID
    return len(many) / (time.process_time() - began)


if __name__ == "__main__":
    main()
