"""Until when the counter must answer: it stands still while a fee is to be paid first, and follows the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine

from tinhso.contracts.dossiers import statuses
from tinhso.foundation.calendar.models import Day
from tinhso.foundation.payments import actions as payments
from tinhso.foundation.payments.models import PaymentIntent
from tinhso.foundation.payments.tests.factories import make_account
from tinhso.foundation.procedures.models import Procedure
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.desk_page import desk_dossier
from tinhso.government.dossiers.queries.own import line_of
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import (
    BIRTH,
    MONDAY,
    Office,
    birth_filing,
    make_citizen,
    make_office,
)
from tinhso.government.dossiers.tests.test_straight_path import fresh
from tinhso.kernel.actors import Actor
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.queries import acts_about

pytestmark = pytest.mark.django_db
NEXT_DAY = MONDAY + timedelta(days=1)
"""Eight working hours after Monday's opening."""


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    made = make_office()
    make_account(made.committee.id)
    rule = Procedure.objects.get(code=BIRTH)
    for fee in rule.body["fees"]:
        fee["collect"] = "before_acceptance"
    rule.save()
    return made


@pytest.fixture
def citizen(office: Office) -> Actor:
    return make_citizen()


@pytest.fixture
def dossier(citizen: Actor) -> Dossier:
    """Three copies are wanted, and paid for first."""
    filing = birth_filing(**{"copies.wanted": True, "copies.count": 3})
    return actions.file(actor=citizen, filing=filing, channel=Channel.ONLINE, at=MONDAY)


def pay(office: Office, at: datetime, *, less: int = 0) -> None:
    due = PaymentIntent.objects.get()
    payments.take_cash(actor=office.clerk, intent=due.id, amount=due.amount - less, slip=new_id(), at=at)
    with time_machine.travel(at, tick=False):
        work_off()


def standing(dossier: Dossier) -> tuple[int, int]:
    found = statuses["dossiers"].standings([dossier.id])[dossier.id]
    return found.national_status, found.version


def test_nobody_owes_an_answer_while_the_fee_is_waited_for(
    office: Office, citizen: Actor, dossier: Dossier
) -> None:
    assert (dossier.answer_due_at, dossier.urgent_at) == (None, None)
    due = desk_dossier(actor=office.clerk, dossier=dossier.id, at=MONDAY).due
    assert (due.at, due.words) == (None, "Chờ người nộp nộp phí, lệ phí")
    page = open_dossier(actor=citizen, dossier=dossier.id, at=MONDAY)
    assert [point.title for point in line_of(page, at=MONDAY) if point.state == "now"] == [
        "Chờ ông/bà nộp phí, lệ phí"
    ]


def test_the_clock_runs_from_the_payment_and_says_so(office: Office, dossier: Dossier) -> None:
    before = fresh(dossier).version
    pay(office, NEXT_DAY)
    found = fresh(dossier)
    assert found.answer_due_at == found.urgent_at == NEXT_DAY + timedelta(days=1)
    assert found.version == before, "no official's open page is out of date for it"
    trace = desk_dossier(actor=office.clerk, dossier=dossier.id, at=NEXT_DAY).due.trace
    stood = [line for line in trace if line.startswith("Tạm dừng từ 08:00 thứ Hai, 16/11/2026 đến 08:00")]
    assert len(stood) == 1
    assert "chờ người nộp nộp phí" in stood[0]


def test_a_waived_fee_is_waited_for_no_more(office: Office, dossier: Dossier) -> None:
    actions.waive(
        actor=office.clerk, dossier=dossier.id, version=1, intent=PaymentIntent.objects.get().id, reason="Hộ nghèo",
        at=MONDAY + timedelta(hours=1),
    )  # fmt: skip
    assert fresh(dossier).answer_due_at == NEXT_DAY + timedelta(hours=1)


def test_the_portal_hears_six_and_then_one_again(office: Office, dossier: Dossier) -> None:
    status, version = standing(dossier)
    assert status == 6
    pay(office, NEXT_DAY)
    after, newer = standing(fresh(dossier))
    assert (after, newer) == (1, version + 1)
    received = actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=NEXT_DAY)
    assert standing(received)[1] > newer


def test_a_part_of_the_money_does_not_start_it(office: Office, dossier: Dossier) -> None:
    pay(office, NEXT_DAY, less=1000)
    assert fresh(dossier).awaits_fee


def test_completed_before_it_is_paid_it_still_waits(office: Office, citizen: Actor, dossier: Dossier) -> None:
    lacks = [Lack("birth_notice", "Giấy chứng sinh", "Ảnh mờ", "Chụp lại")]
    asked = actions.request_supplement(
        actor=office.clerk, dossier=dossier.id, version=1, lacks=lacks, basis="Điều 16", at=MONDAY
    )
    assert standing(asked)[0] == 5
    item = asked.supplements.get().items.get()
    actions.answer_supplement(
        actor=citizen, dossier=dossier.id, answers={item.id: "Đây"}, files={}, at=NEXT_DAY
    )
    assert standing(dossier)[0] == 6
    pay(office, NEXT_DAY + timedelta(hours=2))
    assert fresh(dossier).answer_due_at == NEXT_DAY + timedelta(days=1, hours=2)


def test_the_time_to_answer_follows_the_calendar(office: Office, citizen: Actor) -> None:
    dossier = actions.file(actor=citizen, filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    assert dossier.answer_due_at == NEXT_DAY
    Day.objects.create(
        code="2026-11-16", kind="off", title="nghỉ bù", effective_from=date(2021, 1, 1), origin="test"
    )
    later = datetime(2026, 11, 17, 17, tzinfo=VIETNAM)
    assert [(one.before, one.after) for one in actions.moved(at=MONDAY)] == [(NEXT_DAY, later)]
    assert actions.recount_all(at=MONDAY) == 1
    work_off()
    assert fresh(dossier).answer_due_at == fresh(dossier).urgent_at == later
    act = acts_about(about=dossier.ref)[-1]
    assert (act.verb, act.data["due_after"]) == ("dossiers.recount", later.isoformat())
    assert not actions.recount(dossier=dossier.id, at=MONDAY)


def test_what_was_answered_is_not_recounted(office: Office, citizen: Actor) -> None:
    dossier = actions.file(actor=citizen, filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    Dossier.objects.filter(id=dossier.id).update(phase=Phase.WITHDRAWN)
    assert actions.recount_all(at=MONDAY) == 0
