"""A key that stays with a service signs like one in a file; what the service answers is checked before it is used."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from pytest_django import Settings

from tinhso.foundation.signing import actions, demo, pkcs1, queries
from tinhso.foundation.signing.enrolling import Brought, enrol
from tinhso.foundation.signing.models import Certificate, SigningKey
from tinhso.foundation.signing.rules import Profile, SignerSpec, Verdict
from tinhso.foundation.signing.tests.factories import AGENCY, AT, letter, office
from tinhso.foundation.signing.tests.test_enrolling import Outside
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Invalid, Unavailable

pytestmark = pytest.mark.django_db
_DIGEST = Prehashed(hashes.SHA256())


class Service:
    """A signing service with two keys that answers as it is told to."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {
            "ec": ec.generate_private_key(ec.SECP256R1()), "rsa": rsa.generate_private_key(65537, 2048),
        }  # fmt: skip
        self.mishap = ""
        self.asked: list[dict[str, str]] = []

    def answer(self, token: str | None, asked: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append(asked)
        if token != "Bearer bi-mat" or asked["key"] not in self.keys:
            return 403, b"{}"
        key, digest = self.keys[asked["key"]], base64.b64decode(asked["digest"])
        if self.mishap == "another text":
            digest = hashlib.sha256(b"another").digest()
        if asked["algorithm"] == "ecdsa-sha256":
            signature = key.sign(digest, ec.ECDSA(_DIGEST))
        elif asked["algorithm"] == "rsassa-pkcs1v15-sha256":
            signature = key.sign(digest, padding.PKCS1v15(), _DIGEST)
        else:
            signature = key.sign(digest, padding.PSS(padding.MGF1(hashes.SHA256()), 32), _DIGEST)
        said: Any = {"signature": base64.b64encode(signature).decode()}
        told = {
            "down": (500, b""),
            "no json": (200, b"<html>"),
            "nothing": (200, b"{}"),
            "a list": (200, b"[1]"),
        }
        return told.get(self.mishap, (200, json.dumps(said).encode()))


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, said = made.answer(self.headers.get("Authorization"), body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SIGNING_REMOTE_URL = f"http://127.0.0.1:{server.server_port}"
    settings.SIGNING_REMOTE_TOKEN = "bi-mat"
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def sealed_by(service: Service, label: str) -> list[SignerSpec]:
    """A leader with a key in a file, an agency with one at the service."""
    made = office()
    Certificate.objects.filter(pk=made.agency.pk).delete()
    stored = SigningKey.objects.create(store=SigningKey.Store.REMOTE, label=label, created_at=AT)
    seal = demo.certify(
        made.issuer, kind=Certificate.Kind.ORGANISATION, holder=AGENCY, name="UBND xã Ví Dụ",
        organisation="UBND xã Ví Dụ", at=AT, public_key=service.keys[label].public_key(), key=stored,
    )  # fmt: skip
    return [SignerSpec(made.leader.pk), SignerSpec(seal.pk)]


@pytest.mark.parametrize("label", ["ec", "rsa"])
def test_only_a_digest_goes_out_and_the_file_is_valid(label: str, service: Service) -> None:
    signed = actions.sign(letter(), signers=sealed_by(service, label), at=AT, profile=Profile.B_LTA)
    assert queries.verify(signed, at=AT).verdict is Verdict.VALID
    assert {len(base64.b64decode(one["digest"])) for one in service.asked} == {32}


@pytest.mark.parametrize("mishap", ["another text", "down", "no json", "nothing", "a list"])
def test_an_answer_that_does_not_fit_is_no_signature(mishap: str, service: Service) -> None:
    signers = sealed_by(service, "ec")
    service.mishap = mishap
    with pytest.raises(Unavailable):
        actions.sign(letter(), signers=signers, at=AT)


def test_a_wrong_token_or_no_service_signs_nothing(service: Service, settings: Settings) -> None:
    signers = sealed_by(service, "ec")
    settings.SIGNING_REMOTE_TOKEN = "sai"
    with pytest.raises(Unavailable):
        actions.sign(letter(), signers=signers, at=AT)
    settings.SIGNING_REMOTE_URL = ""
    with pytest.raises(Unavailable):
        actions.sign(letter(), signers=signers, at=AT)


def test_a_remote_key_is_tried_before_it_is_enrolled(service: Service) -> None:
    outside = Outside()
    given: dict[str, Any] = {
        "actor": SYSTEM, "kind": Certificate.Kind.ORGANISATION, "holder": AGENCY, "trusted_root": outside.fingerprint,
        "at": AT,
    }  # fmt: skip
    own = outside.certificate("UBND xã Ví Dụ", service.keys["ec"].public_key())
    stranger = outside.certificate("Khác", ec.generate_private_key(ec.SECP256R1()).public_key())
    for certificate, label in ((own, "no-such-key"), (stranger, "ec")):
        with pytest.raises(Invalid):
            enrol(Brought(certificate, (outside.root,), label, SigningKey.Store.REMOTE), **given)
    enrol(Brought(own, (outside.root,), "ec", SigningKey.Store.REMOTE), **given)
    assert queries.certificate_of(holder=AGENCY, at=AT) is not None


def test_a_message_of_the_wire_is_signed_there_too(service: Service) -> None:
    spec = sealed_by(service, "rsa")[1]
    certificate = Certificate.objects.select_related("key").get(pk=spec.certificate)
    sign = pkcs1.signer(certificate)
    assert sign is not None
    service.keys["rsa"].public_key().verify(sign(b"a"), b"a", padding.PKCS1v15(), hashes.SHA256())
    service.mishap = "another text"
    with pytest.raises(Unavailable):
        sign(b"a")
    assert (
        pkcs1.signer(
            Certificate.objects.select_related("key").get(pk=sealed_by(service, "ec")[1].certificate)
        )
        is None
    )
