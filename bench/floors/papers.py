"""A letter and two signatures with nothing to spare: a warm compiler, keys kept loaded, times stamped in process.

PDF/A-2b; PAdES B-T twice, or B-LTA with its revocation data invisible, ECDSA P-256.
No QR code, no right, no row, no file.
"""

from __future__ import annotations

import asyncio
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import typst
from asn1crypto import algos, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

TEMPLATE = Path(__file__).parent / "letter.typ"
_ECDSA = ec.ECDSA(hashes.SHA256())


class Press:
    """A compiler that stays warm."""

    def __init__(self, family: str, folders: tuple[Path, ...]) -> None:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(one) for one in folders]
        )
        self._compiler = typst.Compiler(root=str(TEMPLATE.parent), font_paths=fonts, ignore_system_fonts=True)
        self._family = family

    def letter(self, number: int, *, at: datetime) -> bytes:
        lines = [
            ("Họ, chữ đệm, tên", f"TRẦN GIA BẢO {number}"), ("Ngày, tháng, năm sinh", "02/11/2026"),
            ("Ghi bằng chữ", "Ngày hai, tháng mười một, năm hai nghìn không trăm hai mươi sáu"),
            ("Giới tính", "Nam"), ("Dân tộc", "Kinh"), ("Quốc tịch", "Việt Nam"),
            ("Nơi sinh", "Trung tâm Y tế khu vực Càng Long, tỉnh Vĩnh Long"),
            ("Quê quán", "Xã Càng Long, tỉnh Vĩnh Long"),
            ("Họ, chữ đệm, tên người mẹ", "NGUYỄN THỊ HẠNH"), ("Năm sinh", "1998"), ("Dân tộc", "Kinh"),
            ("Nơi cư trú", "Ấp 3, xã Càng Long, tỉnh Vĩnh Long"), ("Họ, chữ đệm, tên người cha", "TRẦN VĂN NAM"),
            ("Năm sinh", "1995"), ("Dân tộc", "Kinh"), ("Nơi cư trú", "Ấp 3, xã Càng Long, tỉnh Vĩnh Long"),
            ("Người đi khai", "NGUYỄN THỊ HẠNH"), ("Giấy tờ tùy thân", "084198001234"),
        ]  # fmt: skip
        data = {
            "office": "Ủy ban nhân dân xã Càng Long", "number": f"{number}/2026/GXN", "lines": lines,
            "place": "Càng Long, ngày 22 tháng 11 năm 2026", "signer": "Nguyễn Văn Hòa",
        }  # fmt: skip
        made = self._compiler.compile(
            input=str(TEMPLATE), format="pdf", pdf_standards="a-2b", timestamp=int(at.timestamp()),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False), "family": self._family},
        )  # fmt: skip
        assert isinstance(made, bytes)
        return made


class _Kept(Signer):
    """A signer that loads its key once."""

    def __init__(
        self, certificate: asn1.Certificate, chain: list[asn1.Certificate], key: ec.EllipticCurvePrivateKey
    ):
        registry = SimpleCertificateStore()
        registry.register_multiple(chain)
        super().__init__(
            signing_cert=certificate, cert_registry=registry, embed_roots=False,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )  # fmt: skip
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(72) if dry_run else self._key.sign(data, _ECDSA)


class _KeptStamper(DummyTimeStamper):
    """The library's in-process authority, its P-256 key loaded once."""

    def __init__(
        self, certificate: asn1.Certificate, chain: list[asn1.Certificate], key: ec.EllipticCurvePrivateKey
    ):
        encoded = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        store = SimpleCertificateStore()
        store.register_multiple(chain)
        super().__init__(certificate, keys.PrivateKeyInfo.load(encoded), store)
        self._key = key

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime) -> Any:
        from asn1crypto import cms
        from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute

        digest = hashes.Hash(hashes.SHA256())
        digest.update(tst_info_data)
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(self.tsa_cert)),
                simple_cms_attribute("message_digest", digest.finalize()),
            ]
        )
        return self._key.sign(attributes.dump(), _ECDSA), attributes

    def _build_signed_data(self, *given: Any) -> dict[str, Any]:
        made: dict[str, Any] = super()._build_signed_data(*given)
        made["signer_infos"][0]["signature_algorithm"] = {"algorithm": "sha256_ecdsa"}
        return made


class Hands:
    """Two signers and a timestamp authority under one root, made for the run."""

    def __init__(self, *, at: datetime, lasting: bool = False) -> None:
        self._at = at - timedelta(days=1)
        root_key = ec.generate_private_key(ec.SECP256R1())
        root = self._certificate("Root", root_key, root_key, "Root")
        self._trust = (root, self._revocations(root_key), at) if lasting else None
        self._signers, chain = [], [root]
        for name in ("Leader", "Agency"):
            key = ec.generate_private_key(ec.SECP256R1())
            self._signers.append(_Kept(self._certificate(name, key, root_key, "Root"), chain, key))
        key = ec.generate_private_key(ec.SECP256R1())
        self._stamper = _KeptStamper(
            self._certificate("Times", key, root_key, "Root", times=True), chain, key
        )

    def sign(self, pdf: bytes) -> bytes:
        return asyncio.run(self._sign(pdf))

    async def _sign(self, pdf: bytes) -> bytes:
        context = None
        if self._trust is not None:
            root, revocations, moment = self._trust
            context = ValidationContext(
                trust_roots=[root], crls=[revocations], moment=moment, revocation_mode="require"
            )
        for number, signer in enumerate(self._signers):
            metadata = PdfSignatureMetadata(
                field_name=f"s{number}", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES,
                embed_validation_info=context is not None, validation_context=context,
                use_pades_lta=context is not None and signer is self._signers[-1],
            )  # fmt: skip
            made = await PdfSigner(metadata, signer, timestamper=self._stamper).async_sign_pdf(
                IncrementalPdfFileWriter(io.BytesIO(pdf))
            )
            pdf = made.getvalue()
        return pdf

    def _revocations(self, key: ec.EllipticCurvePrivateKey) -> bytes:
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root")]))
            .last_update(self._at)
            .next_update(self._at + timedelta(days=30))
            .add_extension(x509.CRLNumber(1), critical=False)
            .sign(key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.DER)

    def _certificate(
        self,
        name: str,
        key: ec.EllipticCurvePrivateKey,
        issuer_key: ec.EllipticCurvePrivateKey,
        issuer: str,
        *,
        times: bool = False,
    ) -> asn1.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._at)
            .not_valid_after(self._at + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=name == issuer, path_length=None), critical=True)
            .add_extension(_usage(authority=name == issuer), critical=True)
        )
        if times:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
        signed = builder.sign(issuer_key, hashes.SHA256())
        return asn1.Certificate.load(signed.public_bytes(serialization.Encoding.DER))


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_cert_sign=authority, crl_sign=authority,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
