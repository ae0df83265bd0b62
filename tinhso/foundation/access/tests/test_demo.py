"""The one-click way in exists for demonstrations and is shut three times over in production."""

import json
from datetime import date

import pytest
from django.http import HttpRequest
from django.test import Client
from pydantic import ValidationError
from pytest_django import Settings

from tinhso.foundation.access import demo, sessions
from tinhso.foundation.access.models import Account, DemoCitizen, DemoPost
from tinhso.foundation.access.rules import OFFICIAL
from tinhso.foundation.access.shapes import DemoCitizenBody, DemoPostBody
from tinhso.foundation.access.tests.factories import doors_open, new_agency, official, signed_in
from tinhso.foundation.access.tests.test_official_sign_in import totp
from tinhso.kernel import clock
from tinhso.kernel.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db

CLERK = {"name": "Lê Thị Mười", "agency": "xa-thu", "role": "clerk", "title": "Công chức một cửa"}
AN = {
    "name": "Nguyễn Văn An",
    "birth_date": "1960",
    "sex": "male",
    "national_id": "086060000001",
    "phone": "0500000001",
}


@pytest.fixture(autouse=True)
def kept_apart(settings: Settings, outbox: object) -> None:
    settings.VAR = outbox


def made() -> list[dict[str, str]]:
    rule = {"effective_from": date(2025, 7, 1), "assumed": True, "origin": "pack:thu"}
    if not DemoPost.objects.exists():
        new_agency("xa-thu")
        DemoPost.objects.create(code="mot-cua", body=CLERK, **rule)
        DemoCitizen.objects.create(code="an", body=AN, **rule)
    return demo.prepare(at=clock.now())


def test_the_accounts_are_made_once_and_their_ways_in_are_kept_and_work() -> None:
    rows = made()
    assert made() == rows
    file = demo.accounts_file()
    assert json.loads(file.read_text()) == rows
    assert file.stat().st_mode & 0o077 == 0
    clerk = rows[0]
    client = Client()
    client.post("/can-bo/dang-nhap/", {"username": "mot-cua", "password": clerk["password"]})
    client.post("/can-bo/dang-nhap/xac-thuc/", {"code": totp(clerk["totp"])})
    assert doors_open(client) == ["official"]


def test_what_a_pack_says_of_demo_people_is_checked() -> None:
    DemoPostBody.model_validate(CLERK)
    DemoCitizenBody.model_validate(AN)
    for shape, body in (
        (DemoPostBody, CLERK | {"role": "chu-tich"}),
        (DemoCitizenBody, AN | {"phone": "12"}),
        (DemoCitizenBody, AN | {"national_id": "12"}),
        (DemoCitizenBody, AN | {"birth_date": "31/02/1960"}),
    ):
        with pytest.raises(ValidationError):
            shape.model_validate(body)


def test_one_click_leads_in_at_the_right_door() -> None:
    made()
    client = Client()
    clerk = Account.objects.get(username="mot-cua")
    assert "Lê Thị Mười" in client.get("/can-bo/vao-vai/").content.decode()
    assert client.post("/vao-vai/", {"account": str(clerk.id)}).status_code == 404
    assert client.post("/can-bo/vao-vai/", {"account": str(clerk.id)}).status_code == 302
    assert doors_open(client) == ["official"]


def test_an_account_that_is_not_of_the_demonstration_has_no_such_way_in() -> None:
    real = official()
    client = Client()
    assert real.name not in client.get("/can-bo/vao-vai/").content.decode()
    assert client.post("/can-bo/vao-vai/", {"account": str(real.id)}).status_code == 404
    assert client.post("/can-bo/vao-vai/", {"account": "không"}).status_code == 404
    assert doors_open(client) == []


def test_production_refuses_the_page_the_making_and_the_account(settings: Settings) -> None:
    made()
    clerk = Account.objects.get(username="mot-cua")
    settings.PRODUCTION = True
    for path in ("/vao-vai/", "/can-bo/vao-vai/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"account": str(clerk.id)}).status_code == 404
    with pytest.raises(NotFound):
        made()
    with pytest.raises(NotFound):
        demo.accounts(kind="official", at=clock.now())
    with pytest.raises(NotAllowed):
        sessions.begin(HttpRequest(), account=clerk, door=OFFICIAL, factor="demo", at=clock.now())


def test_a_demo_session_does_not_survive_into_production(settings: Settings) -> None:
    made()
    client = signed_in(Account.objects.get(username="mot-cua"))
    settings.PRODUCTION = True
    assert client.get("/can-bo/tai-khoan/").status_code == 302
