"""The simulator is a provider like any other, answers wrongly when told to, and does not exist in production."""

from __future__ import annotations

import base64
import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tinhso.foundation.access import demo
from tinhso.foundation.access.checks import eid_is_real_in_production
from tinhso.foundation.access.eid import provider, simulator
from tinhso.foundation.access.forms import SimulatedIdentityForm
from tinhso.foundation.access.models import Account, DemoCitizen
from tinhso.foundation.access.tests.factories import doors_open
from tinhso.foundation.people.models import Person
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
HOUSE = "http://testserver/"
HANH = {
    "name": "Nguyễn Thị Hạnh", "birth_date": "1998-03-12", "sex": "female", "national_id": "084198001234",
    "phone": "0509000001",
}  # fmt: skip
PAGES = ("", "roi/", ".well-known/openid-configuration", "khoa/", "ma/")


@pytest.fixture
def people() -> None:
    DemoCitizen.objects.create(
        code="hanh", body=HANH, effective_from=date(2025, 7, 1), assumed=True, origin="pack:thu"
    )


def choose(client: Client, address: str, **given: str) -> HttpResponse:
    page = client.get(address)
    assert page.status_code == 200, page.content.decode()
    assert "Mô phỏng" in page.content.decode()
    answer: HttpResponse = client.post(address, given)  # type: ignore[assignment]
    return answer


def set_out(client: Client, query: str = "") -> str:
    return client.get(f"/dang-nhap/dinh-danh/{query}").headers["Location"]


@pytest.mark.django_db(transaction=True)
def test_signing_in_over_http_and_every_wrong_answer(live_server: LiveServer, people: None) -> None:
    client = Client(headers={"host": urlsplit(live_server.url).netloc})
    sign_in = client.get("/dang-nhap/?next=/tai-khoan/").content.decode()
    link = re.search(r'href="(/dang-nhap/dinh-danh/[^"]*)"', sign_in)
    assert link
    at_simulator = client.get(link[1]).headers["Location"]
    assert at_simulator.startswith(f"{live_server.url}/mo-phong/dinh-danh/?")
    back = choose(client, at_simulator, person="hanh", level="2").headers["Location"]
    assert client.get(back).headers["Location"] == "/tai-khoan/"
    page = client.get("/tai-khoan/").content.decode()
    assert "NGUYỄN THỊ HẠNH" in page
    assert "Đang đăng nhập ở mức 2" in page
    assert Account.objects.get().is_demo
    farewell = client.get(client.post("/dang-xuat/").headers["Location"]).content.decode()
    leaving = re.search(r'href="([^"]*/mo-phong/dinh-danh/roi/[^"]*)"', farewell)
    assert leaving
    assert client.get(leaving[1].replace("&amp;", "&")).headers["Location"] == f"{live_server.url}/"

    faults = dict(SimulatedIdentityForm.base_fields["fault"].choices)  # type: ignore[attr-defined]
    for fault in set(faults) - {""}:
        back = choose(client, set_out(client), person="hanh", level="1", fault=fault).headers["Location"]
        answer = client.get(back)
        assert answer.status_code == {"name": 409, "down": 503}.get(fault, 403), fault
        assert doors_open(client) == [], fault

    back = choose(client, set_out(client, "?muc=2"), person="hanh", level="1").headers["Location"]
    assert "mức 2" in client.get(back).content.decode()
    back = choose(client, set_out(client), cancel="1").headers["Location"]
    assert "đã dừng đăng nhập" in client.get(back).content.decode()
    assert doors_open(client) == []
    assert (Account.objects.count(), Person.objects.count()) == (1, 1)


def test_it_publishes_what_a_client_needs() -> None:
    found = Client().get("/mo-phong/dinh-danh/.well-known/openid-configuration").json()
    assert found["issuer"] == "http://testserver/mo-phong/dinh-danh"
    assert found["code_challenge_methods_supported"] == ["S256"]
    [key] = Client().get(urlsplit(found["jwks_uri"]).path).json()["keys"]
    assert (key["kty"], key["crv"], key["use"]) == ("EC", "P-256", "sig")
    assert "d" not in key


ASKED = {
    "response_type": "code", "client_id": "tinh-so", "redirect_uri": f"{HOUSE}dang-nhap/dinh-danh/ve/",
    "state": "s", "nonce": "n", "code_challenge_method": "S256", "acr_values": "2 1",
    "code_challenge": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
}  # fmt: skip
"""The challenge of an empty verifier."""


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "khac"},
        {"redirect_uri": "https://xau.example/dang-nhap/dinh-danh/ve/"},
        {"redirect_uri": f"{HOUSE}dang-xuat/"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
    ],
)
def test_it_answers_only_this_house(wrong: dict[str, str]) -> None:
    assert Client().get(f"/mo-phong/dinh-danh/?{urlencode(ASKED | wrong)}").status_code == 404


