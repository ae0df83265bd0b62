"""Who may see and do what at the console: expected here, page by page, and never computed from the policy."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.tests.factories import appointed, citizen, signed_in
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.ledger.models import Act
from tinhso.surfaces.console.tests.factories import HANDLER, at_console, delivery

pytestmark = pytest.mark.django_db
NOBODY = UUID(int=7)
WATCHED = ("so-nhat-ky/", "goi/", "goi/procedure/")
"""Pages an auditor sees as well."""
RUN = ("tinh-trang/", "viec-ton/", f"viec-ton/chay-lai/{HANDLER}/", "tai-khoan/", "tai-khoan/moi/")
"""Pages of the administrator alone."""
ALL = (*WATCHED, *RUN)
OTHERS = (Role.CLERK, Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS)


@pytest.mark.parametrize("page", ALL)
def test_the_administrator_sees_every_page(page: str) -> None:
    assert at_console().get(f"/quan-tri/{page}").status_code == 200


@pytest.mark.parametrize(
    ("page", "status"), [*((page, 200) for page in WATCHED), *((page, 403) for page in RUN)]
)
def test_the_auditor_watches_and_runs_nothing(page: str, status: int) -> None:
    assert at_console(Role.AUDITOR).get(f"/quan-tri/{page}").status_code == status


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_sees_any(role: str) -> None:
    client = at_console(role)
    assert {client.get(f"/quan-tri/{page}").status_code for page in ("", *ALL)} == {403}


def test_a_denial_is_kept_in_the_ledger() -> None:
    client = at_console(Role.CLERK)
    client.get("/quan-tri/viec-ton/")
    assert Act.objects.filter(verb="access.denied").exists()


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/quan-tri/viec-ton/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/can-bo/dang-nhap/")


def test_a_citizen_is_a_stranger_here() -> None:
    assert signed_in(citizen()).get("/quan-tri/viec-ton/").status_code == 302


def test_acts_are_guarded_like_pages() -> None:
    parked, account = delivery(), appointed().account
    client = at_console(Role.HEAD)
    for address in (
        f"viec-ton/{parked.id}/chay-lai/", f"viec-ton/chay-lai/{HANDLER}/", "so-nhat-ky/kiem-tra/",
        f"tai-khoan/{account.id}/khoa/", f"tai-khoan/{account.id}/phan-cong/", f"tai-khoan/{account.id}/xac-thuc/",
        "tai-khoan/moi/",
    ):  # fmt: skip
        assert client.post(f"/quan-tri/{address}").status_code == 403, address
    parked.refresh_from_db()
    assert parked.state == Delivery.State.PARKED
    account.refresh_from_db()
    assert account.is_active


@pytest.mark.parametrize(
    "page",
    [
        f"viec-ton/{NOBODY}/",
        f"so-nhat-ky/{NOBODY}/",
        "goi/khong-co/",
        f"tai-khoan/{NOBODY}/",
        f"vi-tri/{NOBODY}/thoi/",
    ],
)
def test_what_is_not_there_is_not_found(page: str) -> None:
    assert at_console().get(f"/quan-tri/{page}").status_code == 404


def test_the_front_leads_to_the_first_page_one_may_see() -> None:
    assert at_console().get("/quan-tri/")["Location"] == "/quan-tri/tinh-trang/"
    assert at_console(Role.AUDITOR).get("/quan-tri/")["Location"] == "/quan-tri/so-nhat-ky/"


def test_no_page_is_kept_by_a_cache() -> None:
    client = at_console()
    for page in ALL:
        assert "no-store" in client.get(f"/quan-tri/{page}")["Cache-Control"]
