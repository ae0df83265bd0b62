"""What comes back from the system of electronic identities is believed only when everything about it is right."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import Client
from pytest_django import Settings

from tinhso.foundation.access.eid import provider
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.access.tests import eid_provider
from tinhso.foundation.access.tests.eid_provider import KEY, LATER, Source, come_back, jwk, set_out, sign_in
from tinhso.foundation.access.tests.factories import citizen, doors_open, signed_in
from tinhso.foundation.people.models import Person
from tinhso.kernel import clock
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db
OTHER, CURVE = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
WEAK = rsa.generate_private_key(65537, 1024)
Change = Callable[[Source], None]


@pytest.fixture
def source(settings: Settings) -> Iterator[Source]:
    provider.forget()
    with eid_provider.running() as running:
        settings.OUTGOING_NETWORKS = ["127.0.0.1/32"]
        settings.EID_ISSUER = running.issuer
        settings.EID_CLIENT_ID, settings.EID_CLIENT_SECRET = eid_provider.CLIENT, eid_provider.SECRET
        yield running


def test_a_right_answer_signs_in_at_its_level_and_is_recorded(source: Source) -> None:
    client = Client()
    answer = sign_in(client, source, "?next=/tai-khoan/")
    assert answer.headers["Location"] == "/tai-khoan/"
    assert doors_open(client) == ["citizen"]
    person = Person.objects.get()
    assert (person.name, person.birth_date, person.assurance) == ("NGUYỄN THỊ HẠNH", "1998-03-12", "eid")
    assert person.open("national_id") == "084198001234"
    act = Act.objects.get(verb="access.signed_in")
    assert act.data == {"door": "citizen", "factor": "eid", "assurance": 2}
    assert actor_of(client.get("/tai-khoan/").wsgi_request).assurance == 2


def test_what_is_asked_of_the_provider(source: Source) -> None:
    answer = Client().get("/dang-nhap/dinh-danh/?muc=2")
    address = urlsplit(answer.headers["Location"])
    asked = dict(parse_qsl(address.query))
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{source.issuer}/authorize"
    assert asked["redirect_uri"] == "http://testserver/dang-nhap/dinh-danh/ve/"
    assert (asked["tenant"], asked["response_type"], asked["scope"]) == ("1", "code", "openid")
    assert (asked["code_challenge_method"], asked["acr_values"]) == ("S256", "2")
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    again = dict(parse_qsl(urlsplit(Client().get("/dang-nhap/dinh-danh/").headers["Location"]).query))
    assert again["acr_values"] == "2 1"
    assert not {asked[name] for name in ("state", "nonce", "code_challenge")} & set(again.values())


def signed(key: Any, algorithm: str = "RS256", **header: str) -> Change:
    def change(source: Source) -> None:
        source.sign = lambda claims: jwt.encode(
            claims, key, algorithm=algorithm, headers={"kid": "k1"} | header
        )

    return change


def claimed(**claims: Any) -> Change:
    return lambda source: source.claims.update(claims)


def left_out(*names: str) -> Change:
    return lambda source: setattr(source, "without", names)


def published(*keys: dict[str, Any]) -> Change:
    return lambda source: setattr(source, "keys", list(keys))


def told(path: str, status: int, said: Any) -> Change:
    return lambda source: source.told.update({path: (status, said)})


def both(*changes: Change) -> Change:
    def change(source: Source) -> None:
        for one in changes:
            one(source)

    return change


def nameless(source: Source) -> None:
    source.sign = lambda claims: jwt.encode(claims, KEY, algorithm="RS256")


def at(seconds: int) -> int:
    return int(clock.now().timestamp()) + seconds


def by_hand(algorithm: str, secret: bytes) -> Change:
    """A token "signed" with something everybody knows."""

    def change(source: Source) -> None:
        def sign(claims: dict[str, Any]) -> str:
            parts = ".".join(
                _b64(json.dumps(one).encode()) for one in ({"alg": algorithm, "kid": "k1"}, claims)
            )
            digest = hmac.new(secret, parts.encode(), hashlib.sha256).digest() if secret else b""
            return f"{parts}.{_b64(digest)}"

        source.sign = sign

    return change


def tampered(source: Source) -> None:
    def sign(claims: dict[str, Any]) -> str:
        head, _, mark = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "k1"}).split(".")
        return f"{head}.{_b64(json.dumps(claims | {'SoDinhDanh': '084198009999'}).encode())}.{mark}"

    source.sign = sign


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


PEM = KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
FORGED: dict[str, Change] = {
    "no signature": by_hand("none", b""),
    "no signature, written otherwise": by_hand("nOnE", b""),
    "the public key as a shared secret": by_hand("HS256", PEM),
    "the client's secret as a key": by_hand("HS256", eid_provider.SECRET.encode()),
    "another key under the same name": signed(OTHER),
    "a key nobody published": signed(OTHER, kid="k2"),
    "a key it brings along": signed(OTHER, jwk=json.dumps(jwk(OTHER, "k1"))),
    "no key named among several": both(published(jwk(KEY, "k1"), jwk(OTHER, "k2")), nameless),
    "two keys of one name": published(jwk(OTHER, "k1"), jwk(KEY, "k1")),
    "a key for something else": published(jwk(KEY, "k1", use="enc")),
    "a shared secret among the keys": both(
        published({"kty": "oct", "kid": "k1", "k": _b64(b"x" * 32)}), by_hand("HS256", b"x" * 32)
    ),
    "an algorithm that is not the key's": signed(KEY, "PS256"),
    "a longer hash than is agreed": both(published(jwk(KEY, "k1", alg="RS512")), signed(KEY, "RS512")),
    "a key too short": both(published(jwk(WEAK, "k1")), signed(WEAK)),
    "claims changed after signing": tampered,
    "another attempt's": claimed(nonce="khac"),
    "no attempt's": left_out("nonce"),
    "another issuer's": claimed(iss="https://khac.example"),
    "no issuer's": left_out("iss"),
    "for another client": claimed(aud="khac"),
    "for another client too": claimed(aud=[eid_provider.CLIENT, "khac"]),
    "made out to another client": claimed(azp="khac"),
    "for nobody": left_out("aud"),
    "expired": lambda source: claimed(exp=at(-60))(source),
    "never expiring": left_out("exp"),
    "from the future": lambda source: claimed(iat=at(600))(source),
    "not valid yet": lambda source: claimed(nbf=at(600))(source),
    "about nobody": left_out("sub"),
    "no personal number": left_out("SoDinhDanh"),
    "a broken personal number": claimed(SoDinhDanh="08419800123"),
    "no name": left_out("HoVaTen"),
    "a broken date": claimed(NgaySinh="31/02/1998"),
    "an unknown level": claimed(loAs="9"),
    "no level": left_out("loAs"),
    "an organisation's account": claimed(LoaiTaiKhoan="2"),
    "no token": told("/token", 200, {"access_token": "t"}),
    "no JSON": told("/token", 200, b"<html>"),
    "a list": told("/token", 200, []),
    "a token that is none": told("/token", 200, {"id_token": "a.b.c"}),
    "a code it does not take": told("/token", 400, {"error": "invalid_grant"}),
    "a move elsewhere": told("/token", 302, {}),
    "no keys": told("/jwks", 200, {}),
    "keys that are none": told("/jwks", 200, {"keys": ["k1", {"kid": "k1"}]}),
    "a key that is broken": told("/jwks", 200, {"keys": [{"kid": "k1", "kty": "RSA", "n": "!", "e": 3}]}),
}


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_or_faulty_answer_signs_nobody_in(source: Source, forged: str) -> None:
    client = Client()
    set_out(client, source)
    FORGED[forged](source)
    answer = sign_in(client, source)
    page = answer.content.decode()
    assert answer.status_code == 403, page
    assert "không kiểm tra được" in page
    assert "Đăng nhập bằng số điện thoại" in page
    assert "Chưa có gì thay đổi" in page
    _nothing_happened(client)


def test_more_about_the_holder_counts_only_when_it_is_the_same_holder(source: Source) -> None:
    source.without = ("SoDinhDanh", "HoVaTen")
    source.configuration["userinfo_endpoint"] = f"{source.issuer}/userinfo"
    source.told["/userinfo"] = (200, {"sub": "s-2"} | eid_provider.HANH)
    client = Client()
    assert sign_in(client, source).status_code == 403
    _nothing_happened(client)
    source.told["/userinfo"] = (200, {"sub": "s-1"} | eid_provider.HANH)
    assert sign_in(client, source).status_code == 302
    assert Person.objects.get().name == "NGUYỄN THỊ HẠNH"


def test_a_way_back_without_a_way_out_is_nobodys(source: Source) -> None:
    client = Client()
    assert come_back(client, code="ma", state="x").status_code == 403
    assert come_back(client).status_code == 403
    _nothing_happened(client)
    assert source.seen == []


def test_the_state_is_this_browsers_and_this_attempts(source: Source) -> None:
    client, other = Client(), Client()
    theirs = set_out(other, source)
    first = set_out(client, source)
    set_out(client, source)
    for state in (theirs["state"], first["state"], ""):
        set_out(client, source)
        assert come_back(client, code="ma", state=state).status_code == 403
    _nothing_happened(client)


def test_a_way_back_is_used_once(source: Source) -> None:
    client = Client()
    asked = set_out(client, source)
    assert come_back(client, code="ma", state=asked["state"]).status_code == 302
    client.post("/dang-xuat/")
    assert come_back(client, code="ma", state=asked["state"]).status_code == 403
    assert doors_open(client) == []


def test_a_wrong_way_back_ends_the_attempt(source: Source) -> None:
    client = Client()
    asked = set_out(client, source)
    assert come_back(client, code="ma", state="x").status_code == 403
    assert come_back(client, code="ma", state=asked["state"]).status_code == 403
    _nothing_happened(client)


def test_an_attempt_ends_after_ten_minutes(source: Source) -> None:
    client = Client()
    asked = set_out(client, source)
    with time_machine.travel(clock.now() + LATER):
        assert come_back(client, code="ma", state=asked["state"]).status_code == 403
    _nothing_happened(client)


def test_another_issuer_on_the_way_back_is_refused(source: Source) -> None:
    client = Client()
    asked = set_out(client, source)
    assert come_back(client, code="ma", state=asked["state"], iss="https://khac.example").status_code == 403
    asked = set_out(client, source)
    assert come_back(client, code="ma", state=asked["state"], iss=source.issuer).status_code == 302


def test_turning_back_says_so_and_changes_nothing(source: Source) -> None:
    client = Client()
    asked = set_out(client, source, "?muc=2&next=/tai-khoan/")
    answer = come_back(client, error="access_denied", state=asked["state"])
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "đã dừng đăng nhập" in page
    assert "/dang-nhap/dinh-danh/?muc=2&amp;next=%2Ftai-khoan%2F" in page
    asked = set_out(client, source)
    assert "mã: error" in come_back(client, error="server_error", state=asked["state"]).content.decode()
    _nothing_happened(client)


@pytest.mark.parametrize(
    "wanted", ["https://xau.example/", "//xau.example/", "/\\xau.example/", "/can-bo/", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(source: Source, wanted: str) -> None:
    client = Client()
    asked = set_out(client, source, f"?next={wanted}")
    answer = client.get("/dang-nhap/dinh-danh/ve/", {"code": "ma", "state": asked["state"], "next": wanted})
    assert answer.headers["Location"] == "/"


def test_a_lower_level_than_is_wanted_does_not_do(source: Source) -> None:
    source.claims["loAs"] = "1"
    client = Client()
    answer = sign_in(client, source, "?muc=2")
    assert answer.status_code == 403
    assert "mức 2" in answer.content.decode()
    _nothing_happened(client)
    assert sign_in(client, source).status_code == 302
    assert actor_of(client.get("/tai-khoan/").wsgi_request).assurance == 1


def test_new_keys_are_read_when_a_token_names_them(source: Source) -> None:
    assert sign_in(Client(), source).status_code == 302
    published(jwk(CURVE, "k2"))(source)
    signed(CURVE, "ES256", kid="k2")(source)
    assert sign_in(Client(), source).status_code == 302
    assert source.seen.count("/jwks") == 2
    assert sign_in(Client(), source).status_code == 302
    assert source.seen.count("/jwks") == 2
    assert source.seen.count("/.well-known/openid-configuration") == 1


def test_a_withdrawn_key_is_forgotten_after_a_while(source: Source) -> None:
    assert sign_in(Client(), source).status_code == 302
    published(jwk(OTHER, "k2"))(source)
    with time_machine.travel(clock.now() + LATER):
        assert sign_in(Client(), source).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"), [("/.well-known/openid-configuration", 500), ("/token", 503), ("/jwks", 502)]
)
def test_a_provider_that_is_down_leaves_the_phone_door_open(source: Source, path: str, status: int) -> None:
    source.told[path] = (status, b"")
    client = Client()
    answer = client.get("/dang-nhap/dinh-danh/")
    if answer.status_code == 302:
        answer = sign_in(client, source)  # type: ignore[assignment]
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "chưa trả lời" in page
    assert "Đăng nhập bằng số điện thoại" in page
    assert client.get("/dang-nhap/").status_code == 200


def test_a_provider_that_is_not_there_at_all(source: Source, settings: Settings) -> None:
    settings.EID_ISSUER = "http://127.0.0.1:1"
    assert Client().get("/dang-nhap/dinh-danh/").status_code == 503


def test_a_configuration_of_somebody_else_is_not_followed(source: Source) -> None:
    source.configuration["issuer"] = "https://khac.example"
    assert Client().get("/dang-nhap/dinh-danh/").status_code == 403


def test_an_inner_address_is_not_reached_unless_the_operator_named_it(
    source: Source, settings: Settings
) -> None:
    settings.OUTGOING_NETWORKS = []
    assert Client().get("/dang-nhap/dinh-danh/").status_code == 503
    assert source.seen == []


def test_addresses_and_names_are_the_operators(source: Source, settings: Settings) -> None:
    settings.EID_ENDPOINTS = {
        name: source.configuration[name] for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    }
    settings.EID_CLAIMS = {
        "number": "pid", "name": "full", "birth_date": "born", "level": "acr", "kind": "type",
    }  # fmt: skip
    settings.EID_LEVELS = {"1": "thap", "2": "cao"}
    source.claims = {"pid": "084198001234", "full": "Nguyễn Thị Hạnh", "born": "1998-03-12", "acr": "cao"}
    assert set_out(Client(), source)["acr_values"] == "cao thap"
    client = Client()
    assert sign_in(client, source).status_code == 302
    assert actor_of(client.get("/tai-khoan/").wsgi_request).assurance == 2
    assert "/.well-known/openid-configuration" not in source.seen


def test_signing_out_ends_here_and_offers_to_end_there(source: Source) -> None:
    client = Client()
    sign_in(client, source)
    answer = client.post("/dang-xuat/")
    assert doors_open(client) == []
    assert client.get(answer.headers["Location"]).headers["Location"] == "http://testserver/"

    source.configuration["end_session_endpoint"] = f"{source.issuer}/leave"
    provider.forget()
    page = client.get(answer.headers["Location"]).content.decode()
    assert f"{source.issuer}/leave?client_id=t%E1%BB%89nh%3As%E1%BB%91&amp;post_logout_redirect_uri=" in page

    source.told["/.well-known/openid-configuration"] = (500, b"")
    provider.forget()
    assert client.get(answer.headers["Location"]).headers["Location"] == "http://testserver/"
    assert signed_in(citizen()).post("/dang-xuat/").headers["Location"] == "/"


def test_tries_are_counted(source: Source) -> None:
    client = Client()
    for _ in range(100):
        come_back(client, state="x")
    assert come_back(client, state="x").status_code == 429


def test_a_signed_in_citizen_stays_who_they_are_after_a_forged_answer(source: Source) -> None:
    client = signed_in(citizen(name="Trần Văn Nam"))
    FORGED["another key under the same name"](source)
    assert sign_in(client, source).status_code == 403
    assert "Trần Văn Nam" in client.get("/tai-khoan/").content.decode()


def _nothing_happened(client: Client) -> None:
    assert doors_open(client) == []
    assert not Person.objects.exists()
    assert not Account.objects.exists()
