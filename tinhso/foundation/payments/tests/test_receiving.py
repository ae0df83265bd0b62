"""Money comes in once, and is for a due or waits with the reason; more, less, late and double each have their way."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tinhso.contracts.payments import PaymentExpired, PaymentReceived, PaymentSettled
from tinhso.foundation.access.tests.factories import citizen_actor, official_actor
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.models import PaymentIntent, Receipt
from tinhso.foundation.payments.rules import IntentState, Reason
from tinhso.foundation.payments.tests.factories import MORNING, later, make_account, make_agency, make_intent
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db


def coming(code: str, amount: int, **changed: object) -> actions.Coming:
    given: dict[str, object] = {
        "source": Receipt.Source.STATEMENT, "channel": "tk", "external_id": str(uuid4()), "amount": amount,
        "at": MORNING, "content": f"NGUYEN VAN AN {code} nop phi", **changed,
    }  # fmt: skip
    return actions.Coming(**given)  # type: ignore[arg-type]


def take(code: str, amount: int, **changed: object) -> Receipt:
    return actions.take_receipt(
        actor=SYSTEM, coming=coming(code, amount, **changed), at=later(hours=1)
    ).receipt


def again(intent: PaymentIntent) -> PaymentIntent:
    return PaymentIntent.objects.select_related("account").get(id=intent.id)


@pytest.fixture
def intent() -> PaymentIntent:
    agency = make_agency()
    make_account(agency)
    return make_intent(agency, expires_at=later(days=2))


def events(name: str) -> int:
    return Act.objects.filter(event=name).count()


def test_the_exact_amount_settles(intent: PaymentIntent) -> None:
    receipt = take(intent.code, 58_000)
    assert (receipt.state, receipt.reason, receipt.agency_id) == ("matched", "", intent.agency_id)
    assert (again(intent).state, again(intent).paid) == (IntentState.PAID, 58_000)
    assert (events(PaymentReceived.name), events(PaymentSettled.name)) == (1, 1)


def test_parts_add_up(intent: PaymentIntent) -> None:
    take(intent.code, 50_000)
    assert (again(intent).state, again(intent).remaining) == (IntentState.PARTLY_PAID, 8_000)
    assert events(PaymentSettled.name) == 0
    take(intent.code, 8_000)
    assert again(intent).state == IntentState.PAID
    assert events(PaymentSettled.name) == 1


def test_too_much_settles_and_leaves_an_excess(intent: PaymentIntent) -> None:
    take(intent.code, 60_000)
    assert (again(intent).state, again(intent).excess) == (IntentState.OVERPAID, 2_000)


def test_the_same_news_is_heard_once(intent: PaymentIntent) -> None:
    news = coming(intent.code, 58_000)
    first, second = (actions.take_receipt(actor=SYSTEM, coming=news, at=MORNING) for _ in range(2))
    assert (first.new, second.new) == (True, False)
    assert first.receipt.id == second.receipt.id
    assert again(intent).paid == 58_000
    assert Act.objects.filter(verb="payments.take").count() == 1


def test_paying_again_waits_for_a_person(intent: PaymentIntent) -> None:
    take(intent.code, 58_000)
    double = take(intent.code, 58_000)
    assert (double.state, double.reason, double.intent_id) == ("unmatched", Reason.DUPLICATE, intent.id)
    assert again(intent).paid == 58_000


def test_money_that_is_late_waits_and_news_that_is_late_does_not(intent: PaymentIntent) -> None:
    actions.close_expired(at=later(days=3))
    assert again(intent).state == IntentState.EXPIRED
    assert events(PaymentExpired.name) == 1
    late = take(intent.code, 58_000, at=later(days=2, seconds=1))
    assert (late.state, late.reason) == ("unmatched", Reason.LATE)
    take(intent.code, 58_000, at=later(days=1))
    assert again(intent).state == IntentState.PAID


def test_what_names_nothing_or_too_much_waits(intent: PaymentIntent) -> None:
    other = make_intent(intent.agency_id)
    wrong = intent.code[:-1] + ("2" if intent.code[-1] != "2" else "3")
    assert take("nop phi", 58_000).reason == Reason.NO_CODE
    assert take(wrong, 58_000).reason == Reason.NO_CODE
    assert take(f"{intent.code} {other.code}", 116_000).reason == Reason.SEVERAL_CODES
    assert take(intent.code, 58_000, account="another").reason == Reason.WRONG_ACCOUNT
    PaymentIntent.objects.filter(id=intent.id).update(code="TS")
    assert take(intent.code, 58_000).reason == Reason.UNKNOWN_CODE
    assert again(intent).paid == 0


def test_a_due_that_was_cancelled_takes_nothing(intent: PaymentIntent) -> None:
    take(intent.code, 8_000)
    for _ in range(2):
        actions.cancel_intent(actor=SYSTEM, intent=intent.id, reason="rút hồ sơ", at=MORNING)
    assert take(intent.code, 50_000).reason == Reason.CLOSED
    assert again(intent).paid == 8_000
    assert Act.objects.filter(verb="payments.cancel").count() == 1


def test_the_same_is_not_asked_twice(intent: PaymentIntent) -> None:
    with pytest.raises(Conflict):
        make_intent(intent.agency_id, about=intent.about)
    take(intent.code, 58_000)
    with pytest.raises(Conflict):
        actions.cancel_intent(actor=SYSTEM, intent=intent.id, reason="rút", at=MORNING)
    assert make_intent(intent.agency_id, about=intent.about).code != intent.code


def test_a_due_asks_for_something(intent: PaymentIntent) -> None:
    with pytest.raises(Invalid):
        make_intent(intent.agency_id, charges=())


def test_cash_is_taken_by_the_agencys_own_clerk_and_never_too_much(intent: PaymentIntent) -> None:
    clerk, stranger = official_actor("clerk", agency=intent.agency_id), official_actor("clerk")
    slip = uuid4()
    for other in (stranger, official_actor("officer", agency=intent.agency_id), citizen_actor()):
        with pytest.raises(NotAllowed):
            actions.take_cash(actor=other, intent=intent.id, amount=58_000, slip=slip, at=MORNING)
    with pytest.raises(Invalid):
        actions.take_cash(actor=clerk, intent=intent.id, amount=58_001, slip=slip, at=MORNING)
    for _ in range(2):
        actions.take_cash(actor=clerk, intent=intent.id, amount=58_000, slip=slip, at=MORNING)
    assert again(intent).paid == 58_000
    with pytest.raises(Conflict):
        actions.take_cash(actor=clerk, intent=intent.id, amount=1, slip=uuid4(), at=MORNING)


def test_waiting_money_is_matched_by_a_person_with_a_reason(intent: PaymentIntent) -> None:
    lost = take("quên ghi mã", 58_000, owner=intent.agency_id)
    books = official_actor("records", agency=intent.agency_id)
    told = {"receipt": lost.id, "code": intent.code.lower(), "at": MORNING}
    with pytest.raises(NotAllowed):
        actions.match_by_hand(actor=official_actor("records"), reason="đúng người nộp", **told)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        actions.match_by_hand(actor=books, reason=" ", **told)  # type: ignore[arg-type]
    actions.match_by_hand(actor=books, reason="đúng người nộp", **told)  # type: ignore[arg-type]
    assert again(intent).state == IntentState.PAID
    with pytest.raises(Conflict):
        actions.match_by_hand(actor=books, reason="lần nữa", **told)  # type: ignore[arg-type]
    assert again(intent).paid == 58_000
    found = Receipt.objects.get(id=lost.id)
    assert found.evidence()["matched_because"] == "đúng người nộp"
    assert found.matched_by_id == books.account


def test_money_is_not_matched_to_a_due_that_is_paid(intent: PaymentIntent) -> None:
    take(intent.code, 58_000)
    double = take(intent.code, 58_000)
    books = official_actor("records", agency=intent.agency_id)
    with pytest.raises(Conflict):
        actions.match_by_hand(actor=books, receipt=double.id, code=intent.code, reason="nhầm", at=MORNING)


def test_evidence_is_sealed(intent: PaymentIntent) -> None:
    receipt = take(intent.code, 58_000, evidence={"payer": "CHIM HOÀNG YẾN"})
    raw = bytes(Receipt.objects.get(id=receipt.id).evidence_sealed)
    assert b"NGUYEN" not in raw
    assert Receipt.objects.get(id=receipt.id).evidence()["payer"] == "CHIM HOÀNG YẾN"


def test_expiry_leaves_others_alone(intent: PaymentIntent) -> None:
    assert actions.close_expired(at=later(days=2)) == 0
    assert actions.close_expired(at=later(days=2) + timedelta(seconds=1)) == 1
    assert actions.close_expired(at=later(days=3)) == 0
