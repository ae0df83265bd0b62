"""Certificates of a real authority come in only whole and fitting, and sign in production."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tinhso.foundation.signing import actions, enrolling, keys, queries
from tinhso.foundation.signing.enrolling import enrol, from_pkcs12
from tinhso.foundation.signing.models import Authority, Certificate
from tinhso.foundation.signing.rules import SignerSpec, Verdict
from tinhso.foundation.signing.tests.factories import AGENCY, AT, LEADER, letter, office
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db
PASSWORD = b"mat khau"
Kind = Certificate.Kind


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass
class Outside:
    """An authority that is nobody's demo."""

    name: str = "Chứng thực ví dụ"
    at: Any = AT
    key: ec.EllipticCurvePrivateKey = field(default_factory=_key)

    def __post_init__(self) -> None:
        self.subject = _name(self.name)
        self.root = self.certificate(
            self.name, self.key.public_key(), ca=True, key_cert_sign=True, crl_sign=True
        )

    @property
    def fingerprint(self) -> str:
        return self.root.fingerprint(hashes.SHA256()).hex()

    def certificate(
        self, name: str, public: ec.EllipticCurvePublicKey, *, ca: bool = False, times: bool = False,
        days: int = 365, **usage: bool,
    ) -> x509.Certificate:  # fmt: skip
        uses = dict.fromkeys(
            (
                "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
                "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
            ),
            False,
        )  # fmt: skip
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(self.subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.at - timedelta(days=1))
            .not_valid_after(self.at + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(**uses | (usage or {"digital_signature": True, "content_commitment": True})),
                critical=True,
            )
        )
        if times:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
        return builder.sign(self.key, hashes.SHA256())

    def file(self, name: str, **how: Any) -> bytes:
        key = how.pop("key", None) or _key()
        certificate = self.certificate(name, key.public_key(), **how)
        return self.packed(certificate, key)

    def packed(self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> bytes:
        lock = serialization.BestAvailableEncryption(PASSWORD)
        return pkcs12.serialize_key_and_certificates(b"x", key, certificate, [self.root], lock)

    def revocations(self, number: int = 1) -> bytes:
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.root.subject)
        builder = builder.last_update(self.at).next_update(self.at + timedelta(days=7))
        made = builder.add_extension(x509.CRLNumber(number), critical=False).sign(self.key, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.PEM)


def brought_in(
    outside: Outside, name: str = "Lê Văn Ví Dụ", kind: Kind = Kind.PERSON, **how: Any
) -> Certificate:
    holder = {Kind.PERSON: LEADER, Kind.ORGANISATION: AGENCY}.get(kind)
    brought = from_pkcs12(outside.file(name, times=kind == Kind.TIMESTAMP, **how), PASSWORD)
    return enrol(
        brought, actor=SYSTEM, kind=kind, holder=holder, trusted_root=outside.fingerprint, at=outside.at
    )


def test_a_paper_is_signed_in_production_with_what_was_enrolled(settings: Settings) -> None:
    settings.PRODUCTION, outside = True, Outside()
    leader = brought_in(outside)
    seal = brought_in(outside, "Ủy ban nhân dân xã Càng Long", Kind.ORGANISATION)
    brought_in(outside, "Cấp dấu thời gian ví dụ", Kind.TIMESTAMP)
    signed = actions.sign(letter(), signers=[SignerSpec(leader.pk), SignerSpec(seal.pk)], at=AT)
    assert queries.verify(signed, at=AT).verdict is Verdict.UNCHECKED
    enrolling.take_in_revocations(outside.revocations(), actor=SYSTEM, at=AT)
    assert queries.verify(signed, at=AT).verdict is Verdict.VALID
    acts = list(Act.objects.filter(verb="signing.enrolled").values_list("data", flat=True))
    assert {act["fingerprint"] for act in acts} >= {leader.fingerprint, seal.fingerprint}


def test_a_root_is_trusted_only_when_it_is_named() -> None:
    outside = Outside()
    brought = from_pkcs12(outside.file("Lê Văn Ví Dụ"), PASSWORD)
    for named in ("", "00" * 32):
        with pytest.raises(Invalid) as refused:
            enrol(brought, actor=SYSTEM, kind=Kind.PERSON, holder=LEADER, trusted_root=named, at=AT)
        assert outside.fingerprint in refused.value.faults[0].reason
    assert not Authority.objects.exists()
    brought_in(outside)
    enrol(brought, actor=SYSTEM, kind=Kind.PERSON, holder=LEADER, at=AT)


def _another_key(outside: Outside) -> bytes:
    return outside.packed(outside.certificate("A", _key().public_key()), key=_key())


def _strangers_root(outside: Outside) -> bytes:
    """A chain that only bears the names: another key signed it."""
    stranger, key = Outside(outside.name), _key()
    return outside.packed(stranger.certificate("A", key.public_key()), key=key)


