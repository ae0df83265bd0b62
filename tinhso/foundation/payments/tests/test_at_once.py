"""The same news and different payments, all at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from uuid import uuid4

import pytest

from tinhso.foundation.access.tests.factories import official_actor
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.formats.callbacks import Outcome
from tinhso.foundation.payments.models import PaymentIntent, Receipt, Refund
from tinhso.foundation.payments.tests.factories import (
    MORNING,
    Momo,
    Vnpay,
    make_account,
    make_agency,
    make_gateways,
    make_intent,
)
from tinhso.foundation.payments.tests.test_receiving import take
from tinhso.kernel.tests.at_once import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


def due() -> PaymentIntent:
    agency = make_agency()
    make_gateways(make_account(agency))
    return make_intent(agency)


def test_one_payment_told_many_times_and_another_at_once() -> None:
    intent, vnpay, momo = due(), Vnpay(), Momo()
    query = vnpay.signed(vnpay.message(intent.code, 58_000)).encode()
    body = momo.signed(momo.message(intent.code, 58_000))

    def hear(name: str, raw: bytes) -> Callable[[], object]:
        return lambda: actions.hear(name=name, raw=raw, at=MORNING)[1]

    answers = at_once(*[hear("vnpay", query)] * 4, *[hear("momo", body)] * 4)
    assert len(answers) == 8
    assert set(answers) <= {Outcome.TAKEN, Outcome.KNOWN, Outcome.ALREADY_PAID}
    assert Counter(answers)[Outcome.TAKEN] == 1
    assert sorted(Receipt.objects.values_list("state", "reason")) == [
        ("matched", ""),
        ("unmatched", "duplicate"),
    ]
    assert PaymentIntent.objects.get(id=intent.id).paid == 58_000


def test_two_clerks_take_cash_for_one_due() -> None:
    intent = due()
    clerks = [official_actor("clerk", agency=intent.agency_id) for _ in range(4)]
    answers = at_once(*(
        lambda clerk=clerk: actions.take_cash(actor=clerk, intent=intent.id, amount=58_000, slip=uuid4(), at=MORNING)
        for clerk in clerks
    ))  # fmt: skip
    assert Counter(map(str, answers))["Conflict"] == 3
    assert PaymentIntent.objects.get(id=intent.id).paid == 58_000


def test_no_more_is_asked_back_than_came_in() -> None:
    intent = due()
    receipt = take(intent.code, 58_000)
    asking = [official_actor("records", agency=intent.agency_id) for _ in range(4)]
    at_once(*(
        lambda actor=actor: actions.request_refund(
            actor=actor, receipt=receipt.id, amount=40_000, reason="x", payee="y", at=MORNING
        )
        for actor in asking
    ))  # fmt: skip
    assert Refund.objects.count() == 1
    assert Receipt.objects.get(id=receipt.id).returned == 40_000
