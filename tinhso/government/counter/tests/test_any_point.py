"""A counter receives what an agency elsewhere in the province decides; or it only helps, and another receives."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.measures.rules import Window
from tinhso.foundation.papers.tests.test_rendering import text_of
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.foundation.units.queries import agency
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.counter import actions
from tinhso.government.counter.queries.helping import filed_as, helped
from tinhso.government.counter.rules import Consent
from tinhso.government.counter.tests.factories import client_of
from tinhso.government.counter.tests.test_helping import NUMBER, PRECHECK
from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.engine.printing import print_form
from tinhso.government.dossiers.models import Dossier, DossierPaper
from tinhso.government.dossiers.queries.desk_page import desk_dossier
from tinhso.government.dossiers.queries.figures import counts
from tinhso.government.dossiers.queries.lists import visible
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.rules import passed_on_at
from tinhso.government.dossiers.tests.factories import (
    BIRTH,
    LINKED,
    MONDAY,
    OTHER_COMMUNE,
    PROVINCE,
    Office,
    birth_answers,
    let_pause,
    link,
    linked_filing,
    make_office,
)
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(office: Office) -> Office:
    """The commune that decides; `office` is where the person comes to."""
    return make_office(OTHER_COMMUNE, "Tân An", 102)


def filed(
    here: Office, there: Office, *, receives: bool = True, at: datetime = MONDAY, **given: Any
) -> Dossier:
    """A birth registration of another commune, filed with a scanned paper at this counter."""
    from tests.security.world import picture
    from tinhso.contracts.dossiers import OutsidePaper

    person = create_person(
        actor=SYSTEM, at=at, name="Nguyễn Thị Hạnh", national_id=NUMBER, phone="0912345678",
        birth_date="1998-03-12", assurance=Person.Assurance.CHECKED,
    )  # fmt: skip
    begun = actions.begin_helping(
        actor=here.clerk, counter=agency(here.centre.id, on=at.date()), person=person.id, procedure=BIRTH,
        commune=there.unit, receives=receives, consent=Consent.SPOKEN, ticket=None, at=at,
    )  # fmt: skip
    key = actions.file_for_person(
        actor=here.clerk, assistance=begun.id, precheck=PRECHECK, answers=birth_answers(there.unit),
        papers=[OutsidePaper(paper="birth_notice", name="giay.png", content=picture())],
        seen={"birth_notice": "original"}, at=at, **given,
    )  # fmt: skip
    return Dossier.objects.get(id=key)


def received(here: Office, dossier: Dossier, *, at: datetime = MONDAY) -> Dossier:
    return dossiers.receive(actor=here.clerk, dossier=dossier.id, version=dossier.version, at=at)


def test_three_agencies_are_told_apart(office: Office, there: Office) -> None:
    found = filed(office, there)
    assert (found.helper_id, found.counter_id, found.agency_id) == (
        office.centre.id, office.centre.id, there.committee.id,
    )  # fmt: skip
    assert found.away


def test_at_home_it_is_as_ever(office: Office) -> None:
    found = received(office, filed(office, office))
    assert not found.away
    assert not Act.objects.filter(verb="dossiers.pass_on").exists()


def test_the_code_is_of_who_received_and_the_authority_has_it_at_once(office: Office, there: Office) -> None:
    found = received(office, filed(office, there))
    assert found.code is not None
    assert found.code.startswith("H61.101.01-")
    (step,) = open_of(about=found.ref)
    assert step.agency_id == there.committee.id
    act = Act.objects.get(verb="dossiers.pass_on")
    assert (act.agency, act.data["receiver"]) == (office.centre.id, str(there.committee.id))


@pytest.mark.parametrize(
    ("came", "has_it"),
    [
        ("16/11 08:00", "16/11 08:00"),
        ("16/11 15:00", "16/11 15:00"),
        ("16/11 15:01", "17/11 07:00"),
        ("20/11 16:30", "23/11 07:00"),
        ("21/11 09:00", "23/11 07:00"),
    ],
)
def test_when_the_authority_has_it(office: Office, came: str, has_it: str) -> None:
    def moment(text: str) -> datetime:
        return datetime.strptime(f"{text} 2026", "%d/%m %H:%M %Y").replace(tzinfo=MONDAY.tzinfo)

    calendar = calendar_for(office.centre.key, on=MONDAY.date())
    assert passed_on_at(moment(came), calendar) == moment(has_it)


def test_the_clock_starts_when_the_authority_has_it(office: Office, there: Office) -> None:
    let_pause()
    late = MONDAY.replace(hour=16)
    found = received(office, filed(office, there, at=late), at=late)
    assert found.received_at == late
    assert found.clock_from == late.replace(hour=7) + timedelta(days=1)
    assert "không theo địa giới" in found.due_trace[0]
    before = found.due_at
    assert before is not None
    (step,) = open_of(about=found.ref)
    hours = calendar_for(there.committee.key, on=MONDAY.date()).add_working_hours
    assert (step.started_at, step.due_at) == (late, hours(found.clock_from, step.shape.hours))
    dossiers.recount(dossier=found.id, at=late)
    assert Dossier.objects.get(id=found.id).due_at == before
    assert open_of(about=found.ref)[0].due_at == step.due_at
    officer: dict[str, Any] = {"actor": there.officer, "dossier": found.id, "version": found.version}
    with pytest.raises(Invalid):
        dossiers.pause(**officer, code="verify", reason="chờ", at=late + timedelta(minutes=30))


def test_who_passed_it_on_reads_its_history_without_what_registers_said(
    office: Office, there: Office
) -> None:
    found = received(office, filed(office, there))
    dossiers.look_up(dossier=found.id, at=MONDAY)

    def told(actor: Actor) -> set[str]:
        events = desk_dossier(actor=actor, dossier=found.id, at=MONDAY).events
        return {one.steps for one in events if one.line.act.verb == "partners.looked_up"}

    assert told(office.clerk) == {""}
    assert told(there.officer) == {"Cơ sở dữ liệu quốc gia về dân cư: Không có dữ liệu"}


def test_received_in_time_is_answered_in_time_though_the_clock_starts_later(
    office: Office, there: Office
) -> None:
    found = filed(office, there, at=MONDAY.replace(hour=16))
    due = found.answer_due_at
    assert due is not None
    found = received(office, found, at=due - timedelta(minutes=1))
    assert found.clock_from is not None
    assert found.clock_from > due
    cut = Window(start=MONDAY, until=MONDAY + timedelta(days=7), agency=None)
    assert list(counts.answered_in_time(cut)) == [found]


def test_a_linked_filing_received_away_is_passed_on_whole(office: Office, there: Office) -> None:
    link(there)
    home = {"province": PROVINCE, "commune": there.unit, "detail": "Ấp 5"}
    asked = linked_filing(**{"residence.address": home})
    person = create_person(
        actor=SYSTEM, at=MONDAY, name="Nguyễn Thị Hạnh", national_id=NUMBER, phone="0912345678",
        birth_date="1998-03-12", assurance=Person.Assurance.CHECKED,
    )  # fmt: skip
    begun = actions.begin_helping(
        actor=office.clerk, counter=agency(office.centre.id, on=MONDAY.date()), person=person.id, procedure=LINKED,
        commune=there.unit, receives=True, consent=Consent.SPOKEN, ticket=None, at=MONDAY,
    )  # fmt: skip
    key = actions.file_for_person(
        actor=office.clerk, assistance=begun.id, precheck=asked.precheck, answers=asked.answers, papers=[], seen={},
        at=MONDAY,
    )  # fmt: skip
    dossiers.advance(dossier=key, at=MONDAY)
    whole = Dossier.objects.get(id=key)
    part = whole.parts.get()
    assert (whole.away, part.counter_id, part.helper_id) == (True, office.centre.id, office.centre.id)
    page = open_dossier(actor=office.clerk, dossier=whole.id, at=MONDAY)
    assert (page.answers, list(page.sections), list(page.papers)) == ({}, [], [])
    assert (
        open_dossier(actor=office.clerk, dossier=part.id, at=MONDAY).answers["child.name"] == "Trần Gia Bảo"
    )
    received(office, part)
    assert open_dossier(actor=office.clerk, dossier=part.id, at=MONDAY).answers == {}


@pytest.mark.tools
def test_the_control_slip_and_the_receipt_tell_of_the_hand_over(
    office: Office, there: Office, tmp_path: Path
) -> None:
    late = MONDAY.replace(hour=16)
    found = received(office, filed(office, there, at=late, kept={"birth_notice": 1}), at=late)

    def printed(use: str, verb: str) -> str:
        act = Act.objects.get(verb=f"dossiers.{verb}")
        form = print_form(dossier=found.id, use=use, act=act.id, at=late)
        assert form is not None
        return text_of(original_bytes(owner=found.ref, file=form.file_id), tmp_path)

    slip = printed("control_slip", "pass_on")
    assert "Giao: Trung tâm Phục vụ" in slip
    assert "Tân An" in slip
    assert "07 giờ 00 phút" in slip
    receipt = printed("receipt", "receive")
    assert "16 giờ 00 phút" in receipt
    assert "không theo địa giới" in receipt
    assert "Giấy chứng sinh" in receipt


def test_passed_on_the_counter_sees_where_it_stands_and_no_content(office: Office, there: Office) -> None:
    found = filed(office, there)
    clerk, page = client_of(office.clerk), f"/can-bo/ho-so/{found.id}/"
    paper = f"{page}tep/{DossierPaper.objects.get().file_id}/"
    assert "Trần Gia Bảo" in clerk.get(page).content.decode()
    assert clerk.get(paper).status_code != 404
    found = received(office, found)
    text = clerk.get(page).content.decode()
    assert "Trần Gia Bảo" not in text
    assert "Ấp 3" not in text
    assert found.code is not None
    assert found.code in text
    assert clerk.get(paper).status_code == 404
    assert "Trần Gia Bảo" in client_of(there.officer).get(page).content.decode()


def test_who_is_neither_sees_nothing(office: Office, there: Office) -> None:
    third = make_office("29278", "Nhị Long", 103)
    found = received(office, filed(office, there))
    for stranger in (third.clerk, third.officer, there.clerk, office.officer):
        assert not visible(actor=stranger).filter(id=found.id).exists()
        assert client_of(stranger).get(f"/can-bo/ho-so/{found.id}/").status_code == 404
        with pytest.raises(NotFound):
            dossiers.keep_original(actor=stranger, dossier=found.id, paper="birth_notice", count=1, at=MONDAY)


def test_who_only_helped_is_told_the_request_id_and_sees_no_more(office: Office, there: Office) -> None:
    found = filed(office, there, receives=False)
    assert (found.helper_id, found.counter_id, found.away) == (office.centre.id, there.centre.id, False)
    assert client_of(office.clerk).get(f"/can-bo/ho-so/{found.id}/").status_code == 404
    from tinhso.government.counter.models import Assistance

    one = helped(actor=office.clerk, assistance=Assistance.objects.get().id, at=MONDAY)
    standing = filed_as(one)
    assert standing is not None
    assert standing.request_id == found.request_id
    page = client_of(office.clerk).get(f"/can-bo/quay/nop-ho/{one.assistance.id}/xong/")
    assert found.request_id in page.content.decode()
    assert received(there, found).code is not None


def test_who_only_helps_keeps_no_originals(office: Office, there: Office) -> None:
    with pytest.raises(Invalid):
        filed(office, there, receives=False, kept={"birth_notice": 1})


def test_a_commune_is_named_where_it_decides(office: Office) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.begin_helping(
            actor=office.clerk, counter=agency(office.centre.id, on=MONDAY.date()), person=office.centre.id,
            procedure=BIRTH, commune="", receives=True, consent=Consent.SPOKEN, ticket=None, at=MONDAY,
        )  # fmt: skip
    assert refusal.value.faults[0].field == "commune"
