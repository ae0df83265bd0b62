"""Completed at appraisal and received once more: the whole time starts again, the first reception stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from tinhso.foundation.measures.rules import PROVINCE, Period, window
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.engine import printing
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.figures import counts
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    Office,
    birth_filing,
    make_citizen,
    make_office,
)
from tinhso.government.dossiers.tests.test_straight_path import fresh
from tinhso.kernel.actors import SYSTEM, Actor

pytestmark = pytest.mark.django_db

FIRST = MONDAY + timedelta(minutes=20)
ASKED = FIRST + timedelta(hours=1)
ANSWERED = FIRST + timedelta(days=15)
AGAIN = ANSWERED + timedelta(hours=1)
NOVEMBER, DECEMBER = (
    window(Period.parse(month), PROVINCE, at=AGAIN + timedelta(days=60)) for month in ("2026-11", "2026-12")
)
LACK = Lack("other", "Giấy khác", "Chưa có", "Chụp lại")


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(FIRST, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return make_office()


def stamped(dossier: Dossier, at: datetime) -> dict[str, Any]:
    return {"dossier": dossier.id, "version": fresh(dossier).version, "at": at}


def asked_at_appraisal(office: Office, citizen: Actor) -> Dossier:
    dossier = actions.file(actor=citizen, filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=FIRST)
    (step,) = open_of(about=dossier.ref)
    actions.take(actor=office.officer, dossier=dossier.id, assignment=step.id, at=FIRST)
    actions.request_supplement(
        actor=office.officer, lacks=[LACK], basis="", **stamped(dossier, ASKED)
    )  # fmt: skip
    return dossier


def answered(dossier: Dossier, citizen: Actor) -> None:
    items = dossier.supplements.get().items.values_list("id", flat=True)
    actions.answer_supplement(
        actor=citizen, dossier=dossier.id, answers=dict.fromkeys(items, "Đã chụp lại"), files={}, at=ANSWERED
    )


def received_again(office: Office) -> Dossier:
    citizen = make_citizen()
    dossier = asked_at_appraisal(office, citizen)
    answered(dossier, citizen)
    actions.receive(actor=office.clerk, **stamped(dossier, AGAIN))
    return fresh(dossier)


def test_the_first_reception_stays_and_the_clock_starts_again(office: Office) -> None:
    found = received_again(office)
    assert (found.received_at, found.clock_from) == (FIRST, AGAIN)
    assert found.code == "H61.101.01-261116-0001"
    assert found.due_at is not None
    assert found.due_at.date() == AGAIN.date()
    assert found.first_due_at == found.due_at


def test_no_clock_runs_from_the_answer_until_it_is_received(office: Office) -> None:
    citizen = make_citizen()
    dossier = asked_at_appraisal(office, citizen)
    assert fresh(dossier).clock_from == FIRST
    answered(dossier, citizen)
    assert fresh(dossier).clock_from is None
    assert fresh(dossier).received_at == FIRST


def test_it_counts_as_received_once_in_the_month_of_the_first_time(office: Office) -> None:
    dossier = received_again(office)
    assert list(counts.received(NOVEMBER)) == [dossier]
    assert not counts.received(DECEMBER).exists()
    assert list(counts.answered_in_time(DECEMBER)) == [dossier]


@pytest.mark.parametrize("late", [False, True])
def test_an_answer_refused_late_was_not_answered_in_time(office: Office, late: bool) -> None:
    citizen = make_citizen()
    dossier = asked_at_appraisal(office, citizen)
    answered(dossier, citizen)
    at = AGAIN + timedelta(days=7 if late else 0)
    actions.refuse(actor=office.clerk, reason="Sai", basis="Điều 9", **stamped(dossier, at))
    assert counts.answered_in_time(DECEMBER).exists() is not late


def test_the_receipt_names_the_reception_its_date_counts_from(office: Office) -> None:
    dossier = received_again(office)
    page = open_dossier(actor=SYSTEM, dossier=dossier.id, at=AGAIN)
    act = next(line.act for line in reversed(page.history) if line.act.verb == "dossiers.receive")
    assert printing._receipt(page, act.id)["received_at"] == AGAIN
    assert printing._control_slip(page, act.id)["received_at"] == FIRST


def test_what_waits_at_the_counter_was_received_before(office: Office) -> None:
    citizen = make_citizen()
    dossier = asked_at_appraisal(office, citizen)
    answered(dossier, citizen)
    assert fresh(dossier).phase == Phase.SUBMITTED
    assert list(counts.waiting(NOVEMBER)) == [dossier]
