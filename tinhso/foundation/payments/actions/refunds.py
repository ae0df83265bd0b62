"""Giving money back: one person asks, another approves, then it is paid out. Never more than came in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.payments import PaymentRefunded
from tinhso.foundation.access.policy import require
from tinhso.foundation.payments.actions.intents import locked, subjects_of
from tinhso.foundation.payments.models import REFUND, Receipt, Refund, StatementLine
from tinhso.foundation.payments.rules import Prefix, new_code
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from tinhso.kernel.ids import new_id
from tinhso.kernel.money import format_dong

REQUEST, DECIDE, PAY_OUT = "payments.request_refund", "payments.decide_refund", "payments.pay_out"


def request_refund(
    *, actor: Actor, receipt: UUID, amount: int, reason: str, payee: str, at: datetime
) -> Refund:
    """Ask for money to be given back out of one receipt; `payee` says to whom and where.

    Both it and the reason are sealed.
    """
    with transaction.atomic():
        held = Receipt.objects.select_for_update(of=("self",)).select_related("intent")
        found = held.filter(id=receipt).first()
        if found is None:
            raise NotFound(_("Không tìm thấy khoản thu này."))
        actor = require(actor, REQUEST, agencies=found.agencies, at=at)
        assert actor.account is not None
        faults = []
        if not 0 < amount <= found.refundable:
            faults.append(
                Fault(
                    "amount", _("Hoàn được từ 1 đồng đến %(most)s") % {"most": format_dong(found.refundable)}
                )
            )
        if not reason.strip():
            faults.append(Fault("reason", _("Chưa ghi lý do hoàn trả")))
        if not payee.strip():
            faults.append(Fault("payee", _("Chưa ghi người nhận và tài khoản nhận")))
        if faults:
            raise Invalid(_("Yêu cầu hoàn trả chưa đúng hoặc còn thiếu."), faults=faults)
        found.returned += amount
        found.save(update_fields=["returned"])
        refund = Refund(
            id=new_id(), code=new_code(Prefix.REFUND), receipt=found, agency_id=found.agency_id,
            amount=amount, state=Refund.State.REQUESTED, requested_by_id=actor.account, requested_at=at,
            key=sealing.new_key(REFUND),
        )  # fmt: skip
        refund.seal({"payee": payee.strip(), "reason": reason.strip()})
        refund.save(force_insert=True)
        ledger.record(
            actor=actor, verb="payments.request_refund", about=refund.ref, at=at, agency=refund.agency_id,
            subjects=subjects_of(found.intent), data={"receipt": str(found.id), "amount": amount},
        )  # fmt: skip
    return refund


def approve_refund(*, actor: Actor, refund: UUID, at: datetime) -> Refund:
    """Say yes; NotAllowed for whoever asked for it, whatever post they hold."""
    return _decide(actor, refund, Refund.State.APPROVED, why="", at=at)


def decline_refund(*, actor: Actor, refund: UUID, why: str, at: datetime) -> Refund:
    """Say no; the reason is kept with it, sealed, and the money can be asked back again."""
    if not why.strip():
        raise Invalid(_("Ghi lý do không duyệt."), faults=[Fault("why", _("Chưa ghi lý do"))])
    return _decide(actor, refund, Refund.State.DECLINED, why=why.strip(), at=at)


def record_payout(*, actor: Actor, refund: UUID, reference: str, at: datetime) -> Refund:
    """Say that an approved refund was paid out, under the bank's number; the second time changes nothing."""
    with transaction.atomic():
        found = _locked(refund)
        actor = require(actor, PAY_OUT, agencies=(found.agency_id,) if found.agency_id else (), at=at)
        if not reference.strip():
            raise Invalid(
                _("Ghi số tham chiếu của ngân hàng."),
                faults=[Fault("reference", _("Chưa ghi số tham chiếu"))],
            )
        if found.state == Refund.State.PAID_OUT and found.reference == reference.strip():
            return found
        pay_out(actor, found, reference=reference.strip(), line=None, at=at)
    return found


def pay_out(
    actor: Actor, refund: Refund, *, reference: str, line: StatementLine | None, at: datetime
) -> None:
    """Book a payout of a held refund, as a person or the bank's statement tells it."""
    if refund.state != Refund.State.APPROVED:
        raise Conflict(_("Chỉ ghi nhận chi trả cho khoản đã duyệt và chưa chi."))
    refund.state = Refund.State.PAID_OUT
    refund.reference, refund.line = reference, line
    refund.paid_out_at = at
    refund.paid_out_day = line.day if line is not None else clock.local(at).date()
    refund.save(update_fields=["state", "reference", "line", "paid_out_at", "paid_out_day"])
    receipt = refund.receipt
    event = None
    if receipt.intent_id is not None and receipt.state == Receipt.State.MATCHED:
        intent = locked(receipt.intent_id)
        intent.returned += refund.amount
        intent.stand()
        intent.save(update_fields=["returned", "state"])
        event = PaymentRefunded(
            intent=intent.id, about=str(intent.about), due=intent.due, agency=intent.agency_id, at=at,
            amount=refund.amount, remaining=intent.remaining, refund=refund.id,
        )  # fmt: skip
    ledger.record(
        actor=actor, verb="payments.pay_out", about=refund.ref, at=at, agency=refund.agency_id,
        subjects=subjects_of(receipt.intent), data={"amount": refund.amount, "reference": reference}, event=event,
    )  # fmt: skip


def _decide(actor: Actor, refund: UUID, state: Refund.State, *, why: str, at: datetime) -> Refund:
    with transaction.atomic():
        found = _locked(refund)
        actor = require(actor, DECIDE, agencies=(found.agency_id,) if found.agency_id else (), at=at)
        if found.requested_by_id == actor.account:
            raise NotAllowed(
                _("Người lập yêu cầu không tự duyệt yêu cầu của mình."),
                next_step=_("Đề nghị người có thẩm quyền khác duyệt."),
            )
        if found.state != Refund.State.REQUESTED:
            raise Conflict(
                _("Yêu cầu này đã được xử lý."), next_step=_("Tải lại trang để xem trạng thái mới nhất.")
            )
        found.state, found.decided_by_id, found.decided_at = state, actor.account, at
        found.seal({**found.evidence(), "declined_because": why})
        found.save(update_fields=["state", "decided_by", "decided_at", "evidence_sealed"])
        if state == Refund.State.DECLINED:
            receipt = Receipt.objects.select_for_update().get(id=found.receipt_id)
            receipt.returned -= found.amount
            receipt.save(update_fields=["returned"])
        ledger.record(
            actor=actor, verb=f"payments.refund_{state}", about=found.ref, at=at, agency=found.agency_id,
            subjects=subjects_of(found.receipt.intent), data={"amount": found.amount},
        )  # fmt: skip
    return found


def _locked(refund: UUID) -> Refund:
    found = (
        Refund.objects.select_for_update(of=("self",))
        .select_related("receipt__intent")
        .filter(id=refund)
        .first()
    )
    if found is None:
        raise NotFound(_("Không tìm thấy yêu cầu hoàn trả này."))
    return found
