"""Making signatures. Keys and chains stay loaded: the stock signer would check its key again for each signature."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import cms, x509
from pyhanko.pdf_utils.generic import ArrayObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tinhso.foundation.signing import keys, stamps, trust
from tinhso.foundation.signing.models import Certificate, SigningKey
from tinhso.foundation.signing.rules import Profile, SignerSpec
from tinhso.foundation.signing.timestamps import TimestampAuthority, encoded, signature_algorithm
from tinhso.kernel.clock import local

Box = tuple[int, int, int, int]
AROUND = 2048
"""More bytes than a signature has beside its certificates and its timestamp."""
_SIZE = re.compile(r"(?P<place>.+)/(?P<width>\d+)x(?P<height>\d+)")


@dataclass(frozen=True)
class Place:
    """Where on which page, in points from the lower left corner."""

    page: int
    left: float
    top: float
    width: float
    height: float


class KeptKey(Signer):
    """A signer whose key is loaded once per process."""

    def __init__(
        self, certificate: x509.Certificate, chain: Sequence[x509.Certificate], key: keys.PrivateKey
    ) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple(chain)
        super().__init__(
            signing_cert=certificate,
            cert_registry=registry,
            embed_roots=False,
            signature_mechanism=encoded(signature_algorithm(key)),
        )
        self.key = key
        self.size = len(keys.signature(key, b"")) + 2

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(self.size) if dry_run else keys.signature(self.key, data)

    # Attributes are copied into the signature: as they are encoded, not part by part.

    async def signed_attrs(self, *given: Any, **named: Any) -> cms.CMSAttributes:
        return encoded(await super().signed_attrs(*given, **named))

    async def unsigned_attrs(self, *given: Any, **named: Any) -> cms.CMSAttributes | None:
        found = await super().unsigned_attrs(*given, **named)
        return found and encoded(found)


def signer(certificate: Certificate) -> Signer:
    """The signer of a certificate, kept."""
    assert certificate.key is not None
    issuers = tuple(issuer.dump() for issuer in trust.chain(certificate))
    return _signer(certificate.pem, issuers, certificate.key.store, certificate.key.label)


@lru_cache(maxsize=512)
def _signer(pem: str, issuers: tuple[bytes, ...], store: str, label: str) -> Signer:
    certificate, chain = trust.parse(pem), [x509.Certificate.load(der) for der in issuers]
    if store == SigningKey.Store.PKCS11:
        from pyhanko.sign.pkcs11 import PKCS11Signer

        token_signer = PKCS11Signer(
            keys.token_session(),
            signing_cert=certificate,
            ca_chain=chain,
            key_label=label,
            prefer_pss=True,
            embed_roots=False,
            use_raw_mechanism=certificate.public_key.algorithm == "ec",
        )
        # Loaded before it is kept: a signer that once failed to load waits for itself for ever.
        asyncio.run(token_signer.ensure_objects_loaded())
        return token_signer
    if store == SigningKey.Store.REMOTE:
        from tinhso.foundation.signing.remote import RemoteKey

        return RemoteKey(certificate, chain, label)
    return KeptKey(certificate, chain, keys.load(label))


def forget_token() -> None:
    """Let go of the token's session and of what was loaded through it, after it failed."""
    _signer.cache_clear()
    keys.close_token()


def timestamp_authority(certificate: Certificate) -> TimestampAuthority:
    """The in-process timestamp authority of a certificate, kept."""
    assert certificate.key is not None
    issuers = tuple(issuer.dump() for issuer in trust.chain(certificate))
    return _timestamp_authority(certificate.pem, issuers[:-1], certificate.key.label)


@lru_cache(maxsize=8)
def _timestamp_authority(pem: str, issuers: tuple[bytes, ...], label: str) -> TimestampAuthority:
    chain = tuple(x509.Certificate.load(der) for der in issuers)
    return TimestampAuthority(trust.parse(pem), keys.load(label), chain)


def sign(
    pdf: bytes,
    signers: Sequence[tuple[SignerSpec, Certificate]],
    *,
    authority: TimestampAuthority,
    at: datetime,
    profile: Profile,
) -> bytes:
    """Add the signatures in the order given, each in a revision of its own."""
    context = trust.stored().context(at=at) if profile is Profile.B_LTA else None
    hands = [(spec, certificate, signer(certificate)) for spec, certificate in signers]
    return asyncio.run(_sign(pdf, hands, authority=authority, at=at, context=context))


async def _sign(
    pdf: bytes,
    hands: Sequence[tuple[SignerSpec, Certificate, Signer]],
    *,
    authority: TimestampAuthority,
    at: datetime,
    context: ValidationContext | None,
) -> bytes:
    lasting = context is not None
    hand_box: Box | None = None
    for number, (spec, certificate, hand) in enumerate(hands, 1):
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        field = f"{certificate.kind}-{sum(1 for _ in enumerate_sig_fields(writer.prev)) + 1}"
        place = _corner(writer.prev, spec.words) if spec.words else places(writer.prev).get(spec.place)
        box, style = (None, None) if place is None else _appearance(place, spec, certificate, hand_box)
        if certificate.kind == Certificate.Kind.PERSON:
            hand_box = box
        metadata = PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            name=certificate.name,
            reason=spec.reason or None,
            embed_validation_info=lasting,
            use_pades_lta=lasting and number == len(hands),
            validation_context=context,
        )
        pdf_signer = PdfSigner(
            metadata,
            hand,
            timestamper=authority.at(at),
            stamp_style=style,
            new_field_spec=SigFieldSpec(
                field,
                on_page=place.page if place else 0,
                box=box,
                readable_field_name=f"Chữ ký số: {certificate.name}",
            ),
        )
        pdf = await _sign_once(pdf_signer, writer, at, await _room(hand, authority.at(at)))
    return pdf


