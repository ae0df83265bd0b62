"""The officials' accounts: found, opened, given posts, relieved of them, locked, helped after a lost phone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.foundation.access.models import Account, Appointment
from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.tests.factories import actor_of, appointed, official, signed_in
from tinhso.foundation.units.models import Agency, AgencyVersion
from tinhso.kernel.ledger.models import Act
from tinhso.surfaces.console.tests.factories import at_console, operator

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/tai-khoan/"


@pytest.fixture
def agency() -> Agency:
    made = Agency.objects.create(key="xa-thu")
    AgencyVersion.objects.create(
        code="xa-thu", agency=made, name="Ủy ban nhân dân xã Thử", kind="commune", effective_from=date(2025, 7, 1),
        origin="test", folded="thu", identifier="H61.999",
    )  # fmt: skip
    return made


def names(page: str) -> set[str]:
    return {name for name in ("Trần Thị Bình", "Lê Văn Chín", "Phạm Thị Mười") if f">{name}</a>" in page}


def test_officials_are_found_by_name_role_and_lack_of_a_post(agency: Agency) -> None:
    client = at_console()
    appointed(Role.CLERK, account=official(name="Lê Văn Chín", username="chin"), agency=agency.id)
    official(name="Phạm Thị Mười", username="muoi")
    found = [names(client.get(f"{LIST}?{query}").content.decode())
             for query in ("q=chin", "role=clerk", "idle=on", "q=zzz")]  # fmt: skip
    assert found == [{"Lê Văn Chín"}, {"Lê Văn Chín"}, {"Phạm Thị Mười"}, set()]
    assert "Ủy ban nhân dân xã Thử" in client.get(f"{LIST}?q=chin").content.decode()


def test_the_list_costs_the_same_however_long(agency: Agency) -> None:
    client = at_console()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for number in range(20):
        appointed(Role.CLERK, account=official(username=f"them{number}"), agency=agency.id)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) <= len(one) + 1


def test_an_account_is_opened(agency: Agency) -> None:
    client = at_console()
    sent = {"name": "Phạm Thị Mười", "username": "muoi.pt", "email": "", "password": "một mật khẩu đủ dài"}
    answer = client.post(f"{LIST}moi/", sent)
    made = Account.objects.get(username="muoi.pt")
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}{made.id}/")
    again = client.post(f"{LIST}moi/", sent)
    assert again.status_code == 409
    assert "Tên đăng nhập này đã có" in again.content.decode()
    assert 'value="Phạm Thị Mười"' in again.content.decode()


@pytest.mark.parametrize("wrong", [{"username": "Có Dấu"}, {"password": "ngắn"}, {"name": ""}])
def test_what_is_wrong_with_a_new_account_is_said_and_kept(wrong: dict[str, str]) -> None:
    sent = {"name": "Phạm Thị Mười", "username": "muoi.pt", "password": "một mật khẩu đủ dài"} | wrong
    answer = at_console().post(f"{LIST}moi/", sent)
    assert answer.status_code == 422
    assert f'href="#id_{next(iter(wrong))}"' in answer.content.decode()
    assert "một mật khẩu đủ dài" not in answer.content.decode()


def test_a_post_is_given_and_ended(agency: Agency) -> None:
    client, account = at_console(), official(name="Lê Văn Chín")
    sent = {
        "agency": str(agency.id),
        "role": "clerk",
        "title": "Công chức",
        "valid_from": "01/07/2026",
        "valid_until": "",
    }
    assert client.post(f"{LIST}{account.id}/phan-cong/", sent).status_code == 303
    post = Appointment.objects.get(account=account)
    assert (post.role, post.valid_from) == ("clerk", date(2026, 7, 1))
    end = f"/quan-tri/vi-tri/{post.id}/thoi/"
    assert "Cho Lê Văn Chín thôi vị trí này?" in client.get(end).content.decode()
    assert client.post(end, {"valid_until": "30/06/2026"}).status_code == 422
    assert client.post(end, {"valid_until": "02/07/2026"}).status_code == 303
    post.refresh_from_db()
    assert post.valid_until == date(2026, 7, 2)
    verbs = list(Act.objects.filter(about=account.ref).order_by("at").values_list("verb", flat=True))
    assert verbs == ["access.appointed", "access.appointment_ended"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("agency", "x"), ("role", "emperor"), ("valid_from", "32/13/2026"), ("valid_until", "01/01/2020")],
)
def test_a_wrong_post_is_refused_at_its_field(agency: Agency, field: str, value: str) -> None:
    account = official()
    sent = {"agency": str(agency.id), "role": "clerk", "valid_from": "01/07/2026"} | {field: value}
    answer = at_console().post(f"{LIST}{account.id}/phan-cong/", sent)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not Appointment.objects.filter(account=account).exists()


def test_locking_asks_for_a_reason_shuts_out_and_can_be_undone() -> None:
    client, account = at_console(), appointed(Role.CLERK).account
    theirs, address = signed_in(account), f"{LIST}{account.id}/khoa/"
    assert theirs.get("/can-bo/").status_code == 200
    assert client.post(address, {"act": "lock", "reason": ""}).status_code == 422
    assert client.post(address, {"act": "lock", "reason": "Nghỉ việc"}).status_code == 303
    assert theirs.get("/can-bo/").status_code == 302
    assert client.post(address, {"act": "lock", "reason": "Nghỉ việc"}).status_code == 409
    assert client.post(address, {"act": "unlock", "reason": "Trở lại"}).status_code == 303
    assert Account.objects.get(id=account.id).is_active


def test_nobody_locks_oneself_out() -> None:
    client, account = operator()
    address = f"{LIST}{account.id}/khoa/"
    assert "Tài khoản của chính ông/bà" in client.get(address).content.decode()
    assert client.post(address, {"act": "lock", "reason": "Nhầm"}).status_code == 409
    assert actor_of(Account.objects.get(id=account.id)).roles == {"admin"}


def test_second_factors_are_taken_away_with_a_reason() -> None:
    client, account = at_console(), official()
    address = f"{LIST}{account.id}/xac-thuc/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Mất điện thoại"}).status_code == 303
    assert Act.objects.get(about=account.ref, verb="access.factors_reset").data == {
        "reason": "Mất điện thoại"
    }
