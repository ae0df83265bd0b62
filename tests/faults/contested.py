"""Writes that want the same thing at the same moment, by threads at a barrier, each on a connection of its own.

Runs inside a province without people (`python -m tests.faults.inside contest NUMBER`): one draft sent by a double
click; one dossier received by two clerks; one step taken by four officers; the next code of a day and the next number
of a queue; one payment told by two gateways; one receipt asked back by four; one statement imported by two and
typed in by two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import cycle
from threading import Barrier
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import F, Sum

from tinhso.foundation.access.tests.factories import official_actor
from tinhso.foundation.payments import actions as payments
from tinhso.foundation.payments.formats.callbacks import Outcome
from tinhso.foundation.payments.models import PaymentIntent, Receipt, Refund
from tinhso.foundation.payments.tests.factories import (
    MORNING,
    SECRETS,
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
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.counter.tests.factories import colleague, draw, make_groups
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier, NumberSeries
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    Office,
    birth_filing,
    make_citizen,
    make_office,
    make_official,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Refusal
from tinhso.kernel.ledger.models import Act

AT_ONCE = 4
_CYCLES_A_DAY = 100
"""Numbers of a queue have three digits."""

Write = Callable[[], Any]
Judge = Callable[[Sequence[Any]], list[str]]


class Contest(NamedTuple):
    """What is wanted at once, and what is wrong with how it came out."""

    acts: Sequence[Write]
    judge: Judge


def contest(wanted: int) -> dict[str, Any]:
    """At least so many contested writes: how many of each kind, how they were answered, and everything wrong."""
    settings.GATEWAY_SECRETS = SECRETS
    made, answered = Counter[str](), Counter[str]()
    faults: list[str] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for kind, one in _contests():
            if made.total() >= wanted:
                break
            answers = _at_once(pool, one.acts)
            made[kind] += len(answers)
            answered.update(type(answer).__name__ for answer in answers if isinstance(answer, Exception))
            faults += [f"{kind}: {fault}" for fault in [*_unexpected(answers), *one.judge(answers)]]
    return {"writes": made.total(), "kinds": made, "refused": answered, "faults": [*faults, *_books()]}


def _at_once(pool: ThreadPoolExecutor, acts: Sequence[Write]) -> list[Any]:
    """Do them all at the same moment; what each gave, or was refused with."""
    gate = Barrier(len(acts))

    def run(act: Write) -> Any:
        gate.wait()
        try:
            return act()
        except Exception as refused:
            return refused

    return list(pool.map(run, acts))


def _unexpected(answers: Sequence[Any]) -> list[str]:
    return [
        f"{type(one).__name__}: {one}"
        for one in answers
        if isinstance(one, Exception) and not isinstance(one, Refusal)
    ]


def _done(answers: Sequence[Any]) -> list[Any]:
    return [one for one in answers if not isinstance(one, Exception)]


def _contests() -> Iterator[tuple[str, Contest]]:
    office = make_office()
    make_groups()
    clerks = [office.clerk, colleague(office)]
    officers = [make_official("officer", office.committee) for _ in range(AT_ONCE)]
    owner, money = make_citizen(), _Money()
    kinds: dict[str, Callable[[int], Contest]] = {
        "sent": lambda _: _sent(owner),
        "received": lambda _: _received(owner, clerks),
        "taken": lambda _: _taken(owner, clerks[0], officers),
        "codes": lambda _: _codes(owner, clerks),
        "tickets": lambda turn: _tickets(office, turn),
        "told": lambda _: money.told(),
        "asked back": lambda _: money.asked_back(),
        "imported": money.imported,
    }
    for turn, kind in enumerate(cycle(kinds)):
        yield kind, kinds[kind](turn // len(kinds))


def _filed(owner: Actor) -> UUID:
    return actions.file(actor=owner, filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY).id


def _receiving(dossier: UUID, clerk: Actor) -> Write:
    version = Dossier.objects.get(id=dossier).version
    return lambda: actions.receive(actor=clerk, dossier=dossier, version=version, at=MONDAY)


def _acts(dossier: UUID, verb: str) -> int:
    return Act.objects.filter(about=f"dossiers.dossier:{dossier}", verb=verb).count()


def _sent(owner: Actor) -> Contest:
    """A double click, from two windows."""

    draft = actions.start_draft(actor=owner, filing=birth_filing(), at=MONDAY).id

    def judge(answers: Sequence[Any]) -> list[str]:
        sent, found = _acts(draft, "dossiers.submit"), len(_done(answers))
        return [f"{sent} acts of sending, {found} receipts"] if (sent, found) != (1, AT_ONCE) else []

    return Contest([lambda: actions.submit(actor=owner, dossier=draft, at=MONDAY)] * AT_ONCE, judge)


def _received(owner: Actor, clerks: Sequence[Actor]) -> Contest:
    """Two clerks, each twice."""
    dossier = _filed(owner)

    def judge(answers: Sequence[Any]) -> list[str]:
        found = len(_done(answers)), _acts(dossier, "dossiers.receive")
        return [f"{found} received it"] if found != (1, 1) else []

    return Contest([_receiving(dossier, clerk) for clerk in clerks] * 2, judge)


def _taken(owner: Actor, clerk: Actor, officers: Sequence[Actor]) -> Contest:
    """Four officers and one step."""

    dossier = _filed(owner)
    _receiving(dossier, clerk)()
    (step,) = open_of(about=Dossier.objects.get(id=dossier).ref)

    def judge(answers: Sequence[Any]) -> list[str]:
        (now,) = open_of(about=Dossier.objects.get(id=dossier).ref)
        holders = [who.account for who, one in zip(officers, answers, strict=True) if one in _done(answers)]
        return [f"{now.holder_id} has it, {holders} were told so"] if holders != [now.holder_id] else []

    return Contest(
        [
            partial(actions.take, actor=who, dossier=dossier, assignment=step.id, at=MONDAY)
            for who in officers
        ],
        judge,
    )


def _codes(owner: Actor, clerks: Sequence[Actor]) -> Contest:
    """The next code of the day, four times."""
    dossiers = [_filed(owner) for _ in range(AT_ONCE)]

    def judge(answers: Sequence[Any]) -> list[str]:
        return _not_in_a_row([int(one.code.rpartition("-")[2]) for one in _done(answers)])

    return Contest([_receiving(one, clerks[number % 2]) for number, one in enumerate(dossiers)], judge)


def _tickets(office: Office, turn: int) -> Contest:
    """The next number of a queue, from four places."""

    at = MONDAY + timedelta(days=turn // _CYCLES_A_DAY)
    places = [f"10.{turn // 250}.{turn % 250}.{number}" for number in range(AT_ONCE)]
    return Contest(
        [partial(draw, office, at=at, address=place) for place in places],
        lambda answers: _not_in_a_row([one.number for one in _done(answers)]),
    )


def _not_in_a_row(given: Sequence[int]) -> list[str]:
    least = min(given, default=0)
    whole = sorted(given) == list(range(least, least + AT_ONCE))
    return [] if whole else [f"{sorted(given)} are not {AT_ONCE} in a row"]


class _Money:
    """Dues of one agency, told of by two gateways."""

    def __init__(self) -> None:

        self.agency = make_agency()
        self.account = make_account(self.agency)
        make_gateways(self.account)
        make_layout()
        self.vnpay, self.momo = Vnpay(), Momo()
        self.asking = [official_actor("records", agency=self.agency) for _ in range(AT_ONCE)]

    def told(self) -> Contest:
        """One payment, by two gateways, each twice."""

        due = make_intent(self.agency, account=self.account)
        messages = {
            "vnpay": self.vnpay.signed(self.vnpay.message(due.code, due.amount)).encode(),
            "momo": self.momo.signed(self.momo.message(due.code, due.amount)),
        }

        def judge(answers: Sequence[Any]) -> list[str]:
            taken = sum(one == Outcome.TAKEN for one in answers)
            paid = PaymentIntent.objects.get(id=due.id).paid
            return [f"taken {taken} times, {paid} paid"] if (taken, paid) != (1, due.amount) else []

        return Contest(
            [
                lambda name=name, raw=raw: payments.hear(name=name, raw=raw, at=MORNING)[1]
                for name, raw in messages.items()
            ]
            * 2,
            judge,
        )

    def asked_back(self) -> Contest:
        """More than half of what came in, by four hands."""

        due = make_intent(self.agency, account=self.account)
        receipt = take(due.code, due.amount)
        half = due.amount // 2 + 1

        def judge(answers: Sequence[Any]) -> list[str]:
            asked = Refund.objects.filter(receipt=receipt).count()
            back = Receipt.objects.get(id=receipt.id).returned
            return [f"{asked} refunds, {back} to go back"] if (asked, back) != (1, half) else []

        return Contest(
            [
                partial(
                    payments.request_refund,
                    actor=who,
                    receipt=receipt.id,
                    amount=half,
                    reason="x",
                    payee="y",
                    at=MORNING,
                )
                for who in self.asking
            ],
            judge,
        )

    def imported(self, turn: int) -> Contest:
        """Lines of a bank, brought by two in two orders and typed in by two; every other turn they bear the codes."""

        dues = [make_intent(self.agency, account=self.account) for _ in range(2)]
        numbers = [f"FT{turn}.{place}" for place in range(len(dues))]
        words = ["nop phi" if turn % 2 else one.code for one in dues]
        lines = [
            ("23/11/2026", number, "", "8,000", said, "") for number, said in zip(numbers, words, strict=True)
        ]
        brought = [
            payments.bring_statement(
                actor=who, account_code=self.account.code, layout_code="csv", content=statement_csv(order), at=MORNING
            )
            for who, order in zip(self.asking, (lines, lines[::-1]), strict=False)
        ]  # fmt: skip

        def judge(answers: Sequence[Any]) -> list[str]:
            taken = Counter(
                Receipt.objects.filter(external_id__in=numbers).values_list("external_id", flat=True)
            )
            return [f"{taken} taken in of {numbers}"] if taken != Counter(numbers) else []

        return Contest(
            [
                *(
                    partial(payments.import_statement, actor=who, statement=one.id, at=MORNING)
                    for who, one in zip(self.asking, brought, strict=False)
                ),
                *(
                    partial(
                        payments.take_by_hand, actor=who, intent=due.id, amount=8_000, reference=number,
                        moved_at=MORNING, why="x", at=MORNING,
                    )
                    for who, due, number in zip(self.asking, dues, numbers, strict=False)
                ),
            ],
            judge,
        )  # fmt: skip


def _books() -> list[str]:
    """What must hold over everything: numbers without gap, money that is where it came from."""
    faults = []
    codes: dict[str, list[int]] = {}
    for code in Dossier.objects.exclude(code=None).values_list("code", flat=True):
        codes.setdefault(str(code).rpartition("-")[0], []).append(int(str(code).rpartition("-")[2]))
    faults += [
        f"codes {series} have a gap"
        for series, given in codes.items()
        if sorted(given) != list(range(1, len(given) + 1))
    ]
    last = sum(NumberSeries.objects.values_list("last", flat=True))
    given = sum(map(len, codes.values()))
    faults += [f"{given} codes given, {last} counted"] if given != last else []
    matched = Receipt.objects.filter(state="matched").aggregate(sum=Sum("amount"))["sum"]
    paid = PaymentIntent.objects.aggregate(sum=Sum("paid"))["sum"]
    faults += [f"{matched} came in, {paid} is booked"] if matched != paid else []
    asked = Refund.objects.aggregate(sum=Sum("amount"))["sum"]
    back = Receipt.objects.aggregate(sum=Sum("returned"))["sum"]
    faults += [f"{asked} was asked back, {back} is booked"] if (asked or 0) != (back or 0) else []
    over = Receipt.objects.filter(returned__gt=F("amount")).count()
    return faults + ([f"{over} receipts give back more than came in"] if over else [])