async def _room(hand: Signer, stamper: TimeStamper) -> int:
    """Hexadecimal digits to keep for a signature. The library makes one to measure it, and may take seconds over it."""
    token = await stamper.async_dummy_response("sha256")
    parts = (hand.signing_cert, *hand.cert_registry, token)
    return 2 * (sum(len(one.dump()) for one in parts) + AROUND)


async def _sign_once(
    pdf_signer: PdfSigner, writer: IncrementalPdfFileWriter, at: datetime, room: int
) -> bytes:
    """What the library's own one-call form does, with the time and the room handed in."""
    session = pdf_signer.init_signing_session(writer)
    session.system_time = local(at)
    checked = await session.perform_presign_validation(writer)
    prepared = session.prepare_tbs_document(checked, bytes_reserved=room)
    digest, output = prepared.digest_tbs_document()
    unfinished = await prepared.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=session.system_time),
    )
    await unfinished.post_signature_processing(output)
    output.seek(0)
    return bytes(output.read())


def _appearance(
    place: Place, spec: SignerSpec, certificate: Certificate, hand: Box | None
) -> tuple[Box, StaticStampStyle]:
    """A person signs in the middle of the place; the seal covers the left third of that signature."""
    if spec.words:
        box = _whole(place.left, place.top - place.height, place.left + place.width, place.top)
        return box, stamps.words(spec.words, width=place.width, height=place.height)
    if certificate.kind == Certificate.Kind.PERSON:
        width, height = _size(spec, place)
        box = _around(place.left + place.width / 2, place.top - place.height / 2, width, height)
        return box, stamps.hand(certificate.name, width=width, height=height, image=spec.image)
    width, height = _size(spec, place, seal=True)
    left, bottom, right, top = hand or _around(
        place.left + place.width / 2, place.top - place.height / 2, 0.62 * place.width, place.height
    )
    box = _around(left + (right - left) / 3 - width / 2, (bottom + top) / 2, width, height)
    demo = certificate.issuer.demo
    return box, stamps.seal(certificate.name, width=width, height=height, demo=demo, image=spec.image)


def _size(spec: SignerSpec, place: Place, *, seal: bool = False) -> tuple[float, float]:
    """Width and height in points: a seal's picture is as large as it is, a hand's is made to fit its place."""
    side = stamps.SEAL * stamps.MILLIMETRE * min(1.0, place.height / (28 * stamps.MILLIMETRE))
    drawn = (side, side) if seal else (0.62 * place.width, place.height)
    if not spec.image:
        return drawn
    width = spec.width * stamps.MILLIMETRE or drawn[0]
    height = width * stamps.proportion(spec.image)
    fitting = 1.0 if seal else min(1.0, place.width / width, place.height / height)
    return width * fitting, height * fitting


def _around(x: float, y: float, width: float, height: float) -> Box:
    return _whole(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _whole(left: float, bottom: float, right: float, top: float) -> Box:
    return round(left), round(bottom), round(right), round(top)


def _corner(reader: PdfFileReader, words: Sequence[str]) -> Place:
    """The top right corner of the first page, as large as these lines need."""
    page: Any = reader.find_page_for_modification(0)[0].get_object()
    while "/MediaBox" not in page and "/Parent" in page:
        page = page["/Parent"]
    _left, _bottom, right, top = map(float, page.get("/MediaBox", (0, 0, 595, 842)))
    width, height = stamps.room(words)
    edge = 8 * stamps.MILLIMETRE
    above = 5 * stamps.MILLIMETRE  # three lines stay clear of the heading, which begins 20 mm down
    return Place(page=0, left=right - edge - width, top=top - above, width=width, height=height)


def places(reader: PdfFileReader) -> dict[str, Place]:
    """The named destinations of a file that mark where to sign, by name without their size."""
    found: dict[str, Place] = {}
    tree = reader.root.get("/Names", {}).get("/Dests")
    for name, target in _destinations(tree) if tree is not None else ():
        size = _SIZE.fullmatch(str(name))
        if size is None or not isinstance(target, ArrayObject) or len(target) < 4:
            continue
        found[size["place"]] = Place(
            page=_page_number(reader, target.raw_get(0)),
            left=float(target[2]),
            top=float(target[3]),
            width=int(size["width"]) * stamps.MILLIMETRE,
            height=int(size["height"]) * stamps.MILLIMETRE,
        )
    return found


def _destinations(node: Any) -> list[tuple[Any, Any]]:
    pairs = node.get("/Names", [])
    found = [(pairs[index], pairs[index + 1]) for index in range(0, len(pairs), 2)]
    for kid in node.get("/Kids", []):
        found += _destinations(kid)
    return found


def _page_number(reader: PdfFileReader, page: Any) -> int:
    for number in range(int(reader.root["/Pages"]["/Count"])):
        if reader.find_page_for_modification(number)[0].reference == page.reference:
            return number
    return 0
