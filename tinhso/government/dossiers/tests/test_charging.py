"""What a dossier costs: asked when its moment comes, waited for, waived with a reason, given up when it ends."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps

from tinhso.foundation.payments import actions as payments
from tinhso.foundation.payments.models import PaymentIntent, Receipt
from tinhso.foundation.payments.tests.factories import make_account
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_filing,
    make_citizen,
    make_office,
)
from tinhso.government.dossiers.tests.test_desk_pages import address, at_desk
from tinhso.government.dossiers.tests.test_straight_path import fresh
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.ledger.queries import acts_about

pytestmark = pytest.mark.django_db

COPIES = 3 * 8_000


@pytest.fixture
def office() -> Office:
    made = make_office()
    make_account(made.committee.id)
    return made


def filed(citizen: Actor | None = None, *, collect: str = "before_return") -> Dossier:
    """A birth registration with three copies, each of 8,000 đồng."""
    filing = birth_filing(**{"copies.wanted": True, "copies.count": 3})
    dossier = actions.file(actor=citizen or make_citizen(), filing=filing, channel=Channel.ONLINE, at=MONDAY)
    if collect != "before_return":
        Dossier.objects.filter(id=dossier.id).update(charges=[{**dossier.charges[0], "collect": collect}])
        dossier.refresh_from_db()
    return dossier


def received(office: Office, citizen: Actor | None = None) -> Dossier:
    return actions.receive(actor=office.clerk, dossier=filed(citizen).id, version=1, at=MONDAY)


def with_a_result(dossier: Dossier) -> Dossier:
    Dossier.objects.filter(id=dossier.id).update(phase=Phase.ISSUED)
    return fresh(dossier)


def deliver(office: Office, dossier: Dossier) -> Dossier:
    return actions.deliver(actor=office.clerk, dossier=dossier.id, version=fresh(dossier).version, at=MONDAY)


def test_what_it_costs_is_reckoned_when_it_is_sent() -> None:
    make_office()
    (line,) = filed().charges
    assert (line["amount"], line["collect"], line["exemption"]) == (COPIES, "before_return", "")
    citizen = make_citizen(phone="0912345679")
    plain = actions.file(actor=citizen, filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    assert plain.charges == []


def test_the_result_waits_for_the_money(office: Office) -> None:
    dossier = received(office)
    due = PaymentIntent.objects.get()
    assert (due.about, due.due, due.amount) == (dossier.ref, "before_return", COPIES)
    with_a_result(dossier)
    with pytest.raises(Conflict, match=r"24\.000 đồng"):
        deliver(office, dossier)
    payments.take_cash(actor=office.clerk, intent=due.id, amount=10_000, slip=new_id(), at=MONDAY)
    with pytest.raises(Conflict, match=r"14\.000 đồng"):
        deliver(office, dossier)
    payments.take_cash(actor=office.clerk, intent=due.id, amount=14_000, slip=new_id(), at=MONDAY)
    work_off()
    assert "dossiers.paid" in [act.verb for act in acts_about(about=dossier.ref)]
    assert fresh(dossier).version == dossier.version  # what an official has open is not refused for it
    assert deliver(office, dossier).phase == Phase.DELIVERED


def test_the_owner_cannot_take_an_unpaid_result_either(office: Office) -> None:
    citizen = make_citizen()
    dossier = with_a_result(received(office, citizen))
    with pytest.raises(Conflict, match="chưa nộp"):
        actions.deliver(actor=citizen, dossier=dossier.id, version=None, at=MONDAY)


def test_acceptance_waits_for_what_is_due_before_it(office: Office) -> None:
    dossier = filed(collect="before_acceptance")
    actions.charging.ask(dossier, due="before_acceptance", actor=office.clerk, at=MONDAY)
    with pytest.raises(Conflict, match="chưa nộp"):
        actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=MONDAY)
    due = PaymentIntent.objects.get()
    payments.take_cash(actor=office.clerk, intent=due.id, amount=COPIES, slip=new_id(), at=MONDAY)
    actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=MONDAY)
    assert PaymentIntent.objects.count() == 1


def test_an_exempt_person_pays_nothing_and_the_counter_says_why(office: Office) -> None:
    dossier = with_a_result(received(office))
    due = PaymentIntent.objects.get()
    with pytest.raises(Invalid):
        actions.waive(
            actor=office.clerk,
            dossier=dossier.id,
            version=dossier.version,
            intent=due.id,
            reason=" ",
            at=MONDAY,
        )
    client = at_desk(office.clerk)
    with time_machine.travel(MONDAY + timedelta(minutes=20), tick=False):
        page = client.get(address(dossier)).content.decode()
        (way,) = re.findall(rf'href="({address(dossier)}mien-phi/[^"]+)"', page)
        answer = client.post(way, {"version": dossier.version, "note": "Hộ nghèo, đã xem giấy chứng nhận"})
    assert answer.status_code == 303
    due.refresh_from_db()
    assert due.state == "cancelled"
    assert deliver(office, dossier).phase == Phase.DELIVERED


def test_a_due_of_another_dossier_is_not_waived_through_this_one(office: Office) -> None:
    dossier = received(office)
    received(office, make_citizen(phone="0912345679"))
    other = PaymentIntent.objects.exclude(about=dossier.ref).get()
    with pytest.raises(Conflict, match="không có khoản đó"):
        actions.waive(
            actor=office.clerk, dossier=dossier.id, version=dossier.version, intent=other.id, reason="Hộ nghèo",
            at=MONDAY,
        )  # fmt: skip
    stranger = make_office(OTHER_COMMUNE, "An Trường", 102).clerk
    with pytest.raises(NotFound):
        actions.waive(
            actor=stranger,
            dossier=dossier.id,
            version=dossier.version,
            intent=other.id,
            reason="Hộ nghèo",
            at=MONDAY,
        )


def test_nothing_is_asked_any_more_when_it_ends_without_a_result(office: Office) -> None:
    dossier = received(office)
    actions.stop(
        actor=office.clerk, dossier=dossier.id, version=dossier.version, reason="Người nộp đề nghị", at=MONDAY
    )
    assert PaymentIntent.objects.get().state == "cancelled"


def test_what_was_paid_for_a_dossier_without_a_result_stands_before_the_money_desk(office: Office) -> None:
    dossier = received(office)
    due = PaymentIntent.objects.get()
    payments.take_cash(actor=office.clerk, intent=due.id, amount=COPIES, slip=new_id(), at=MONDAY)
    listed = "/can-bo/thanh-toan/phai-thu/?state=for_nothing"
    clerk = at_desk(office.clerk)
    with time_machine.travel(MONDAY + timedelta(minutes=30), tick=False):
        assert "Phải thu" in (before := clerk.get(listed).content.decode())
    assert due.code not in before
    actions.stop(
        actor=office.clerk, dossier=dossier.id, version=fresh(dossier).version, reason="Người nộp đề nghị", at=MONDAY
    )  # fmt: skip
    with time_machine.travel(MONDAY + timedelta(minutes=30), tick=False):
        page = clerk.get(listed).content.decode()
    assert due.code in page
    assert f'href="{address(dossier)}"' in page
    due.refresh_from_db()
    assert (due.state, due.ended_at, due.returned) == ("paid", MONDAY, 0), "nothing goes back by itself"


def given_back(office: Office, amount: int, *, at: datetime = MONDAY) -> None:
    """What was paid, asked back by one, approved by another and paid out."""
    receipt = Receipt.objects.get()
    refund = payments.request_refund(
        actor=office.clerk, receipt=receipt.id, amount=amount, reason="Nộp nhầm", payee="An, 0123", at=at
    )
    payments.approve_refund(actor=office.head, refund=refund.id, at=at)
    payments.record_payout(actor=office.records, refund=refund.id, reference="FT1", at=at)
    with time_machine.travel(at, tick=False):
        work_off()


def test_what_ended_before_dues_said_so_says_so_after_an_upgrade(office: Office) -> None:
    dossiers = [received(office, make_citizen(phone=f"09123456{number}0")) for number in range(2)]
    actions.stop(
        actor=office.clerk, dossier=dossiers[0].id, version=dossiers[0].version, reason="Người nộp đề nghị", at=MONDAY
    )  # fmt: skip
    PaymentIntent.objects.update(ended_at=None)
    import_module("tinhso.government.dossiers.migrations.0011_ended_dues").end(apps, None)
    ended = {one.about: one.ended_at for one in PaymentIntent.objects.all()}
    assert ended == {dossiers[0].ref: MONDAY, dossiers[1].ref: None}


def test_a_part_given_back_leaves_the_fee_owed(office: Office) -> None:
    dossier = with_a_result(received(office))
    first = PaymentIntent.objects.get()
    payments.take_cash(actor=office.clerk, intent=first.id, amount=8_000, slip=new_id(), at=MONDAY)
    given_back(office, 8_000)
    again = PaymentIntent.objects.exclude(id=first.id).get()
    assert (again.state, again.amount, again.due) == ("open", COPIES, "before_return")
    with pytest.raises(Conflict, match="chưa nộp"):
        deliver(office, dossier)
    actions.charging.ask_anew(dossier=dossier.id, intent=first.id, at=MONDAY)
    assert PaymentIntent.objects.count() == 2


def test_while_it_waits_for_the_fee_asked_anew_nobody_owes_an_answer(office: Office) -> None:
    dossier = filed(collect="before_acceptance")
    actions.charging.ask(dossier, due="before_acceptance", actor=office.clerk, at=MONDAY)
    Dossier.objects.filter(id=dossier.id).update(answer_due_at=None)
    first = PaymentIntent.objects.get()
    payments.take_cash(actor=office.clerk, intent=first.id, amount=8_000, slip=new_id(), at=MONDAY)
    given_back(office, 8_000, at=MONDAY + timedelta(days=1))
    again = PaymentIntent.objects.exclude(id=first.id).get()
    paid_at = MONDAY + timedelta(days=2)
    payments.take_cash(actor=office.clerk, intent=again.id, amount=COPIES, slip=new_id(), at=paid_at)
    with time_machine.travel(paid_at, tick=False):
        work_off()
    assert fresh(dossier).answer_due_at == paid_at + timedelta(days=1), "eight working hours from the payment"


@pytest.mark.parametrize("waived", [True, False])
def test_what_was_waived_or_paid_in_full_and_given_back_is_asked_for_no_more(
    office: Office, waived: bool
) -> None:
    dossier = with_a_result(received(office))
    due = PaymentIntent.objects.get()
    amount = 8_000 if waived else COPIES
    payments.take_cash(actor=office.clerk, intent=due.id, amount=amount, slip=new_id(), at=MONDAY)
    if waived:
        actions.waive(
            actor=office.clerk, dossier=dossier.id, version=dossier.version, intent=due.id, reason="Hộ nghèo", at=MONDAY
        )  # fmt: skip
    given_back(office, amount)
    assert PaymentIntent.objects.get().state == "refunded"
    assert deliver(office, dossier).phase == Phase.DELIVERED


def test_where_nobody_collects_nothing_waits() -> None:
    office = make_office()
    dossier = with_a_result(received(office))
    assert not PaymentIntent.objects.exists()
    assert deliver(office, dossier).phase == Phase.DELIVERED
    assert not Act.objects.filter(verb="payments.open").exists()
