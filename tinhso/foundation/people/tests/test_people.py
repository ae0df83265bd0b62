"""People are kept sealed, found by fingerprint, looked at on record, and erased for good."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tinhso.foundation.people import actions, queries
from tinhso.foundation.people.models import Mandate, Organisation, Person
from tinhso.kernel.actors import ANONYMOUS, SYSTEM, Actor, ActorKind
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act, Read

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CLERK = Actor(ActorKind.OFFICIAL, account=new_id(), name="Lê Thị Mười")
CHECKED = Person.Assurance.CHECKED
SECRETS = {
    "national_id": "086060001234",
    "phone": "+84912345678",
    "email": "an@vinhlong.example",
    "address": "12 Lê Lợi, xã Càng Long",
}


def kept(name: str = "Nguyễn Văn An", **given: Any) -> Person:
    return actions.create_person(actor=SYSTEM, at=NOW, name=name, birth_date="1960", **given)


def citizen(person: Person | None = None) -> Actor:
    return Actor(ActorKind.CITIZEN, account=new_id(), person=person.id if person else None)


def test_what_is_sealed_is_in_no_column_and_opens_again() -> None:
    person = kept(**SECRETS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        row = repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in cursor.fetchone()])
        cursor.execute("SELECT subjects, data FROM ledger_act")
        row += repr(cursor.fetchall())
    for value in SECRETS.values():
        assert value not in row
        assert value.encode().hex() not in row
    found = queries.contacts_of(actor=CLERK, person=person.id, at=NOW, purpose="dossier")
    assert vars(found) == SECRETS


def test_a_look_is_on_record_before_it_is_answered_unless_it_is_ones_own() -> None:
    person = kept(**SECRETS)
    queries.contacts_of(actor=CLERK, person=person.id, at=NOW, purpose="dossier", fields=["phone"])
    look = Read.objects.get()
    assert (look.actor, look.subjects, look.data) == (CLERK.account, [str(person.ref)], {"fields": ["phone"]})
    queries.contacts_of(actor=citizen(person), person=person.id, at=NOW, purpose="own")
    assert Read.objects.count() == 1


def test_a_stranger_cannot_look_nor_look_up() -> None:
    person = kept(**SECRETS)
    for actor in (ANONYMOUS, citizen(), citizen(kept("Trần Thị Bình"))):
        with pytest.raises(NotFound):
            queries.contacts_of(actor=actor, person=person.id, at=NOW, purpose="tò mò")
        with pytest.raises(NotFound):
            queries.person(actor=actor, person=person.id, on=TODAY)
        with pytest.raises(NotAllowed):
            queries.find_by_national_id(actor=actor, number=SECRETS["national_id"])
        assert queries.names_of(actor=actor, people=[person.id], on=TODAY) == {person.id: "Nguyễn V** A**"}
    assert queries.names_of(actor=CLERK, people=[person.id], on=TODAY) == {person.id: "Nguyễn Văn An"}


def test_people_are_found_by_number_and_phone_however_these_are_typed() -> None:
    declared = kept("Nguyễn Văn An (tự khai)", **SECRETS)
    proven = actions.create_person(
        actor=SYSTEM, at=NOW, name="Nguyễn Văn An", national_id="086060001234", assurance=CHECKED
    )
    found = queries.find_by_national_id(actor=CLERK, number="086 060 001 234")
    assert [person.id for person in found] == [proven.id, declared.id]
    assert [one.id for one in queries.find_by_phone(actor=CLERK, phone="0912.345.678")] == [declared.id]
    assert queries.find_by_phone(actor=CLERK, phone="không phải số") == ()


def test_a_proven_number_has_one_holder() -> None:
    first = kept(**SECRETS)
    second = kept("Người khác", national_id="086060001234")
    number = SECRETS["national_id"]
    actions.confirm_person(actor=CLERK, at=NOW, person=first.id, national_id=number, assurance=CHECKED)
    with pytest.raises(Conflict):
        actions.confirm_person(actor=CLERK, at=NOW, person=second.id, national_id=number, assurance=CHECKED)
    second.refresh_from_db()
    assert second.assurance == Person.Assurance.DECLARED
    with pytest.raises(NotAllowed):
        actions.confirm_person(
            actor=citizen(second), at=NOW, person=second.id, national_id=number, assurance=CHECKED
        )


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        kept("A", national_id="1", phone="2", email="x")
    assert {fault.field for fault in refused.value.faults} == {"name", "national_id", "phone", "email"}
    assert not Person.objects.exists()


def test_contacts_change_only_where_given_and_by_whom_they_concern() -> None:
    person = kept(**SECRETS)
    actions.update_contacts(actor=citizen(person), at=NOW, person=person.id, phone="0987654321", email="")
    person.refresh_from_db()
    assert (person.open("phone"), person.open("email"), person.email_index) == ("+84987654321", "", "")
    assert person.open("address") == SECRETS["address"]
    with pytest.raises(NotAllowed):
        actions.update_contacts(actor=citizen(), at=NOW, person=person.id, phone="0987654321")


def test_a_sealed_value_does_not_open_in_another_row() -> None:
    from tinhso.kernel.sealing.vault import Broken

    one, other = kept(**SECRETS), kept("Trần Thị Bình")
    other.key, other.phone_sealed = one.key, one.phone_sealed
    with pytest.raises(Broken):
        other.open("phone")


def test_erasing_destroys_the_key_and_leaves_the_history_whole() -> None:
    person = kept(**SECRETS)
    friend = kept("Trần Thị Bình")
    actions.grant_mandate(
        actor=SYSTEM,
        at=NOW,
        principal=person.ref,
        agent=friend.id,
        kind=Mandate.Kind.AUTHORISED,
        valid_from=TODAY,
    )
    before = Person.objects.get(id=person.id)
    actions.erase_person(actor=CLERK, at=NOW, person=person.id, basis="Law 91/2025/QH15")
    after = Person.objects.get(id=person.id)
    assert (after.name, after.birth_date, after.erased_at) == (actions.ERASED_NAME, "", NOW)
    assert before.open("phone") == ""  # even an old copy of the row says nothing any more
    assert queries.find_by_phone(actor=CLERK, phone=SECRETS["phone"]) == ()
    assert queries.principals_of(agent=friend.id, on=TODAY) == frozenset()
    assert Act.objects.filter(verb="people.person_erased", basis="Law 91/2025/QH15").count() == 1
    actions.erase_person(actor=CLERK, at=NOW, person=person.id, basis="again")
    with pytest.raises(NotFound):
        actions.update_contacts(actor=CLERK, at=NOW, person=person.id, phone="0987654321")


def test_a_mandate_holds_from_its_day_until_the_day_it_ends() -> None:
    mother, son = kept("Trần Thị Hai"), kept("Nguyễn Văn Ba")
    mandate = actions.grant_mandate(
        actor=citizen(mother),
        at=NOW,
        principal=mother.ref,
        agent=son.id,
        kind=Mandate.Kind.AUTHORISED,
        valid_from=TODAY,
        valid_until=TODAY + timedelta(days=10),
    )
    for days, holds in ((-1, False), (0, True), (9, True), (10, False)):
        on = TODAY + timedelta(days=days)
        assert (mother.id in queries.principals_of(agent=son.id, on=on)) is holds
        assert queries.holds(actor=citizen(son), principal=mother.ref, on=on) is holds
    actions.revoke_mandate(actor=citizen(son), at=NOW, mandate=mandate.id)
    assert queries.principals_of(agent=son.id, on=TODAY) == frozenset()
    with pytest.raises(Conflict):
        actions.revoke_mandate(actor=citizen(son), at=NOW, mandate=mandate.id)


def test_nobody_makes_oneself_the_agent_of_somebody_known() -> None:
    neighbour, an = kept("Trần Thị Hai"), kept()

    def grant(actor: Actor, principal: Person | Organisation, agent: Person) -> None:
        actions.grant_mandate(
            actor=actor,
            at=NOW,
            principal=principal.ref,
            agent=agent.id,
            kind=Mandate.Kind.GUARDIAN,
            valid_from=TODAY,
        )

    with pytest.raises(NotAllowed):
        grant(citizen(an), neighbour, an)
    with pytest.raises(NotFound):
        stranger = kept("Người lạ")
        actions.revoke_mandate(actor=citizen(stranger), at=NOW, mandate=new_id())
    with pytest.raises(Invalid):
        grant(SYSTEM, an, an)
    father = citizen(an)
    child = actions.create_person(actor=father, at=NOW, name="Nguyễn Thị Bé")
    grant(father, child, an)
    shop = actions.create_organisation(
        actor=father, at=NOW, name="Tiệm vá xe An", kind=Organisation.Kind.HOUSEHOLD
    )
    grant(father, shop, an)
    assert queries.principals_of(agent=an.id, on=TODAY) == {child.id, shop.id}
    with pytest.raises(NotAllowed):
        grant(citizen(neighbour), child, neighbour)


def test_a_citizen_only_declares() -> None:
    with pytest.raises(NotAllowed):
        actions.create_person(actor=citizen(), at=NOW, name="Nguyễn Văn An", assurance=CHECKED)
    with pytest.raises(NotAllowed):
        actions.create_person(actor=ANONYMOUS, at=NOW, name="Nguyễn Văn An")


def test_refs_are_described_as_far_as_the_reader_knows_the_person() -> None:
    from tinhso.kernel.refs import describe

    person = kept()
    assert describe([person.ref], actor=CLERK)[person.ref].title == "Nguyễn Văn An"
    assert describe([person.ref], actor=citizen())[person.ref].title == "Nguyễn V** A**"


def test_a_tax_code_that_is_a_personal_number_is_sealed_and_shown_to_nobody_whole() -> None:
    shop, company = (
        actions.create_organisation(actor=SYSTEM, at=NOW, name=name, kind=kind, tax_code=code)
        for name, kind, code in (
            ("Tiệm vá xe An", Organisation.Kind.HOUSEHOLD, SECRETS["national_id"]),
            ("Công ty Ví Dụ", Organisation.Kind.ENTERPRISE, "0100109106"),
        )
    )
    assert (shop.tax_code, company.tax_code) == ("", "0100109106")
    assert shop.open("national_id") == SECRETS["national_id"]
    assert Organisation.objects.get(national_id_index=kept(**SECRETS).national_id_index) == shop
    codes = {
        key: one.code for key, one in queries.resolve_organisations([shop.id, company.id], CLERK).items()
    }
    assert codes == {shop.id: "********1234", company.id: "0100109106"}


def test_an_earlier_plain_personal_number_is_sealed_by_the_migration() -> None:
    from importlib import import_module

    from django.apps import apps

    shop = actions.create_organisation(
        actor=SYSTEM, at=NOW, name="Tiệm vá xe An", kind=Organisation.Kind.HOUSEHOLD
    )
    Organisation.objects.filter(id=shop.id).update(tax_code=SECRETS["national_id"])
    import_module("tinhso.foundation.people.migrations.0002_sealed_tax_codes").seal_personal_numbers(
        apps, None
    )
    shop.refresh_from_db()
    assert (shop.tax_code, shop.open("national_id")) == ("", SECRETS["national_id"])
    assert shop.national_id_index == kept(**SECRETS).national_id_index


def test_mandates_are_asked_once_for_many_and_on_the_day(django_assert_num_queries: Any) -> None:
    an, agent = kept(), kept("Trần Thị Bình")
    actions.grant_mandate(
        actor=SYSTEM, at=NOW, principal=an.ref, agent=agent.id, kind=Mandate.Kind.AUTHORISED, valid_from=TODAY,
    )  # fmt: skip
    people = [an.id, agent.id, kept("Lê Văn Cường").id]
    with django_assert_num_queries(2):
        names = queries.names_of(actor=citizen(agent), people=people, on=TODAY)
    assert names[an.id] == "Nguyễn Văn An"
    before = queries.names_of(actor=citizen(agent), people=people, on=TODAY - timedelta(days=1))
    assert before[an.id] == "Nguyễn V** A**"
