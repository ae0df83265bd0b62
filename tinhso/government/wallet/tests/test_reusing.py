"""What the house holds is asked for once: one press puts it into the next filing, and nothing else ever gets there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from PIL import Image

from tinhso.foundation.access.tests.factories import actor_of, signed_in
from tinhso.foundation.access.tests.factories import citizen as citizen_account
from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.people.actions import create_person, grant_mandate, revoke_mandate
from tinhso.foundation.people.models import Mandate, person_ref
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import PAPER, RESULT, Dossier, DossierPaper
from tinhso.government.dossiers.queries.drafts import open_draft, with_offers
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_citizen, make_office
from tinhso.government.wallet.tests.factories import IDENTITY, MARRIAGE, accepted, draft_of, issued
from tinhso.kernel import sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Ref
from tinhso.kernel.tests.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office() -> Iterator[Office]:
    with time_machine.travel(MONDAY, tick=False):
        yield make_office()


def offered(draft: Dossier, actor: Actor, paper: str = IDENTITY) -> list[Ref]:
    opened = open_draft(actor=actor, dossier=draft.id, at=MONDAY)
    assert opened
    slots = with_offers(opened, actor=actor, at=MONDAY)
    return [one.thing for slot in slots if slot.need.code == paper for one in slot.offered]


def test_one_press_puts_an_accepted_paper_into_the_next_filing(office: Office) -> None:
    account = citizen_account(name="Nguyễn Thị Hạnh", phone="+84912345678")
    citizen = actor_of(account)
    held = accepted(office, citizen)
    draft, client = draft_of(citizen), signed_in(account)
    page = client.get(f"/ho-so/{draft.id}/giay-to/").content.decode()
    assert "Ông/bà đã nộp giấy này ngày 16/11/2026" in page
    for _ in range(2):
        pressed = {"paper": IDENTITY, "thing": str(Ref(PAPER, held.id))}
        assert client.post(f"/ho-so/{draft.id}/giay-to/dung-lai/", pressed).status_code == 303
    copied = DossierPaper.objects.get(dossier=draft)
    assert (copied.paper, copied.origin, copied.file.key) == (IDENTITY, Ref(PAPER, held.id), draft.key)
    assert copied.file.fingerprint == held.file.fingerprint
    assert original_bytes(owner=draft.ref, file=copied.file_id) == original_bytes(
        owner=held.dossier.ref, file=held.file_id
    )
    act = Act.objects.get(verb="dossiers.reuse_paper")
    assert (act.actor, act.about, act.data["origin"]) == (
        citizen.account,
        draft.ref,
        str(Ref(PAPER, held.id)),
    )
    assert "đồng ý" in act.basis
    assert not offered(draft, citizen)
    assert client.get(f"/ho-so/{draft.id}/giay-to/{copied.id}/").status_code == 200


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory gives threads no connections of their own"
)
@pytest.mark.django_db(transaction=True)
def test_presses_of_one_moment_make_one_copy(office: Office) -> None:
    citizen = make_citizen()
    thing, draft = Ref(PAPER, accepted(office, citizen).id), draft_of(citizen)
    press = partial(actions.reuse, actor=citizen, dossier=draft.id, paper=IDENTITY, thing=thing, at=MONDAY)
    made = at_once(*[press] * 4)
    assert made == [DossierPaper.objects.get(dossier=draft)] * 4


def test_a_copy_outlives_what_it_was_copied_from(office: Office) -> None:
    citizen = make_citizen()
    held = accepted(office, citizen)
    draft = draft_of(citizen)
    copied = actions.reuse(
        actor=citizen, dossier=draft.id, paper=IDENTITY, thing=Ref(PAPER, held.id), at=MONDAY
    )
    sealing.destroy(held.dossier.key)
    content = original_bytes(owner=draft.ref, file=copied.file_id)
    assert Image.open(BytesIO(content)).size == (40, 30)


def test_a_result_issued_is_a_paper_of_its_kind_once_it_is_taken(office: Office) -> None:
    citizen = make_citizen()
    draft = draft_of(citizen)
    waiting = issued(office, citizen, taken=None)
    assert not offered(draft, citizen, MARRIAGE)
    Dossier.objects.filter(id=waiting.dossier_id).update(delivered_at=MONDAY)
    assert offered(draft, citizen, MARRIAGE) == [Ref(RESULT, waiting.id)]
    copied = actions.reuse(
        actor=citizen, dossier=draft.id, paper=MARRIAGE, thing=Ref(RESULT, waiting.id), at=MONDAY
    )
    assert original_bytes(owner=draft.ref, file=copied.file_id) == b"%PDF-1.7 signed"


def test_a_paper_of_another_kind_is_never_offered_nor_taken(office: Office) -> None:
    citizen = make_citizen()
    held, draft = accepted(office, citizen), draft_of(citizen)
    # The birth notice has no kind: it belongs to one child, and to one request.
    assert not offered(draft, citizen, "birth_notice")
    assert not offered(draft, citizen, "residence")
    notice = DossierPaper.objects.get(dossier=held.dossier, paper="birth_notice")
    for paper, thing in (
        ("residence", held), ("birth_notice", held), ("birth_notice", notice), (IDENTITY, notice), ("x", held),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            actions.reuse(actor=citizen, dossier=draft.id, paper=paper, thing=Ref(PAPER, thing.id), at=MONDAY)
    assert not DossierPaper.objects.filter(dossier=draft).exists()


def test_somebody_elses_paper_is_never_offered_nor_taken(office: Office) -> None:
    held = accepted(office, make_citizen())
    stranger = make_citizen("Nguyễn Thị Hạnh", phone="0912345679")
    draft = draft_of(stranger)
    assert not offered(draft, stranger)
    with pytest.raises(NotFound):
        actions.reuse(actor=stranger, dossier=draft.id, paper=IDENTITY, thing=Ref(PAPER, held.id), at=MONDAY)


def test_what_was_not_accepted_is_not_held(office: Office) -> None:
    citizen = make_citizen()
    held = accepted(office, citizen)
    Dossier.objects.filter(id=held.dossier_id).update(phase="refused")
    assert not offered(draft_of(citizen), citizen)
    Dossier.objects.filter(id=held.dossier_id).update(phase="in_progress", erased_at=MONDAY)
    assert not offered(draft_of(citizen), citizen)


def test_who_acts_for_another_uses_the_others_papers_only_while_the_mandate_holds(office: Office) -> None:
    agent = make_citizen("Lê Văn Thay", phone="0912345670")
    owner = make_citizen()
    assert owner.person
    assert agent.person
    mandate = grant_mandate(
        actor=owner, at=MONDAY, principal=person_ref(owner.person), agent=agent.person,
        kind=Mandate.Kind.AUTHORISED, valid_from=(MONDAY - timedelta(days=1)).date(),
    )  # fmt: skip
    married = issued(office, owner)
    mine = accepted(office, agent, colour="green")
    draft = draft_of(agent, owner=owner.person)
    # The identity paper is about who hands in; the marriage certificate here too: both are the agent's own affair.
    assert offered(draft, agent) == [Ref(PAPER, mine.id)]
    assert not offered(draft, agent, MARRIAGE)
    from tinhso.government.wallet.queries import offered as of_wallet

    kinds = {married.code}
    assert [one.thing for one in of_wallet(agent, person_ref(owner.person), kinds, MONDAY)] == [
        Ref(RESULT, married.id)
    ]
    revoke_mandate(actor=owner, at=MONDAY, mandate=mandate.id)
    assert not of_wallet(agent, person_ref(owner.person), kinds, MONDAY)


def test_a_paper_about_who_hands_in_stays_with_them(office: Office) -> None:
    """A mother's identity paper in her child's request is hers: the father, who acts for it too, is offered none."""
    mother, father = make_citizen(), make_citizen("Trần Văn Nam", phone="0912345671")
    child = create_person(actor=SYSTEM, at=MONDAY, name="Trần Gia Bảo")
    for parent in (mother, father):
        assert parent.person
        grant_mandate(
            actor=SYSTEM, at=MONDAY, principal=child.ref, agent=parent.person, kind=Mandate.Kind.PARENT,
            valid_from=(MONDAY - timedelta(days=1)).date(),
        )  # fmt: skip
    held = accepted(office, mother, owner=child.id)
    assert offered(draft_of(mother), mother) == [Ref(PAPER, held.id)]
    assert not offered(draft_of(father, owner=child.id), father)
