"""Refunds as officials see them, those that wait for a decision or a payment first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within, allows
from tinhso.foundation.payments.models import Refund
from tinhso.kernel import ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

SEE, DECIDE, PAY_OUT = "payments.see", "payments.decide_refund", "payments.pay_out"
PURPOSE = "hoàn trả khoản thu"


@dataclass(frozen=True)
class OpenedRefund:
    """A refund with what is sealed open, and what this official may do with it now."""

    refund: Refund
    evidence: Mapping[str, Any]
    may_decide: bool
    own: bool
    may_pay_out: bool


def refunds(*, actor: Actor, state: str = "") -> QuerySet[Refund]:
    """Refunds of the agencies that the actor sees."""
    found = Refund.objects.select_related("receipt__intent", "requested_by", "decided_by")
    agencies = agencies_within(actor, SEE)
    if agencies is not None:
        found = found.filter(Q(agency__in=agencies) | Q(receipt__intent__counter__in=agencies))
    if state:
        found = found.filter(state=state)
    turn = Case(
        When(state=Refund.State.REQUESTED, then=Value(0)),
        When(state=Refund.State.APPROVED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.annotate(turn=turn).order_by("turn", "-requested_at", "-id")


def refund_of(*, actor: Actor, refund: UUID) -> Refund:
    """One refund, what is sealed unopened; NotFound for one out of reach."""
    found = refunds(actor=actor).filter(id=refund).first()
    if found is None:
        raise NotFound(_("Không tìm thấy yêu cầu hoàn trả này."))
    return found


def open_refund(*, actor: Actor, refund: UUID, at: datetime) -> OpenedRefund:
    """A refund, to whom and why; the look is recorded. NotFound for one out of reach."""
    found = refund_of(actor=actor, refund=refund)
    payer = found.receipt.intent.payer if found.receipt.intent else None
    ledger.record_read(
        actor=actor, about=found.ref, subjects=(payer,) if payer else (), at=at, purpose=PURPOSE,
        fields=("payee", "reason"), agency=found.agency_id,
    )  # fmt: skip
    agencies = (found.agency_id,) if found.agency_id else ()
    own = found.requested_by_id == actor.account
    return OpenedRefund(
        refund=found,
        evidence=found.evidence(),
        may_decide=found.state == Refund.State.REQUESTED and allows(actor, DECIDE, agencies=agencies, at=at),
        own=own,
        may_pay_out=found.state == Refund.State.APPROVED and allows(actor, PAY_OUT, agencies=agencies, at=at),
    )
