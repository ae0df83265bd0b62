"""Money goes back when two people say so, never more than came in, and the database holds them to it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tinhso.contracts.payments import PaymentRefunded
from tinhso.foundation.access.tests.factories import official_actor
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.models import PaymentIntent, Receipt, Refund
from tinhso.foundation.payments.rules import IntentState
from tinhso.foundation.payments.tests.factories import MORNING, make_account, make_agency, make_intent
from tinhso.foundation.payments.tests.test_receiving import take
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def intent() -> PaymentIntent:
    agency = make_agency()
    make_account(agency)
    return make_intent(agency)


def ask(actor: Actor, receipt: Receipt, amount: int) -> Refund:
    return actions.request_refund(
        actor=actor, receipt=receipt.id, amount=amount, reason="Nộp thừa", payee="Nguyễn Văn An, 0123, NH thử",
        at=MORNING,
    )  # fmt: skip


def staff(intent: PaymentIntent, role: str) -> Actor:
    return official_actor(role, agency=intent.agency_id)


def test_one_asks_another_approves_then_it_is_paid_out(intent: PaymentIntent) -> None:
    receipt = take(intent.code, 60_000)
    refund = ask(staff(intent, "clerk"), receipt, 2_000)
    assert refund.evidence() == {"payee": "Nguyễn Văn An, 0123, NH thử", "reason": "Nộp thừa"}
    books = staff(intent, "records")
    with pytest.raises(Conflict):
        actions.record_payout(actor=books, refund=refund.id, reference="FT1", at=MORNING)
    actions.approve_refund(actor=staff(intent, "head"), refund=refund.id, at=MORNING)
    assert PaymentIntent.objects.get(id=intent.id).state == IntentState.OVERPAID
    for _ in range(2):
        actions.record_payout(actor=books, refund=refund.id, reference="FT1", at=MORNING)
    found = PaymentIntent.objects.get(id=intent.id)
    assert (found.state, found.returned, found.excess) == (IntentState.PAID, 2_000, 0)
    assert Act.objects.filter(event=PaymentRefunded.name).count() == 1
    with pytest.raises(Conflict):
        actions.record_payout(actor=books, refund=refund.id, reference="FT2", at=MORNING)


def test_nobody_approves_what_they_asked_for(intent: PaymentIntent) -> None:
    receipt = take(intent.code, 58_000)
    admin = official_actor("admin")
    refund = ask(admin, receipt, 58_000)
    with pytest.raises(NotAllowed):
        actions.approve_refund(actor=admin, refund=refund.id, at=MORNING)
    with pytest.raises(NotAllowed):
        actions.approve_refund(actor=official_actor("head"), refund=refund.id, at=MORNING)
    with pytest.raises(NotAllowed):
        actions.approve_refund(actor=staff(intent, "records"), refund=refund.id, at=MORNING)
    assert Refund.objects.get().state == "requested"


def test_the_database_wants_two_persons_too(intent: PaymentIntent) -> None:
    refund = ask(staff(intent, "records"), take(intent.code, 58_000), 58_000)
    alone = Refund.objects.filter(id=refund.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        alone.update(state="approved", decided_by=refund.requested_by_id, decided_at=MORNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        alone.update(state="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        alone.update(state="paid_out", paid_out_at=MORNING)


def test_never_more_than_came_in(intent: PaymentIntent) -> None:
    receipt, clerk = take(intent.code, 58_000), staff(intent, "clerk")
    for amount in (0, -1, 58_001):
        with pytest.raises(Invalid):
            ask(clerk, receipt, amount)
    first = ask(clerk, receipt, 50_000)
    with pytest.raises(Invalid):
        ask(clerk, receipt, 8_001)
    actions.decline_refund(actor=staff(intent, "leader"), refund=first.id, why="thiếu chứng từ", at=MORNING)
    ask(clerk, receipt, 58_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.filter(id=receipt.id).update(returned=58_001)
    with pytest.raises(Conflict):
        actions.approve_refund(actor=staff(intent, "head"), refund=first.id, at=MORNING)


def test_a_refund_of_the_due_ends_it(intent: PaymentIntent) -> None:
    refund = ask(staff(intent, "records"), take(intent.code, 58_000), 58_000)
    actions.approve_refund(actor=staff(intent, "head"), refund=refund.id, at=MORNING)
    actions.record_payout(actor=staff(intent, "records"), refund=refund.id, reference="FT1", at=MORNING)
    found = PaymentIntent.objects.get(id=intent.id)
    assert (found.state, found.remaining) == (IntentState.REFUNDED, 0)


def test_money_nobody_matched_goes_back_without_touching_a_due(intent: PaymentIntent) -> None:
    take(intent.code, 58_000)
    refund = ask(staff(intent, "records"), take(intent.code, 58_000), 58_000)
    actions.approve_refund(actor=staff(intent, "head"), refund=refund.id, at=MORNING)
    actions.record_payout(actor=staff(intent, "records"), refund=refund.id, reference="FT1", at=MORNING)
    found = PaymentIntent.objects.get(id=intent.id)
    assert (found.state, found.returned) == (IntentState.PAID, 0)
    with pytest.raises(Conflict):
        actions.match_by_hand(
            actor=staff(intent, "records"), receipt=refund.receipt_id, code=make_intent(intent.agency_id).code,
            reason="nhầm", at=MORNING,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        (PaymentIntent, {"paid": 57_999}),
        (PaymentIntent, {"state": "open"}),
        (PaymentIntent, {"state": "overpaid"}),
        (PaymentIntent, {"state": "expired"}),
        (PaymentIntent, {"paid": 60_000}),
        (PaymentIntent, {"returned": 58_001}),
        (PaymentIntent, {"returned": 1}),
        (PaymentIntent, {"amount": 0}),
        (PaymentIntent, {"state": "unknown"}),
        (Receipt, {"amount": 0}),
        (Receipt, {"state": "unmatched"}),
        (Receipt, {"intent": None}),
        (Receipt, {"reason": "late"}),
        (Receipt, {"state": "deposit"}),
    ],
)
def test_the_database_keeps_the_books_straight(
    intent: PaymentIntent, model: type, changed: dict[str, object]
) -> None:
    take(intent.code, 58_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**changed)  # type: ignore[attr-defined]


def test_the_same_money_cannot_stand_twice(intent: PaymentIntent) -> None:
    receipt = take(intent.code, 58_000)
    receipt.id = intent.id
    with pytest.raises(IntegrityError), transaction.atomic():
        receipt.save(force_insert=True)
