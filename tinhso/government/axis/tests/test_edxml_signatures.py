"""Only what a pinned certificate signed as a whole is believed; `xmlsec1` is asked for a second opinion."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from tinhso.government.axis.formats import messages as m
from tinhso.government.axis.formats.parts import Unreadable
from tinhso.government.axis.formats.receiving import Received, receive
from tinhso.government.axis.formats.signatures import DSIG, Standing
from tinhso.government.axis.formats.writing import write
from tinhso.government.axis.tests.edxml import AT, NEW, STATUS, by, certificate, key
from tinhso.government.axis.tests.forgeries import (
    ENC,
    ENVELOPED,
    EXCLUSIVE,
    GOOD,
    HEADER_ENDS,
    INCLUSIVE,
    MORE,
    UNSIGNED,
    WHOLE,
    canonical,
    meddled,
    partial,
    signed_by_hand,
    tampered,
    wrapped,
)

pytestmark = pytest.mark.once


def arrived(raw: bytes, *names: str) -> Received:
    return receive(raw, pinned=[certificate(name) for name in names or ("sender",)], at=AT)


def test_a_signed_message_is_its_senders_word() -> None:
    found = arrived(GOOD, "another", "sender")
    assert (found.judgement.standing, found.judgement.weak) == (Standing.VALID, False)
    assert found.judgement.certificate == certificate()
    assert found.message == NEW
    assert arrived(write(STATUS, signer=by())).message == STATUS


def test_without_a_signature_it_is_said_so() -> None:
    assert arrived(UNSIGNED).judgement.standing is Standing.UNSIGNED
    empty = UNSIGNED.replace(HEADER_ENDS, f'<Signature xmlns="{DSIG}"/>'.encode() + HEADER_ENDS)
    assert arrived(empty).judgement.standing is Standing.UNSIGNED


def test_a_certificate_nobody_pinned_proves_nothing() -> None:
    found = arrived(write(NEW, signer=by("stranger")))
    assert found.judgement.standing is Standing.UNKNOWN
    assert arrived(GOOD, "another").judgement.standing is Standing.UNKNOWN
    assert receive(GOOD, pinned=(), at=AT).judgement.standing is Standing.UNKNOWN


def test_a_certificate_counts_while_it_is_in_force() -> None:
    raw, pinned = write(NEW, signer=by(days=40)), [certificate(days=40)]
    assert receive(raw, pinned=pinned, at=AT).judgement.standing is Standing.VALID
    for away in (timedelta(days=11), timedelta(days=-31)):
        assert receive(raw, pinned=pinned, at=AT + away).judgement.standing is Standing.EXPIRED


def test_a_short_key_is_refused() -> None:
    with pytest.raises(Unreadable, match="2048"):
        receive(write(NEW, signer=by("short", bits=1024)), pinned=[certificate("short", bits=1024)], at=AT)


def test_without_a_certificate_only_the_one_pinned_can_be_meant() -> None:
    bare = re.sub(rb"<KeyInfo>.*</KeyInfo>", b"", GOOD)
    assert arrived(bare).judgement.standing is Standing.VALID
    assert refused(bare, "sender", "another")


def test_a_comment_changes_nothing_that_is_read() -> None:
    """It is no part of what is signed, so it must not cut what is read short either."""
    raw = GOOD.replace("tổ công tác &lt;".encode(), "tổ <!-- x -->công tác &lt;".encode())
    assert raw != GOOD
    assert arrived(raw).message == NEW


def refused(raw: bytes, *names: str) -> bool:
    """Whether nobody would take this for the sender's word."""
    try:
        return arrived(raw, *names).judgement.standing is not Standing.VALID
    except Unreadable as found:
        assert found.faults
        return True


MADE = [*tampered(), *meddled(), *wrapped(), *partial()]


def test_made_by_hand_the_right_shape_is_believed() -> None:
    """So that what follows is refused for its shape."""
    raw = signed_by_hand(UNSIGNED, (' URI=""', WHOLE, canonical(UNSIGNED)))
    assert arrived(raw).judgement.standing is Standing.VALID


