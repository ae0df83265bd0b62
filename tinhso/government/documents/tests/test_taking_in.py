"""Arrival numbers run by agency and year without gap or double; each act asks for its own right and is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from uuid import UUID

import pytest
from django.db import connection

from tinhso.contracts.documents import Change
from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.tests.factories import appointed, official_actor
from tinhso.foundation.search.models import Held
from tinhso.foundation.tasks import actions as tasks
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.tasks.rules import State as TaskState
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.documents import actions
from tinhso.government.documents.actions import Share
from tinhso.government.documents.models import Incoming, IncomingEntry
from tinhso.government.documents.queries.incoming import (
    ALL,
    FOR_ME,
    InFilters,
    incoming_listing,
    visible_incoming,
)
from tinhso.government.documents.queries.incoming_page import open_incoming
from tinhso.government.documents.queries.incoming_register import followed, in_columns, incoming_entries
from tinhso.government.documents.rules.incoming import Slip, State
from tinhso.government.documents.tests.coming import (
    again,
    assigned,
    come,
    instruct,
    letter,
    register,
    work_all,
)
from tinhso.government.documents.tests.factories import another, client_of, make_documents
from tinhso.government.documents.tests.test_arriving import standings
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_citizen
from tinhso.kernel.actors import Actor
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from tinhso.kernel.tests.at_once import at_once

NEW_YEAR = datetime(2027, 1, 4, 8, 0, tzinfo=VIETNAM)
SLIP = Slip(
    sender="Hội Nông dân xã", number="", symbol="", dated=date(2026, 11, 12), type="cong-van",
    subject="Đề nghị phối hợp", urgency="0", due=None, signer="", position="",
)  # fmt: skip


def numbers(office: Office) -> list[tuple[int, int]]:
    found = IncomingEntry.objects.filter(agency=office.committee).order_by("year", "number")
    return list(found.values_list("year", "number"))


@pytest.mark.django_db
def test_paper_and_electronic_run_in_one_sequence_from_one_each_year() -> None:
    office, other = make_documents(certified=False), None
    other = another(office)
    register(come(office), office)
    paper = actions.enter(
        actor=office.records, agency=office.committee.id, slip=SLIP, secrecy="0", came=(), at=MONDAY
    )
    register(paper, office)
    register(come(other), other)
    register(come(office), office, at=NEW_YEAR)
    assert numbers(office) == [(2026, 1), (2026, 2), (2027, 1)]
    assert numbers(other) == [(2026, 1)]


@pytest.mark.django_db
def test_a_number_taken_on_paper_is_passed_over_and_never_taken_twice() -> None:
    office = make_documents(certified=False)
    register(come(office), office, taken=2, arrived_on=date(2026, 11, 13))
    register(come(office), office)
    register(come(office), office)
    assert numbers(office) == [(2026, 1), (2026, 2), (2026, 3)]
    waiting = come(office)
    for taken in (2, 3):
        with pytest.raises(Conflict, match="đã có trong sổ"):
            register(waiting, office, taken=taken)
    for wrong in (
        {"taken": 0}, {"taken": 9, "arrived_on": date(2026, 12, 1)}, {"arrived_on": date(2026, 11, 1)},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            register(waiting, office, **wrong)
    assert again(waiting).state == State.WAITING
    assert len(numbers(office)) == 3


@pytest.mark.django_db
def test_a_secret_paper_is_refused_and_nothing_is_kept() -> None:
    office = make_documents(certified=False)
    with pytest.raises(Invalid, match="mật"):
        actions.enter(
            actor=office.records, agency=office.committee.id, slip=SLIP, secrecy="1", came=(), at=MONDAY
        )
    assert not Incoming.objects.exists()


@pytest.mark.django_db
def test_each_act_asks_for_its_own_right_and_an_older_page_changes_nothing() -> None:
    office = make_documents(certified=False)
    other = another(office)
    found = come(office)
    assert office.leader.account is not None
    leader = office.leader.account

    def refusals(*who: Actor, act: Callable[[Actor], object]) -> list[str]:
        said = []
        for one in who:
            with pytest.raises((NotAllowed, NotFound)) as refused:
                act(one)
            said.append(type(refused.value).__name__)
        return said

    def take(actor: Actor) -> object:
        return actions.register(actor=actor, incoming=found.id, version=1, leader=leader, at=MONDAY)

    def send_back(actor: Actor) -> object:
        return actions.refuse(actor=actor, incoming=found.id, version=1, note="x", at=MONDAY)

    strangers = (other.records, office.officer, office.head, office.leader, office.clerk, make_citizen())
    assert set(refusals(*strangers, act=take) + refusals(*strangers, act=send_back)) == {"NotFound"}
    for one in strangers:
        assert not visible_incoming(actor=one).exists()
    with pytest.raises(NotAllowed):
        actions.enter(
            actor=office.officer, agency=office.committee.id, slip=SLIP, secrecy="0", came=(), at=MONDAY
        )
    register(found, office)
    with pytest.raises(Stale, match="vào sổ"):
        take(office.records)
    version = again(found).version

    def say(actor: Actor) -> object:
        return actions.instruct(
            actor=actor, incoming=found.id, version=version, text="x", lead=None, together=(), informed=(),
            handle_by=None, at=MONDAY,
        )  # fmt: skip

    assert refusals(office.records, office.officer, office.head, act=say) == ["NotAllowed"] * 3
    assert refusals(other.leader, act=say) == ["NotFound"]
    assert visible_incoming(actor=office.officer).exists()
    assert not visible_incoming(actor=other.records).exists()


@pytest.mark.django_db
def test_from_the_register_to_the_officer_and_to_its_end_by_the_task() -> None:
    office = make_documents(certified=False)
    found = register(come(office), office)
    with pytest.raises(Invalid) as refused:
        instruct(found, office, None, text=" ", informed=(Share(office.committee.id, office.head.account),))
    assert {one.field for one in refused.value.faults} == {"text", "lead"}
    with pytest.raises(Invalid, match="Chưa phân công"):
        instruct(found, office, office.officer, handle_by=date(2026, 11, 22))
    instruct(found, office, office.officer, handle_by=date(2026, 11, 20), text="Báo cáo trước thứ Sáu")
    assert not open_of(about=found.ref)
    task = Task.objects.get()
    assert (task.source, task.detail()) == (found.ref, "Báo cáo trước thứ Sáu")
    with pytest.raises(NotAllowed):
        actions.instruct(
            actor=office.head, incoming=found.id, version=again(found).version, text="Thêm việc",
            lead=Share(office.committee.id, office.officer.account), together=(), informed=(), handle_by=None,
            at=MONDAY,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.process(actor=office.head, incoming=found.id, version=again(found).version, at=MONDAY)
    actions.process(actor=office.officer, incoming=found.id, version=again(found).version, at=MONDAY)
    tasks.finish(actor=office.officer, task=task.id, version=task.version, note="Đã báo cáo", at=MONDAY)
    work_all()
    assert again(found).state == State.PROCESSING
    task.refresh_from_db()
    tasks.accept(actor=office.leader, task=task.id, version=task.version, note="", at=MONDAY)
    work_all()
    assert again(found).state == State.FINISHED
    assert standings(found) == ["01", "03", "04", "05", "06"]
    shown = open_incoming(actor=office.officer, incoming=found.id, at=MONDAY)
    assert shown.instructions[0].note == "Báo cáo trước thứ Sáu"


@pytest.mark.django_db
def test_a_document_to_be_known_is_kept_and_a_later_word_is_refused() -> None:
    office = make_documents(certified=False)
    found = instruct(register(come(office), office), office, None, text="Lưu")
    assert found.state == State.FINISHED
    assert not Task.objects.exists()
    with pytest.raises(Conflict):
        instruct(found, office, office.officer)


@pytest.mark.django_db
def test_a_document_that_is_to_be_kept_after_all_leaves_nobody_a_task() -> None:
    office = make_documents(certified=False)
    found = assigned(office)
    assert instruct(found, office, None, text="Lưu").state == State.FINISHED
    work_all()
    assert Task.objects.get().state == TaskState.WITHDRAWN
    assert again(found).state == State.FINISHED


@pytest.mark.django_db
def test_each_finds_what_waits_for_them() -> None:
    office = make_documents(certified=False)
    found = come(office)

    def holds(actor: Actor, group: str = FOR_ME, text: str = "") -> bool:
        rows = incoming_listing(actor=actor, filters=InFilters(group=group, text=text), at=MONDAY)
        return rows.filter(id=found.id).exists()

    hands = (office.records, office.leader, office.officer)
    assert [holds(one) for one in hands] == [True, False, False]
    register(found, office)
    assert [holds(one) for one in hands] == [False, True, False]
    instruct(found, office, office.officer)
    assert [holds(one) for one in hands] == [False, False, True]
    for text in ("thu ngan sach", "123/stc", "so tai chinh"):
        assert holds(office.head, ALL, text)
    assert not holds(office.head, ALL, "khong co")


@pytest.mark.django_db
def test_a_recall_is_answered_and_the_register_keeps_its_line() -> None:
    office = make_documents(certified=False)
    found = assigned(office, message="m-1")
    recall = letter(message="m-2", change=Change.RECALL, changed="m-1", reason="Ban hành nhầm", enclosures=())
    for _ in range(2):
        actions.arrive(recall, carrier="axis", agency=office.committee.id, at=MONDAY)
    shown = open_incoming(actor=office.records, incoming=found.id, at=MONDAY)
    assert shown.recall_reason == "Ban hành nhầm"
    with pytest.raises(NotAllowed):
        actions.give_back(actor=office.officer, incoming=found.id, version=again(found).version, at=MONDAY)
    with pytest.raises(Invalid):
        actions.keep_on(
            actor=office.records, incoming=found.id, version=again(found).version, note="", at=MONDAY
        )
    actions.give_back(actor=office.records, incoming=found.id, version=again(found).version, at=MONDAY)
    assert again(found).state == State.GIVEN_BACK
    assert Task.objects.get().state == TaskState.WITHDRAWN
    work_all()
    assert again(found).state == State.GIVEN_BACK
    assert standings(found)[-1] == "15"
    entry = incoming_entries(actor=office.records, agency=office.committee.id, year=2026).get()
    assert "nơi gửi thu hồi: Ban hành nhầm" in in_columns(entry)[-1]
    assert followed([entry], actor=office.records)[0][4] == "Đã thu hồi"
    with pytest.raises(Conflict):
        actions.give_back(actor=office.records, incoming=found.id, version=again(found).version, at=MONDAY)


@pytest.mark.django_db
def test_what_was_given_back_or_replaced_before_the_register_is_its_clerks_alone() -> None:
    office = make_documents(certified=False)
    auditor = official_actor(Role.AUDITOR, at=MONDAY)
    back, old = come(office, message="m-1"), come(office, message="m-2")
    recall = letter(message="m-3", change=Change.RECALL, changed="m-1", enclosures=())
    actions.arrive(recall, carrier="axis", agency=office.committee.id, at=MONDAY)
    actions.give_back(actor=office.records, incoming=back.id, version=again(back).version, at=MONDAY)
    come(office, message="m-4", change=Change.REPLACE, changed="m-2", number="124")
    work_all()
    assert [again(one).state for one in (back, old)] == [State.GIVEN_BACK, State.REPLACED]
    for one in (office.officer, office.head, office.leader, auditor):
        assert not visible_incoming(actor=one).exists()
    assert visible_incoming(actor=office.records).count() == 3
    assert not Held.objects.filter(kind="documents.incoming").exists()


@pytest.mark.django_db
def test_a_recall_that_is_not_agreed_to_leaves_it_as_it_was() -> None:
    office = make_documents(certified=False)
    found = assigned(office, message="m-1")
    recall = letter(message="m-2", change=Change.RECALL, changed="m-1", enclosures=())
    actions.arrive(recall, carrier="axis", agency=office.committee.id, at=MONDAY)
    actions.keep_on(
        actor=office.records, incoming=found.id, version=again(found).version, note="Đã thực hiện", at=MONDAY
    )
    assert (again(found).state, standings(found)[-1]) == (State.ASSIGNED, "16")


@pytest.mark.django_db
def test_a_double_is_seen_and_joined_without_a_number() -> None:
    office = make_documents(certified=False)
    first = register(come(office), office)
    second = come(office, carrier="mail")
    (double,) = open_incoming(actor=office.records, incoming=second.id, at=MONDAY).doubles
    assert (double.id, double.why) == (first.id, "cùng nơi gửi, số ký hiệu và ngày")
    near = come(office, number="9", subject="Báo cáo tình hình thu ngân sách.")
    assert (
        open_incoming(actor=office.records, incoming=near.id, at=MONDAY)
        .doubles[0]
        .why.startswith("cùng ngày")
    )
    far = come(office, number="8", subject="Tổ chức hội thi")
    assert not open_incoming(actor=office.records, incoming=far.id, at=MONDAY).doubles
    other = another(office)
    for stranger in (register(come(other), other).id, second.id):
        with pytest.raises(NotFound):
            actions.join(
                actor=office.records, incoming=second.id, version=second.version, same_as=stranger, at=MONDAY
            )
    joined = actions.join(
        actor=office.records, incoming=second.id, version=second.version, same_as=first.id, at=MONDAY
    )
    assert (joined.state, joined.same_as_id) == (State.DOUBLE, first.id)
    assert numbers(office) == [(2026, 1)]


@pytest.mark.django_db
def test_a_double_that_is_asked_back_is_answered_by_the_clerk_for_both() -> None:
    office = make_documents(certified=False)
    paper = actions.enter(
        actor=office.records, agency=office.committee.id, slip=SLIP, secrecy="0", came=(), at=MONDAY
    )
    first = instruct(register(paper, office), office, office.officer)
    second = come(office, message="m-1")
    actions.join(
        actor=office.records, incoming=second.id, version=second.version, same_as=first.id, at=MONDAY
    )
    recall = letter(message="m-2", change=Change.RECALL, changed="m-1", enclosures=())
    actions.arrive(recall, carrier="axis", agency=office.committee.id, at=MONDAY)
    assert "15" not in standings(second)
    rows = incoming_listing(actor=office.records, filters=InFilters(group=FOR_ME), at=MONDAY)
    assert [one.id for one in rows] == [second.id]
    page = client_of(office.records).get(f"/can-bo/van-ban-den/{second.id}/thu-hoi/").content.decode()
    assert f"/can-bo/van-ban-den/{first.id}/" in page
    actions.give_back(actor=office.records, incoming=second.id, version=again(second).version, at=MONDAY)
    assert [again(one).state for one in (first, second)] == [State.GIVEN_BACK] * 2
    assert Task.objects.get().state == TaskState.WITHDRAWN
    assert standings(second)[-1] == "15"


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory gives threads no connections of their own"
)
@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_no_gap_and_no_double() -> None:
    """Twelve are taken in, some under a number of the paper register, while one message is brought by four at once."""
    office = make_documents(certified=False)
    waiting = [come(office) for _ in range(12)]
    acts: list[Callable[[], object]] = [partial(register, one, office) for one in waiting[:9]]
    acts += [partial(register, one, office, taken=2) for one in waiting[9:11]]
    acts += [partial(register, waiting[11], office, taken=30)]
    same = letter()
    acts += [partial(actions.arrive, same, carrier="axis", agency=office.committee.id, at=MONDAY)] * 4
    answers = at_once(*acts)
    given = sorted(number for _year, number in numbers(office))
    assert given[:-1] == list(range(1, len(given)))
    assert given[-1] == 30
    assert Incoming.objects.filter(message=same.message).count() == 1
    assert {one for one in answers if isinstance(one, str)} <= {"Conflict"}


@pytest.mark.django_db
def test_records_clerks_hand_over_to_each_other_and_who_is_away_holds_up_nothing() -> None:
    office = make_documents(certified=False)
    found = come(office)
    colleague = appointed(Role.RECORDS, agency=office.committee.id).account
    stranger = appointed(Role.RECORDS).account

    def hand(by: Actor, to: UUID | None) -> None:
        assert to is not None
        actions.hand_over(
            actor=by, incoming=found.id, version=again(found).version, to=to, note="Chị nhận giúp", at=MONDAY
        )

    for wrong in (stranger.id, office.officer.account):
        with pytest.raises(Invalid):
            hand(office.records, wrong)
    with pytest.raises((NotAllowed, NotFound)):
        hand(office.officer, colleague.id)
    hand(office.records, colleague.id)
    with pytest.raises(Conflict, match="người khác"):
        register(found, office)
    with pytest.raises(Invalid):
        hand(office.records, colleague.id)
    page = client_of(office.records).get(f"/can-bo/van-ban-den/{found.id}/chuyen-van-thu/").content.decode()
    assert office.records.name in page
    assert (
        colleague.name in client_of(office.records).get(f"/can-bo/van-ban-den/{found.id}/").content.decode()
    )
    hand(office.records, office.records.account)
    assert register(found, office).registered_at == MONDAY
    with pytest.raises(Conflict):
        hand(office.records, colleague.id)
