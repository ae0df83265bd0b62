"""Programs nobody here wrote confirm our signatures, and a token's key signs like a file's."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from pytest_django import Settings

from tinhso.foundation.signing import actions, demo, keys, pkcs1, queries
from tinhso.foundation.signing.enrolling import Brought, enrol
from tinhso.foundation.signing.models import Authority, Certificate, SigningKey
from tinhso.foundation.signing.rules import Profile, SignerSpec, Verdict
from tinhso.foundation.signing.tests.factories import AGENCY, AT, letter, office
from tinhso.foundation.signing.tests.outside import confirmed_by_openssl, program, run, valid_by_pdfsig
from tinhso.foundation.signing.tests.test_enrolling import Outside
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Invalid, Unavailable

pytestmark = [pytest.mark.django_db, pytest.mark.tools]
SOFTHSM = next(
    (
        path
        for path in map(Path, ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so"))
        if path.exists()
    ),
    None,
)


@pytest.mark.parametrize("rsa_bits", [None, 2048], ids=["ecdsa", "rsa-pss"])
@pytest.mark.parametrize("profile", list(Profile))
def test_pdfsig(profile: Profile, rsa_bits: int | None, tmp_path: Path) -> None:
    signed = actions.sign(letter(), signers=office(rsa_bits=rsa_bits).specs, at=AT, profile=profile)
    assert valid_by_pdfsig(signed, folder=tmp_path) == 2
    changed = signed[:1000] + bytes([signed[1000] ^ 1]) + signed[1001:]
    assert valid_by_pdfsig(changed, folder=tmp_path) == 0


@pytest.mark.parametrize("profile", list(Profile))
def test_openssl(profile: Profile, tmp_path: Path) -> None:
    signed = actions.sign(letter(), signers=office().specs, at=AT, profile=profile)
    told = confirmed_by_openssl(
        signed,
        root=Authority.objects.get(parent=None).pem,
        issuers="".join(Authority.objects.exclude(parent=None).values_list("pem", flat=True)),
        moment=AT + timedelta(minutes=1),
        folder=tmp_path,
    )
    assert told.count("cms") == 2
    assert told.count("ts") >= 2


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_key_on_a_token(
    kind: str, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    if SOFTHSM is None:
        pytest.skip("SoftHSM is not installed")
    tool = program("softhsm2-util")
    session = _token(tool, kind, tmp_path, settings, monkeypatch)
    made, holder = office(), AGENCY
    public = _generate(session, kind)
    stored = SigningKey.objects.create(store=SigningKey.Store.PKCS11, label=f"seal-{kind}", created_at=AT)
    Certificate.objects.filter(pk=made.agency.pk).delete()
    seal = demo.certify(
        made.issuer,
        kind=Certificate.Kind.ORGANISATION,
        holder=holder,
        name="Ủy ban nhân dân xã Càng Long",
        organisation="Ủy ban nhân dân xã Càng Long",
        at=AT,
        public_key=public,
        key=stored,
    )
    signers = [SignerSpec(made.leader.pk), SignerSpec(seal.pk)]
    signed = actions.sign(letter(), signers=signers, at=AT)
    assert queries.verify(signed, at=AT).verdict is Verdict.VALID
    keys.token_session().close()
    with pytest.raises(Unavailable):
        actions.sign(letter(), signers=signers, at=AT)
    assert queries.verify(actions.sign(letter(), signers=signers, at=AT), at=AT).verdict is Verdict.VALID
    assert not re.search(rb"PRIVATE KEY", b"".join(file.read_bytes() for file in tmp_path.rglob("*.pem")))


@pytest.mark.skipif(SOFTHSM is None, reason="SoftHSM is not installed")
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # a search on a session that was closed
def test_a_message_of_the_wire_is_signed_by_a_key_on_a_token(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = _token(program("softhsm2-util"), "rsa", tmp_path, settings, monkeypatch)
    made, public = office(), _generate(session, "rsa")
    stored = SigningKey.objects.create(store=SigningKey.Store.PKCS11, label="seal-rsa", created_at=AT)
    seal = demo.certify(
        made.issuer, kind=Certificate.Kind.ORGANISATION, holder=AGENCY, name="UBND xã Càng Long",
        organisation="UBND xã Càng Long", at=AT, public_key=public, key=stored,
    )  # fmt: skip
    sign = pkcs1.signer(seal)
    assert sign is not None
    public.verify(sign(b"a"), b"a", PKCS1v15(), SHA256())
    keys.token_session().close()
    with pytest.raises(Unavailable):
        sign(b"a")
    public.verify(sign(b"a"), b"a", PKCS1v15(), SHA256())


@pytest.mark.skipif(SOFTHSM is None, reason="SoftHSM is not installed")
@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_key_on_a_token_is_tried_before_it_is_enrolled(
    kind: str, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    if SOFTHSM is None:
        pytest.skip("SoftHSM is not installed")
    session = _token(program("softhsm2-util"), kind, tmp_path, settings, monkeypatch)
    outside, public = Outside(), _generate(session, kind)
    options: dict[str, Any] = {
        "actor": SYSTEM, "kind": Certificate.Kind.ORGANISATION, "holder": AGENCY,
        "trusted_root": outside.fingerprint, "at": AT,
    }  # fmt: skip
    for label, given in (
        (f"seal-{kind}", ec.generate_private_key(ec.SECP256R1()).public_key()),
        ("no-such-key", public),
    ):
        with pytest.raises(Invalid):
            enrol(Brought(outside.certificate("A", given), (outside.root,), label), **options)
    assert not SigningKey.objects.exists()
    enrol(Brought(outside.certificate("A", public), (outside.root,), f"seal-{kind}"), **options)
    assert queries.certificate_of(holder=AGENCY, at=AT) is not None


def _token(tool: str, kind: str, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    import pkcs11

    tokens = folder / "tokens"
    tokens.mkdir()
    config = tokens / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    label = f"tinhso-{kind}"
    run(tool, "--init-token", "--free", "--label", label, "--pin", "1234", "--so-pin", "12345678")
    settings.SIGNING_PKCS11_MODULE = str(SOFTHSM)
    settings.SIGNING_PKCS11_TOKEN = label
    settings.SIGNING_PKCS11_PIN = "1234"
    keys.token_session.cache_clear()
    pkcs11.lib(str(SOFTHSM)).reinitialize()
    return pkcs11.lib(str(SOFTHSM)).get_token(token_label=label).open(user_pin="1234", rw=True)


def _generate(session: Any, kind: str) -> Any:
    from cryptography.hazmat.primitives.serialization import load_der_public_key
    from pkcs11 import Attribute, KeyType
    from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
    from pkcs11.util.rsa import encode_rsa_public_key

    if kind == "rsa":
        public, _ = session.generate_keypair(KeyType.RSA, 2048, store=True, label="seal-rsa")
        from asn1crypto.keys import PublicKeyInfo, RSAPublicKey

        bare = RSAPublicKey.load(encode_rsa_public_key(public))
        encoded = PublicKeyInfo.wrap(bare, "rsa").dump()
    else:
        curve = encode_named_curve_parameters("1.2.840.10045.3.1.7")
        parameters = session.create_domain_parameters(KeyType.EC, {Attribute.EC_PARAMS: curve}, local=True)
        public, _ = parameters.generate_keypair(store=True, label="seal-ec")
        encoded = encode_ec_public_key(public)
    session.close()
    return load_der_public_key(encoded)
