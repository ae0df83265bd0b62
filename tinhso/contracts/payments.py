"""What payments tell the rest of the house: about whose due, never about whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PaymentEvent(Event):
    """Something that happened to one intent. `about` is the Ref it was opened for, `due` the caller's word with it.

    Amounts are whole đồng; `remaining` is what is still to be paid afterwards.
    """

    intent: UUID
    about: str
    due: str
    agency: UUID
    at: datetime
    amount: int
    remaining: int


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(PaymentEvent):
    """Money came in for it: `amount` of it this time."""

    name: ClassVar[str] = "vn.tinhso.payments.received"
    receipt: UUID


@dataclass(frozen=True, kw_only=True)
class PaymentSettled(PaymentEvent):
    """All of it is paid, once; `excess` was paid beyond it."""

    name: ClassVar[str] = "vn.tinhso.payments.settled"
    excess: int


@dataclass(frozen=True, kw_only=True)
class PaymentExpired(PaymentEvent):
    """Its time ran out before all of it was paid."""

    name: ClassVar[str] = "vn.tinhso.payments.expired"


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded(PaymentEvent):
    """`amount` of it was given back."""

    name: ClassVar[str] = "vn.tinhso.payments.refunded"
    refund: UUID
