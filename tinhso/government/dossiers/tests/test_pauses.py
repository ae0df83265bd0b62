"""The clock stands still only for a reason of the pinned text, as long as it says, and cuts out exactly that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine

from tinhso.foundation.calendar.tests.factories import at
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.lists import Filters, worklist
from tinhso.government.dossiers.rules import Phase
from tinhso.government.dossiers.tests.factories import Office, let_pause, make_office, make_official
from tinhso.government.dossiers.tests.test_straight_path import fresh, received
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed
from tinhso.kernel.ledger.queries import acts_about

pytestmark = pytest.mark.django_db

TUESDAY, WEDNESDAY = at("2026-11-17 09:00"), at("2026-11-18 10:00")
PROMISED = at("2026-11-23 17:00")


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office() -> Office:
    office = make_office()
    let_pause()
    return office


def pause(dossier: Dossier, actor: Actor, *, code: str = "verify", at: datetime = TUESDAY) -> Dossier:
    call: dict[str, Any] = {
        "actor": actor,
        "dossier": dossier.id,
        "version": fresh(dossier).version,
        "at": at,
    }
    return actions.pause(**call, code=code, reason="Hỏi Trung tâm Y tế về giấy chứng sinh")


def resume(dossier: Dossier, actor: Actor, *, at: datetime = WEDNESDAY) -> Dossier:
    version = fresh(dossier).version
    return actions.resume(actor=actor, dossier=dossier.id, version=version, reason="Đã trả lời", at=at)


def test_while_it_stands_still_nothing_is_due_before_the_pause_has_lasted_its_most(office: Office) -> None:
    dossier = received(office)
    assert fresh(dossier).due_at == PROMISED
    paused = fresh(pause(dossier, office.officer))
    assert (paused.phase, paused.due_at, paused.urgent_at) == (Phase.PAUSED, at("2026-11-27 17:00"), None)
    assert paused.pauses.get().ends_at == at("2026-11-20 17:00")
    why = "tạm dừng tính hạn 17/11/2026–20/11/2026 (chờ xác minh giấy tờ, theo Điều 9 văn bản thử nghiệm)"
    assert why.capitalize()[:8] in " ".join(paused.due_trace)
    assert any(why[1:] in line for line in paused.due_trace)
    late = worklist(actor=office.officer, filters=Filters(urgency="late"), at=at("2026-11-24 08:00"))
    assert not late.exists()


def test_going_on_cuts_out_exactly_what_was_paused_from_both_dues(office: Office) -> None:
    dossier = received(office)
    pause(dossier, office.officer)
    going = fresh(resume(dossier, office.officer))
    assert (going.phase, going.due_at) == (Phase.IN_PROGRESS, at("2026-11-24 17:00"))
    assert going.first_due_at == going.urgent_at == going.due_at
    begun, ended = [act for act in acts_about(about=dossier.ref) if act.verb.endswith(("pause", "resume"))]
    assert [begun.data[name][:10] for name in ("due_before", "due_after")] == ["2026-11-23", "2026-11-27"]
    assert [ended.data[name][:10] for name in ("due_before", "due_after")] == ["2026-11-27", "2026-11-24"]
    assert begun.data["clause"] == "Điều 9 văn bản thử nghiệm"


def test_the_open_step_gets_its_hours_back(office: Office) -> None:
    dossier = received(office)
    (before,) = open_of(about=dossier.ref)
    pause(dossier, office.officer, at=at("2026-11-16 09:20"))
    resume(dossier, office.officer, at=at("2026-11-16 09:50"))
    (after,) = open_of(about=dossier.ref)
    assert (after.due_at - before.due_at).total_seconds() == 30 * 60
    assert any("Tạm dừng" in line for line in after.trace)


def test_a_pause_ends_by_itself_at_its_most_however_late_the_job_comes(
    office: Office, now: time_machine.Traveller
) -> None:
    dossier = received(office)
    pause(dossier, office.officer)
    now.move_to(at("2026-11-20 17:00"))
    assert actions.resume_ended(at=at("2026-11-20 16:59")) == 0
    now.move_to(at("2026-11-23 10:00"))
    assert actions.resume_ended(at=at("2026-11-23 10:00")) == 1
    work_off()
    going = fresh(dossier)
    assert (going.phase, going.due_at) == (Phase.IN_PROGRESS, at("2026-11-27 17:00"))
    assert going.pauses.get().ended_at == at("2026-11-20 17:00")
    version = going.version
    actions.resume_by_itself(dossier=dossier.id, at=at("2026-11-23 10:00"))
    assert fresh(dossier).version == version


@pytest.mark.parametrize("code", ["tax", ""])
def test_no_other_reason_stops_the_clock(office: Office, code: str) -> None:
    dossier = received(office)
    with pytest.raises(Invalid):
        pause(dossier, office.officer, code=code)
    assert fresh(dossier).due_at == PROMISED


def test_the_reasons_are_those_of_the_version_the_dossier_is_pinned_to(office: Office) -> None:
    dossier = received(office)
    let_pause(
        {"code": "later", "title": "lý do mới", "clause": "Điều 1", "at_most": {"amount": 1, "unit": "day"}}
    )
    with pytest.raises(Invalid):
        pause(dossier, office.officer)


def test_each_reason_once_while_one_time_limit_counts(office: Office) -> None:
    dossier = received(office)
    pause(dossier, office.officer)
    resume(dossier, office.officer)
    with pytest.raises(Invalid):
        pause(dossier, office.officer, at=WEDNESDAY)


def test_pausing_late_makes_nothing_good(office: Office) -> None:
    dossier = received(office)
    with pytest.raises(Conflict, match="quá hạn"):
        pause(dossier, office.officer, at=at("2026-11-23 17:01"))


def test_only_whoever_has_it_in_hand_pauses_and_goes_on(office: Office) -> None:
    dossier = received(office)
    (step,) = open_of(about=dossier.ref)
    actions.take(actor=office.officer, dossier=dossier.id, assignment=step.id, at=TUESDAY)
    colleague = make_official("officer", office.committee)
    for actor in (office.clerk, office.head, office.leader, colleague):
        with pytest.raises(NotAllowed):
            pause(dossier, actor)
    pause(dossier, office.officer)
    for actor in (office.clerk, office.leader, colleague):
        with pytest.raises(NotAllowed):
            resume(dossier, actor)


def test_while_it_stands_still_the_work_does_too(office: Office) -> None:
    dossier = received(office)
    pause(dossier, office.officer)
    (step,) = open_of(about=dossier.ref)
    call: dict[str, Any] = {"actor": office.officer, "dossier": dossier.id, "at": WEDNESDAY}
    version = fresh(dossier).version
    with pytest.raises(Conflict, match="tạm dừng"):
        actions.move_on(**call, version=version, assignment=step.id, move="forward", note="")
    with pytest.raises(Conflict, match="tạm dừng"):
        actions.draft_result(**call, version=version, content={"words": "x"})
    with pytest.raises(Conflict):
        actions.refuse(**call, version=version, reason="Không đủ", basis="Điều 9")
    with pytest.raises(Conflict):
        pause(dossier, office.officer)


def test_a_person_may_still_have_it_stopped(office: Office) -> None:
    dossier = received(office)
    pause(dossier, office.officer)
    version = fresh(dossier).version
    actions.stop(
        actor=office.clerk, dossier=dossier.id, version=version, reason="Ông/bà đề nghị", at=WEDNESDAY
    )
    stopped = fresh(dossier)
    assert (stopped.phase, stopped.pauses.get().ended_at) == (Phase.STOPPED, WEDNESDAY)
    assert actions.resume_ended(at=at("2026-12-31 08:00")) == 0


def test_why_it_waits_is_not_to_be_left_out(office: Office) -> None:
    dossier = received(office)
    for reason in ("", "   "):
        with pytest.raises(Invalid) as refused:
            actions.pause(
                actor=office.officer, dossier=dossier.id, version=fresh(dossier).version, code="verify",
                reason=reason, at=TUESDAY,
            )  # fmt: skip
        assert [fault.field for fault in refused.value.faults] == ["note"]
