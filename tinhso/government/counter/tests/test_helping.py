"""A clerk files for somebody at the counter: only for proven people, with consent, at the clerk's own counter."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.security.world import picture
from tinhso.contracts.dossiers import OutsidePaper
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.foundation.signing import demo
from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.units.queries import agency
from tinhso.government.counter import actions
from tinhso.government.counter.models import Assistance
from tinhso.government.counter.queries.helping import known_people
from tinhso.government.counter.rules import Consent, NewPerson
from tinhso.government.counter.tests.factories import account, call, client_of, draw
from tinhso.government.dossiers.models import Dossier, DossierPaper, Scan
from tinhso.government.dossiers.tests.factories import (
    BIRTH,
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_answers,
    make_office,
)
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Invalid, NotAllowed
from tinhso.kernel.ledger.models import Act, Read
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
NUMBER = "084198001234"
PRECHECK = {
    "birth.situation": "ordinary", "birth.evidence": "notice", "child.birth_date": "2026-11-02",
    "requester.mandated": "no",
}  # fmt: skip


def known(assurance: Person.Assurance = Person.Assurance.CHECKED) -> Person:
    return create_person(
        actor=SYSTEM, at=MONDAY, name="Nguyễn Thị Hạnh", national_id=NUMBER, phone="0912345678",
        birth_date="1998-03-12", assurance=assurance,
    )  # fmt: skip


def begun(office: Office, person: Any = None) -> Assistance:
    return actions.begin_helping(
        actor=office.clerk, counter=agency(office.centre.id, on=MONDAY.date()), procedure=BIRTH, at=MONDAY,
        person=person or known().id, consent=Consent.SPOKEN, ticket=None, commune=office.unit, receives=True,
    )  # fmt: skip


def file(office: Office, assistance: Assistance, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "precheck": PRECHECK,
        "answers": birth_answers(office.unit),
        "papers": (),
        "seen": {"birth_notice": "original"},
    }
    return actions.file_for_person(
        actor=office.clerk, assistance=assistance.id, at=MONDAY, **(given | changes)
    )


def test_it_is_the_persons_dossier_by_the_counter(office: Office) -> None:
    assistance = begun(office)
    dossier = Dossier.objects.get(id=file(office, assistance))
    assert (dossier.owner_id, dossier.submitter_id) == (assistance.person_id, assistance.person_id)
    assert (dossier.channel, dossier.counter_id, dossier.phase) == ("counter", office.centre.id, "submitted")
    act = Act.objects.get(verb="dossiers.submit")
    assert act.actor == office.clerk.account
    assert act.data["seen"] == {"birth_notice": "original"}


def test_pressed_twice_it_is_one_dossier(office: Office) -> None:
    assistance = begun(office)
    assert file(office, assistance) == file(office, assistance)
    assert Dossier.objects.count() == 1


def test_what_is_wrong_keeps_nothing(office: Office) -> None:
    assistance = begun(office)
    answers = birth_answers(office.unit)
    del answers["child.name"]
    with pytest.raises(Invalid):
        file(office, assistance, answers=answers)
    assert not Dossier.objects.exists()
    assert file(office, assistance)


def test_consent_is_written_down(office: Office) -> None:
    assistance = begun(office)
    act = Act.objects.get(verb="counter.consent_given")
    assert (act.about, act.data["consent"], act.data["procedure"]) == (assistance.ref, "spoken", BIRTH)


def test_the_look_is_in_the_ledger(office: Office) -> None:
    person = known()
    found = known_people(actor=office.clerk, counter=office.centre.id, number="0912 345 678", at=MONDAY)
    assert [one.person for one in found] == [person]
    assert NUMBER not in found[0].told
    assert Read.objects.get().about == person.ref


def test_who_only_typed_a_number_is_not_offered_nor_taken(office: Office) -> None:
    declared = known(Person.Assurance.DECLARED)
    assert not known_people(actor=office.clerk, counter=office.centre.id, number=NUMBER, at=MONDAY)
    with pytest.raises(Invalid):
        begun(office, declared.id)


def test_a_new_person_is_one_whose_paper_was_seen(office: Office) -> None:
    new = NewPerson(name="Nguyễn Thị Hạnh", national_id=NUMBER)
    assert begun(office, new).person.assurance == Person.Assurance.CHECKED


def test_other_counters_and_other_roles_do_not(office: Office) -> None:
    other = make_office(OTHER_COMMUNE, "Tân An", 102)
    assistance = begun(office)
    for stranger in (other.clerk, office.officer):
        with pytest.raises(NotAllowed):
            known_people(actor=stranger, counter=office.centre.id, number=NUMBER, at=MONDAY)
        with pytest.raises(NotAllowed):
            actions.file_for_person(
                actor=stranger,
                assistance=assistance.id,
                precheck=PRECHECK,
                answers={},
                papers=(),
                seen={},
                at=MONDAY,
            )


def posted(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as the page posts them."""
    sent: dict[str, Any] = {}
    for key, value in answers.items():
        if isinstance(value, dict):
            sent |= {f"{key}.{part}": one for part, one in value.items()}
        elif isinstance(value, bool):
            sent[key] = "yes" if value else "no"
        else:
            sent[key] = value
    return sent


