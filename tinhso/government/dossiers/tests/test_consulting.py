"""Other agencies are asked beside the work; where the text says so, their silence is an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tinhso.foundation.calendar.tests.factories import at
from tinhso.foundation.workflow.models import Assignment, Process
from tinhso.foundation.workflow.queries import open_of, trail
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.tests.factories import Office, let_pause, make_office
from tinhso.government.dossiers.tests.test_pauses import pause
from tinhso.government.dossiers.tests.test_straight_path import fresh, received
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.ledger.queries import acts_about

pytestmark = pytest.mark.django_db

ASKED = at("2026-11-16 09:00")
SILENT = at("2026-11-18 17:01")
CONSULT = {
    "key": "consult", "title": "Lấy ý kiến", "kind": "consult", "role": "officer",
    "limit": {"amount": 2, "unit": "day"}, "silence": {"move": "agree", "clause": "Điều 7 văn bản thử nghiệm"},
    "moves": [
        {"key": "agree", "title": "Ghi nhận đồng ý", "to": "end"},
        {"key": "object", "title": "Ghi nhận ý kiến khác", "to": "end", "needs_reason": True},
    ],
}  # fmt: skip
ASK = {"key": "consult", "title": "Lấy ý kiến", "to": "consult", "beside": True, "needs_reason": True}


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(ASKED, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office() -> Office:
    office = make_office()
    let_pause(days=10)
    process = Process.objects.get(code="civil_status_same_day")
    (verify,) = (step for step in process.body["steps"] if step["key"] == "verify")
    verify["moves"].append(ASK)
    process.body["steps"].append(CONSULT)
    process.save()
    return office


def moved(
    office: Office, dossier: Dossier, step: Assignment, move: str, note: str = "", **given: Any
) -> None:
    call: dict[str, Any] = {
        "actor": office.officer,
        "dossier": dossier.id,
        "version": fresh(dossier).version,
        "at": ASKED,
    } | given
    actions.move_on(**call, assignment=step.id, move=move, note=note)


def asked(office: Office, dossier: Dossier, whom: str = "Hỏi Công an xã") -> Assignment:
    moved(office, dossier, open_of(about=dossier.ref)[0], "consult", whom)
    return open_of(about=dossier.ref)[-1]


def test_the_question_stands_beside_the_work_with_a_time_of_its_own(office: Office) -> None:
    dossier = received(office)
    consult = asked(office, dossier)
    verify, other = open_of(about=dossier.ref)
    assert (verify.step, other.id) == ("verify", consult.id)
    assert consult.due_at == at("2026-11-18 17:00")
    assert consult.holder_id == office.officer.account
    assert any("thời hạn 2 ngày" in line.lower() for line in consult.trace)
    page = open_dossier(actor=office.officer, dossier=dossier.id, at=ASKED)
    assert page.words_of_steps[consult.id] == "Hỏi Công an xã"


def test_whom_and_what_is_asked_is_said(office: Office) -> None:
    dossier = received(office)
    with pytest.raises(Invalid):
        asked(office, dossier, "")


def test_the_work_does_not_go_on_before_every_answer_is_there(office: Office) -> None:
    dossier = received(office)
    one, two = asked(office, dossier), asked(office, dossier, "Hỏi trạm y tế")
    verify = open_of(about=dossier.ref)[0]
    for answered in (one, two):
        with pytest.raises(Conflict, match="ý kiến"):
            moved(office, dossier, verify, "forward")
        moved(office, dossier, answered, "agree")
    moved(office, dossier, verify, "forward")
    assert [step.step for step in open_of(about=dossier.ref)] == ["draft"]


def test_silence_is_consent_once_the_time_is_over_and_recorded_as_nobodys_answer(
    office: Office, now: time_machine.Traveller
) -> None:
    dossier = received(office)
    consult = asked(office, dossier)
    assert actions.take_silences(at=consult.due_at) == 0
    now.move_to(SILENT)
    assert actions.take_silences(at=SILENT) == 1
    work_off()
    assert [step.step for step in open_of(about=dossier.ref)] == ["verify"]
    closed = next(step for step in trail(about=dossier.ref) if step.id == consult.id)
    assert (closed.move, closed.finished_by) == ("agree", None)
    assert "Điều 7 văn bản thử nghiệm" in closed.note
    act = acts_about(about=dossier.ref)[-1]
    assert (act.verb, act.actor, act.data["clause"]) == (
        "dossiers.silent_consent", None, "Điều 7 văn bản thử nghiệm",
    )  # fmt: skip


def test_an_answer_given_after_all_is_not_overruled(office: Office) -> None:
    dossier = received(office)
    consult = asked(office, dossier)
    moved(office, dossier, consult, "object", "Không đồng ý", at=SILENT)
    actions.take_silence(dossier=dossier.id, assignment=consult.id, at=SILENT)
    closed = next(step for step in trail(about=dossier.ref) if step.id == consult.id)
    assert closed.move == "object"
    assert actions.take_silences(at=SILENT) == 0


def test_a_step_without_such_a_text_stays_open_however_late(office: Office) -> None:
    received(office)
    assert actions.take_silences(at=at("2027-03-01 08:00")) == 0


def test_a_pause_prolongs_the_work_but_not_the_time_to_answer(office: Office) -> None:
    dossier = received(office)
    consult = asked(office, dossier)
    before = {step.step: step.due_at for step in open_of(about=dossier.ref)}
    pause(dossier, office.officer, at=at("2026-11-16 09:10"))
    after = {step.step: step.due_at for step in open_of(about=dossier.ref)}
    assert after["verify"] > before["verify"]
    assert after["consult"] == before["consult"]
    moved(office, dossier, consult, "agree")
    assert [step.step for step in open_of(about=dossier.ref)] == ["verify"]
