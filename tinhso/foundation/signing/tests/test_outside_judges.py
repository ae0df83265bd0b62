"""Programs nobody here wrote confirm our signatures, and a token's key signs like a file's."""

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pytest_django import Settings

from tinhso.foundation.signing import actions, demo, keys, queries
from tinhso.foundation.signing.enrolling import Brought, enrol
from tinhso.foundation.signing.models import Authority, Certificate, SigningKey
from tinhso.foundation.signing.rules import Profile, SignerSpec, Verdict
from tinhso.foundation.signing.tests.factories import AGENCY, AT, letter, office
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


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(*command: str | Path) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    return done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")


@pytest.mark.parametrize("rsa_bits", [None, 2048], ids=["ecdsa", "rsa-pss"])
@pytest.mark.parametrize("profile", list(Profile))
def test_pdfsig(profile: Profile, rsa_bits: int | None, tmp_path: Path) -> None:
    pdfsig, file = program("pdfsig"), tmp_path / "signed.pdf"
    signed = actions.sign(letter(), signers=office(rsa_bits=rsa_bits).specs, at=AT, profile=profile)
    file.write_bytes(signed)
    assert run(pdfsig, "-nocert", file).count("Signature is Valid.") == 2
    file.write_bytes(signed[:1000] + bytes([signed[1000] ^ 1]) + signed[1001:])
    assert "Signature is Valid." not in run(pdfsig, "-nocert", file)


@pytest.mark.parametrize("profile", list(Profile))
def test_openssl(profile: Profile, tmp_path: Path) -> None:
    openssl = program("openssl")
    signed = actions.sign(letter(), signers=office().specs, at=AT, profile=profile)
    root, issuers = tmp_path / "root.pem", tmp_path / "issuers.pem"
    root.write_text(Authority.objects.get(parent=None).pem)
    issuers.write_text("".join(Authority.objects.exclude(parent=None).values_list("pem", flat=True)))
    moment = str(int(AT.timestamp()) + 60)
    for signature in PdfFileReader(io.BytesIO(signed)).embedded_signatures:
        first, length, second, rest = signature.byte_range
        covered, container = tmp_path / "covered", tmp_path / "container.der"
        covered.write_bytes(signed[first : first + length] + signed[second : second + rest])
        container.write_bytes(signature.pkcs7_content)
        trusted = ("-CAfile", root, "-attime", moment)
        if signature.sig_object_type == "/DocTimeStamp":
            told = run(
                openssl, "ts", "-verify", "-token_in", "-in", container, "-data", covered,
                "-untrusted", issuers, *trusted,
            )  # fmt: skip
            assert "Verification: OK" in told
            continue
        told = run(
            openssl, "cms", "-verify", "-binary", "-inform", "DER", "-in", container, "-content", covered,
            "-certfile", issuers, "-purpose", "any", "-out", tmp_path / "out", *trusted,
        )  # fmt: skip
        assert "successful" in told
        (token,) = extract_tst_data_iter(signature.signer_info, signed=False)
        value, stamp = tmp_path / "value", tmp_path / "stamp.der"
        value.write_bytes(signature.signer_info["signature"].native)
        unsigned = {item["type"].native: item for item in signature.signer_info["unsigned_attrs"]}
        stamp.write_bytes(unsigned["signature_time_stamp_token"]["values"][0].dump())
        assert token is not None
        told = run(
            openssl,
            "ts",
            "-verify",
            "-token_in",
            "-in",
            stamp,
            "-data",
            value,
            "-untrusted",
            issuers,
            *trusted,
        )
        assert "Verification: OK" in told


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
