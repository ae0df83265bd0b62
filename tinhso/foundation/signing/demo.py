"""The demo authority: a root, an issuer and a timestamp authority made on first run, outside the repository.

It lets a province try everything before it has real certificates. In production it refuses to exist.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.db import transaction

from tinhso.foundation.signing import keys
from tinhso.foundation.signing.models import Authority, Certificate, RevocationList, SigningKey
from tinhso.kernel.errors import Conflict
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import nfc

LIFETIME = timedelta(days=3652)
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
NAME = "Tỉnh Số (trình diễn)"


@transaction.atomic
def ensure(*, at: datetime) -> Authority:
    """The issuing authority of the demo, made with its root, timestamp authority and revocation lists if missing."""
    _refuse_in_production()
    issuer = Authority.objects.filter(demo=True, parent__isnull=False).first()
    if issuer is not None:
        return issuer
    root = _authority(f"Chứng thực gốc {NAME}", parent=None, at=at)
    issuer = _authority(f"Chứng thực {NAME}", parent=root, at=at)
    issue(kind=Certificate.Kind.TIMESTAMP, holder=None, name=f"Cấp dấu thời gian {NAME}", at=at)
    for authority in (root, issuer):
        publish_revocations(authority, at=at)
    return issuer


@transaction.atomic
def issue(
    *,
    kind: Certificate.Kind,
    holder: Ref | None,
    name: str,
    organisation: str = "",
    title: str = "",
    agency: UUID | None = None,
    at: datetime,
    lifetime: timedelta = LIFETIME,
    rsa_bits: int | None = None,
) -> Certificate:
    """A certificate for a holder with a fresh key; the one it holds already where that is still usable."""
    _refuse_in_production()
    held = Certificate.objects.usable(at).filter(holder=holder, kind=kind, issuer__demo=True).first()
    if held is not None and holder is not None:
        return held
    issuer = Authority.objects.select_related("key").get(demo=True, parent__isnull=False)
    made = _new_key(at)
    return certify(
        issuer,
        kind=kind,
        holder=holder,
        name=nfc(name),
        organisation=nfc(organisation or (name if kind == Certificate.Kind.ORGANISATION else NAME)),
        title=title,
        agency=agency,
        at=at,
        lifetime=lifetime,
        public_key=keys.make(made.label, rsa_bits=rsa_bits).public_key(),
        key=made,
    )


def certify(
    issuer: Authority,
    *,
    kind: Certificate.Kind,
    holder: Ref | None,
    name: str,
    organisation: str,
    title: str = "",
    agency: UUID | None = None,
    at: datetime,
    lifetime: timedelta = LIFETIME,
    public_key: PublicKey,
    key: SigningKey,
) -> Certificate:
    """A certificate over a key that exists already, in a file or on a token."""
    _refuse_in_production()
    for_timestamps = kind == Certificate.Kind.TIMESTAMP
    builder = _start(_name(name, organisation, title), _issuer_name(issuer), public_key, at, lifetime)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(digital_signature=True, non_repudiation=not for_timestamps), True)
    if for_timestamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
    signed = _sign(builder, issuer)
    return Certificate.objects.create(
        kind=kind,
        holder=holder,
        agency=agency,
        name=name,
        organisation=organisation,
        subject=signed.subject.rfc4514_string(),
        serial=f"{signed.serial_number:x}",
        fingerprint=signed.fingerprint(hashes.SHA256()).hex(),
        pem=_pem(signed),
        issuer=issuer,
        key=key,
        not_before=signed.not_valid_before_utc,
        not_after=signed.not_valid_after_utc,
    )


@transaction.atomic
def revoke(certificate: Certificate, *, at: datetime, reason: str) -> None:
    """Revoke a certificate of the demo authority and publish the list that says so."""
    _refuse_in_production()
    if certificate.revoked_at is not None:
        raise Conflict("Chứng thư số này đã bị thu hồi.")
    certificate.revoked_at = at
    certificate.revocation_reason = nfc(reason)
    certificate.save(update_fields=["revoked_at", "revocation_reason"])
    publish_revocations(certificate.issuer, at=at)


def publish_revocations(authority: Authority, *, at: datetime) -> RevocationList:
    """Sign and keep a fresh revocation list of a demo authority."""
    last = authority.revocation_lists.last()
    number = 1 if last is None else int(last.number) + 1
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(_issuer_name(authority))
        .last_update(at)
        .next_update(at + LIFETIME)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_key_identifier(authority), critical=False)
    )
    for gone in authority.certificates.filter(revoked_at__isnull=False):
        assert gone.revoked_at is not None
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(int(gone.serial, 16))
            .revocation_date(gone.revoked_at)
            .build()
        )
    made = builder.sign(_key(authority), hashes.SHA256())
    return RevocationList.objects.create(
        authority=authority,
        der=made.public_bytes(serialization.Encoding.DER),
        number=str(number),
        this_update=at,
        next_update=at + LIFETIME,
    )


def _authority(name: str, *, parent: Authority | None, at: datetime) -> Authority:
    stored = _new_key(at)
    key = keys.make(stored.label)
    subject = _name(name, NAME)
    builder = _start(subject, _issuer_name(parent) if parent else subject, key.public_key(), at, LIFETIME)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0 if parent else 1), True)
    builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    signed = _sign(builder, parent) if parent else builder.sign(key, hashes.SHA256())
    return Authority.objects.create(
        name=name,
        parent=parent,
        pem=_pem(signed),
        fingerprint=signed.fingerprint(hashes.SHA256()).hex(),
        for_signatures=True,
        for_timestamps=True,
        demo=True,
        key=stored,
    )


def _start(
    subject: x509.Name, issuer: x509.Name, public_key: PublicKey, at: datetime, lifetime: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(at + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _sign(builder: x509.CertificateBuilder, issuer: Authority) -> x509.Certificate:
    return builder.add_extension(_key_identifier(issuer), critical=False).sign(_key(issuer), hashes.SHA256())


def _key(authority: Authority) -> keys.PrivateKey:
    assert authority.key is not None
    return keys.load(authority.key.label)


def _key_identifier(authority: Authority) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(_key(authority).public_key())


def _issuer_name(authority: Authority) -> x509.Name:
    return x509.load_pem_x509_certificate(authority.pem.encode()).subject


def _name(common: str, organisation: str, title: str = "") -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
    ]
    if title:
        parts.append(x509.NameAttribute(NameOID.TITLE, title[:64]))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _usage(
    *,
    digital_signature: bool = False,
    non_repudiation: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=non_repudiation,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _new_key(at: datetime) -> SigningKey:
    key = new_id()
    return SigningKey.objects.create(id=key, store=SigningKey.Store.FILE, label=str(key), created_at=at)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _refuse_in_production() -> None:
    if settings.PRODUCTION:
        raise Conflict(
            "Chứng thư số trình diễn không dùng được trong vận hành chính thức.",
            next_step="Khai báo chứng thư số do tổ chức có thẩm quyền cấp.",
        )
