"""Asking for money, and ceasing to ask. Whoever asks has checked the right to: these are steps of the caller's act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.contracts.payments import PaymentExpired
from tinhso.foundation.payments.models import PayeeAccount, PaymentIntent
from tinhso.foundation.payments.queries.accounts import account_of
from tinhso.foundation.payments.rules import WAITING, Charge, IntentState, Prefix, new_code, total
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound
from tinhso.kernel.refs import Ref


def open_intent(
    *,
    actor: Actor,
    about: Ref,
    due: str,
    payer: Ref | None,
    agency: UUID,
    charges: Sequence[Charge],
    at: datetime,
    counter: UUID | None = None,
    expires_at: datetime | None = None,
    account: PayeeAccount | None = None,
) -> PaymentIntent:
    """Ask for money: belongs inside the caller's transaction. `due` is the caller's word, `before_acceptance` say.

    The account is the agency's unless one is given; officials of `counter` may take cash for it too. Invalid without
    charges; Conflict while the same is asked already.
    """
    try:
        amount = total(charges)
    except ValueError as wrong:
        raise Invalid(
            _("Khoản phải thu cần ít nhất một dòng, mỗi dòng từ 1 đồng."),
            faults=[Fault("charges", _("chưa có"))],
        ) from wrong
    intent = PaymentIntent(
        code=new_code(Prefix.DUE),
        about=about,
        due=due,
        payer=payer,
        agency_id=agency,
        counter_id=counter,
        account=account or account_of(agency=agency, on=clock.local(at).date()),
        amount=amount,
        lines=[asdict(charge) for charge in charges],
        state=IntentState.OPEN,
        opened_at=at,
        expires_at=expires_at,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                intent.save(force_insert=True)
        except IntegrityError as taken:
            raise Conflict(
                _("Khoản này đang chờ nộp rồi."),
                next_step=_("Nộp theo khoản đã có, hoặc hủy khoản đó trước."),
            ) from taken
        ledger.record(
            actor=actor, verb="payments.open", about=intent.ref, at=at, agency=agency,
            subjects=subjects_of(intent),
            data={"about": str(about), "due": due, "amount": amount, "code": intent.code},
        )  # fmt: skip
    return intent


def cancel_intent(*, actor: Actor, intent: UUID, reason: str, at: datetime) -> PaymentIntent:
    """Ask no more: inside the caller's transaction. What was paid of it already waits to be given back.

    Conflict for one that is settled; the second time changes nothing.
    """
    with transaction.atomic():
        found = locked(intent)
        if found.state == IntentState.CANCELLED:
            return found
        if found.state not in WAITING and found.state != IntentState.EXPIRED:
            raise Conflict(
                _("Khoản này đã nộp đủ."), next_step=_("Lập yêu cầu hoàn trả nếu cần trả lại tiền.")
            )
        found.state = IntentState.CANCELLED
        found.save(update_fields=["state"])
        ledger.record(
            actor=actor, verb="payments.cancel", about=found.ref, at=at, agency=found.agency_id,
            subjects=subjects_of(found), data={"reason": reason, "paid": found.paid},
        )  # fmt: skip
    return found


def end_intent(*, actor: Actor, intent: UUID, reason: str, at: datetime) -> PaymentIntent:
    """Say that what it was asked for came to nothing: inside the caller's transaction.

    It is asked for no more. What was paid stands before those who keep the books: whether it goes back is a matter of
    law, and of two persons. The second time changes nothing.
    """
    with transaction.atomic():
        found = locked(intent)
        if found.ended_at is not None:
            return found
        if found.state in WAITING:
            found = cancel_intent(actor=actor, intent=intent, reason=reason, at=at)
        else:
            ledger.record(
                actor=actor, verb="payments.end", about=found.ref, at=at, agency=found.agency_id,
                subjects=subjects_of(found), data={"reason": reason, "paid": found.paid},
            )  # fmt: skip
        found.ended_at = at
        found.save(update_fields=["ended_at"])
    return found


def close_expired(*, at: datetime) -> int:
    """End every intent whose time has run out; how many. Money that moved in time is still taken when we hear of it."""
    past = PaymentIntent.objects.filter(state__in=sorted(WAITING), expires_at__lt=at)
    return sum(_expire(intent, at=at) for intent in past.values_list("id", flat=True))


def _expire(intent: UUID, *, at: datetime) -> bool:
    with transaction.atomic():
        found = locked(intent)
        if found.state not in WAITING or found.expires_at is None or found.expires_at >= at:
            return False
        remaining = found.remaining
        found.state = IntentState.EXPIRED
        found.save(update_fields=["state"])
        ledger.record(
            actor=SYSTEM, verb="payments.expire", about=found.ref, at=at, agency=found.agency_id,
            subjects=subjects_of(found),
            event=PaymentExpired(
                intent=found.id, about=str(found.about), due=found.due, agency=found.agency_id, at=at,
                amount=found.amount, remaining=remaining,
            ),
        )  # fmt: skip
    return True


def locked(intent: UUID) -> PaymentIntent:
    """The intent, its row held until the transaction ends; NotFound when there is none."""
    found = PaymentIntent.objects.select_for_update(of=("self",)).select_related("account").filter(id=intent)
    one = found.first()
    if one is None:
        raise NotFound(_("Không tìm thấy khoản phải thu này."))
    return one


def subjects_of(intent: PaymentIntent | None) -> tuple[Ref, ...]:
    """Whom an act on this intent is about."""
    return (intent.payer,) if intent is not None and intent.payer is not None else ()