def test_leaving_it_leads_home_and_nowhere_else() -> None:
    for onwards in ("https://xau.example/", f"{HOUSE}@xau.example/", ""):
        answer = Client().get(f"/mo-phong/dinh-danh/roi/?{urlencode({'post_logout_redirect_uri': onwards})}")
        assert answer.status_code == 404


def code(**given: str) -> str:
    back = simulator.answered(ASKED, **{"person": "hanh", "level": "2", "fault": ""} | given)
    return dict(parse_qsl(urlsplit(back).query))["code"]


def redeem(given: str, *, secret: str = "", **changed: str) -> Any:
    known = simulator.named(HOUSE)
    pair = f"{known['client_id']}:{secret or known['secret']}"
    form = {"code": given, "code_verifier": "", "redirect_uri": ASKED["redirect_uri"]} | changed
    return Client().post(
        "/mo-phong/dinh-danh/ma/",
        urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"},
    )


def test_a_code_is_for_its_client_its_verifier_a_minute_and_once(people: None) -> None:
    first = code()
    for wrong in (redeem(first, secret="khac"), redeem(first[:-2] + "xx")):
        assert (wrong.status_code, wrong.json()["error"][:8]) == (400, "invalid_")
    token = redeem(first).json()["id_token"]
    assert jwt.decode(token, options={"verify_signature": False})["SoDinhDanh"] == HANH["national_id"]
    assert redeem(first).json() == {"error": "invalid_grant"}
    assert redeem(code(), code_verifier="khac").json() == {"error": "invalid_grant"}
    assert redeem(code(), redirect_uri=HOUSE).json() == {"error": "invalid_grant"}
    late = code()
    with time_machine.travel(clock.now() + timedelta(seconds=62)):
        assert redeem(late).json() == {"error": "invalid_grant"}


def test_the_code_names_nobody(people: None) -> None:
    kept = code().removeprefix(".").split(":")[0]
    raw = base64.urlsafe_b64decode(kept + "=" * (-len(kept) % 4))
    assert HANH["national_id"].encode() not in raw


def test_production_has_no_simulator_and_offers_none(settings: Settings) -> None:
    settings.PRODUCTION = True
    for page in PAGES:
        for method in ("get", "post"):
            answer = getattr(Client(), method)(f"/mo-phong/dinh-danh/{page}?{urlencode(ASKED)}")
            assert answer.status_code in (404, 405), (method, page)
    assert provider.provider(HOUSE) is None
    for made in (lambda: simulator.named(HOUSE), simulator.keys, lambda: simulator.people(at=clock.now())):
        with pytest.raises(NotFound):
            made()
    assert Client().get("/dang-nhap/dinh-danh/").status_code == 404
    assert Client().get("/dang-nhap/dinh-danh/ve/").status_code == 404
    assert "dinh-danh" not in Client().get("/dang-nhap/").content.decode()


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, 0),
        ({"EID_ISSUER": ""}, 0),
        ({"EID_ISSUER": "http://dinh-danh.example"}, 1),
        ({"EID_ISSUER": "https://tinh.example/mo-phong/dinh-danh"}, 1),
        ({"EID_ENDPOINTS": {"token_endpoint": "http://dinh-danh.example/token"}}, 1),
        ({"EID_CLIENT_SECRET": ""}, 1),
        ({"EID_LEVELS": {"1": "cao", "2": "cao"}}, 1),
    ],
)
def test_production_does_not_start_with_a_provider_that_is_not_one(
    settings: Settings, changed: dict[str, Any], faults: int
) -> None:
    settings.EID_ISSUER, settings.EID_CLIENT_ID = "https://dinh-danh.example", "tinh"
    settings.EID_CLIENT_SECRET, settings.EID_ENDPOINTS = "bi-mat", {}
    for name, value in changed.items():
        setattr(settings, name, value)
    assert eid_is_real_in_production() == []
    settings.PRODUCTION = True
    found = eid_is_real_in_production()
    assert [one.id for one in found] == ["access.E001"] * faults


def test_a_real_provider_leaves_no_simulator_in_its_place(settings: Settings) -> None:
    settings.EID_ISSUER = "https://dinh-danh.example"
    found = provider.provider(HOUSE)
    assert found is not None
    assert (found.issuer, found.simulated, found.networks) == ("https://dinh-danh.example", False, ())


def test_somebody_may_be_new_here(people: None, settings: Settings, outbox: object) -> None:
    settings.VAR = outbox
    DemoCitizen.objects.update(body=HANH | {"account": False})
    assert demo.prepare(at=clock.now()) == []
    assert not Account.objects.exists()
    assert [one.body.name for one in simulator.people(at=clock.now())] == ["Nguyễn Thị Hạnh"]
