"""What gateways tell: nothing but their signature makes it true."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.foundation.payments.actions.receipts import Coming, take_receipt
from tinhso.foundation.payments.formats.callbacks import SCHEMES, Forged, Heard, Outcome, Scheme, heard
from tinhso.foundation.payments.models import Receipt
from tinhso.foundation.payments.queries.accounts import account, gateway
from tinhso.foundation.payments.rules import Reason
from tinhso.foundation.payments.shapes import GatewayBody
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import NotFound

_REASONS = {
    Reason.NO_CODE: Outcome.NO_SUCH_DUE,
    Reason.SEVERAL_CODES: Outcome.NO_SUCH_DUE,
    Reason.UNKNOWN_CODE: Outcome.NO_SUCH_DUE,
    Reason.WRONG_ACCOUNT: Outcome.NO_SUCH_DUE,
    Reason.WRONG_AMOUNT: Outcome.WRONG_AMOUNT,
    Reason.DUPLICATE: Outcome.ALREADY_PAID,
}
_log = structlog.get_logger()


def method_of(*, name: str, at: datetime) -> str:
    """By which method a gateway calls; NotFound while the province has no secret for it."""
    return _gate(name, at=at)[0].method


def hear(*, name: str, raw: bytes, at: datetime) -> tuple[Scheme, Outcome]:
    """Take what a gateway says, if it is the gateway that says it. Money it has taken is kept even where it fits no
    due: then a person sees to it, and the gateway learns why."""
    scheme, terms, secret = _gate(name, at=at)
    try:
        found = heard(scheme, raw=raw, terms=terms, secret=secret)
    except Forged as why:
        _log.warning("payments.forged", gateway=name, why=str(why))
        return scheme, Outcome.FORGED
    if not found.succeeded:
        return scheme, Outcome.NOT_PAID
    return scheme, _take(name, terms, found, at=at)


def _take(name: str, terms: GatewayBody, found: Heard, *, at: datetime) -> Outcome:
    payee = account(terms.account, on=clock.local(at).date())
    coming = Coming(
        source=Receipt.Source.WEBHOOK,
        channel=name,
        external_id=found.transaction,
        amount=found.amount,
        at=found.at,
        content=found.code,
        owner=payee.agency_id,
        evidence={"message": dict(found.message)},
        exact=True,
    )
    taken = take_receipt(actor=SYSTEM, coming=coming, at=at)
    if taken.receipt.reason:
        return _REASONS.get(Reason(taken.receipt.reason), Outcome.TAKEN)
    return Outcome.TAKEN if taken.new else Outcome.KNOWN


def _gate(name: str, *, at: datetime) -> tuple[Scheme, GatewayBody, str]:
    secret = settings.GATEWAY_SECRETS.get(name, "")
    if not secret:
        raise NotFound(_("Không có cổng thanh toán này."))
    terms = gateway(name, on=clock.local(at).date())
    return SCHEMES[terms.scheme], terms, secret
