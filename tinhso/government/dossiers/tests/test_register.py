"""The register of a unit: every dossier once, in order, numbered through the year; on a page, as CSV, printed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import sign_in
from tinhso.foundation.files.queries import original_bytes
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier, PrintedRegister
from tinhso.government.dossiers.queries import register as book
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_filing,
    make_citizen,
    make_office,
)
from tinhso.government.dossiers.tests.test_straight_path import fresh
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Invalid, NotAllowed, NotFound
from tinhso.kernel.ledger.models import Read

pytestmark = pytest.mark.django_db
ADDRESS = "/can-bo/so-theo-doi/"
DAYS = {"first": "16/11/2026", "last": "17/11/2026"}
MON, TUE = MONDAY.date(), MONDAY.date() + timedelta(days=1)
NOW = MONDAY + timedelta(days=1, hours=2)


def at_desk(actor: Actor) -> Client:
    """A browser in which this official is signed in on Tuesday."""
    assert actor.account is not None
    return sign_in(Client(), Account.objects.get(id=actor.account), at=NOW)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def three(office: Office) -> list[Dossier]:
    """Two on Monday, one on Tuesday."""
    people = [
        make_citizen(name, phone=f"091234567{number}") for number, name in enumerate(("An", "Bình", "=Chi"))
    ]
    filed = [
        actions.file(actor=one, filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY) for one in people
    ]
    for hours, one in zip((1, 2, 25), filed, strict=True):
        actions.receive(
            actor=office.clerk, dossier=one.id, version=one.version, at=MONDAY + timedelta(hours=hours)
        )
    return [fresh(one) for one in filed]


@pytest.fixture
def clerk(office: Office) -> Client:
    return at_desk(office.clerk)


def numbers(page: str) -> list[str]:
    return [row[0] for row in csv.reader(io.StringIO(page.removeprefix("\ufeff")))][1:]


def test_every_dossier_stands_once_in_the_order_of_reception(clerk: Client, three: list[Dossier]) -> None:
    page = clerk.get(ADDRESS, DAYS)
    assert [(line.number, line.dossier) for line in page.context["lines"]] == list(enumerate(three, start=1))
    assert [line.note for line in page.context["lines"]] == ["Quá hạn", "Quá hạn", ""]


@pytest.mark.parametrize("given", [{"last": "31/12/9999"}, {"first": "01/01/0001"}])
def test_a_day_that_no_calendar_bears_is_refused_beside_its_field(
    clerk: Client, given: dict[str, str]
) -> None:
    for answer in (
        clerk.get(ADDRESS, DAYS | given),
        clerk.get(f"{ADDRESS}danh-sach.csv", DAYS | given),
        clerk.post(f"{ADDRESS}in/", DAYS | given),
    ):
        assert answer.status_code == 422
        assert "từ năm 1900 đến năm 2199" in answer.content.decode()


def test_the_number_runs_through_the_year_whatever_the_period(clerk: Client, three: list[Dossier]) -> None:
    page = clerk.get(ADDRESS, DAYS | {"first": "17/11/2026"})
    assert [(line.number, line.dossier) for line in page.context["lines"]] == [(3, three[2])]


def test_csv_carries_contacts_and_says_so_in_the_ledger_first(
    office: Office, clerk: Client, three: list[Dossier]
) -> None:
    looks = Read.objects.count()
    body = clerk.get(f"{ADDRESS}danh-sach.csv", DAYS).content.decode()
    assert numbers(body) == ["1", "2", "3"]
    assert "0912345670" in body.replace("+84", "0").replace(" ", "")
    assert "'=Chi" in body
    (look,) = Read.objects.order_by("id")[looks:]
    assert set(look.subjects) == {str(subject) for one in three for subject in one.subjects}
    assert look.data["fields"] == ["address", "name", "phone"]


def test_a_printed_register_is_kept_and_never_overwritten(
    office: Office, clerk: Client, three: list[Dossier]
) -> None:
    given = DAYS | {"unit": str(office.centre.id)}
    for _ in range(2):
        assert clerk.post(f"{ADDRESS}in/", given).status_code == 303
    work_off()
    one, other = PrintedRegister.objects.order_by("asked_at", "id")
    assert one.file_id is not None
    assert one.file_id != other.file_id
    page = clerk.get(f"{ADDRESS}{one.id}/")
    assert b"".join(page) == original_bytes(owner=one.ref, file=one.file_id)
    assert Read.objects.filter(verb="export").count() == 1


def test_another_units_register_is_not_there(office: Office, three: list[Dossier]) -> None:
    other = make_office(OTHER_COMMUNE, "An Trường", 102)
    for actor in (other.clerk, other.leader):
        with pytest.raises(NotFound):
            book.registered(actor=actor, unit=office.centre.id, first=MON, last=TUE)
        with pytest.raises(NotAllowed):
            actions.print_register(actor=actor, unit=office.centre.id, first=MON, last=TUE, at=MONDAY)
    printed = actions.print_register(
        actor=office.clerk, unit=office.centre.id, first=MON, last=TUE, at=MONDAY
    )
    work_off()
    with pytest.raises(NotFound):
        book.printed_register(actor=other.clerk, register=printed.id, at=MONDAY)
    assert at_desk(other.clerk).get(ADDRESS, DAYS | {"unit": str(office.centre.id)}).status_code == 422


def test_too_long_a_period_is_refused(
    office: Office, three: list[Dossier], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "LONGEST", 2)
    with pytest.raises(Invalid, match="hơn 2 hồ sơ"):
        book.extract(actor=office.clerk, unit=office.centre.id, first=MON, last=TUE, at=MONDAY)


def test_wrong_days_are_said_beside_their_field(clerk: Client) -> None:
    page = clerk.get(ADDRESS, {"first": "17/11/2026", "last": "16/11/2026"})
    assert page.status_code == 422
    assert "Ngày cuối phải không sớm hơn ngày đầu" in page.content.decode()
