"""What payment gateways tell us and how they want to be answered: VNPAY 2.1.0 and MoMo v2. Pure.

A message counts only when its signature is right, compared in constant time, and is for our merchant. Saying the same
twice is not refused here: the transaction's number makes it one payment, however often it is told.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from tinhso.foundation.payments.shapes import GatewayBody
from tinhso.kernel.clock import VIETNAM

LONGEST = 16 * 1024
"""Octets of one message."""
_TRANSACTION = re.compile(r"[\w.\-]{1,60}", re.ASCII)


class Forged(Exception):  # noqa: N818 - it names what was found
    """Not from the gateway, not for us, or not a message at all."""


class Outcome(StrEnum):
    """What became of a message."""

    TAKEN = "taken"
    KNOWN = "known"
    NOT_PAID = "not_paid"
    NO_SUCH_DUE = "no_such_due"
    ALREADY_PAID = "already_paid"
    WRONG_AMOUNT = "wrong_amount"
    FORGED = "forged"


@dataclass(frozen=True)
class Heard:
    """One payment as a gateway tells it; `amount` is in đồng, `code` what it was asked for under."""

    transaction: str
    code: str
    amount: int
    at: datetime
    succeeded: bool
    message: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """What the gateway is answered; None means no body."""

    status: int
    body: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Scheme:
    """One gateway's protocol: `method` of its calls, how a message is read, signed and answered."""

    name: str
    method: str
    read: Callable[[bytes], dict[str, str]]
    sign: Callable[[Mapping[str, str], GatewayBody, str], str]
    moment: Callable[[str], datetime]
    reply: Callable[[Outcome], Reply]


def heard(scheme: Scheme, *, raw: bytes, terms: GatewayBody, secret: str) -> Heard:
    """What a message says; Forged unless the gateway signed it for us and it can be read whole."""
    if len(raw) > LONGEST:
        raise Forged("too long")
    message = scheme.read(raw)
    given = message.get(terms.signature_field, "")
    expected = scheme.sign(message, terms, secret)
    if not hmac.compare_digest(expected.encode(), given.lower().encode()):
        raise Forged("the signature is wrong")
    if message.get(terms.merchant_field) != terms.merchant:
        raise Forged("for another merchant")
    try:
        units = int(message[terms.amount_field])
        amount, rest = divmod(units, terms.amount_factor)
        if amount <= 0 or rest or not _TRANSACTION.fullmatch(message[terms.transaction_field]):
            raise ValueError("no whole number of đồng, or no transaction")
        return Heard(
            transaction=message[terms.transaction_field],
            code=message[terms.order_field],
            amount=amount,
            at=scheme.moment(message[terms.time_field]),
            succeeded=all(message.get(name) == value for name, value in terms.succeeded.items()),
            message=message,
        )
    except (KeyError, ValueError, OverflowError) as wrong:
        raise Forged(f"signed, but not to be read: {wrong}") from wrong


def _query(raw: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError as wrong:
        raise Forged("not a query") from wrong
    return _each_once(pairs)


def _json(raw: bytes) -> dict[str, str]:
    try:
        pairs: Any = json.loads(raw, object_pairs_hook=list)
        if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
            raise ValueError("not an object")
    except (ValueError, RecursionError) as wrong:
        raise Forged("not a JSON object") from wrong
    if not all(isinstance(value, str | int) and not isinstance(value, bool) for _, value in pairs):
        raise Forged("values are texts and whole numbers")
    return _each_once([(name, str(value)) for name, value in pairs])


def _each_once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Forged("a field stands twice")
    try:
        # Half a pair of surrogates, which JSON can spell, is no text that anybody signed.
        "".join(part for pair in pairs for part in pair).encode()
    except UnicodeEncodeError as wrong:
        raise Forged("not text") from wrong
    return found


def _vnpay_sign(message: Mapping[str, str], terms: GatewayBody, secret: str) -> str:
    left_out = {terms.signature_field, f"{terms.signature_field}Type"}
    signed = "&".join(
        f"{quote_plus(name)}={quote_plus(value)}"
        for name, value in sorted(message.items())
        if name.startswith("vnp_") and name not in left_out
    )
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha512).hexdigest()


def _vnpay_moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM)


_VNPAY = {
    Outcome.TAKEN: ("00", "Confirm Success"),
    Outcome.NOT_PAID: ("00", "Confirm Success"),
    Outcome.NO_SUCH_DUE: ("01", "Order not found"),
    Outcome.KNOWN: ("02", "Order already confirmed"),
    Outcome.ALREADY_PAID: ("02", "Order already confirmed"),
    Outcome.WRONG_AMOUNT: ("04", "Invalid amount"),
    Outcome.FORGED: ("97", "Invalid signature"),
}


def _vnpay_reply(outcome: Outcome) -> Reply:
    code, words = _VNPAY[outcome]
    return Reply(200, {"RspCode": code, "Message": words})


def _momo_sign(message: Mapping[str, str], terms: GatewayBody, secret: str) -> str:
    # The access key is signed and never sent: a setting holds both, `access:secret`.
    access, _, key = secret.partition(":")
    if not key:
        raise Forged("no secret of ours to compare with")
    known = {**message, "accessKey": access}
    signed = "&".join(f"{name}={known.get(name, '')}" for name in terms.signed)
    return hmac.new(key.encode(), signed.encode(), hashlib.sha256).hexdigest()


def _momo_moment(text: str) -> datetime:
    return datetime.fromtimestamp(int(text) / 1000, UTC)


def _momo_reply(outcome: Outcome) -> Reply:
    return Reply(400, {"message": "Invalid signature"}) if outcome == Outcome.FORGED else Reply(204)


SCHEMES = {
    scheme.name: scheme
    for scheme in (
        Scheme("vnpay", "GET", _query, _vnpay_sign, _vnpay_moment, _vnpay_reply),
        Scheme("momo", "POST", _json, _momo_sign, _momo_moment, _momo_reply),
    )
}
