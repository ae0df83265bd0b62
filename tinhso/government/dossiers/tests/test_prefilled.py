"""What the house knows already stands in the form, is marked, and is its person's to change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.procedures.queries import procedure
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.filing import Filing
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.prefilling import known_of
from tinhso.government.dossiers.queries.starting import known_answers
from tinhso.government.dossiers.tests.factories import BIRTH, COMMUNE, MONDAY, birth_filing, make_office
from tinhso.kernel import sealing
from tinhso.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db
MARK = "Điền sẵn, ông/bà sửa được."
PRECHECK = {"birth.situation": "ordinary", "birth.evidence": "notice"}


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        make_office()
        yield


@pytest.fixture
def account() -> Account:
    person = create_person(
        actor=SYSTEM, at=MONDAY, name="Nguyễn Thị Hạnh", birth_date="1998-03-12", sex="female",
        national_id="084198001234", phone="0912345678",
    )  # fmt: skip
    return citizen(person=person)


@pytest.fixture
def client(account: Account) -> Client:
    return signed_in(account)


def begun(account: Account) -> Dossier:
    actor = actor_of(account)
    known = known_answers(
        actor=actor,
        procedure=procedure(code=BIRTH, on=MONDAY.date()),
        commune=COMMUNE,
        precheck=PRECHECK,
        at=MONDAY,
    )
    return actions.start_draft(actor=actor, filing=Filing(BIRTH, COMMUNE, PRECHECK, known), at=MONDAY)


def test_what_is_known_is_filled_in_and_marked(account: Account, client: Client) -> None:
    draft = begun(account)
    answers = draft.envelope()["answers"]
    assert answers["requester.name"] == "Nguyễn Thị Hạnh"
    assert answers["requester.phone"] == "+84912345678"
    page = client.get(f"/ho-so/{draft.id}/khai/requester/").content.decode()
    assert page.count(MARK) == 4
    assert 'value="Nguyễn Thị Hạnh"' in page
    assert known_of(actor=actor_of(account), at=MONDAY)["account.sex"] == "female"


def test_what_its_person_changed_is_marked_no_more(account: Account, client: Client) -> None:
    draft = begun(account)
    changed = {**draft.envelope()["answers"], "requester.name": "Nguyễn Thị Hạnh Dung"}
    actions.save_answers(actor=actor_of(account), dossier=draft.id, answers=changed, at=MONDAY)
    assert client.get(f"/ho-so/{draft.id}/khai/requester/").content.decode().count(MARK) == 3


def test_where_one_lives_comes_from_the_request_before(account: Account) -> None:
    actor = actor_of(account)
    assert "requester.address" not in begun(account).envelope()["answers"]
    sent = actions.start_draft(actor=actor, filing=birth_filing(), at=MONDAY)
    Dossier.objects.filter(id=sent.id).update(phase="submitted", submitted_at=MONDAY)
    lives = {"province": "86", "commune": COMMUNE, "detail": "Ấp 3"}
    assert begun(account).envelope()["answers"]["requester.address"] == lives
    sealing.destroy(sent.key)
    assert "requester.address" not in begun(account).envelope()["answers"]


def test_nothing_of_another_citizen_is_filled_in(account: Account) -> None:
    stranger = citizen(name="Phạm Người Lạ")
    sent = actions.start_draft(actor=actor_of(account), filing=birth_filing(), at=MONDAY)
    Dossier.objects.filter(id=sent.id).update(phase="submitted", submitted_at=MONDAY)
    known = known_of(actor=actor_of(stranger), at=MONDAY)
    assert known["account.name"] == "Phạm Người Lạ"
    assert "account.address" not in known
    assert "account.personal_number" not in known
