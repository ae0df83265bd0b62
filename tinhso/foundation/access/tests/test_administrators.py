"""A province never loses its last administrator, and gets its first by one command."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from tinhso.foundation.access import actions
from tinhso.foundation.access.models import Account, Appointment
from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.tests.factories import actor_of, appointed, doors_open, official
from tinhso.foundation.units.models import Agency, AgencyVersion
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Conflict
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel("2026-11-22 03:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def province() -> Agency:
    """The office at the head of the province."""
    agency = Agency.objects.create(key="ubnd-tinh")
    AgencyVersion.objects.create(
        code="ubnd-tinh", agency=agency, name="Ủy ban nhân dân tỉnh", short_name="UBND tỉnh", kind="province",
        effective_from=date(2025, 7, 1), origin="test",
    )  # fmt: skip
    return agency


def lock(post: Appointment) -> None:
    actions.set_active(
        actor=SYSTEM, at=clock.now(), account=post.account_id, active=False, reason="Nghỉ việc"
    )


def end(post: Appointment, day: date = TODAY) -> None:
    actions.end_appointment(actor=SYSTEM, at=clock.now(), appointment=post.id, valid_until=day)


@pytest.mark.parametrize("lose", [lock, end])
def test_the_last_administrator_stays(lose: Any) -> None:
    post = appointed(Role.ADMIN)
    appointed(Role.LEADER)
    with pytest.raises(Conflict, match="cuối cùng") as refused:
        lose(post)
    assert "Phân công một quản trị viên khác" in refused.value.next_step
    post.refresh_from_db()
    assert post.valid_until is None
    assert post.account.is_active


@pytest.mark.parametrize("lose", [lock, end])
def test_one_of_two_may_go_and_then_the_other_stays(lose: Any) -> None:
    one, other = appointed(Role.ADMIN), appointed(Role.ADMIN)
    lose(one)
    for attempt in (lock, end):
        with pytest.raises(Conflict):
            attempt(other)


def test_whoever_is_locked_or_gone_by_then_does_not_count() -> None:
    last = appointed(Role.ADMIN)
    appointed(Role.ADMIN, account=official(is_active=False))
    appointed(Role.ADMIN, valid_until=TODAY)
    appointed(Role.ADMIN, valid_from=TODAY + timedelta(days=30))
    soon = appointed(Role.ADMIN, valid_until=TODAY + timedelta(days=5))
    with pytest.raises(Conflict):
        end(last, TODAY + timedelta(days=10))
    end(last, TODAY + timedelta(days=40))
    soon.refresh_from_db()
    assert soon.valid_until == TODAY + timedelta(days=5)


def test_two_posts_of_one_person_are_one_administrator() -> None:
    one = appointed(Role.ADMIN)
    appointed(Role.ADMIN, account=one.account)
    with pytest.raises(Conflict):
        lock(one)
    end(one)


def test_who_is_no_administrator_is_locked_as_before() -> None:
    post = appointed(Role.CLERK)
    lock(post)
    assert not Account.objects.get(id=post.account_id).is_active


def first_admin(username: str = "quan-tri", name: str = "Phạm Thị Quản") -> str:
    said = StringIO()
    call_command("accounts", "first-admin", username, name, stdout=said)
    return urlsplit(said.getvalue().split()[-1]).path


def test_the_first_administrator_comes_in_by_a_link_that_works_once(province: Agency) -> None:
    link = first_admin()
    account = Account.objects.get(username="quan-tri")
    assert actor_of(account).roles == {Role.ADMIN}
    client = Client()
    assert "Phạm Thị Quản" in client.get(link).content.decode()
    assert client.post(link, {"password": "ngắn", "again": "ngắn"}).status_code == 422
    assert client.post(link, {"password": PASSWORD, "again": f"{PASSWORD}!"}).status_code == 422
    answer = client.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert answer.headers["Location"] == "/can-bo/dang-nhap/thiet-lap/"
    assert doors_open(client) == []
    page = client.get("/can-bo/dang-nhap/thiet-lap/").content.decode()
    assert re.search(r"<code>[A-Z2-7]{32}</code>", page)
    assert Act.objects.get(verb="access.password_chosen").actor == account.id
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert Client().get(link).status_code == 404
    assert (
        Client().post(link, {"password": "một mật khẩu khác", "again": "một mật khẩu khác"}).status_code
        == 404
    )


def test_the_link_grows_old_and_is_made_anew_while_nobody_used_it(province: Agency, now: Any) -> None:
    old = first_admin()
    now.shift(timedelta(hours=25))
    assert Client().get(old).status_code == 404
    fresh = first_admin()
    assert Client().get(fresh).status_code == 200
    assert Account.objects.filter(kind=Account.Kind.OFFICIAL).count() == 1


def test_a_province_with_an_administrator_gets_no_other_by_command(province: Agency) -> None:
    first_admin()
    with pytest.raises(CommandError, match="đã có quản trị viên"):
        first_admin("nguoi-khac")
    Account.objects.filter(username="quan-tri").update(password="một chuỗi băm")
    with pytest.raises(CommandError, match="đã có quản trị viên"):
        first_admin()


def test_in_production_those_of_the_demonstration_do_not_count(province: Agency, settings: Settings) -> None:
    appointed(Role.ADMIN, account=official(is_demo=True))
    with pytest.raises(CommandError):
        first_admin()
    settings.PRODUCTION = True
    assert first_admin()


def test_a_name_that_is_taken_is_not_made_administrator(province: Agency) -> None:
    official(username="quan-tri")
    with pytest.raises(CommandError, match="đã có"):
        first_admin()
    assert not Appointment.objects.exists()


def test_a_link_for_another_account_opens_nothing(province: Agency) -> None:
    link = first_admin()
    other = actions.create_official(actor=SYSTEM, at=clock.now(), username="khac", name="Người khác")
    account = Account.objects.get(username="quan-tri")
    assert Client().get(link.replace(str(account.id), str(other.id))).status_code == 404


def test_before_the_packs_are_applied_it_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="packs apply"):
        first_admin()
