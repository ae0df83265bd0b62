"""A task from being given to its end: whose word counts when, and what nobody may do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail

from tinhso.foundation.tasks import actions
from tinhso.foundation.tasks.models import Note, Task, TaskHand
from tinhso.foundation.tasks.queries import tasks_of
from tinhso.foundation.tasks.queries.page import open_task
from tinhso.foundation.tasks.rules import Hand, Part, State
from tinhso.foundation.tasks.tests.factories import (
    DAY,
    FRIDAY,
    MONDAY,
    Place,
    account,
    fresh,
    given,
    led_by,
    make_places,
    now,
)
from tinhso.foundation.units.models import AgencyVersion
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db


def test_reported_done_and_accepted() -> None:
    commune, centre, _ = make_places()
    task = given(commune, led_by(centre, None, Hand(Part.TOGETHER, commune.id, account(commune.officer))))
    actions.assign(
        actor=centre.head, **now(task), hand=task.hands.get(part="lead").pk, holder=account(centre.officer)
    )
    actions.report(actor=centre.officer, **now(task), progress=40, note="Đã rà 3 ấp")
    actions.report(actor=commune.officer, **now(task), progress=90, note="Đã gửi danh sách")
    assert fresh(task).progress == 40, "only its lead says how far it is"
    actions.finish(actor=centre.officer, **now(task, FRIDAY - DAY), note="Xong, 12 hộ")
    assert fresh(task).state == State.REPORTED
    actions.send_back(actor=commune.leader, **now(task, FRIDAY - DAY), note="Thiếu ấp 4")
    assert (fresh(task).state, fresh(task).finished_at) == (State.OPEN, None)
    actions.finish(actor=centre.officer, **now(task, FRIDAY), note="Đủ 4 ấp")
    actions.accept(actor=commune.leader, **now(task, FRIDAY + DAY), note="")
    found = fresh(task)
    assert (found.state, found.finished_at, found.closed_at) == (State.DONE, FRIDAY, FRIDAY + DAY)
    shown = open_task(actor=commune.head, task=task.id, at=FRIDAY + DAY)
    assert [line.note for line in shown.history if line.note] == [
        "Đã rà 3 ấp", "Đã gửi danh sách", "Xong, 12 hộ", "Thiếu ấp 4", "Đủ 4 ấp",
    ]  # fmt: skip
    assert not shown.late
    assert shown.acts == frozenset()


def test_what_people_write_is_sealed() -> None:
    commune, _, _ = make_places()
    task = given(commune, led_by(commune, commune.officer), detail="Chi tiết kín")
    actions.report(actor=commune.officer, **now(task), progress=None, note="Lời báo cáo kín")
    assert "kín".encode() not in bytes(fresh(task).detail_sealed) + bytes(Note.objects.get().text_sealed)
    assert fresh(task).detail() == "Chi tiết kín"


def test_only_the_giver_or_a_leader_there_has_the_last_word() -> None:
    commune, centre, _ = make_places()
    task = given(commune, led_by(centre))
    actions.finish(actor=centre.head, **now(task), note="Xong")
    for actor in (centre.head, centre.leader, commune.head, commune.officer):
        with pytest.raises(NotAllowed):
            actions.accept(actor=actor, **now(task), note="")
    other = commune.official("leader")
    actions.accept(actor=other, **now(task), note="")
    assert fresh(task).state == State.DONE


def test_only_its_lead_says_that_it_is_done() -> None:
    commune, centre, _ = make_places()
    hands = led_by(centre, centre.officer, Hand(Part.TOGETHER, commune.id, account(commune.officer)),
                   Hand(Part.INFORMED, commune.id, account(commune.records)))  # fmt: skip
    task = given(commune, hands)
    for actor in (commune.officer, commune.records, centre.records):
        with pytest.raises(NotAllowed):
            actions.finish(actor=actor, **now(task), note="Xong")
    with pytest.raises(NotAllowed):
        actions.report(actor=commune.records, **now(task), progress=None, note="Tôi chỉ để biết")
    actions.finish(actor=centre.head, **now(task), note="Trưởng phòng báo cáo thay")


def test_a_stranger_learns_nothing() -> None:
    commune, _, stranger = make_places()
    task = given(commune, led_by(commune, commune.officer), source=Ref("documents.incoming", uuid4()))
    for act in (actions.accept, actions.withdraw, actions.finish, actions.urge):
        with pytest.raises(NotFound):
            act(actor=stranger.leader, **now(task), note="x")
    assert isinstance(task.source, Ref)
    assert not tasks_of(source=task.source, actor=stranger.leader)
    assert [row.title for row in tasks_of(source=task.source, actor=commune.records)] == [task.title]


def test_more_time_is_asked_for_and_granted_or_not() -> None:
    commune, centre, _ = make_places()
    task, later = given(commune, led_by(centre)), FRIDAY + 3 * DAY
    with pytest.raises(Invalid):
        actions.ask_extension(actor=centre.head, **now(task), due_at=FRIDAY, note="Không muộn hơn")
    actions.ask_extension(actor=centre.head, **now(task), due_at=later, note="Chờ số liệu")
    assert fresh(task).due_at == FRIDAY, "until the giver says so the old day stands"
    with pytest.raises(Conflict):
        actions.ask_extension(actor=centre.head, **now(task), due_at=later, note="Lần nữa")
    with pytest.raises(NotAllowed):
        actions.answer_extension(actor=centre.leader, **now(task), granted=True, note="")
    with pytest.raises(Invalid):
        actions.answer_extension(actor=commune.leader, **now(task), granted=False, note=" ")
    actions.answer_extension(actor=commune.leader, **now(task), granted=True, note="")
    assert (fresh(task).due_at, fresh(task).first_due_at) == (later, FRIDAY)
    actions.ask_extension(actor=centre.head, **now(task), due_at=later + DAY, note="Nữa")
    actions.answer_extension(actor=commune.leader, **now(task), granted=False, note="Không được nữa")
    assert (fresh(task).due_at, fresh(task).asked_due_at) == (later, None)


def test_the_answering_document_ends_every_open_task_of_its_source() -> None:
    commune, centre, _ = make_places()
    source, answer = Ref("documents.incoming", uuid4()), Ref("documents.document", uuid4())
    first, second = (given(commune, led_by(one), source=source) for one in (commune, centre))
    other = given(commune, led_by(commune), source=Ref("documents.incoming", uuid4()))
    actions.withdraw(actor=commune.leader, **now(second), note="Giao nhầm")
    assert actions.answered(source=source, answer=answer, at=FRIDAY) == 1
    assert actions.answered(source=source, answer=answer, at=FRIDAY) == 0
    assert [fresh(one).state for one in (first, second, other)] == [State.DONE, State.WITHDRAWN, State.OPEN]
    assert (fresh(first).answer, fresh(first).finished_at) == (answer, FRIDAY)


def test_what_can_not_be_given() -> None:
    commune, centre, stranger = make_places()
    wrong: dict[str, dict[str, Any]] = {
        "title": {"title": " "},
        "due": {"due_at": MONDAY},
        "lead": {"hands": [Hand(Part.TOGETHER, commune.id)]},
        "together": {"hands": led_by(commune, None, Hand(Part.TOGETHER, commune.id))},
        "holder": {"hands": [Hand(Part.LEAD, commune.id, account(centre.officer))]},
    }
    for field, changes in wrong.items():
        with pytest.raises(Invalid) as refused:
            given(commune, **{"hands": led_by(commune), **changes})
        assert field in {fault.field for fault in refused.value.faults}
    for above in (led_by(stranger), [Hand(Part.LEAD, uuid4())]):
        with pytest.raises(Invalid):
            given(commune, above)
    with pytest.raises(Invalid):
        given(centre, led_by(commune))
    for actor in (commune.officer, commune.records, stranger.leader):
        with pytest.raises(NotAllowed):
            given(commune, led_by(commune), actor=actor)
    assert not Task.objects.exists()


def test_the_office_gives_to_whom_its_committee_may() -> None:
    commune, office, stranger = make_places()
    other = Place("tt-hai", "Trung tâm Hai", parent="xa-mot", kind="commune_centre", unit="00001")
    with pytest.raises(Invalid):
        given(office, led_by(other))
    AgencyVersion.objects.filter(agency=office.id).update(role="office")
    assert given(office, led_by(other)).agency_id == office.id
    for above in (commune, stranger):
        with pytest.raises(Invalid):
            given(office, led_by(above))


def test_an_act_on_an_older_page_is_refused() -> None:
    commune, _, _ = make_places()
    task = given(commune, led_by(commune, commune.officer))
    seen = now(task)
    actions.report(actor=commune.officer, **seen, progress=10, note="Bắt đầu")
    with pytest.raises(Stale):
        actions.report(actor=commune.officer, **seen, progress=20, note="Lần nữa")
    with pytest.raises(NotFound):
        actions.assign(
            actor=commune.head,
            **now(task),
            hand=TaskHand.objects.get().pk + 1,
            holder=account(commune.officer),
        )


def test_those_with_a_part_are_told_and_reminded_once() -> None:
    commune, centre, _ = make_places()
    with time_machine.travel(MONDAY, tick=False):
        task = given(commune, led_by(centre))
        work_off(limit=50)
        assert [one.to for one in mail.outbox] == [["head.5@vi-du.example"]], (
            "nobody holds it: the head is told"
        )
        assert task.title not in mail.outbox[0].body
        assert str(task.id) in mail.outbox[0].body
        assert actions.find_due(at=MONDAY) == 0
    for moment, told in ((FRIDAY - timedelta(hours=5), 2), (FRIDAY + timedelta(hours=1), 4)):
        with time_machine.travel(moment, tick=False):
            assert actions.find_due(at=moment) == 1
            while work_off(limit=50):
                pass
            assert actions.find_due(at=moment) == 0
            assert sum(str(task.id) in one.body for one in mail.outbox) == told
    assert not Delivery.objects.exclude(state="done").filter(handler__startswith="tasks.").exists()


def test_urging_leaves_a_mark() -> None:
    commune, centre, _ = make_places()
    task = given(commune, led_by(centre))
    actions.urge(actor=commune.leader, **now(task), note="Khẩn trương")
    actions.urge(actor=commune.leader, **now(task), note="Lần hai")
    assert fresh(task).urged == 2
    with pytest.raises(NotAllowed):
        actions.urge(actor=centre.leader, **now(task), note="Tự đôn đốc")


def test_what_is_ones_own_to_give_and_to_do_is_done_at_once() -> None:
    commune, _, _ = make_places()
    task = given(commune, led_by(commune, commune.leader))
    actions.finish(actor=commune.leader, **now(task), note="Tôi tự làm")
    assert fresh(task).state == State.DONE
