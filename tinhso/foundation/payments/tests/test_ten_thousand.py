"""A season of payments in which things go wrong: nothing is matched wrongly, nothing is lost, the books balance.

1 % of the transfers bear a damaged code, another amount or somebody else's words; 1 % of the dues are paid twice;
callbacks come double, late, out of order, and forged beside the real ones; each day's statement overlaps the last.
What really moved is kept by the test alone and compared at the end. 1,000 dues; 10,000 when `TINHSO_PROVE` is set.
"""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import F, Sum

from tinhso.foundation.access.tests.factories import official_actor
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.formats.callbacks import Outcome
from tinhso.foundation.payments.models import PayeeAccount, PaymentIntent, Receipt, StatementLine
from tinhso.foundation.payments.queries.reconciliation import reconciled
from tinhso.foundation.payments.rules import Charge, Prefix, Reason, new_code
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
from tinhso.kernel.errors import Conflict

DUES = 10_000 if os.environ.get("TINHSO_PROVE") else 1_000
DAYS = 10
ADMIN_DAYS = (MORNING.date() - timedelta(days=1), MORNING.date() + timedelta(days=3 * DAYS))


@dataclass
class Truth:
    """What really moved: by (source, number), for which due it was meant and how much."""

    meant: dict[tuple[str, str], tuple[UUID | None, int]] = field(default_factory=dict)
    clean: set[tuple[str, str]] = field(default_factory=set)
    """Those about which nobody could have a doubt."""
    lines: dict[date, list[tuple[object, ...]]] = field(default_factory=lambda: defaultdict(list))
    bank: int = 0
    """What came to the account."""


