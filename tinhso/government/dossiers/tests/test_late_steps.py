"""A step past its own due time: its holder and the head are told once, the leader when it stays, and figures know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import QuerySet
from django.test import Client

from tinhso.foundation.access.models import Account, Appointment
from tinhso.foundation.access.tests.factories import sign_in
from tinhso.foundation.measures.rules import Window
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import KIND, Dossier
from tinhso.government.dossiers.queries.desk_page import desk_dossier
from tinhso.government.dossiers.queries.figures import counts
from tinhso.government.dossiers.queries.late_steps import late_steps, lines_of, told_since
from tinhso.government.dossiers.tests.factories import MONDAY, OTHER_COMMUNE, Office, make_office
from tinhso.government.dossiers.tests.test_straight_path import fresh, received
from tinhso.kernel.actors import Actor
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import NotAllowed
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.ledger.queries import acts_about

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    made = make_office()
    for name in ("officer", "head", "leader"):
        account_of(made.officials[name]).update(email=f"{name}@xa.example")
    return made


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return received(office)


def account_of(actor: Actor) -> QuerySet[Account]:
    assert actor.account is not None
    return Account.objects.filter(id=actor.account)


def step_of(dossier: Dossier) -> Assignment:
    (step,) = open_of(about=dossier.ref)
    return step


def strikes(at: datetime) -> None:
    """The job comes round, twice, and what it owes is done."""
    with time_machine.travel(at, tick=False):
        for _ in range(2):
            actions.find_late_steps(at=at)
            work_off()
            work_off()


def told(dossier: Dossier, verb: str) -> list[Act]:
    return [act for act in acts_about(about=dossier.ref) if act.verb == f"dossiers.{verb}"]


def test_holder_and_head_are_told_once(office: Office, dossier: Dossier, mailoutbox: list[Any]) -> None:
    step = step_of(dossier)
    actions.take(actor=office.officer, dossier=dossier.id, assignment=step.id, at=MONDAY)
    version = fresh(dossier).version
    strikes(step.due_at)
    assert not told(dossier, "step_late")
    for minutes in (1, 11):
        strikes(step.due_at + timedelta(minutes=minutes))
    (act,) = told(dossier, "step_late")
    assert act.data["told"] == sorted(str(office.officials[name].account) for name in ("officer", "head"))
    assert sorted(mail.to[0] for mail in mailoutbox) == ["head@xa.example", "officer@xa.example"]
    assert step.title in mailoutbox[0].subject
    assert not told(dossier, "step_escalated")
    assert fresh(dossier).version == version, "no open page is out of date for it"


def test_the_leader_is_told_once_when_it_stays_late(
    office: Office, dossier: Dossier, mailoutbox: list[Any]
) -> None:
    due = step_of(dossier).due_at
    strikes(due + timedelta(days=1) - timedelta(minutes=1))
    assert not told(dossier, "step_escalated")
    for days in (1, 2):
        strikes(due + timedelta(days=days))
    (act,) = told(dossier, "step_escalated")
    assert act.data["told"] == [str(office.officials["leader"].account)]
    assert [mail.to[0] for mail in mailoutbox].count("leader@xa.example") == 1
    assert len(told(dossier, "step_late")) == 1


def test_another_due_time_is_told_of_anew(dossier: Dossier) -> None:
    step = step_of(dossier)
    strikes(step.due_at + timedelta(minutes=1))
    later = step.due_at + timedelta(hours=2)
    Assignment.objects.filter(id=step.id).update(due_at=later)
    strikes(later)
    assert len(told(dossier, "step_late")) == 1
    strikes(later + timedelta(minutes=1))
    assert len(told(dossier, "step_late")) == 2


def test_a_letter_that_is_no_longer_true_is_not_sent(dossier: Dossier, mailoutbox: list[Any]) -> None:
    step = step_of(dossier)
    at = step.due_at + timedelta(minutes=1)
    actions.find_late_steps(at=at)
    actions.tell_late_step(assignment=step.id, at=at)
    Assignment.objects.filter(id=step.id).update(due_at=at + timedelta(hours=2))
    with time_machine.travel(at, tick=False):
        work_off()
    assert not mailoutbox
    strikes(at + timedelta(hours=3))
    assert len(mailoutbox) == 1


def test_nobody_is_told_of_what_was_late_before_telling_began(
    office: Office, dossier: Dossier, mailoutbox: list[Any]
) -> None:
    step = step_of(dossier)
    began = told_since()
    assert began
    late = datetime(began.year, began.month, began.day, tzinfo=VIETNAM) - timedelta(minutes=1)
    Assignment.objects.filter(id=step.id).update(due_at=late)
    strikes(MONDAY + timedelta(days=9))
    assert not mailoutbox
    assert not told(dossier, "step_late")
    (line,) = lines_of(list(late_steps(actor=office.head, at=MONDAY)), at=MONDAY)
    assert (line.dossier, line.no_leader) == (dossier.id, False)
    Assignment.objects.filter(id=step.id).update(due_at=late + timedelta(minutes=1))
    strikes(MONDAY + timedelta(days=9))
    assert told(dossier, "step_late")


def test_where_nobody_leads_the_page_says_so_and_who_comes_is_told(
    office: Office, dossier: Dossier, mailoutbox: list[Any]
) -> None:
    leader = office.officials["leader"].account
    Appointment.objects.filter(account=leader).update(valid_until=MONDAY.date())
    due = step_of(dossier).due_at
    strikes(due + timedelta(days=3))
    assert told(dossier, "step_late")
    assert not told(dossier, "step_escalated")
    assert actions.find_late_steps(at=due + timedelta(days=3)) == 0
    at = due + timedelta(days=3)
    (line,) = lines_of(list(late_steps(actor=office.head, at=at)), at=at)
    assert (line.escalated, line.no_leader) == (False, True)
    Appointment.objects.filter(account=leader).update(valid_until=None)
    strikes(at)
    (act,) = told(dossier, "step_escalated")
    assert act.data["told"] == [str(leader)]


def test_the_list_is_searched_narrowed_and_taken_along(office: Office, dossier: Dossier) -> None:
    at = step_of(dossier).due_at + timedelta(days=3)
    code, step = str(fresh(dossier)), step_of(dossier).step
    with time_machine.travel(at, tick=False):
        head = sign_in(Client(), account_of(office.head).get(), at=at)
        found = {
            "",
            f"text={code.lower()}",
            "text=Khai sinh",
            f"step={step}",
            "told=unheld",
            "told=not_escalated",
        }
        not_found = {"text=H61.101-261116-9999", "text=nuôi con nuôi", "told=escalated"}
        for address in ("/can-bo/buoc-tre/", "/can-bo/buoc-tre/danh-sach.csv"):
            for query in found | {"step=khong-co", "told=gi-do", "agency=khong-co"}:
                assert code in head.get(f"{address}?{query}").content.decode(), query
            for query in not_found:
                assert code not in head.get(f"{address}?{query}").content.decode(), query
        assert "Không có bước nào như vậy" in head.get("/can-bo/buoc-tre/?told=escalated").content.decode()


def test_handing_over_waits_for_the_person(dossier: Dossier) -> None:
    step = step_of(dossier)
    returns = next(one for one in step.process.shape.steps if one.kind == "return")
    Assignment.objects.filter(id=step.id).update(step=returns.key)
    strikes(step.due_at + timedelta(days=9))
    assert not told(dossier, "step_late")


def test_a_step_that_is_done_meanwhile_is_told_to_nobody(
    office: Office, dossier: Dossier, mailoutbox: list[Any]
) -> None:
    step = step_of(dossier)
    at = step.due_at + timedelta(minutes=1)
    assert actions.find_late_steps(at=at) == 1
    Assignment.objects.filter(id=step.id).update(finished_at=at)
    with time_machine.travel(at, tick=False):
        work_off()
    assert not told(dossier, "step_late")
    assert not mailoutbox


def test_those_who_give_out_the_work_see_it_and_strangers_do_not(office: Office, dossier: Dossier) -> None:
    other = make_office(OTHER_COMMUNE, "An Trường", 102)
    at = step_of(dossier).due_at + timedelta(days=3)
    strikes(at)
    for actor in (office.head, office.leader):
        (line,) = lines_of(list(late_steps(actor=actor, at=at)), at=at)
        assert (line.dossier, line.holder, line.escalated) == (dossier.id, "", True)
    assert not late_steps(actor=other.head, at=at).exists()
    for stranger in (office.clerk, office.officer):
        with pytest.raises(NotAllowed):
            late_steps(actor=stranger, at=at)


def test_page_card_list_and_dossier_show_it(office: Office, dossier: Dossier) -> None:
    at = step_of(dossier).due_at + timedelta(days=3)
    strikes(at)
    with time_machine.travel(at, tick=False):
        head, officer = (
            sign_in(Client(), account_of(one).get(), at=at) for one in (office.head, office.officer)
        )
        page = head.get("/can-bo/buoc-tre/").content.decode()
        assert str(fresh(dossier)) in page
        assert "đã báo lãnh đạo" in page
        assert str(fresh(dossier)) in head.get("/can-bo/buoc-tre/danh-sach.csv").content.decode()
        assert "/can-bo/buoc-tre/" in head.get("/can-bo/").content.decode()
        assert "Bước trễ, đã báo lãnh đạo" in head.get(f"/can-bo/ho-so/{dossier.id}/").content.decode()
        (stop,) = [
            stop
            for stop in desk_dossier(actor=office.head, dossier=dossier.id, at=at).stops
            if stop.step.is_open
        ]
        assert (stop.due.state, stop.escalated) == ("late", True)
        assert officer.get("/can-bo/buoc-tre/").status_code == 403


def test_the_figure_counts_what_somebody_worked_on(office: Office, dossier: Dossier) -> None:
    step = step_of(dossier)
    november = Window(MONDAY - timedelta(days=1), MONDAY + timedelta(days=14))
    assert not counts.steps_done(november).exists(), "the reception was nobody's work"
    Assignment.objects.filter(id=step.id).update(finished_at=step.due_at, move="draft")
    assert list(counts.steps_in_time(november)) == list(counts.steps_done(november)) == [step]
    Assignment.objects.filter(id=step.id).update(finished_at=step.due_at + timedelta(seconds=1))
    assert not counts.steps_in_time(november).exists()
    here = Window(november.start, november.until, agency=office.centre.id)
    assert not counts.steps_done(here).exists()
    late_return = {"step": next(one.key for one in step.process.shape.steps if one.kind == "return")}
    Assignment.objects.filter(id=step.id).update(**late_return)
    assert not counts.steps_done(november).exists(), "that depends on who takes it"
    Assignment.objects.filter(id=step.id).update(step=step.step, move="closed")
    assert not counts.steps_done(november).exists(), "it ended with its dossier"
    assert step.about.kind == KIND