def test_from_the_ticket_to_the_dossier_on_pages(office: Office) -> None:
    known()
    draw(office)
    ticket = call(office)
    actions.start(actor=office.clerk, ticket=ticket.id, at=MONDAY)
    clerk = client_of(office.clerk)
    address = f"/can-bo/quay/nop-ho/?so={ticket.id}"
    assert "A001" in clerk.get(address).content.decode()
    found = clerk.post(address, {"number": NUMBER, "press": "find", "so": ticket.id})
    assert "Nguyễn Thị Hạnh" in found.content.decode()
    assert NUMBER not in found.content.decode().replace(f'name="number" value="{NUMBER}"', "").replace(
        f'value="{NUMBER}"', ""
    )
    person = Person.objects.get(national_id_index__gt="")
    given = {"number": NUMBER, "press": "begin", "so": ticket.id, "person": person.id, "procedure": BIRTH,
             "commune": office.unit, "receives": "here"}  # fmt: skip
    assert clerk.post(address, given).status_code == 422
    answer = clerk.post(address, given | {"consent": "signed"})
    assert answer.status_code == 303
    assistance = Assistance.objects.get()
    assert (assistance.ticket, assistance.consent) == (ticket, "signed")
    page = answer.headers["Location"]
    assert clerk.get(page).status_code == 200
    onward = clerk.post(page, PRECHECK)
    assert onward.headers["Location"] == f"{page}to-khai/?{urlencode(PRECHECK)}"
    drawn = clerk.get(onward.headers["Location"])
    assert NUMBER in drawn.content.decode()


def test_the_form_with_a_scanned_paper(office: Office) -> None:
    assistance = begun(office)
    clerk = client_of(office.clerk)
    address = f"/can-bo/quay/nop-ho/{assistance.id}/to-khai/?{urlencode(PRECHECK)}"
    sent = posted(birth_answers(office.unit))
    sent["asked"] = asked_on(clerk.post(address, sent | {"press": "reveal"}))
    wrong = clerk.post(address, sent | {"child.name": "", "seen:birth_notice": "copy"})
    assert wrong.status_code == 422
    assert 'value="copy" selected' in wrong.content.decode()
    slipped = clerk.post(address, sent | {"kept:birth_notice": "9" * 5000})
    assert slipped.status_code == 422
    assert 'href="#id_paper:birth_notice"' in faults_on(slipped)
    assert not Dossier.objects.exists()
    upload = SimpleUploadedFile("giay.png", picture(), content_type="image/png")
    done = clerk.post(address, sent | {"paper:birth_notice": upload, "seen:birth_notice": "original"})
    assert done.status_code == 303, faults_on(done)
    dossier = Dossier.objects.get()
    assert f"/can-bo/ho-so/{dossier.id}/" in clerk.get(done.headers["Location"]).content.decode()
    assert DossierPaper.objects.get().paper == "birth_notice"
    assert dossier.envelope()["answers"]["child.name"] == "Trần Gia Bảo"


@pytest.mark.parametrize("receives", [True, False])
def test_who_helps_signs_what_was_scanned_wherever_it_is_received(office: Office, receives: bool) -> None:
    demo.ensure(at=MONDAY)
    demo.issue(
        kind=Certificate.Kind.PERSON, holder=Ref("access.account", account(office.clerk).id), name="Công chức",
        at=MONDAY,
    )  # fmt: skip
    other = make_office(OTHER_COMMUNE, "Tân An", 102)
    assistance = actions.begin_helping(
        actor=office.clerk, counter=agency(office.centre.id, on=MONDAY.date()), procedure=BIRTH, at=MONDAY,
        person=known().id, consent=Consent.SPOKEN, ticket=None, commune=other.unit, receives=receives,
    )  # fmt: skip
    scan = OutsidePaper(paper="birth_notice", name="giay.png", content=picture())
    with time_machine.travel(MONDAY, tick=False):
        file(office, assistance, answers=birth_answers(other.unit), papers=(scan, scan), sign=True)
        work_off()
    with time_machine.travel(MONDAY + timedelta(seconds=10), tick=False):
        work_off()
    assert [(one.state, one.signer) for one in Scan.objects.all()] == [("signed", "Công chức")] * 2


def test_without_a_certificate_it_is_filed_and_not_signed(office: Office) -> None:
    scan = OutsidePaper(paper="birth_notice", name="giay.png", content=picture())
    file(office, begun(office), papers=(scan,), sign=True)
    assert Scan.objects.get().state == "unsigned"


def asked_on(page: Any) -> list[str]:
    return re.findall(r'name="asked" value="([^"]+)"', page.content.decode())


def faults_on(page: Any) -> str:
    text: str = page.content.decode()
    start = text.find('class="error-summary"')
    return text[start : start + 1500]
