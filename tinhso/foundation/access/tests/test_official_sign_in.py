"""An official comes in with a password and always a second factor, or with a passkey that is both."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tinhso.foundation.access import actions, factors
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import PASSWORD, citizen, doors_open, official
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db


def totp(secret: str) -> str:
    """The code an authenticator app shows now."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


def with_app(account: Account) -> str:
    """Bind an authenticator app and return its secret."""
    sealed = factors.new_secret()
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": sealed})
    return factors.open_secret(sealed)


def password_given(account: Account) -> Client:
    client = Client()
    answer = client.post("/can-bo/dang-nhap/", {"username": account.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_the_password_alone_signs_nobody_in() -> None:
    account = official()
    with_app(account)
    client = password_given(account)
    assert doors_open(client) == []
    answer = client.get("/can-bo/tai-khoan/")
    assert answer.headers["Location"] == "/can-bo/dang-nhap/?next=/can-bo/tai-khoan/"


def test_password_and_code_sign_in_under_a_fresh_session_id() -> None:
    account = official()
    secret = with_app(account)
    client = password_given(account)
    before = client.cookies["tinhso_canbo"].value
    answer = client.post("/can-bo/dang-nhap/xac-thuc/", {"code": totp(secret), "next": "/can-bo/tai-khoan/"})
    assert answer.headers["Location"] == "/can-bo/tai-khoan/"
    assert doors_open(client) == ["official"]
    assert client.cookies["tinhso_canbo"].value != before
    assert client.get("/can-bo/tai-khoan/").status_code == 200


def test_without_a_second_factor_one_has_to_be_set_up_first() -> None:
    account = official()
    client = password_given(account)
    page = client.get("/can-bo/dang-nhap/thiet-lap/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret
    assert client.post("/can-bo/dang-nhap/thiet-lap/", {"code": "000000"}).status_code == 422
    assert doors_open(client) == []
    answer = client.post("/can-bo/dang-nhap/thiet-lap/", {"code": totp(secret[1])})
    assert doors_open(client) == ["official"]
    recovery = re.findall(r"<code>(\d{8})</code>", answer.content.decode())
    assert len(recovery) == 10

    other = password_given(account)
    assert other.post("/can-bo/dang-nhap/xac-thuc/", {"code": recovery[0]}).status_code == 302
    third = password_given(account)
    assert third.post("/can-bo/dang-nhap/xac-thuc/", {"code": recovery[0]}).status_code == 403


def test_nobody_skips_from_the_password_to_a_new_authenticator() -> None:
    account = official()
    with_app(account)
    client = password_given(account)
    assert client.get("/can-bo/dang-nhap/thiet-lap/").headers["Location"] == "/can-bo/dang-nhap/"


def test_a_totp_code_works_once() -> None:
    account = official()
    secret = with_app(account)
    first, second = password_given(account), password_given(account)
    code = totp(secret)
    assert first.post("/can-bo/dang-nhap/xac-thuc/", {"code": code}).status_code == 302
    assert second.post("/can-bo/dang-nhap/xac-thuc/", {"code": code}).status_code == 403


def test_five_wrong_passwords_close_the_account_for_five_minutes_from_any_address() -> None:
    account = official()
    for turn in range(5):
        answer = Client(REMOTE_ADDR=f"10.0.0.{turn}").post(
            "/can-bo/dang-nhap/", {"username": account.username, "password": "sai"}
        )
        assert answer.status_code == 403
    right = {"username": account.username, "password": PASSWORD}
    refused = Client().post("/can-bo/dang-nhap/", right)
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
    with time_machine.travel(clock.now() + timedelta(minutes=5, seconds=1)):
        assert Client().post("/can-bo/dang-nhap/", right).status_code == 302


def test_five_wrong_codes_close_the_second_factor() -> None:
    account = official()
    secret = with_app(account)
    for _turn in range(5):
        client = password_given(account)
        assert client.post("/can-bo/dang-nhap/xac-thuc/", {"code": "000000"}).status_code == 403
    answer = password_given(account).post("/can-bo/dang-nhap/xac-thuc/", {"code": totp(secret)})
    assert answer.status_code == 429


def test_an_unknown_name_and_a_wrong_password_read_the_same() -> None:
    known = official()
    pages = [
        re.sub(r'value="[^"]*"', "", Client().post("/can-bo/dang-nhap/", form).content.decode())
        for form in (
            {"username": known.username, "password": "sai"},
            {"username": "khong-co-ai", "password": "sai"},
        )
    ]
    assert pages[0] == pages[1]


def test_the_wait_for_the_second_factor_ends() -> None:
    account = official()
    secret = with_app(account)
    client = password_given(account)
    with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=1)):
        answer = client.post("/can-bo/dang-nhap/xac-thuc/", {"code": totp(secret)})
    assert answer.headers["Location"] == "/can-bo/dang-nhap/"
    assert doors_open(client) == []


def test_a_locked_official_is_out_at_once() -> None:
    account = official()
    secret = with_app(account)
    client = password_given(account)
    client.post("/can-bo/dang-nhap/xac-thuc/", {"code": totp(secret)})
    actions.set_active(actor=SYSTEM, at=clock.now(), account=account.id, active=False, reason="nghỉ hưu")
    assert client.get("/can-bo/tai-khoan/").status_code == 302


def test_factors_taken_away_are_set_up_anew_and_their_key_is_gone() -> None:
    from tinhso.kernel import sealing

    account = official()
    with_app(account)
    sealed = Authenticator.objects.get().data["secret"]
    actions.reset_factors(actor=SYSTEM, at=clock.now(), account=account.id, reason="mất điện thoại")
    assert not factors.has_factor(account)
    with pytest.raises(sealing.Destroyed):
        factors.open_secret(sealed)


def test_the_secret_is_sealed_in_the_row_and_in_the_waiting_session() -> None:
    from tinhso.foundation.access.keeping import SessionStore
    from tinhso.foundation.access.models import Session

    account = official()
    client = password_given(account)
    page = client.get("/can-bo/dang-nhap/thiet-lap/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret
    assert all(secret[1] not in json.dumps(SessionStore(row.pk).load()) for row in Session.objects.all())
    client.post("/can-bo/dang-nhap/thiet-lap/", {"code": totp(secret[1])})
    assert secret[1] not in json.dumps(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_citizens_account_has_no_password_to_try() -> None:
    account = citizen()
    answer = Client().post("/can-bo/dang-nhap/", {"username": account.username, "password": ""})
    assert answer.status_code == 422
    answer = Client().post("/can-bo/dang-nhap/", {"username": account.username, "password": "!"})
    assert answer.status_code == 403


def test_sign_in_needs_the_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)
    form = {"username": "ai", "password": PASSWORD}
    assert client.post("/can-bo/dang-nhap/", form).status_code == 403
    assert "Tên đăng nhập" not in client.post("/can-bo/dang-nhap/", form).content.decode()
