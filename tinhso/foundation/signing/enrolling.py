"""Certificates that a real authority issued: how they are brought in, and how they are taken out of use.

Nothing is taken on trust: the key is tried, the chain is followed to a root that is listed here or was named by its
fingerprint, and purpose and validity are read from the certificate.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.db import transaction

from tinhso.foundation.access.models import Account, Appointment
from tinhso.foundation.access.policy import require
from tinhso.foundation.access.roles import Role
from tinhso.foundation.signing import demo, keys
from tinhso.foundation.signing.models import Authority, Certificate, RevocationList, SigningKey
from tinhso.foundation.signing.rules import Scope
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound, Unavailable
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import nfc

MANAGE, MAIL_JOB = "signing.manage_certificates", "signing.mail_of_end"
LEAST_RSA_BITS = 2048
WARNED_BEFORE = (60, 30, 14, 7, 3, 1)
"""Days before its end at which a certificate is warned of."""
_SHA256 = hashes.SHA256()


@dataclass(frozen=True)
class Brought:
    """What somebody hands over: a certificate, those above it, and its key, or the key's label where it stays."""

    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...]
    key: keys.PrivateKey | str
    store: SigningKey.Store = SigningKey.Store.PKCS11
    """Where a key with a label stays."""


def from_pkcs12(content: bytes, password: bytes, *, chain: bytes = b"") -> Brought:
    """What a PKCS#12 file holds, with more certificates of its chain as PEM; Invalid for a wrong file or password."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, password or None)
    except ValueError as wrong:
        raise _refused("tệp PKCS#12 hỏng hoặc sai mật khẩu") from wrong
    if certificate is None or not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise _refused("tệp PKCS#12 không có đủ chứng thư số và khóa RSA hoặc ECDSA")
    return Brought(certificate, (*others, *_certificates(chain)), key)


def from_token(label: str, *, chain: bytes) -> Brought:
    """A key that stays on the PKCS#11 token, with its certificate and those above it as PEM, its own first."""
    found = _certificates(chain)
    if not found:
        raise _refused("không có chứng thư số nào trong tệp PEM")
    return Brought(found[0], found[1:], label)


def from_remote(label: str, *, chain: bytes) -> Brought:
    """A key that stays with the remote signing service, with its certificate and those above it as PEM."""
    found = _certificates(chain)
    if not found:
        raise _refused("không có chứng thư số nào trong tệp PEM")
    return Brought(found[0], found[1:], label, SigningKey.Store.REMOTE)


def enrol(
    brought: Brought,
    *,
    actor: Actor,
    kind: Certificate.Kind,
    holder: Ref | None,
    agency: UUID | None = None,
    trusted_root: str = "",
    scope: Scope = Scope.STATE,
    at: datetime,
) -> Certificate:
    """Let a holder sign with a certificate of a real authority.

    `trusted_root` is the SHA-256 fingerprint of a root that is to be trusted from now on, `scope` the list that it is
    put in; one that is listed already needs neither. Refused with Invalid, naming why, when key and certificate do not
    belong together, when the certificate is not valid now or not meant for this, or when no trusted root stands above
    it; with Conflict when it is enrolled already or, in production, when a demo authority issued it.
    """
    if kind == Certificate.Kind.TIMESTAMP and isinstance(brought.key, str):
        raise _refused("khóa cấp dấu thời gian phải ở trong tệp PKCS#12, không ở trên thiết bị")
    own = brought.certificate
    path = _path(own, brought.above)
    _check(own, path, kind=kind, at=at)
    if Certificate.objects.filter(fingerprint=_fingerprint(own)).exists():
        raise Conflict("Chứng thư số này đã được khai báo.")
    if settings.PRODUCTION and any(_is_demo(one) for one in path):
        raise Conflict("Chứng thư số trình diễn không dùng được trong vận hành chính thức.")
    with transaction.atomic():
        issuer = _authorities(
            path, trusted_root=trusted_root, scope=scope, timestamps=kind == Certificate.Kind.TIMESTAMP
        )
        made = Certificate(
            kind=kind,
            holder=holder,
            agency=agency,
            name=nfc(_said(own, NameOID.COMMON_NAME))[:200],
            organisation=nfc(_said(own, NameOID.ORGANIZATION_NAME))[:200],
            subject=own.subject.rfc4514_string(),
            serial=f"{own.serial_number:x}",
            fingerprint=_fingerprint(own),
            pem=_pem(own),
            issuer=issuer,
            not_before=own.not_valid_before_utc,
            not_after=own.not_valid_after_utc,
        )
        made.key = _key_of(made, brought.key, store=brought.store, at=at)
        made.save(force_insert=True)
        _record(made, "signing.enrolled", actor=actor, at=at, until=made.not_after.isoformat())
    return made


