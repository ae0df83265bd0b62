"""What a transfer code is, what becomes of money that comes in, and in what state an intent then is. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

VIETQR_BELOW = 500_000_000
"""Instant transfers of NAPAS carry less than this; a larger due is paid by an ordinary transfer."""

_LETTERS = "23456789ABCDEFGHJKMNPQRTVWXYZ"
"""29 signs, none of which is taken for another. 29 is prime, so that the check sign below finds every single wrong
sign and every two neighbours changed."""
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_RANDOM = 8
_WORD = re.compile(r"[0-9A-Z]+")


class Prefix(StrEnum):
    """What a transfer code begins with: money asked for, money given back."""

    DUE = "TS"
    REFUND = "HT"


def new_code(prefix: Prefix) -> str:
    """A fresh transfer code: two letters, eight signs by chance, one check sign."""
    body = "".join(secrets.choice(_LETTERS) for _ in range(_RANDOM))
    return f"{prefix}{body}{_check_sign(body)}"


def is_code(text: str, prefix: Prefix) -> bool:
    """Whether this is a whole transfer code whose check sign is right."""
    body = text[2:]
    return (
        text.startswith(prefix)
        and len(body) == _RANDOM + 1
        and all(sign in _VALUES for sign in body)
        and body[-1] == _check_sign(body[:-1])
    )


def codes_in(content: str, prefix: Prefix) -> list[str]:
    """The transfer codes that stand whole in the words of a transfer, each once, in their order.

    Nothing is guessed: a code with one wrong sign, cut short or grown together with other letters is not one.
    """
    words = _WORD.findall(content.upper())
    return list(dict.fromkeys(word for word in words if is_code(word, prefix)))


def _check_sign(body: str) -> str:
    return _LETTERS[sum(place * _VALUES[sign] for place, sign in enumerate(body, 2)) % len(_LETTERS)]


class IntentState(StrEnum):
    """Where a due stands."""

    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


WAITING = frozenset({IntentState.OPEN, IntentState.PARTLY_PAID})
SETTLED = frozenset({IntentState.PAID, IntentState.OVERPAID})


class Reason(StrEnum):
    """Why money is not matched by itself."""

    NO_CODE = "no_code"
    SEVERAL_CODES = "several_codes"
    UNKNOWN_CODE = "unknown_code"
    WRONG_ACCOUNT = "wrong_account"
    WRONG_AMOUNT = "wrong_amount"
    LATE = "late"
    DUPLICATE = "duplicate"
    CLOSED = "closed"


@dataclass(frozen=True)
class Due:
    """What an intent asks for, as far as judging money needs it. Amounts in đồng."""

    amount: int
    paid: int
    returned: int
    state: IntentState
    account: str
    expires_at: datetime | None

    @property
    def remaining(self) -> int:
        return max(0, self.amount - self.paid + self.returned)


def standing(*, amount: int, paid: int, returned: int, closed: IntentState | None = None) -> IntentState:
    """The state that the amounts make; `closed` (expired or cancelled) holds as long as less than all was paid.

    Money given back below the amount due ends the intent: it asks for nothing any more.
    """
    kept = paid - returned
    if returned and kept < amount:
        return IntentState.REFUNDED
    if kept >= amount:
        return IntentState.PAID if kept == amount else IntentState.OVERPAID
    if closed is not None:
        return closed
    return IntentState.PARTLY_PAID if kept else IntentState.OPEN


def judge(due: Due, *, amount: int, account: str, at: datetime, exact: bool) -> Reason | None:
    """Why this money must wait for a person; None when it is for this due beyond doubt.

    `at` is when the money moved, not when we heard of it: news that is late does not make the payment late.
    `exact` is for gateways, which ask for one amount and can bring no other; elsewhere less or more is taken as it is.
    """
    if account and account != due.account:
        return Reason.WRONG_ACCOUNT
    if due.state in (IntentState.CANCELLED, IntentState.REFUNDED):
        return Reason.CLOSED
    if due.state in SETTLED:
        return Reason.DUPLICATE
    if due.expires_at is not None and at > due.expires_at:
        return Reason.LATE
    if exact and amount != due.remaining:
        return Reason.WRONG_AMOUNT
    return None


@dataclass(frozen=True)
class Charge:
    """One line of what is due: the code of the fee or charge, its title, its amount in đồng."""

    code: str
    title: str
    amount: int


def total(charges: Sequence[Charge]) -> int:
    """What is due in all; ValueError where nothing is, or less than nothing."""
    if not charges or any(charge.amount <= 0 for charge in charges):
        raise ValueError("a due has lines, each of at least one đồng")
    return sum(charge.amount for charge in charges)
