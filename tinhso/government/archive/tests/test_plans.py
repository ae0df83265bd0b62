"""The list of files of a year: written, approved, added to, carried over."""

from __future__ import annotations

import pytest

from tinhso.government.archive import actions
from tinhso.government.archive.models import RecordFile
from tinhso.government.archive.tests.factories import entry, issued, make_archive, opened, plan_of, put
from tinhso.government.documents.tests.factories import another
from tinhso.government.dossiers.tests.factories import MONDAY
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_nothing_is_filed_before_the_leader_has_approved_the_list() -> None:
    office = make_archive()
    plan = plan_of(office)
    file = actions.add_file(actor=office.records, plan=plan.id, entry=entry(plan, office.officer), at=MONDAY)
    with pytest.raises(Conflict, match="chưa được duyệt"):
        put(file, issued(office), actor=office.officer)
    with pytest.raises(NotAllowed):
        actions.approve_plan(actor=office.records, plan=plan.id, at=MONDAY)
    actions.approve_plan(actor=office.leader, plan=plan.id, at=MONDAY)
    put(file, issued(office), actor=office.officer)
    assert file.items.count() == 1


def test_an_approved_list_is_only_added_to_and_says_so() -> None:
    office = make_archive()
    file = opened(office)
    with pytest.raises(Conflict):
        actions.change_file(
            actor=office.records,
            file=file.id,
            version=file.version,
            entry=entry(file.plan, office.officer),
            at=MONDAY,
        )
    with pytest.raises(Conflict):
        actions.add_heading(actor=office.records, plan=file.plan_id, code="II", title="Nội vụ", at=MONDAY)
    added = actions.add_file(
        actor=office.officer,
        plan=file.plan_id,
        entry=entry(file.plan, office.officer, code="13.VP"),
        at=MONDAY,
    )
    assert added.added_later
    with pytest.raises(NotAllowed):
        actions.add_file(
            actor=office.officer,
            plan=file.plan_id,
            entry=entry(file.plan, office.head, code="14.VP"),
            at=MONDAY,
        )


def test_a_code_stands_once_and_every_fault_is_told_at_once() -> None:
    office = make_archive()
    file = opened(office)
    wrong = entry(file.plan, office.officer, title=" ", retention="mai-mai", heading=0)
    with pytest.raises(Invalid) as refused:
        actions.add_file(actor=office.records, plan=file.plan_id, entry=wrong, at=MONDAY)
    assert {one.field for one in refused.value.faults} == {"heading", "code", "title", "retention"}


def test_the_list_of_the_next_year_begins_with_that_of_this_one() -> None:
    office = make_archive()
    file = opened(office)
    following = actions.begin_plan(
        actor=office.records, agency=office.committee.id, year=2027, carry=True, at=MONDAY
    )
    copied = RecordFile.objects.get(plan=following)
    assert (copied.code, copied.title, copied.retention) == (file.code, file.title, file.retention)
    assert copied.key != file.key
    assert not following.approved
    with pytest.raises(Conflict):
        actions.begin_plan(
            actor=office.records, agency=office.committee.id, year=2027, carry=False, at=MONDAY
        )


def test_another_agency_sees_neither_list_nor_file() -> None:
    office = make_archive()
    file = opened(office)
    foreign = another(office)
    with pytest.raises(NotFound):
        actions.approve_plan(actor=foreign.leader, plan=file.plan_id, at=MONDAY)
    with pytest.raises(NotFound):
        actions.describe(actor=foreign.records, file=file.id, version=file.version, text="x", at=MONDAY)
