"""What a request knows of its asker, and what views behind a door promise."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tinhso.foundation.access import policy
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.policy import Permission, Reach
from tinhso.foundation.access.requests import actor_of, address_of, door, may
from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.tests.factories import (
    appointed,
    citizen,
    new_agency,
    official,
    signed_in,
)
from tinhso.foundation.access.urls import urlpatterns as own
from tinhso.kernel.errors import NotAllowed, NotFound
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db


@door("official")
def desk_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(actor_of(request).name)


@login_not_required
def public_page(request: HttpRequest) -> HttpResponse:
    words = [actor_of(request).kind, str(may(request, "things.act")), address_of(request)]
    return HttpResponse(" ".join(words))


def refused_page(request: HttpRequest) -> HttpResponse:
    try:
        policy.require(actor_of(request), "things.act", agencies=[new_agency()])
    except NotAllowed:
        return HttpResponse(status=403)
    return HttpResponse()


urlpatterns = [
    *own,
    path("can-bo/ban/", desk_page),
    path("lac/", desk_page),
    path("chung/", public_page),
    path("can-bo/chung/", public_page),
    path("can-bo/bi-tu-choi/", refused_page),
]


@pytest.fixture(autouse=True)
def house() -> Iterator[None]:
    act = Permission("things.act", "Làm", {Role.CLERK: Reach.AGENCY})
    with override_settings(ROOT_URLCONF=__name__), policy.permissions.temporarily(act):
        yield


def test_a_page_behind_a_door_is_for_its_kind_of_account() -> None:
    assert signed_in(official(name="Lê Thị Mười")).get("/can-bo/ban/").content.decode() == "Lê Thị Mười"
    assert Client().get("/can-bo/ban/").headers["Location"] == "/can-bo/dang-nhap/?next=/can-bo/ban/"


def test_a_desk_page_that_strays_under_the_citizens_door_does_not_exist() -> None:
    # Where no middleware words refusals, the refusal itself comes through.
    with suppress(NotFound):
        assert signed_in(citizen()).get("/lac/").status_code == 404


def test_the_actor_is_the_one_of_the_door() -> None:
    clerk = signed_in(appointed(Role.CLERK).account)
    assert clerk.get("/can-bo/chung/").content.decode().split()[:2] == ["official", "True"]
    assert clerk.get("/chung/").content.decode().split()[:2] == ["anonymous", "False"]


def test_a_denial_of_a_page_is_in_the_ledger() -> None:
    account: Account = appointed(Role.CLERK).account
    assert signed_in(account).get("/can-bo/bi-tu-choi/").status_code == 403
    assert Act.objects.get(verb="access.denied").actor == account.id


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_address_is_taken_from_trusted_proxies_only(proxies: int, forwarded: str, seen: str) -> None:
    with override_settings(TRUSTED_PROXIES=proxies):
        page = Client().get("/chung/", headers={"X-Forwarded-For": forwarded}).content.decode()
    assert page.split()[2] == seen


def test_asking_who_acts_costs_at_most_four_questions() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(appointed(Role.CLERK).account)
    with CaptureQueriesContext(connection) as asked:
        client.get("/can-bo/ban/")
    assert len(asked) <= 4, [query["sql"] for query in asked]
