"""Two doors, two cookies; sessions end by idleness and by age; strangers are sent to the door they stand at."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client

from tinhso.foundation.access import sessions
from tinhso.foundation.access.keeping import SessionStore
from tinhso.foundation.access.models import Session
from tinhso.foundation.access.rules import CITIZEN, OFFICIAL, door_of
from tinhso.foundation.access.tests.factories import citizen, doors_open, official, sign_in, signed_in
from tinhso.kernel import clock
from tinhso.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/", CITIZEN),
        ("/tai-khoan/", CITIZEN),
        ("/can-bo", OFFICIAL),
        ("/can-bo/", OFFICIAL),
        ("/can-bo/ho-so/", OFFICIAL),
        ("/quan-tri/", OFFICIAL),
        ("/can-bo-khac/", CITIZEN),
        ("/thu-tuc/can-bo/", CITIZEN),
    ],
)
def test_a_path_lies_behind_one_door(path: str, door: object) -> None:
    assert door_of(path) == door


def test_signed_in_at_one_door_is_a_stranger_at_the_other() -> None:
    clerk = signed_in(official())
    assert clerk.get("/can-bo/tai-khoan/").status_code == 200
    assert clerk.get("/tai-khoan/").headers["Location"].startswith("/dang-nhap/")
    an = signed_in(citizen())
    assert an.get("/tai-khoan/").status_code == 200
    assert an.get("/can-bo/tai-khoan/").headers["Location"].startswith("/can-bo/dang-nhap/")


def test_a_form_whose_session_ended_comes_back_to_the_page_it_stands_on() -> None:
    stranger = Client()
    for before, after in (
        ("http://testserver/can-bo/ho-so/?trang=2", "/can-bo/ho-so/?trang=2"),
        ("https://elsewhere.example/can-bo/", "/can-bo/tai-khoan/"),
        ("", "/can-bo/tai-khoan/"),
    ):
        answer = stranger.post("/can-bo/tai-khoan/", headers={"referer": before})
        assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"next": [after]}, before
    asked = stranger.get("/can-bo/tai-khoan/", headers={"referer": "http://testserver/can-bo/"})
    assert parse_qs(urlsplit(asked.headers["Location"]).query) == {"next": ["/can-bo/tai-khoan/"]}


def test_one_browser_can_stand_behind_both_doors_and_leave_one() -> None:
    client = sign_in(signed_in(official()), citizen())
    assert sorted(doors_open(client)) == ["citizen", "official"]
    client.post("/can-bo/dang-xuat/")
    assert client.get("/tai-khoan/").status_code == 200
    assert client.get("/can-bo/tai-khoan/").status_code == 302


def test_a_session_of_one_door_opens_no_other_under_its_cookie() -> None:
    for account, stolen, put, path in (
        (citizen(), "tinhso_dan", "tinhso_canbo", "/can-bo/tai-khoan/"),
        (official(), "tinhso_canbo", "tinhso_dan", "/tai-khoan/"),
    ):
        thief = Client()
        thief.cookies[put] = signed_in(account).cookies[stolen].value
        assert thief.get(path).status_code == 302


def test_djangos_own_cookie_name_opens_nothing() -> None:
    thief = Client()
    thief.cookies["sessionid"] = signed_in(citizen()).cookies["tinhso_dan"].value
    assert thief.get("/tai-khoan/").status_code == 302


def test_a_session_that_no_door_began_is_nobodys() -> None:
    account = citizen()
    store = SessionStore()
    store["_auth_user_id"] = str(account.id)
    store["_auth_user_backend"] = "tinhso.foundation.access.backends.Accounts"
    store["_auth_user_hash"] = account.get_session_auth_hash()
    store.save()
    client = Client()
    client.cookies["tinhso_dan"] = store.session_key or ""
    assert client.get("/tai-khoan/").status_code == 302


def test_a_kind_of_account_enters_by_its_own_door_only() -> None:
    request = HttpRequest()
    request.session = SessionStore()
    with pytest.raises(NotAllowed):
        sessions.begin(request, account=citizen(), door=OFFICIAL, factor="test", at=clock.now())
    with pytest.raises(NotAllowed):
        sessions.begin(request, account=official(), door=CITIZEN, factor="test", at=clock.now())


def test_a_locked_account_enters_by_no_way() -> None:
    request = HttpRequest()
    request.session = SessionStore()
    with pytest.raises(NotAllowed):
        sessions.begin(
            request, account=official(is_active=False), door=OFFICIAL, factor="test", at=clock.now()
        )


def test_an_official_is_signed_out_after_15_idle_minutes() -> None:
    start = clock.now()
    client = signed_in(official(), at=start)
    with time_machine.travel(start + timedelta(minutes=14)):
        assert client.get("/can-bo/tai-khoan/").status_code == 200
    with time_machine.travel(start + timedelta(minutes=28)):
        assert client.get("/can-bo/tai-khoan/").status_code == 200
    with time_machine.travel(start + timedelta(minutes=43, seconds=1)):
        assert client.get("/can-bo/tai-khoan/").status_code == 302


def test_an_official_is_signed_out_after_8_hours_however_busy() -> None:
    start = clock.now()
    client = signed_in(official(), at=start)
    for minutes in range(10, 480, 10):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert client.get("/can-bo/tai-khoan/").status_code == 200
    with time_machine.travel(start + timedelta(hours=8, seconds=1)):
        assert client.get("/can-bo/tai-khoan/").status_code == 302


def test_a_citizen_stays_20_hours() -> None:
    start = clock.now()
    client = signed_in(citizen(), at=start)
    with time_machine.travel(start + timedelta(hours=19, minutes=59)):
        assert client.get("/tai-khoan/").status_code == 200
    with time_machine.travel(start + timedelta(hours=20, seconds=1)):
        assert client.get("/tai-khoan/").status_code == 302


def test_signing_out_ends_the_session_on_the_server() -> None:
    client = signed_in(citizen())
    kept = client.cookies["tinhso_dan"].value
    client.post("/dang-xuat/")
    client.cookies["tinhso_dan"] = kept
    assert client.get("/tai-khoan/").status_code == 302


def test_a_fragment_asked_for_by_a_stranger_moves_the_whole_page() -> None:
    answer = Client().get("/can-bo/tai-khoan/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/can-bo/dang-nhap/")


def test_pages_of_sign_in_are_kept_by_no_cache() -> None:
    for path in ("/dang-nhap/", "/can-bo/dang-nhap/"):
        assert Client().get(path).headers["Cache-Control"] == "no-store"


def test_a_database_that_went_away_before_the_session_was_kept_is_an_outage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = signed_in(citizen())
    client.raise_request_exception = False

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        monkeypatch.setattr(Session, "save", gone)
        answer = client.get("/tai-khoan/")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
