"""Passkeys, driven by an authenticator in software: made, used, kept to their door, removed."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from tinhso.foundation.access import factors
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import citizen, doors_open, official, signed_in
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, NotFound

pytestmark = pytest.mark.django_db
SITE = "testserver"
PRESENT, VERIFIED = 0x01, 0x04


@dataclass
class Device:
    """A telephone that holds one passkey."""

    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    handle: str = ""

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        self.handle = options["user"]["id"]
        held = AttestedCredentialData.create(
            Aaguid.NONE,
            self.credential,
            ES256.from_cryptography_key(self.key.public_key()),  # type: ignore[no-untyped-call]
        )
        data = AuthenticatorData.create(_site(), self._flags() | AuthenticatorData.FLAG.AT, 0, held)
        attestation = AttestationObject.create("none", data, {})
        return self._answer(
            clientDataJSON=_client_data("webauthn.create", options), attestationObject=bytes(attestation)
        )

    def use(self, options: dict[str, Any]) -> dict[str, Any]:
        client_data = _client_data("webauthn.get", options)
        data = bytes(AuthenticatorData.create(_site(), self._flags(), 1))
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        answer = self._answer(clientDataJSON=client_data, authenticatorData=data, signature=signature)
        answer["response"]["userHandle"] = self.handle
        return answer

    def _flags(self) -> Any:
        return AuthenticatorData.FLAG(PRESENT | (VERIFIED if self.verifies else 0))

    def _answer(self, **response: bytes) -> dict[str, Any]:
        key = websafe_encode(self.credential)
        return {
            "type": "public-key",
            "id": key,
            "rawId": key,
            "response": {name: websafe_encode(value) for name, value in response.items()},
            "clientExtensionResults": {},
        }


def _site() -> bytes:
    return hashlib.sha256(SITE.encode()).digest()


def _client_data(kind: str, options: dict[str, Any]) -> bytes:
    body = {"type": kind, "challenge": options["challenge"], "origin": f"https://{SITE}"}
    return json.dumps(body).encode()


def add(client: Client, device: Device, prefix: str = "") -> int:
    page = client.get(f"{prefix}/tai-khoan/khoa/them/").context["options"]["publicKey"]
    form = {"name": "Điện thoại", "credential": json.dumps(device.make(page))}
    return client.post(f"{prefix}/tai-khoan/khoa/them/", form).status_code


def use(client: Client, device: Device, prefix: str = "") -> int:
    options = client.get(f"{prefix}/dang-nhap/khoa/").json()["publicKey"]
    form = {"credential": json.dumps(device.use(options))}
    return client.post(f"{prefix}/dang-nhap/khoa/", form).status_code


@pytest.mark.parametrize(
    ("make", "prefix", "door"), [(citizen, "", "citizen"), (official, "/can-bo", "official")]
)
def test_a_passkey_that_was_added_signs_in(make: Any, prefix: str, door: str) -> None:
    device, account = Device(), make()
    assert add(signed_in(account), device, prefix) == 302
    client = Client()
    assert use(client, device, prefix) == 302
    assert doors_open(client) == [door]
    [passkey] = factors.passkeys(account=account)
    assert passkey.name == "Điện thoại"
    assert passkey.used_at is not None


def test_a_citizens_passkey_does_not_open_the_officials_door() -> None:
    device = Device()
    add(signed_in(citizen()), device)
    client = Client()
    assert use(client, device, "/can-bo") == 403
    assert doors_open(client) == []


def test_a_passkey_nobody_added_is_refused() -> None:
    client, device = Client(), Device(handle=websafe_encode(str(citizen().id).encode()))
    assert use(client, device) == 403
    device.handle = websafe_encode(b"\xff\xfe")
    assert use(client, device) == 403
    assert doors_open(client) == []


def test_an_answer_to_another_challenge_is_refused() -> None:
    device = Device()
    add(signed_in(citizen()), device)
    client = Client()
    client.get("/dang-nhap/khoa/")
    stale = {"challenge": websafe_encode(secrets.token_bytes(32))}
    answer = client.post("/dang-nhap/khoa/", {"credential": json.dumps(device.use(stale))})
    assert answer.status_code == 403
    for broken in ("{}", "[]", '"x"', '{"response": {"userHandle": 7}}', '{"response": "x"}'):
        assert client.post("/dang-nhap/khoa/", {"credential": broken}).status_code in {403, 422}


def test_a_device_that_does_not_ask_its_holder_is_refused() -> None:
    assert add(signed_in(citizen()), Device(verifies=False)) == 422
    device = Device()
    add(signed_in(citizen()), device)
    device.verifies = False
    assert use(Client(), device) == 403


def test_only_ones_own_passkey_can_be_removed_and_an_official_keeps_one() -> None:
    boss, other = official(), official()
    add(signed_in(boss), Device(), "/can-bo")
    [passkey] = factors.passkeys(account=boss)
    with pytest.raises(NotFound):
        factors.remove_passkey(account=other, passkey=passkey.id, at=clock.now())
    with pytest.raises(Conflict):
        factors.remove_passkey(account=boss, passkey=passkey.id, at=clock.now())
    an = citizen()
    client = signed_in(an)
    add(client, Device())
    [passkey] = factors.passkeys(account=an)
    assert client.post(f"/tai-khoan/khoa/{passkey.id}/xoa/").status_code == 302
    assert factors.passkeys(account=an) == ()


def test_the_device_is_not_told_the_phone_number() -> None:
    account = citizen(name="Nguyễn Văn An")
    assert isinstance(account, Account)
    options = signed_in(account).get("/tai-khoan/khoa/them/").context["options"]["publicKey"]
    assert account.phone[-6:] not in json.dumps(options)
    assert websafe_decode(options["user"]["id"]).decode() == str(account.id)
