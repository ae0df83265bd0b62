"""Coming due and late: a warning in time, one apology with one new date, and the first promise never forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from tinhso.foundation.access.models import Account
from tinhso.foundation.measures.rules import Window
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Apology, Dossier
from tinhso.government.dossiers.queries.figures import counts
from tinhso.government.dossiers.queries.tracking import tracked
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_filing,
    make_citizen,
    make_office,
)
from tinhso.government.dossiers.tests.test_straight_path import fresh, received
from tinhso.kernel.actors import Actor
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tinhso.kernel.ledger.queries import acts_about

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=1)
DUE = datetime(2026, 11, 16, 17, 0, tzinfo=VIETNAM)
THURSDAY = datetime(2026, 11, 19, 17, 0, tzinfo=VIETNAM)


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return received(office)


def sorry(actor: Actor, dossier: Dossier, at: datetime = LATER, **changes: Any) -> Dossier:
    given: dict[str, Any] = {"reason": "verification", "note": "Chờ bệnh viện trả lời", "days": 3} | changes
    return actions.apologise(actor=actor, dossier=dossier.id, version=fresh(dossier).version, at=at, **given)


def due_in(dossier: Dossier, days: int) -> None:
    """A time limit of some days, counted from the reception on Monday."""
    due = DUE + timedelta(days=days)
    Dossier.objects.filter(id=dossier.id).update(due_at=due, first_due_at=due, urgent_at=due)


def test_the_new_date_counts_working_days_from_the_old_one(office: Office, dossier: Dossier) -> None:
    assert sorry(office.leader, dossier).due_at == THURSDAY
    assert fresh(dossier).urgent_at == THURSDAY
    trace = fresh(dossier).due_trace[-1]
    assert "hẹn cũ 17:00 16/11/2026, thêm 03 ngày làm việc, hẹn mới 17:00 19/11/2026" in trace


def test_once_late_it_counts_from_the_apology(office: Office, dossier: Dossier) -> None:
    assert sorry(office.head, dossier, at=MONDAY + timedelta(days=4), days=1).due_at == datetime(
        2026, 11, 23, 17, 0, tzinfo=VIETNAM
    )


def test_the_first_promise_stays_for_statistics_and_for_the_public(office: Office, dossier: Dossier) -> None:
    after = sorry(office.leader, dossier)
    assert after.first_due_at == DUE
    face = tracked(text=str(after.code), at=LATER)
    assert face.re_dated
    assert (face.due_at, face.first_due_at) == (THURSDAY, DUE)
    Dossier.objects.filter(id=dossier.id).update(issued_at=THURSDAY - timedelta(hours=1))
    november = Window(MONDAY, MONDAY + timedelta(days=14))
    assert list(counts.resolved_late(november)) == [dossier]


def test_a_second_apology_is_refused_with_the_clause(office: Office, dossier: Dossier) -> None:
    sorry(office.leader, dossier)
    with pytest.raises(Conflict, match="khoản 9 Điều 19"):
        sorry(office.leader, dossier, at=THURSDAY)
    assert Apology.objects.count() == 1


def test_only_head_and_leader_of_the_agency_apologise(office: Office, dossier: Dossier) -> None:
    other = make_office(OTHER_COMMUNE, "An Trường", 102)
    for stranger in (office.clerk, office.officer, office.records, other.leader, make_citizen()):
        with pytest.raises((NotAllowed, NotFound)):
            sorry(stranger, dossier)
    sorry(office.head, dossier)


def test_a_dossier_whose_clock_does_not_run_is_not_re_dated(office: Office) -> None:
    dossier = actions.file(actor=make_citizen(), filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    with pytest.raises(Conflict, match="không có hạn trả đang tính"):
        sorry(office.leader, dossier)


@pytest.mark.parametrize(("field", "value"), [("reason", "bịa"), ("note", "  "), ("days", 0), ("days", 31)])
def test_reason_words_and_days_are_asked_for(
    office: Office, dossier: Dossier, field: str, value: Any
) -> None:
    with pytest.raises(Invalid) as refused:
        sorry(office.leader, dossier, **{field: value})
    assert [fault.field for fault in refused.value.faults] == [field]


def told(dossier: Dossier) -> list[Any]:
    return [act for act in acts_about(about=dossier.ref) if act.verb == "dossiers.warn"]


def warned(at: datetime) -> None:
    """The hour strikes, and what it owes is done."""
    with time_machine.travel(at, tick=False):
        actions.warn_due_soon(at=at)
        work_off()
        work_off()


def test_holder_and_head_are_warned_once_a_working_day_before(
    office: Office, dossier: Dossier, mailoutbox: list[Any]
) -> None:
    for name in ("officer", "head"):
        actor = office.officials[name]
        assert actor.account is not None
        Account.objects.filter(id=actor.account).update(email=f"{name}@xa.example")
    (step,) = open_of(about=dossier.ref)
    actions.take(actor=office.officer, dossier=dossier.id, assignment=step.id, at=LATER)
    due_in(dossier, days=3)
    warned(MONDAY + timedelta(days=1))
    assert not told(dossier)
    for hours in (10, 11):
        warned(MONDAY + timedelta(days=2, hours=hours))
    (act,) = told(dossier)
    assert act.data["told"] == sorted(str(office.officials[name].account) for name in ("officer", "head"))
    sent = [mail for mail in mailoutbox if "sắp đến hạn trả" in mail.subject]
    assert sorted(mail.to[0] for mail in sent) == ["head@xa.example", "officer@xa.example"]
    assert f"/can-bo/ho-so/{dossier.id}/" in sent[0].body
    assert str(fresh(dossier).code) in sent[0].subject


def test_a_new_date_is_warned_of_again(office: Office, dossier: Dossier) -> None:
    due_in(dossier, days=1)
    Dossier.objects.filter(id=dossier.id).update(clock_from=MONDAY - timedelta(days=7))
    warned(MONDAY + timedelta(hours=10))
    sorry(office.head, dossier, at=MONDAY + timedelta(hours=11))
    warned(MONDAY + timedelta(days=3, hours=10))
    assert len(told(dossier)) == 2


def test_what_is_due_the_same_day_is_told_by_the_reception_alone(dossier: Dossier) -> None:
    warned(LATER)
    assert not told(dossier)
    assert not Delivery.objects.filter(handler="dossiers.warn").exists()
