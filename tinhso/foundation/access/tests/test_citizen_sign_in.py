"""A citizen comes in with a phone number and a code, which is short-lived, counted and used once."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from tinhso.foundation.access import signing_in
from tinhso.foundation.access.models import Account, OneTimeCode
from tinhso.foundation.access.tests.factories import citizen, doors_open, sign_in
from tinhso.foundation.people.models import Person
from tinhso.kernel import clock
from tinhso.kernel.errors import NotAllowed, TooMany

pytestmark = pytest.mark.django_db
PHONE = "0912 345 678"


def ask(client: Client, phone: str = PHONE) -> str:
    answer = client.post("/dang-nhap/", {"phone": phone})
    assert answer.status_code == 302, answer.content.decode()
    found = re.search(r"data-demo-code>(\d{6})<", client.get("/dang-nhap/ma/").content.decode())
    assert found
    return found[1]


def test_a_new_number_opens_an_account_and_is_asked_who_it_is_once() -> None:
    client = Client()
    answer = client.post("/dang-nhap/ma/", {"code": ask(client)})
    assert answer.headers["Location"] == "/tai-khoan/khai-bao/"
    assert doors_open(client) == ["citizen"]

    answer = client.post(
        "/tai-khoan/khai-bao/", {"name": "Nguyễn Văn An", "birth_date": "1960", "national_id": "086060001234"}
    )
    assert answer.headers["Location"] == "/"
    person = Person.objects.get()
    assert (person.name, person.open("phone"), person.open("national_id")) == (
        "Nguyễn Văn An",
        "+84912345678",
        "086060001234",
    )
    again = Client()
    assert again.post("/dang-nhap/ma/", {"code": ask(again)}).headers["Location"] == "/"
    assert Account.objects.count() == 1


def test_the_page_asked_for_is_reached_after_signing_in() -> None:
    citizen(phone="+84912345678")
    client = Client()
    answer = client.get("/tai-khoan/")
    assert answer.headers["Location"] == "/dang-nhap/?next=/tai-khoan/"
    answer = client.post("/dang-nhap/?next=/tai-khoan/", {"phone": PHONE})
    page = client.get(answer.headers["Location"]).content.decode()
    code = re.search(r"data-demo-code>(\d{6})<", page)
    assert code
    answer = client.post(answer.headers["Location"], {"code": code[1], "next": "/tai-khoan/"})
    assert answer.headers["Location"] == "/tai-khoan/"


@pytest.mark.parametrize(
    "wanted", ["https://xau.example/", "//xau.example/", "/can-bo/", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(wanted: str) -> None:
    citizen(phone="+84912345678")
    client = Client()
    answer = client.post("/dang-nhap/ma/", {"code": ask(client), "next": wanted})
    assert answer.headers["Location"] == "/"


def test_the_session_id_changes_at_sign_in() -> None:
    client = Client()
    code = ask(client)
    before = client.cookies["tinhso_dan"].value
    client.post("/dang-nhap/ma/", {"code": code})
    assert client.cookies["tinhso_dan"].value != before


def test_signing_in_again_changes_the_session_id_too() -> None:
    account = citizen(phone="+84912345678")
    client = sign_in(Client(), account)
    before = client.cookies["tinhso_dan"].value
    assert sign_in(client, account).cookies["tinhso_dan"].value != before


def test_a_code_works_once() -> None:
    now = clock.now()
    sent = signing_in.send_code(phone=PHONE, address="10.0.0.1", at=now)
    signing_in.use_code(sent=sent.id, code=sent.shown, address="10.0.0.1", at=now)
    with pytest.raises(NotAllowed):
        signing_in.use_code(sent=sent.id, code=sent.shown, address="10.0.0.1", at=now)


def test_a_code_ends_after_five_minutes() -> None:
    now = clock.now()
    sent = signing_in.send_code(phone=PHONE, address="10.0.0.1", at=now)
    with pytest.raises(NotAllowed):
        signing_in.use_code(sent=sent.id, code=sent.shown, address="10.0.0.1", at=now + timedelta(minutes=5))
    signing_in.use_code(
        sent=sent.id, code=sent.shown, address="10.0.0.1", at=now + timedelta(minutes=4, seconds=59)
    )


def test_five_wrong_tries_close_the_number_even_for_the_right_code_of_another_message() -> None:
    now = clock.now()
    first = signing_in.send_code(phone=PHONE, address="10.0.0.1", at=now)
    second = signing_in.send_code(phone=PHONE, address="10.0.0.1", at=now)
    for turn in range(5):
        with pytest.raises(NotAllowed):
            signing_in.use_code(sent=first.id, code="xxxxxx", address=f"10.0.0.{turn}", at=now)
    with pytest.raises(TooMany) as refused:
        signing_in.use_code(sent=second.id, code=second.shown, address="10.0.0.9", at=now)
    assert 0 < refused.value.retry_after <= 300


def test_a_number_gets_three_codes_in_ten_minutes() -> None:
    client = Client()
    for _turn in range(3):
        assert client.post("/dang-nhap/", {"phone": PHONE}).status_code == 302
    answer = client.post("/dang-nhap/", {"phone": "+84912345678"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=1)):
        assert client.post("/dang-nhap/", {"phone": PHONE}).status_code == 302


def test_a_known_and_an_unknown_number_get_the_same_answer(settings: Settings) -> None:
    settings.PRODUCTION = True
    citizen(phone="+84912345678")
    pages = []
    for phone in (PHONE, "0987654321"):
        client = Client()
        answer = client.post("/dang-nhap/", {"phone": phone})
        wrong = client.post("/dang-nhap/ma/", {"code": "000000"})
        pages.append(
            (answer.status_code, answer.headers["Location"], wrong.status_code, _bare(wrong.content))
        )
    assert pages[0] == pages[1]


def test_in_production_the_code_is_in_the_message_alone(settings: Settings, outbox: Path) -> None:
    settings.PRODUCTION = True
    client = Client()
    client.post("/dang-nhap/", {"phone": PHONE})
    page = client.get("/dang-nhap/ma/").content.decode()
    [message] = (outbox / "sms").glob("*.json")
    text = json.loads(message.read_text())["text"]
    code = re.search(r"\d{6}", text)
    assert code
    assert "data-demo-code" not in page
    assert code[0] not in page
    assert client.post("/dang-nhap/ma/", {"code": code[0]}).status_code == 302


def test_a_locked_account_is_refused_and_told_only_with_the_right_code() -> None:
    account = citizen(phone="+84912345678")
    Account.objects.filter(id=account.id).update(is_active=False)
    client = Client()
    code = ask(client)
    assert "bị khóa" not in client.post("/dang-nhap/ma/", {"code": "000000"}).content.decode()
    answer = client.post("/dang-nhap/ma/", {"code": code})
    assert answer.status_code == 403
    assert "bị khóa" in answer.content.decode()
    assert doors_open(client) == []


def test_a_wrong_number_is_explained_beside_the_field() -> None:
    answer = Client().post("/dang-nhap/", {"phone": "12345"})
    assert answer.status_code == 422
    assert "bắt đầu bằng 03, 05, 07, 08 hoặc 09" in answer.content.decode()


def test_declaring_a_number_that_was_proven_elsewhere_opens_nothing() -> None:
    """Typing somebody's personal number makes a second, unproven person: it never links to theirs."""
    from tinhso.foundation.access.actions import declare_oneself
    from tinhso.foundation.people.actions import create_person
    from tinhso.kernel.actors import SYSTEM, Actor, ActorKind

    now = clock.now()
    known = create_person(
        actor=SYSTEM,
        at=now,
        name="Lê Thị Hoa",
        national_id="086160001234",
        assurance=Person.Assurance.CHECKED,
    )
    sent = signing_in.send_code(phone=PHONE, address="10.0.0.1", at=now)
    account = signing_in.use_code(sent=sent.id, code=sent.shown, address="10.0.0.1", at=now)
    actor = Actor(ActorKind.CITIZEN, account=account.id)
    declared = declare_oneself(actor=actor, at=now, name="Lê Thị Hoa", national_id="086160001234")
    assert declared.id != known.id
    assert declared.assurance == Person.Assurance.DECLARED


def test_neither_number_nor_code_is_in_the_rows() -> None:
    now = clock.now()
    sent = signing_in.send_code(phone=PHONE, address="10.0.0.1", at=now)
    account = signing_in.use_code(sent=sent.id, code=sent.shown, address="10.0.0.1", at=now)
    assert account.phone == "+84912345678"
    rows = repr([*Account.objects.values(), *OneTimeCode.objects.values()])
    assert "912345678" not in rows
    assert sent.shown not in rows


def test_sign_in_needs_the_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/dang-nhap/", {"phone": PHONE}).status_code == 403
    assert client.post("/dang-nhap/ma/", {"code": "123456"}).status_code == 403


def _bare(page: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.decode())