def retire(*, actor: Actor, certificate: UUID, reason: str, at: datetime) -> Certificate:
    """Let nobody sign with a certificate from now on. Its authority must be told too, where it was stolen or lost."""
    actor = require(actor, MANAGE, at=at)
    with transaction.atomic():
        found = (
            Certificate.objects.select_for_update(of=("self",))
            .select_related("issuer")
            .filter(pk=certificate)
            .first()
        )
        if found is None:
            raise NotFound("Không tìm thấy chứng thư số.")
        if found.revoked_at is not None:
            raise Conflict("Chứng thư số này đã ngừng dùng.")
        if not reason.strip():
            raise Invalid("Chưa nêu lý do.", faults=[Fault("reason", "trống")])
        found.revoked_at, found.revocation_reason = at, nfc(reason)[:200]
        found.save(update_fields=["revoked_at", "revocation_reason"])
        _record(found, "signing.retired", actor=actor, at=at)
        if found.issuer.demo:
            demo.publish_revocations(found.issuer, at=at)
    return found


def take_in_revocations(content: bytes, *, actor: Actor, at: datetime) -> RevocationList:
    """Keep a revocation list (DER or PEM) of a listed authority; without one no signature below it is called valid.

    Refused with Invalid when no listed authority signed it or it has no number, with Conflict when it is no newer.
    """
    try:
        pem = content.lstrip().startswith(b"-----")
        given = (x509.load_pem_x509_crl if pem else x509.load_der_x509_crl)(content)
        number = given.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except (ValueError, x509.ExtensionNotFound) as wrong:
        raise _refused("không phải danh sách thu hồi có số thứ tự") from wrong
    issuer = next((one for one in Authority.objects.all() if _signed_list(given, one)), None)
    if issuer is None or given.next_update_utc is None:
        raise _refused("danh sách thu hồi không do tổ chức đã khai báo ký, hoặc không ghi hạn")
    last = issuer.revocation_lists.last()
    if last is not None and number <= int(last.number):
        raise Conflict("Danh sách thu hồi này đã có, hoặc cũ hơn danh sách đang giữ.")
    with transaction.atomic():
        kept = RevocationList.objects.create(
            authority=issuer,
            der=given.public_bytes(serialization.Encoding.DER),
            number=str(number),
            this_update=given.last_update_utc,
            next_update=given.next_update_utc,
        )
        ledger.record(
            actor=actor, verb="signing.revocations_taken_in", about=Ref("signing.authority", issuer.pk), at=at,
            data={"number": kept.number, "next_update": kept.next_update.isoformat()},
        )  # fmt: skip
    return kept


def warn_of_ends(*, at: datetime) -> int:
    """Record which certificates end soon, at the days of `WARNED_BEFORE`; how many. Run once a day."""
    soon = Certificate.objects.usable(at).filter(not_after__lte=at + timedelta(days=max(WARNED_BEFORE) + 1))
    ending = [one for one in soon if (one.not_after - at).days in WARNED_BEFORE]
    with transaction.atomic():
        for one in ending:
            _record(one, "signing.ends_soon", actor=SYSTEM, at=at, until=one.not_after.isoformat())
            for account in _keepers(one, at=at):
                enqueue(MAIL_JOB, {"certificate": str(one.pk), "account": str(account)}, due_at=at)
    return len(ending)


def _keepers(certificate: Certificate, *, at: datetime) -> set[UUID]:
    """Whom the end of a certificate concerns: its holder, an agency's records clerks, the province's administrators."""
    today = clock.local(at).date()
    posts = Appointment.objects.filter(valid_from__lte=today).exclude(valid_until__lte=today)
    found = set(posts.filter(role=Role.ADMIN).values_list("account", flat=True))
    holder = certificate.holder
    if isinstance(holder, Ref) and holder.kind == "access.account":
        found.add(holder.id)
    elif isinstance(holder, Ref):
        found |= set(posts.filter(role=Role.RECORDS, agency=holder.id).values_list("account", flat=True))
    return set(
        Account.objects.filter(id__in=found, is_active=True).exclude(email="").values_list("id", flat=True)
    )


def _check(
    own: x509.Certificate, path: Sequence[x509.Certificate], *, kind: Certificate.Kind, at: datetime
) -> None:
    for one in (own, *path):
        if not one.not_valid_before_utc <= at < one.not_valid_after_utc:
            raise _refused(f"“{_said(one, NameOID.COMMON_NAME)}” chưa có hoặc hết hiệu lực")
    public = own.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        if public.key_size < LEAST_RSA_BITS:
            raise _refused(f"khóa RSA ngắn hơn {LEAST_RSA_BITS} bit")
    elif not isinstance(public, ec.EllipticCurvePublicKey):
        raise _refused("khóa không phải RSA hoặc ECDSA")
    extensions = own.extensions
    try:
        if extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            raise _refused("đây là chứng thư số của tổ chức cấp, không phải của người ký")
    except x509.ExtensionNotFound:
        pass
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        raise _refused("chứng thư số không nêu mục đích sử dụng khóa") from None
    if kind != Certificate.Kind.TIMESTAMP and not usage.content_commitment:
        # Whoever judges the signature asks for it, we among them.
        raise _refused("mục đích sử dụng khóa không có “chống chối bỏ” (nonRepudiation)")
    try:
        purposes = list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        purposes = []
    stamps = ExtendedKeyUsageOID.TIME_STAMPING in purposes
    if stamps != (kind == Certificate.Kind.TIMESTAMP):
        raise _refused("chứng thư số cấp dấu thời gian và chứng thư số ký văn bản không dùng thay nhau")