@pytest.mark.parametrize(
    "made",
    [
        _another_key,
        _strangers_root,
        lambda outside: outside.file("A", days=-0.5),
        lambda outside: outside.file("A", digital_signature=True),
        lambda outside: outside.file("A", ca=True),
        lambda outside: outside.file("A", times=True),
        lambda outside: b"no such file",
    ],
    ids=[
        "another key",
        "forged chain",
        "expired",
        "cannot sign",
        "an authority",
        "for timestamps",
        "damaged",
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(made: Callable[[Outside], bytes]) -> None:
    outside = Outside()
    with pytest.raises((Invalid, ValueError)):
        brought = from_pkcs12(made(outside), PASSWORD)
        enrol(brought, actor=SYSTEM, kind=Kind.PERSON, holder=LEADER, trusted_root=outside.fingerprint, at=AT)
    assert not Certificate.objects.exists()
    assert not Authority.objects.exists()


def test_a_timestamp_key_on_a_token_is_refused_at_once() -> None:
    """Nothing could sign with it later, and every paper waits for a timestamp."""
    outside, key = Outside(), _key()
    own = outside.certificate("Cấp dấu thời gian ví dụ", key.public_key(), times=True)
    brought = enrolling.Brought(own, (outside.root,), "tsa")
    with pytest.raises(Invalid) as refused:
        enrol(
            brought, actor=SYSTEM, kind=Kind.TIMESTAMP, holder=None, trusted_root=outside.fingerprint, at=AT
        )
    assert "PKCS#12" in refused.value.faults[0].reason
    assert not Certificate.objects.exists()


def test_the_timestamp_that_lasts_longest_is_used() -> None:
    made = office()
    outside = Outside()
    fresh = brought_in(outside, "Cấp dấu thời gian mới", Kind.TIMESTAMP, days=5000)
    enrolling.take_in_revocations(outside.revocations(), actor=SYSTEM, at=AT)
    signed = actions.sign(letter(), signers=made.specs, at=AT)
    assert fresh.serial.encode() in signed.lower()
    assert queries.verify(signed, at=AT).verdict is Verdict.VALID


def test_a_wrong_password_is_told() -> None:
    with pytest.raises(Invalid):
        from_pkcs12(Outside().file("A"), b"sai")


def test_the_demo_authority_does_not_come_in_through_the_back_door(settings: Settings) -> None:
    issuer = office().issuer
    assert issuer.key is not None
    key = keys.load(issuer.key.label)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    outside = Outside(key=key)
    outside.root = x509.load_pem_x509_certificate(issuer.pem.encode())
    outside.subject = outside.root.subject
    brought = from_pkcs12(outside.file("Lê Văn Ví Dụ"), PASSWORD)
    settings.PRODUCTION = True
    with pytest.raises(Conflict):
        enrol(brought, actor=SYSTEM, kind=Kind.PERSON, holder=LEADER, at=AT)


def test_a_retired_certificate_signs_no_more_and_its_end_is_told_in_time() -> None:
    outside = Outside()
    leader = brought_in(outside, days=30)
    assert enrolling.warn_of_ends(at=AT) == 1
    assert enrolling.warn_of_ends(at=AT + timedelta(days=1)) == 0
    enrolling.retire(actor=SYSTEM, certificate=leader.pk, reason="Thôi giữ chức vụ", at=AT)
    assert queries.certificate_of(holder=LEADER, at=AT) is None
    assert enrolling.warn_of_ends(at=AT) == 0
    with pytest.raises(Conflict):
        enrolling.retire(actor=SYSTEM, certificate=leader.pk, reason="Lần nữa", at=AT)
    assert Act.objects.filter(verb__in=("signing.retired", "signing.ends_soon")).count() == 2


def test_an_older_or_foreign_revocation_list_is_refused() -> None:
    outside = Outside()
    brought_in(outside)
    longest = 2**159
    for number in (9, 10, longest):
        enrolling.take_in_revocations(outside.revocations(number), actor=SYSTEM, at=AT)
    for number in (2, 10, longest):
        with pytest.raises(Conflict):
            enrolling.take_in_revocations(outside.revocations(number), actor=SYSTEM, at=AT)
    with pytest.raises(Invalid):
        enrolling.take_in_revocations(Outside(outside.name).revocations(3), actor=SYSTEM, at=AT)


def test_the_command_asks_no_password_on_its_line(tmp_path: Path) -> None:
    outside, out = Outside(at=clock.now()), StringIO()
    file, password = tmp_path / "seal.p12", tmp_path / "password"
    file.write_bytes(outside.file("Cấp dấu thời gian ví dụ", times=True))
    password.write_bytes(PASSWORD + b"\n")
    line = ["enrol", "--timestamp", "--pkcs12", str(file), "--password-file", str(password)]
    with pytest.raises(CommandError, match=outside.fingerprint):
        call_command("signing", *line)
    call_command("signing", *line, "--trust-root", outside.fingerprint, stdout=out)
    call_command("signing", "list", stdout=out)
    made = Certificate.objects.get()
    assert str(made.pk) in out.getvalue()
    call_command("signing", "retire", str(made.pk), "--reason", "Thử", stdout=out)
    assert not Certificate.objects.usable(clock.now()).exists()
