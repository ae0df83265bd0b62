"""Whose account an electronic identity opens: the one of its personal number, and no other."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from tinhso.foundation.access import requests
from tinhso.foundation.access.actions import declare_oneself
from tinhso.foundation.access.eid.entering import enter
from tinhso.foundation.access.eid.flow import Identity
from tinhso.foundation.access.models import Account, CitizenLink
from tinhso.foundation.access.signing_in import new_citizen, opened
from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Conflict, NotAllowed
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db
NUMBER = "084198001234"
HANH = Identity(number=NUMBER, name="NGUYỄN THỊ HẠNH", birth_date="1998-03-12", level=2)


def came(identity: Identity = HANH, *, current: Account | None = None, simulated: bool = False) -> Account:
    return enter(identity=identity, current=current, simulated=simulated, at=clock.now())


def proven(name: str = "Nguyễn Thị Hạnh", birth_date: str = "1998-03-12") -> Person:
    return create_person(
        actor=SYSTEM, at=clock.now(), name=name, birth_date=birth_date, national_id=NUMBER,
        assurance=Person.Assurance.CHECKED,
    )  # fmt: skip


def phone_account(number: str = "+84912345678") -> Account:
    account = new_citizen(number=number, key=sealing.new_key("access.phone"), at=clock.now())
    return opened(account, at=clock.now())


def declared(
    account: Account, name: str = "Nguyễn Thị Hạnh", number: str = NUMBER, born: str = "1998"
) -> Person:
    person = declare_oneself(
        actor=actor_of(account), at=clock.now(), name=name, birth_date=born, national_id=number
    )
    account.refresh_from_db()
    return person


def test_somebody_new_gets_a_person_and_an_account_once() -> None:
    first, again = came(), came()
    assert first == again
    assert (first.phone, first.phone_index, first.name, first.is_demo) == ("", "", "NGUYỄN THỊ HẠNH", False)
    person = Person.objects.get()
    assert (person.assurance, person.declared_by) == ("eid", None)
    assert CitizenLink.objects.get().person == person
    verbs = list(Act.objects.filter(verb__startswith="access.").values_list("verb", flat=True))
    assert sorted(verbs) == ["access.account_opened", "access.person_linked"]


def test_the_account_of_the_person_known_under_the_number_is_opened() -> None:
    person = proven()
    account = citizen(person=person)
    assert came() == account
    assert Person.objects.count() == 1
    assert account.phone


def test_a_person_without_an_account_gets_one() -> None:
    person = proven()
    assert came().citizen.person == person
    assert Person.objects.count() == 1


@pytest.mark.parametrize("name", ["NGUYỄN THỊ HẠNH", "nguyễn thị hạnh", " Nguyễn  Thị Hạnh "])
@pytest.mark.parametrize("born", ["1998-03-12", "1998", ""])
def test_one_name_is_written_in_many_ways(name: str, born: str) -> None:
    person = proven(birth_date=born)
    assert came(Identity(NUMBER, name, "1998-03-12", 1)).citizen.person == person


@pytest.mark.parametrize(
    ("name", "born"),
    [("Nguyễn Thị Hanh", "1998-03-12"), ("Nguyễn Thị Hạnh", "1998-03-13"), ("Trần Nam", "1998")],
)
def test_another_name_or_birth_goes_to_a_human_and_into_the_ledger(name: str, born: str) -> None:
    person = proven(name, born)
    citizen(person=person)
    with pytest.raises(Conflict) as refused:
        came()
    assert "bộ phận một cửa" in refused.value.next_step
    assert (Person.objects.count(), Account.objects.count()) == (1, 1)
    person.refresh_from_db()
    assert person.name == name
    act = Act.objects.get(verb="access.eid_mismatch")
    assert (act.about, act.data) == (person.ref, {})
    assert act.subjects == [str(person.ref)]


def test_who_only_declared_the_number_is_somebody_else() -> None:
    """Anybody can type a number: it leads neither to their record nor into it."""
    thief = phone_account()
    theirs = declared(thief)
    account = came()
    assert account != thief
    assert account.citizen.person != theirs
    theirs.refresh_from_db()
    assert theirs.assurance == "declared"


@pytest.mark.parametrize("number", [NUMBER, ""])
def test_what_the_account_at_hand_declared_is_proven(number: str) -> None:
    account = phone_account()
    person = declared(account, number=number)
    assert came(current=account) == account
    person.refresh_from_db()
    assert (person.assurance, person.open("national_id")) == ("eid", NUMBER)
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "number", "born"),
    [
        ("Trần Văn Nam", NUMBER, "1998"),
        ("Nguyễn Thị Hạnh", "084198009999", "1998"),
        ("Nguyễn Thị Hạnh", NUMBER, "1997"),
    ],
)
def test_what_the_account_at_hand_declared_otherwise_is_not(name: str, number: str, born: str) -> None:
    account = phone_account()
    person = declared(account, name, number, born)
    with pytest.raises(Conflict):
        came(current=account)
    person.refresh_from_db()
    assert (person.assurance, Person.objects.count()) == ("declared", 1)


def test_the_account_at_hand_is_linked_when_it_has_nobody_yet() -> None:
    account, person = phone_account(), proven()
    assert came(current=account) == account
    account.refresh_from_db()
    assert account.citizen.person == person


def test_a_person_has_one_account_and_an_empty_one_at_hand_is_left_alone() -> None:
    empty, account = phone_account(), citizen(person=proven())
    assert came(current=empty) == account
    assert not CitizenLink.objects.filter(account=empty).exists()


def test_somebody_elses_account_at_hand_is_not_left_by_stealth() -> None:
    nam = citizen(name="Trần Văn Nam")
    proven()
    with pytest.raises(Conflict):
        came(current=nam)
    assert (Account.objects.count(), Person.objects.count()) == (1, 2)


def test_the_same_phone_or_name_links_nobody() -> None:
    known = create_person(
        actor=SYSTEM, at=clock.now(), name="Nguyễn Thị Hạnh", birth_date="1998-03-12", phone="0912345678",
        national_id="084198007777", assurance=Person.Assurance.CHECKED,
    )  # fmt: skip
    account = citizen(person=known, phone="+84912345678")
    assert came() != account


def test_an_account_opened_by_the_simulator_is_of_the_demonstration(settings: Settings) -> None:
    account = came(simulated=True)
    assert account.is_demo
    settings.PRODUCTION = True
    with pytest.raises(NotAllowed):
        signed_in(account)


def test_a_locked_account_stays_locked() -> None:
    account = came()
    Account.objects.filter(id=account.id).update(is_active=False)
    with pytest.raises(NotAllowed):
        signed_in(came())
    assert Account.objects.count() == 1


def test_an_account_without_a_number_has_its_page() -> None:
    page = signed_in(came()).get("/tai-khoan/").content.decode()
    assert "NGUYỄN THỊ HẠNH" in page
    assert "Số điện thoại đăng nhập" not in page


def test_no_personal_number_is_in_the_ledger_or_the_accounts() -> None:
    came()
    rows = repr([*Account.objects.values(), *Act.objects.values(), *Person.objects.values()])
    assert NUMBER not in rows


def test_a_session_without_electronic_identity_has_no_level() -> None:
    assert requests.actor_of(signed_in(citizen()).get("/tai-khoan/").wsgi_request).assurance == 0
    assert requests.actor_of(Client().get("/").wsgi_request).assurance == 0
