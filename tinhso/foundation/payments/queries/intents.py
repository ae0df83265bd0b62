"""Dues, as the people who pay them and the officials who collect them see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.access.policy import agencies_within, persons_within
from tinhso.foundation.payments.formats.vietqr import Additional, PaymentCode, Transfer, build
from tinhso.foundation.payments.models import PaymentIntent, Receipt
from tinhso.foundation.payments.rules import VIETQR_BELOW, WAITING, IntentState
from tinhso.foundation.units.queries import agency_names
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Described, Ref

PAY, SEE = "payments.pay", "payments.see"

STATES: Mapping[str, str | Promise] = {
    IntentState.OPEN: gettext_lazy("Chờ nộp"),
    IntentState.PARTLY_PAID: gettext_lazy("Nộp một phần"),
    IntentState.PAID: gettext_lazy("Đã nộp đủ"),
    IntentState.OVERPAID: gettext_lazy("Nộp thừa"),
    IntentState.EXPIRED: gettext_lazy("Hết hạn nộp"),
    IntentState.CANCELLED: gettext_lazy("Đã hủy"),
    IntentState.REFUNDED: gettext_lazy("Đã hoàn trả"),
}
FOR_NOTHING = "for_nothing"
"""Not a state: paid in whole or in part for what then came to nothing, and not all of it asked back yet."""
TONES: Mapping[str, str] = {
    IntentState.OPEN: "wait",
    IntentState.PARTLY_PAID: "wait",
    IntentState.PAID: "good",
    IntentState.OVERPAID: "info",
    IntentState.EXPIRED: "bad",
    IntentState.CANCELLED: "neutral",
    IntentState.REFUNDED: "neutral",
}


@dataclass(frozen=True)
class ToPay:
    """A due with all a payer needs: `qr` is empty where no instant transfer can pay it."""

    intent: PaymentIntent
    agency: str
    qr: str
    waiting: bool
    state: str
    tone: str
    receipts: Sequence[Receipt]


@dataclass(frozen=True)
class IntentFilters:
    """How a list of dues is narrowed; `state` is a state of dues, or `FOR_NOTHING`."""

    text: str = ""
    state: str = ""


def to_pay(*, actor: Actor, intent: UUID) -> ToPay:
    """One's own due, or that of somebody one acts for; NotFound for every other."""
    found = PaymentIntent.objects.select_related("account").filter(id=intent).first()
    own = persons_within(actor, PAY) if actor.kind == ActorKind.CITIZEN else frozenset()
    if found is None or found.payer is None or (own is not None and found.payer.id not in own):
        raise NotFound(_("Không tìm thấy khoản phải nộp này."))
    return _shown(found)


def due_of(*, actor: Actor, intent: UUID) -> ToPay:
    """A due of an agency whose dues the official sees; NotFound for every other."""
    found = intents(actor=actor, filters=IntentFilters()).filter(id=intent).first()
    if found is None:
        raise NotFound(_("Không tìm thấy khoản phải thu này."))
    return _shown(found)


def intents(*, actor: Actor, filters: IntentFilters) -> QuerySet[PaymentIntent]:
    """Dues of the agencies that the actor sees, the latest first."""
    found = PaymentIntent.objects.select_related("account").order_by("-opened_at", "-id")
    agencies = agencies_within(actor, SEE)
    if agencies is not None:
        found = found.filter(Q(agency__in=agencies) | Q(counter__in=agencies))
    if filters.state == FOR_NOTHING:
        kept = Receipt.objects.filter(
            intent=OuterRef("pk"), state=Receipt.State.MATCHED, returned__lt=F("amount")
        )
        found = found.filter(Exists(kept), ended_at__isnull=False)
    elif filters.state:
        found = found.filter(state=filters.state)
    text = filters.text.strip()
    if text:
        amount = _digits(text)
        found = found.filter(Q(code=text.upper()) | (Q(amount=amount) if amount else Q(pk=None)))
    return found


def paid_for_nothing(*, actor: Actor) -> int:
    """How many dues were paid for what then came to nothing, money that nobody asked back yet among it."""
    return intents(actor=actor, filters=IntentFilters(state=FOR_NOTHING)).count()


def intents_about(*, about: Ref) -> list[PaymentIntent]:
    """Every due opened for a thing, the first first: for the system that opened them and has checked the right."""
    return list(
        PaymentIntent.objects.select_related("account").filter(about=about).order_by("opened_at", "id")
    )


def cancelled_at(*, intent: PaymentIntent) -> datetime | None:
    """When a due was given up, also where what was paid of it has gone back since; None for one that was not."""
    if intent.state not in (IntentState.CANCELLED, IntentState.REFUNDED):
        return None
    return Act.objects.filter(about=intent.ref, verb="payments.cancel").values_list("at", flat=True).first()


def candidates(*, actor: Actor, receipt: Receipt) -> list[PaymentIntent]:
    """Dues that wait for just this amount: a help for the eye, never a match."""
    waiting = intents(actor=actor, filters=IntentFilters()).filter(
        state__in=[*sorted(WAITING), IntentState.EXPIRED],
        amount=receipt.amount + F("paid") - F("returned"),
    )
    return list(waiting[:5])


def describe_intents(keys: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Titles and links of dues for whoever may see them."""
    if actor.kind == ActorKind.CITIZEN:
        own = persons_within(actor, PAY)
        found = PaymentIntent.objects.filter(id__in=keys)
        mine = [one for one in found if one.payer is not None and (own is None or one.payer.id in own)]
        return {
            one.id: Described(_title(one), reverse("payments:pay", args=[one.id]), one.code) for one in mine
        }
    seen = intents(actor=actor, filters=IntentFilters()).filter(id__in=keys)
    return {
        one.id: Described(_title(one), reverse("payments:intent", args=[one.id]), one.code) for one in seen
    }


def state_name(state: str) -> str:
    return str(STATES[state])


def _title(intent: PaymentIntent) -> str:
    return "; ".join(line["title"] for line in intent.lines)


def _shown(intent: PaymentIntent) -> ToPay:
    names = agency_names([intent.agency_id], on=clock.local(intent.opened_at).date())
    return ToPay(
        intent=intent,
        agency=names.get(intent.agency_id, ""),
        qr=qr_of(intent),
        waiting=intent.state in WAITING,
        state=state_name(intent.state),
        tone=TONES[intent.state],
        receipts=list(intent.receipts.filter(state=Receipt.State.MATCHED).order_by("at")),
    )


def qr_of(intent: PaymentIntent) -> str:
    """The VietQR for what remains; empty when nothing does, or more than an instant transfer carries."""
    if not 0 < intent.remaining < VIETQR_BELOW:
        return ""
    return build(
        PaymentCode(
            payee=Transfer(intent.account.bank, intent.account.account),
            once=True,
            amount=intent.remaining,
            additional=Additional(bill=intent.code, purpose=intent.code),
        )
    )


def day_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of a Vietnamese day to the first after another."""
    from datetime import time, timedelta

    zone = clock.VIETNAM
    return (
        datetime.combine(first, time(), zone),
        datetime.combine(last + timedelta(days=1), time(), zone),
    )


def _digits(text: str) -> int | None:
    from tinhso.kernel.money import parse_dong

    try:
        amount = parse_dong(text)
    except ValueError:
        return None
    return amount if amount < 2**63 else None