def test_no_forged_message_is_believed() -> None:
    assert len(list(tampered())) + len(list(meddled())) >= 60
    assert [name for name, raw in MADE if raw == GOOD] == []
    assert [name for name, raw in MADE if not refused(raw)] == []


@pytest.mark.parametrize("raw", [pytest.param(raw, id=name) for name, raw in wrapped()])
def test_wrapped(raw: bytes) -> None:
    assert refused(raw)


@pytest.mark.parametrize("raw", [pytest.param(raw, id=name) for name, raw in partial()])
def test_signed_in_part(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        arrived(raw)


# The second opinion.


def xmlsec(*arguments: str | Path) -> bool:
    program = shutil.which("xmlsec1")
    if program is None:
        pytest.skip("xmlsec1 is not installed")
    return subprocess.run([program, *map(str, arguments)], capture_output=True, check=False).returncode == 0


def confirmed(raw: bytes, folder: Path) -> bool:
    message, trusted = folder / "message.xml", folder / "certificate.pem"
    message.write_bytes(raw)
    trusted.write_bytes(certificate().public_bytes(Encoding.PEM))
    at = f"{AT:%Y-%m-%d %H:%M:%S}"
    return xmlsec("--verify", "--trusted-pem", trusted, "--verification-time", at, message)


@pytest.mark.tools
@pytest.mark.parametrize("message", [NEW, STATUS], ids=["new", "status"])
def test_xmlsec1_confirms_what_we_sign(message: m.Message, tmp_path: Path) -> None:
    signed = write(message, signer=by())
    assert confirmed(signed, tmp_path)
    assert not confirmed(signed.replace(b"H61.101", b"H61.102", 1), tmp_path)


@pytest.mark.tools
def test_xmlsec1_refuses_the_same_forgeries(tmp_path: Path) -> None:
    sample = dict(tampered())
    for name in list(sample)[:: len(sample) // 8]:
        assert not confirmed(sample[name], tmp_path), name


@pytest.mark.tools
@pytest.mark.parametrize(
    ("form", "method", "digest", "after", "weak"),
    [
        (INCLUSIVE, f"{DSIG}rsa-sha1", f"{DSIG}sha1", EXCLUSIVE, True),
        (EXCLUSIVE, f"{MORE}rsa-sha256", f"{DSIG}sha1", EXCLUSIVE, True),
        (INCLUSIVE, f"{MORE}rsa-sha256", f"{ENC}sha256", INCLUSIVE, False),
        (INCLUSIVE, f"{MORE}rsa-sha384", f"{MORE}sha384", "", False),
        (EXCLUSIVE, f"{MORE}rsa-sha512", f"{ENC}sha512", EXCLUSIVE, False),
    ],
    ids=["sha1", "sha1 digest", "inclusive", "no form", "sha512"],
)
def test_we_believe_what_xmlsec1_signs(
    form: str, method: str, digest: str, after: str, weak: bool, tmp_path: Path
) -> None:
    empty = (
        f'<ds:Signature xmlns:ds="{DSIG}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{form}"/>'
        f'<ds:SignatureMethod Algorithm="{method}"/><ds:Reference URI=""><ds:Transforms>'
        f'<ds:Transform Algorithm="{ENVELOPED}"/>'
        + (f'<ds:Transform Algorithm="{after}"/>' if after else "")
        + f'</ds:Transforms><ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>'
        "<ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature>\n  "
    ).encode()
    root = etree.fromstring(UNSIGNED.replace(b"<edXML xmlns=", b'<edXML xmlns:unused="urn:unused" xmlns='))
    etree.indent(root)
    template, secret, shown, signed = (
        tmp_path / name for name in ("template", "key.pem", "cert.pem", "signed")
    )
    template.write_bytes(etree.tostring(root, encoding="UTF-8").replace(HEADER_ENDS, empty + HEADER_ENDS))
    secret.write_bytes(key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    shown.write_bytes(certificate().public_bytes(Encoding.PEM))
    assert xmlsec("--sign", "--privkey-pem", f"{secret},{shown}", "--output", signed, template)
    found = arrived(signed.read_bytes())
    assert (found.judgement.standing, found.judgement.weak) == (Standing.VALID, weak)
    assert found.message == NEW
    assert refused(signed.read_bytes().replace(b"H61.101", b"H61.102", 1))