class Season:
    """Everybody who pays, by whatever way, with whatever mishap; always the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.truth = Truth()
        self.agencies = [make_agency(f"Ủy ban nhân dân xã {name}") for name in ("Một", "Hai", "Ba")]
        self.account: PayeeAccount = make_account(self.agencies[0], "tk-chung")
        make_layout()
        make_gateways(self.account)
        self.vnpay, self.momo = Vnpay(), Momo()
        self.clerks = {agency: official_actor("clerk", agency=agency) for agency in self.agencies}
        self.books = official_actor("admin")
        self.calls: list[Callable[[], object]] = []
        self.settled: dict[tuple[str, date], list[tuple[str, str]]] = defaultdict(list)
        self._reference = 0

    def dues(self, count: int) -> list[PaymentIntent]:
        found = []
        for _ in range(count):
            opened = MORNING + timedelta(days=self.dice.randrange(DAYS), seconds=self.dice.randrange(20_000))
            charge = Charge("phi", "Phí", self.dice.choice([8_000, 50_000, 150_000, 1_234_567]))
            agency = self.dice.choice(self.agencies)
            found.append(
                make_intent(
                    agency,
                    charges=(charge,),
                    at=opened,
                    expires_at=opened + timedelta(days=5),
                    account=self.account,
                )
            )
        return found

    def pay(self, due: PaymentIntent) -> None:
        """One due is paid, once as a rule."""
        times = 2 if self.dice.random() < 0.01 else 1
        for number in range(times):
            way = self.dice.choices([self.transfer, self.call, self.cash], [5, 4, 1])[0]
            way(due, clean=number == 0 and times == 1)

    def moment(self, due: PaymentIntent) -> datetime:
        return due.opened_at + timedelta(minutes=self.dice.randrange(1, 2_000))

    def transfer(self, due: PaymentIntent, *, clean: bool) -> None:
        """A transfer that only the statement tells of."""
        words, amount, at = f"NGUYEN VAN AN {due.code} nop phi", due.amount, self.moment(due)
        mishap = self.dice.random()
        if mishap < 0.01:
            words, clean = self.damaged(due.code), False
        elif mishap < 0.02:
            amount, clean = max(1, due.amount + self.dice.choice([-1_000, -1, 1, 5_000, 10**6])), False
        elif mishap < 0.03:
            at, clean = due.opened_at + timedelta(days=7), False
        number = self.reference()
        self.truth.lines[at.date()].append((f"{at:%d/%m/%Y}", number, "", f"{amount:,}", words, "AN"))
        self.truth.bank += amount
        self.moved("statement", number, due, amount, clean)

    def call(self, due: PaymentIntent, *, clean: bool) -> None:
        """A payment that a gateway tells of: again and again, late, and with forgers about."""
        at, amount = self.moment(due), due.amount
        if self.dice.random() < 0.01:
            amount, clean = due.amount + self.dice.choice([-1, 1, 50_000]), False
        name = self.dice.choice(["vnpay", "momo"])
        raw, number = self.told(name, due.code, amount, at)
        self.moved(f"webhook {name}", number, due, amount, clean)
        self.settled[name, at.date()].append((f"webhook {name}", number))
        heard = at + timedelta(days=self.dice.choice([0, 0, 0, 1, 9]))
        for _ in range(self.dice.choice([1, 1, 1, 2, 4])):
            self.later(
                heard, name, raw, {Outcome.TAKEN, Outcome.KNOWN, Outcome.WRONG_AMOUNT, Outcome.ALREADY_PAID}
            )
        if self.dice.random() < 0.2:
            self.later(heard, name, self.forged(name, due, raw), {Outcome.FORGED})

    def cash(self, due: PaymentIntent, *, clean: bool) -> None:
        """At the counter, where the clerk sees what is still to be paid."""
        at, slip = self.moment(due), uuid4()
        clerk = self.clerks[due.agency_id]

        for _ in range(self.dice.choice([1, 2])):
            try:
                actions.take_cash(actor=clerk, intent=due.id, amount=due.amount, slip=slip, at=at)
            except Conflict:
                return  # it was paid in cash before: the money stays with the payer
        self.moved("counter", str(slip), due, due.amount, clean)
        self.settled["counter", at.date()].append(("counter", str(slip)))

    def damaged(self, code: str) -> str:
        at = self.dice.randrange(2, len(code))
        return self.dice.choice([
            code[:-1], code[1:], f"{code[:at]} {code[at:]}", f"X{code}", f"{code}{code}", "nop phi khai sinh",
            code[:at] + self.dice.choice("23456789ABCDEFGHJKMNPQRTVWXYZ") + code[at + 1 :],
            f"{code} {new_code(Prefix.DUE)}", new_code(Prefix.DUE), f"{code[:2]}0{code[3:]}",
        ])  # fmt: skip

    def told(self, name: str, code: str, amount: int, at: datetime) -> tuple[bytes, str]:
        if name == "vnpay":
            message = self.vnpay.message(code, amount, at=at)
            return self.vnpay.signed(message).encode(), message["vnp_TransactionNo"]
        body = self.momo.message(code, amount, at=at)
        return self.momo.signed(body), str(body["transId"])

    def forged(self, name: str, due: PaymentIntent, real: bytes) -> bytes:
        """Without the secret: guessed, or a real message made to say something else."""
        other = self.dice.choice(["guess", "amount", "number"])
        if other == "guess":
            made = Vnpay(secret="guess") if name == "vnpay" else Momo(secret="guess")
            message: Any = made.message(due.code, due.amount)
            signed = made.signed(message)
            return signed.encode() if isinstance(signed, str) else signed
        if other == "amount":
            return real.replace(b"vnp_Amount=", b"vnp_Amount=9").replace(b'"amount": ', b'"amount": 9')
        return real.replace(b"vnp_TransactionNo=", b"vnp_TransactionNo=9").replace(
            b'"transId": ', b'"transId": 9'
        )

    def later(self, heard: datetime, name: str, raw: bytes, expected: set[Outcome]) -> None:
        def call() -> None:
            assert actions.hear(name=name, raw=raw, at=heard)[1] in expected

        self.calls.append(call)

    def moved(self, source: str, number: str, due: PaymentIntent, amount: int, clean: bool) -> None:
        self.truth.meant[source, number] = (due.id, amount)
        if clean:
            self.truth.clean.add((source, number))

    def reference(self) -> str:
        self._reference += 1
        return f"FT26{self._reference:08}"

    def import_all(self) -> None:
        """Each day's statement, the day before with it; some of them twice."""
        days = sorted(self.truth.lines)
        for before, day in zip([days[0], *days], days, strict=False):
            content = statement_csv([*self.truth.lines[before], *self.truth.lines[day]])
            for _ in range(self.dice.choice([1, 1, 2])):
                statement = actions.bring_statement(
                    actor=self.books,
                    account_code=self.account.code,
                    layout_code="csv",
                    content=content,
                    at=MORNING,
                )
                actions.import_statement(actor=self.books, statement=statement.id, at=MORNING)

    def settle(self) -> None:
        """The day after, gateways and counters bring to the account what they hold; the books say what it covers."""
        for (name, day), parts in sorted(self.settled.items()):
            whole, number = sum(self.truth.meant[part][1] for part in parts), self.reference()
            words = f"{name} quyet toan {day:%d%m%Y}"
            shown = day + timedelta(days=1)
            content = statement_csv([(f"{shown:%d/%m/%Y}", number, "", whole, words, "")])
            statement = actions.bring_statement(
                actor=self.books,
                account_code=self.account.code,
                layout_code="csv",
                content=content,
                at=MORNING,
            )
            actions.import_statement(actor=self.books, statement=statement.id, at=MORNING)
            self.truth.bank += whole
            bulk = Receipt.objects.get(source="statement", external_id=number)
            keys = {part[1] for part in parts}
            found = Receipt.objects.filter(external_id__in=keys, source=parts[0][0].split()[0])
            actions.cover(actor=self.books, receipt=bulk.id, covered=[one.id for one in found], at=MORNING)


