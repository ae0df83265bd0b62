"""Registers are asked before a person is: nobody waits for them, and where they differ a person decides."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import signed_in
from tinhso.foundation.partners.models import DemoRecord, Lookup
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier, SupplementItem
from tinhso.government.dossiers.queries.desk_page import Component, desk_dossier
from tinhso.government.dossiers.queries.looks import looks_at
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_filing,
    citizen_of,
    make_citizen,
    make_office,
)
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from tinhso.kernel.ledger.models import Act, Read
from tinhso.kernel.ledger.sealer import seal_visible

pytestmark = pytest.mark.django_db
HANH = "084198001234"


@pytest.fixture
def office() -> Office:
    return make_office()


def register(source: str = "population", /, **record: str) -> None:
    DemoRecord.objects.create(
        code=f"{source}:{HANH}", effective_from=date(2025, 7, 1), origin="test", body={"record": record}
    )


def filed(**changes: Any) -> Dossier:
    dossier = actions.file(
        actor=make_citizen(), filing=birth_filing(**changes), channel=Channel.COUNTER, at=MONDAY
    )
    while work_off(limit=200):
        pass
    return dossier


def component(dossier: Dossier, code: str, *, actor: Actor) -> Component:
    desk = desk_dossier(actor=actor, dossier=dossier.id, at=MONDAY)
    return next(one for one in desk.components if one.subject == code)


def test_what_a_register_confirms_nobody_has_to_hand_in(office: Office) -> None:
    register(name="NGUYỄN THỊ HẠNH", birth_date="1998-03-12", residence="Ấp 3")
    dossier = filed()
    identity = component(dossier, "identity", actor=office.clerk)
    assert identity.looked_up
    assert (identity.state, identity.looked_up.outcome) == ("have", "found")
    read = Read.objects.filter(data__fields=["population.birth_date", "population.name"]).get()
    assert (read.about, read.actor_kind, read.agency) == (dossier.ref, "system", dossier.agency_id)
    assert read.subjects == [str(one) for one in dossier.subjects]


def test_only_what_the_case_needs_is_asked(office: Office) -> None:
    assert "marriage_certificate" not in {one.item for one in Lookup.objects.filter(about=filed().ref)}
    married = {"marriage.registered": True, "marriage.office": "Xã Càng Long"}
    asked = Lookup.objects.filter(about=filed(**married).ref, item="marriage_certificate")
    # The population register tells nothing of a marriage, so it is not asked.
    assert [one.source for one in asked] == ["civil_status"]


def test_what_differs_waits_for_a_person_and_hinders_nobody(office: Office) -> None:
    register(name="Nguyễn Thị Hạnh", birth_date="1989-03-12")
    dossier = filed()
    identity = component(dossier, "identity", actor=office.clerk)
    assert identity.looked_up
    assert (identity.state, identity.looked_up.undecided) == ("wrong", True)
    assert [one.told for one in identity.looked_up.compared if not one.agrees] == ["12/03/1989"]
    page = desk_client(office.clerk).get(f"/can-bo/ho-so/{dossier.id}/").content.decode()
    assert "12/03/1989" in page
    assert "12/03/1998" in page
    accepted = actions.accept_declared(
        actor=office.clerk, dossier=dossier.id, version=dossier.version, lookup=identity.looked_up.lookup,
        reason="Thẻ căn cước ghi năm 1998", at=MONDAY,
    )  # fmt: skip
    after = component(dossier, "identity", actor=office.clerk)
    assert after.state == "have"
    actions.look_up_again(actor=office.clerk, dossier=dossier.id, at=MONDAY)
    while work_off(limit=200):
        pass
    # What is decided is not asked again; what no register knew is.
    asked = [one.item for one in Lookup.objects.filter(about=dossier.ref)]
    assert (asked.count("identity"), asked.count("residence")) == (1, 2)
    assert (
        actions.receive(actor=office.clerk, dossier=dossier.id, version=accepted.version, at=MONDAY).phase
        == Phase.IN_PROGRESS
    )
    history = desk_dossier(actor=office.officer, dossier=dossier.id, at=MONDAY).events
    assert any(event.note == "Thẻ căn cước ghi năm 1998" for event in history)


def desk_client(actor: Actor) -> Client:
    assert actor.account
    return signed_in(Account.objects.get(id=actor.account))


def test_accepting_needs_a_reason_a_right_and_something_to_decide(office: Office) -> None:
    register(name="Nguyễn Thị Hạnh", birth_date="1998-03-12")
    dossier = filed()
    unknown = Lookup.objects.get(about=dossier.ref, item="residence")
    found = Lookup.objects.get(about=dossier.ref, item="identity")

    def accept(lookup: Lookup, actor: Actor = office.clerk, reason: str = "Đã xem giấy") -> Dossier:
        return actions.accept_declared(
            actor=actor,
            dossier=dossier.id,
            version=dossier.version,
            lookup=lookup.id,
            reason=reason,
            at=MONDAY,
        )

    with pytest.raises(Invalid):
        accept(unknown, reason=" ")
    with pytest.raises(NotFound):
        accept(unknown, actor=make_office(OTHER_COMMUNE, "Tân An", 102).clerk)
    with pytest.raises(NotAllowed):
        accept(unknown, actor=citizen_of(dossier.owner))
    with pytest.raises(Conflict):
        accept(found)
    with pytest.raises(NotFound):
        accept(Lookup.objects.get(about=filed().ref, item="residence"))
    accept(unknown)


def test_what_was_asked_again_since_is_looked_at_before_it_is_accepted(office: Office) -> None:
    register(name="Nguyễn Thị Hạnh", birth_date="1989-03-12")
    dossier = filed()
    before = Lookup.objects.get(about=dossier.ref, item="identity")
    DemoRecord.objects.update(body={"record": {"name": "Nguyễn Thị Hoa", "birth_date": "1989-03-12"}})
    actions.look_up(dossier=dossier.id, at=clock.now())
    with pytest.raises(Stale):
        actions.accept_declared(
            actor=office.clerk, dossier=dossier.id, version=dossier.version, lookup=before.id, reason="Đúng",
            at=MONDAY,
        )  # fmt: skip


def test_a_source_that_is_down_never_blocks_and_is_asked_again(office: Office, settings: Settings) -> None:
    register(name="Nguyễn Thị Hạnh", birth_date="1998-03-12")
    settings.SOURCES_SIMULATOR = {"population": "down"}
    dossier = filed()
    assert dossier.phase == Phase.SUBMITTED
    assert not Delivery.objects.filter(handler="dossiers.look_up").exclude(state="done").exists()
    identity = component(dossier, "identity", actor=office.clerk)
    assert identity.looked_up
    assert identity.looked_up.outcome == "down"
    client = desk_client(office.clerk)
    assert "Tra cứu lại dữ liệu" in client.get(f"/can-bo/ho-so/{dossier.id}/").content.decode()
    settings.SOURCES_SIMULATOR = {}
    assert client.post(f"/can-bo/ho-so/{dossier.id}/tra-cuu/").status_code == 303
    while work_off(limit=200):
        pass
    again = component(dossier, "identity", actor=office.clerk)
    assert again.looked_up
    assert again.looked_up.outcome == "found"
    by = Act.objects.get(verb="dossiers.look_up_again")
    assert (by.actor, by.about) == (office.clerk.account, dossier.ref)
    assert Lookup.objects.filter(about=dossier.ref, item="identity").count() == 2


def test_nothing_is_asked_about_a_dossier_that_is_closed(office: Office) -> None:
    citizen = make_citizen()
    dossier = actions.file(actor=citizen, filing=birth_filing(), channel=Channel.COUNTER, at=MONDAY)
    actions.withdraw(actor=citizen, dossier=dossier.id, reason="Nộp nhầm", at=MONDAY)
    actions.look_up(dossier=dossier.id, at=MONDAY)
    assert not Lookup.objects.exists()
    with pytest.raises(Conflict):
        actions.look_up_again(actor=office.clerk, dossier=dossier.id, at=MONDAY)


def test_the_page_that_accepts_keeps_what_was_typed_wrong(office: Office) -> None:
    register(name="Nguyễn Thị Hạnh", birth_date="1989-03-12")
    dossier = filed()
    lookup: UUID = Lookup.objects.get(about=dossier.ref, item="identity").id
    client, address = desk_client(office.clerk), f"/can-bo/ho-so/{dossier.id}/tra-cuu/{lookup}/chap-nhan/"
    assert "12/03/1989" in client.get(address).content.decode()
    assert client.post(address, {"version": dossier.version, "note": ""}).status_code == 422
    assert client.post(address, {"version": dossier.version, "note": "Đúng"}).status_code == 303


def test_its_person_sees_who_was_asked_what_on_what_ground(office: Office) -> None:
    register(name="Nguyễn Thị Hạnh", birth_date="1998-03-12")
    dossier = filed()
    while seal_visible():
        pass
    looks = looks_at(actor=citizen_of(dossier.owner), before=None, at=MONDAY).entries
    asked = [one for one in looks if one.read]
    assert (
        "ngày sinh (Cơ sở dữ liệu quốc gia về dân cư)",
        "họ, chữ đệm, tên (Cơ sở dữ liệu quốc gia về dân cư)",
    ) in [tuple(one.fields) for one in asked]
    assert {one.basis for one in asked} == {"Nghị quyết số 66.7/2025/NQ-CP"}


MOTHER = "084195004321"
MARRIED = {"marriage.registered": True, "marriage.office": "Xã Càng Long"}


def look_at_a_marriage(dossier: Dossier) -> Read:
    return Read.objects.get(about=dossier.ref, data__fields=["civil_status.spouse"])


def supplement(office: Office, dossier: Dossier, subject: str, words: str) -> None:
    """It is asked for and answered by these words."""
    dossier.refresh_from_db()
    asked = actions.request_supplement(
        actor=office.clerk, dossier=dossier.id, version=dossier.version, basis="Điều 16", at=MONDAY,
        lacks=[Lack(subject, "Tờ khai", "Ghi sai", "Ghi lại")],
    )  # fmt: skip
    (item,) = SupplementItem.objects.filter(supplement__dossier=asked, answered_at=None)
    actions.answer_supplement(
        actor=citizen_of(dossier.owner), dossier=dossier.id, answers={item.id: words}, files={}, at=MONDAY
    )
    while work_off(limit=200):
        pass


def test_a_look_at_somebody_else_is_theirs_to_see(office: Office) -> None:
    mother = create_person(actor=SYSTEM, at=MONDAY, name="Lê Thị Mẹ", national_id=MOTHER)
    Person.objects.filter(id=mother.id).update(assurance=Person.Assurance.CHECKED)
    create_person(actor=SYSTEM, at=MONDAY, name="Người gõ bừa", national_id=MOTHER)
    dossier = filed(**MARRIED, **{"mother.personal_number": MOTHER})
    look = look_at_a_marriage(dossier)
    assert look.subjects == [str(mother.ref)]
    while seal_visible():
        pass
    (seen,) = (one for one in looks_at(actor=citizen_of(mother), before=None, at=MONDAY).entries if one.read)
    assert seen.dossier is None
    assert seen.purpose == "giải quyết hồ sơ của người khác có khai số định danh này"
    assert seen.agency.startswith("Hệ thống, tự động, cho ")
    own = looks_at(actor=citizen_of(dossier.owner), before=None, at=MONDAY).entries
    assert seen.fields not in [one.fields for one in own]


def test_whom_the_house_does_not_know_has_no_name_in_the_ledger(office: Office) -> None:
    # Anybody can type a number.
    create_person(actor=SYSTEM, at=MONDAY, name="Người gõ bừa", national_id=MOTHER)
    dossier = filed(**MARRIED, **{"mother.personal_number": MOTHER})
    look = look_at_a_marriage(dossier)
    asked = Lookup.objects.get(about=dossier.ref, item="marriage_certificate")
    assert look.subjects == [str(asked.ref)]
    assert asked.told()["number"] == MOTHER
    assert MOTHER not in str(look.data)


def test_what_a_supplement_put_right_is_asked_again_and_nothing_else(office: Office) -> None:
    register(name="Nguyễn Thị Hạnh", birth_date="1989-03-12", residence="Ấp 9")
    dossier = filed()
    before = component(dossier, "identity", actor=office.clerk).looked_up
    assert before
    assert before.undecided
    supplement(office, dossier, "question:requester.birth_date", "12/03/1989")
    identity = component(dossier, "identity", actor=office.clerk)
    assert identity.looked_up
    assert (identity.looked_up.outcome, identity.looked_up.settled) == ("found", True)
    asked = [one.item for one in Lookup.objects.filter(about=dossier.ref)]
    assert (asked.count("identity"), asked.count("residence")) == (2, 1)
    history = desk_dossier(actor=office.clerk, dossier=dossier.id, at=MONDAY).events
    told = [one.steps for one in history if one.line.act.verb == "partners.looked_up"]
    assert sum("Khớp" in one for one in told) == 1, "what was told before stays in the history"


def test_an_acceptance_holds_for_the_question_it_was_given_for(office: Office) -> None:
    register(name="Nguyễn Thị Hạnh", birth_date="1989-03-12")
    dossier = filed()
    before = component(dossier, "identity", actor=office.clerk).looked_up
    assert before
    actions.accept_declared(
        actor=office.clerk, dossier=dossier.id, version=dossier.version, lookup=before.lookup, reason="Đã xem",
        at=MONDAY,
    )  # fmt: skip
    supplement(office, dossier, "question:requester.phone", "0912 345 679")
    assert Lookup.objects.filter(about=dossier.ref, item="identity").count() == 1
    supplement(office, dossier, "question:requester.birth_date", "Cháu ghi nhầm, xin xem thẻ")
    assert Lookup.objects.filter(about=dossier.ref, item="identity").count() == 1, "no date can be read in it"
    supplement(office, dossier, "question:requester.birth_date", "12/3/1988")
    again = component(dossier, "identity", actor=office.clerk).looked_up
    assert again
    assert (again.undecided, again.accepted) == (True, False)