def _path(own: x509.Certificate, above: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """The issuers of a certificate from the nearest to the root, of those handed over and those we know."""
    known = [*above, *(x509.load_pem_x509_certificate(one.pem.encode()) for one in Authority.objects.all())]
    path: list[x509.Certificate] = []
    below = own
    while not path or below.subject != below.issuer:
        issuer = next((one for one in known if one not in path and _issued(below, one)), None)
        if issuer is None:
            raise _refused(f"thiếu chứng thư số của tổ chức cấp “{below.issuer.rfc4514_string()}”")
        path.append(issuer)
        below = issuer
    return path


def _issued(below: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
        return above.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False


def _signed_list(given: x509.CertificateRevocationList, authority: Authority) -> bool:
    own = x509.load_pem_x509_certificate(authority.pem.encode())
    public = own.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
    return given.issuer == own.subject and given.is_signature_valid(public)


def _authorities(
    path: Sequence[x509.Certificate], *, trusted_root: str, scope: Scope, timestamps: bool
) -> Authority:
    """The nearest issuer as it is listed, with those above it listed too."""
    found: Authority | None = None
    for one in reversed(path):
        listed = Authority.objects.filter(fingerprint=_fingerprint(one)).first()
        named = trusted_root.replace(":", "").lower()
        if found is None and listed is None and named != _fingerprint(one):
            raise _refused(
                f"gốc “{_said(one, NameOID.COMMON_NAME)}” chưa được tin cậy; dấu vân tay SHA-256: {_fingerprint(one)}"
            )
        if listed is None:
            listed = Authority(
                name=nfc(_said(one, NameOID.COMMON_NAME))[:200],
                parent=found,
                pem=_pem(one),
                fingerprint=_fingerprint(one),
                scope=found.scope if found else scope,
            )
        listed.for_signatures = listed.for_signatures or not timestamps
        listed.for_timestamps = listed.for_timestamps or timestamps
        listed.save()
        found = listed
    assert found is not None
    return found


def _key_of(
    certificate: Certificate, given: keys.PrivateKey | str, *, store: SigningKey.Store, at: datetime
) -> SigningKey:
    """The key, tried: what it signs must verify with the certificate, else Invalid."""
    public = x509.load_pem_x509_certificate(certificate.pem.encode()).public_key()
    if not isinstance(given, str):
        if given.public_key() != public:
            raise _refused("khóa không thuộc chứng thư số này")
        label = str(new_id())
        keys.keep(label, given)
        return SigningKey.objects.create(store=SigningKey.Store.FILE, label=label, created_at=at)
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.sign.general import SigningError

    from tinhso.foundation.signing import pades

    made = SigningKey.objects.create(store=store, label=given, created_at=at)
    certificate.key = made
    tried = secrets.token_bytes(32)
    try:
        signature = asyncio.run(pades.signer(certificate).async_sign_raw(tried, "sha256"))
    except (PKCS11Error, SigningError, Unavailable) as refused:
        pades.forget_token()
        raise _refused(f"thiết bị hoặc dịch vụ không ký được bằng khóa “{given}”") from refused
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, tried, padding.PSS(padding.MGF1(_SHA256), padding.PSS.AUTO), _SHA256)
        else:
            assert isinstance(public, ec.EllipticCurvePublicKey)
            public.verify(signature, tried, ec.ECDSA(_SHA256))
    except InvalidSignature as foreign:
        raise _refused("khóa trên thiết bị không thuộc chứng thư số này") from foreign
    return made


def _certificates(pem: bytes) -> tuple[x509.Certificate, ...]:
    if not pem:
        return ()
    try:
        return tuple(x509.load_pem_x509_certificates(pem))
    except ValueError as wrong:
        raise _refused("tệp chứng thư số không phải PEM") from wrong


def _is_demo(one: x509.Certificate) -> bool:
    listed = Authority.objects.filter(fingerprint=_fingerprint(one), demo=True).exists()
    return listed or _said(one, NameOID.ORGANIZATION_NAME) == demo.NAME


def _record(certificate: Certificate, verb: str, *, actor: Actor, at: datetime, **said: str) -> None:
    ledger.record(
        actor=actor,
        verb=verb,
        about=Ref("signing.certificate", certificate.pk),
        at=at,
        agency=certificate.agency,
        subjects=[certificate.holder] if certificate.holder else [],
        data={"serial": certificate.serial, "fingerprint": certificate.fingerprint, **said},
    )


def _said(one: x509.Certificate, name: x509.ObjectIdentifier) -> str:
    return next((str(part.value) for part in one.subject.get_attributes_for_oid(name)), "")


def _fingerprint(one: x509.Certificate) -> str:
    return one.fingerprint(_SHA256).hex()


def _pem(one: x509.Certificate) -> str:
    return one.public_bytes(serialization.Encoding.PEM).decode()


def _refused(why: str) -> Invalid:
    return Invalid("Không khai báo được chứng thư số.", faults=[Fault("certificate", why)])