@pytest.mark.django_db
def test_a_season_of_payments(record_property: Callable[[str, object], None]) -> None:
    season = Season(20261123)
    dues = season.dues(DUES)
    for due in dues:
        season.pay(due)
    season.dice.shuffle(season.calls)
    half = len(season.calls) // 2
    for call in season.calls[:half]:
        call()
    season.import_all()
    actions.close_expired(at=MORNING + timedelta(days=DAYS))
    for call in season.calls[half:]:
        call()
    season.settle()
    actions.close_expired(at=MORNING + timedelta(days=10 * DAYS))
    truth = season.truth

    receipts = Receipt.objects.exclude(state=Receipt.State.DEPOSIT)
    kept = {
        (f"webhook {one.channel}" if one.source == "webhook" else str(one.source), one.external_id): one
        for one in receipts
    }
    assert kept.keys() == truth.meant.keys(), "each movement once, and nothing that did not happen"
    assert {key: one.amount for key, one in kept.items()} == {
        key: told[1] for key, told in truth.meant.items()
    }
    wrong = [
        key for key, one in kept.items() if one.state == "matched" and one.intent_id != truth.meant[key][0]
    ]
    assert wrong == []
    doubted = [key for key in truth.clean if kept[key].state != "matched"]
    assert doubted == [], "what was plain is matched without anybody"

    by_due = Counter[UUID]()
    for one in kept.values():
        if one.state == "matched":
            assert one.intent_id is not None
            by_due[one.intent_id] += one.amount
    assert {due.id: due.paid for due in PaymentIntent.objects.filter(paid__gt=0)} == by_due
    assert not PaymentIntent.objects.filter(paid__gt=F("amount")).exclude(state="overpaid").exists()

    books = reconciled(actor=season.books, first=ADMIN_DAYS[0], last=ADMIN_DAYS[1])
    assert [cell for cell in books.cells if not cell.sums.balanced] == []
    assert books.total.due == sum(due.amount for due in dues)
    assert books.total.received == sum(amount for _, amount in truth.meant.values())
    assert books.total.credits == truth.bank == StatementLine.objects.aggregate(sum=Sum("amount"))["sum"]
    assert books.total.not_shown == books.total.shown_of_others, "by now everything is on a statement"
    assert books.total.received == books.total.credits
    reasons = Counter(Receipt.objects.filter(state="unmatched").values_list("reason", flat=True))
    assert {Reason.DUPLICATE, Reason.NO_CODE, Reason.LATE, Reason.WRONG_AMOUNT} <= set(reasons), (
        "the season bites"
    )
    record_property("payments", len(kept))
    record_property("wrong_matches", len(wrong))
    record_property("waiting_for_a_person", sum(reasons.values()))
    record_property("dong", books.total.received)
