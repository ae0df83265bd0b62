"""The same news and different payments, all at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

import pytest

from tinhso.foundation.access.tests.factories import official_actor
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.formats.callbacks import Outcome
from tinhso.foundation.payments.models import PayeeAccount, PaymentIntent, Receipt, Refund, StatementLine
from tinhso.foundation.payments.tests.factories import (
    MORNING,
    Momo,
    Vnpay,
    make_account,
    make_agency,
    make_gateways,
    make_intent,
    make_layout,
    statement_csv,
)
from tinhso.foundation.payments.tests.test_receiving import take
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict
from tinhso.kernel.tests.at_once import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]
MANY = 12
"""Lines of a statement: so many take longer than what happens beside them begins."""


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


@dataclass
class Bank:
    """An account whose books one official keeps."""

    account: PayeeAccount
    books: Actor

    def bring(self, lines: Sequence[Sequence[object]]) -> Callable[[], object]:
        """The import of a statement, brought and not begun."""
        brought = actions.bring_statement(
            actor=self.books,
            account_code=self.account.code,
            layout_code="csv",
            content=statement_csv(lines),
            at=MORNING,
        )
        return lambda: actions.import_statement(actor=self.books, statement=brought.id, at=MORNING)


@pytest.fixture
def bank() -> Bank:
    make_layout()
    account = make_account(make_agency())
    return Bank(account, official_actor("records", agency=account.agency_id))


@pytest.mark.parametrize("coded", [True, False])
def test_one_statement_brought_twice_and_its_lines_typed_in_by_hand(bank: Bank, coded: bool) -> None:
    """Each line is taken in once, whoever comes first, also where no due is named and the account alone is the same."""
    intents = [make_intent(bank.account.agency_id) for _ in range(MANY)]
    lines = [
        ("23/11/2026", f"FT{number}", "", "8,000", one.code if coded else "nop phi", "")
        for number, one in enumerate(intents)
    ]

    def type_in() -> None:
        for number, one in enumerate(intents):
            with suppress(Conflict):
                actions.take_by_hand(
                    actor=bank.books, intent=one.id, amount=8_000, reference=f"FT{number}", moved_at=MORNING,
                    why="Ủy nhiệm chi", at=MORNING,
                )  # fmt: skip

    answers = at_once(bank.bring(lines), bank.bring(lines[::-1]), type_in)
    assert len(answers) == 3, "nobody was thrown out"
    assert Counter(Receipt.objects.values_list("external_id", flat=True)) == Counter(
        line[1] for line in lines
    )
    assert StatementLine.objects.count() == Receipt.objects.exclude(line=None).count() == MANY
    assert set(PaymentIntent.objects.values_list("paid", flat=True)) <= {0, 8_000}


def test_refunds_paid_out_by_hand_while_the_statement_that_shows_them_is_imported(bank: Bank) -> None:
    intents = [make_intent(bank.account.agency_id) for _ in range(MANY)]
    head = official_actor("head", agency=bank.account.agency_id)
    refunds = []
    for one in intents:
        receipt = take(one.code, 60_000, account=bank.account.code)
        refunds.append(
            actions.request_refund(
                actor=bank.books, receipt=receipt.id, amount=2_000, reason="thừa", payee="An", at=MORNING
            )
        )
        actions.approve_refund(actor=head, refund=refunds[-1].id, at=MORNING)
    lines = [("23/11/2026", f"FT{number}", "", "58,000", one.code, "") for number, one in enumerate(intents)]
    lines += [("23/11/2026", f"HT{number}", "2,000", "", one.code, "") for number, one in enumerate(refunds)]

    def pay_out() -> None:
        for number, one in reversed(list(enumerate(refunds))):
            actions.record_payout(actor=bank.books, refund=one.id, reference=f"HT{number}", at=MORNING)

    assert len(at_once(bank.bring(lines), pay_out)) == 2, "nobody was thrown out"
    assert set(Refund.objects.values_list("state", "line__amount")) == {("paid_out", -2_000)}
    assert set(PaymentIntent.objects.values_list("paid", "returned")) == {(60_000, 2_000)}


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
