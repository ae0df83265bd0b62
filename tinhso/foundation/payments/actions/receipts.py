"""Taking money in, once each, and deciding what it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.contracts.payments import PaymentReceived, PaymentSettled
from tinhso.foundation.access.policy import require
from tinhso.foundation.payments.actions.intents import locked, subjects_of
from tinhso.foundation.payments.models import RECEIPT, PayeeAccount, PaymentIntent, Receipt, StatementLine
from tinhso.foundation.payments.rules import SETTLED, WAITING, IntentState, Prefix, Reason, codes_in, judge
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound
from tinhso.kernel.ids import new_id
from tinhso.kernel.money import format_dong

TAKE, MATCH = "payments.take", "payments.match"


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Money as one source tells it. `source`, `channel` and `external_id` together name it for ever."""

    source: Receipt.Source
    channel: str
    external_id: str
    amount: int
    at: datetime
    """When the money moved."""
    content: str
    """The words of the transfer; the transfer code is looked for here and nowhere else."""
    account: str = ""
    """The code of the payee account it came to; empty where the source does not say."""
    owner: UUID | None = None
    """The agency whose money it is while no intent says so."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    exact: bool = False
    disputed: UUID | None = None
    """The due for which another amount was taken by hand under the same number: a person finds out which it was."""


@dataclass(frozen=True)
class Taken:
    """A receipt, and whether it is new."""

    receipt: Receipt
    new: bool


def take_receipt(
    *, actor: Actor, coming: Coming, at: datetime, key: UUID | None = None, line: StatementLine | None = None
) -> Taken:
    """Take money in, once however often it is told. It is matched when its transfer code and everything else agree;
    otherwise it waits for a person, with the reason.

    For sources that have proven who they are: callbacks and statements. `key` seals the evidence, else a fresh one.
    """
    known = _known(coming)
    if known is not None:
        return Taken(known, new=False)
    receipt = Receipt(
        id=new_id(),
        key=key or sealing.new_key(RECEIPT),
        source=coming.source,
        channel=coming.channel,
        external_id=coming.external_id,
        amount=coming.amount,
        at=coming.at,
        day=clock.local(coming.at).date(),
        taken_at=at,
        taken_by_id=actor.account,
        agency_id=coming.owner,
        line=line,
    )
    receipt.seal({"content": coming.content, **coming.evidence})
    with transaction.atomic():
        intent, reason = _named(coming)
        receipt.intent = intent
        receipt.state = Receipt.State.UNMATCHED if reason else Receipt.State.MATCHED
        receipt.reason = reason or ""
        receipt.agency_id = intent.agency_id if intent is not None else coming.owner
        try:
            with transaction.atomic():
                receipt.save(force_insert=True)
        except IntegrityError:
            # The same was told twice at the same moment, and the other was faster.
            known = _known(coming)
            if known is None:
                raise
            return Taken(known, new=False)
        ledger.record(
            actor=actor, verb="payments.take", about=receipt.ref, at=at, agency=receipt.agency_id,
            subjects=subjects_of(intent),
            data={
                "source": coming.source, "channel": coming.channel, "amount": coming.amount,
                "reason": receipt.reason, "intent": str(intent.id) if intent else "",
            },
        )  # fmt: skip
        if intent is not None and reason is None:
            _credit(actor, intent, receipt, at=at)
    return Taken(receipt, new=True)


def take_cash(*, actor: Actor, intent: UUID, amount: int, slip: UUID, at: datetime) -> Receipt:
    """Take cash at the counter against an intent, never more than remains; `slip` makes a second press harmless."""
    return _take_in_person(
        actor=actor, intent=intent, amount=amount, at=at, moved_at=at,
        source=Receipt.Source.COUNTER, external_id=str(slip), why="",
    )  # fmt: skip


def take_by_hand(
    *, actor: Actor, intent: UUID, amount: int, reference: str, moved_at: datetime, why: str, at: datetime
) -> Receipt:
    """Take a transfer that the bank's paper proves before its statement does, under the bank's own number.

    The line of the statement with this number is then the same money and no more.
    """
    if not why.strip():
        raise Invalid(_("Ghi chứng từ làm căn cứ."), faults=[Fault("why", _("Chưa ghi chứng từ làm căn cứ"))])
    with transaction.atomic():
        named = PaymentIntent.objects.filter(id=intent).values_list("account__code", flat=True).first()
        hold_account(named or "")
        return _take_in_person(
            actor=actor, intent=intent, amount=amount, at=at, moved_at=moved_at,
            source=Receipt.Source.MANUAL, external_id=reference, why=why,
        )  # fmt: skip


def match_by_hand(*, actor: Actor, receipt: UUID, code: str, reason: str, at: datetime) -> Receipt:
    """Say what waiting money is for; the reason is kept, sealed. A due that ran out of time may be paid this way."""
    if not reason.strip():
        raise Invalid(_("Ghi lý do khớp."), faults=[Fault("reason", _("Chưa ghi lý do"))])
    with transaction.atomic():
        found = _locked_receipt(actor, receipt, at=at)
        if found.state != Receipt.State.UNMATCHED or found.returned:
            raise Conflict(
                _("Khoản thu này đã được xử lý."), next_step=_("Tải lại trang để xem trạng thái mới nhất.")
            )
        named = PaymentIntent.objects.filter(code=code.strip().upper()).values_list("id", flat=True).first()
        if named is None:
            raise Invalid(
                _("Không có khoản phải thu nào mang mã này."), faults=[Fault("code", _("Không có mã này"))]
            )
        intent = locked(named)
        actor = require(actor, MATCH, agencies=(intent.agency_id,), at=at)
        if intent.state in SETTLED:
            raise Conflict(
                _("Khoản phải thu này đã nộp đủ."),
                next_step=_("Nếu là tiền nộp trùng, lập yêu cầu hoàn trả."),
            )
        if intent.state in (IntentState.CANCELLED, IntentState.REFUNDED):
            raise Conflict(
                _("Khoản phải thu này đã hủy hoặc đã hoàn."),
                next_step=_("Lập yêu cầu hoàn trả cho khoản thu này."),
            )
        found.intent = intent
        found.agency_id = intent.agency_id
        found.state, found.reason = Receipt.State.MATCHED, ""
        found.matched_by_id = actor.account
        found.seal({**found.evidence(), "matched_because": reason.strip()})
        found.save(update_fields=["intent", "agency", "state", "reason", "matched_by", "evidence_sealed"])
        if found.line is not None and found.source == Receipt.Source.STATEMENT:
            StatementLine.objects.filter(id=found.line.id).update(agency=intent.agency_id)
        ledger.record(
            actor=actor, verb="payments.match", about=found.ref, at=at, agency=intent.agency_id,
            subjects=subjects_of(intent), data={"intent": str(intent.id)},
        )  # fmt: skip
        _credit(actor, intent, found, at=at)
    return found


def cover(*, actor: Actor, receipt: UUID, covered: Sequence[UUID], at: datetime) -> Receipt:
    """Say that money on a statement is money already taken in: what a gateway settles, cash brought to the bank.

    Invalid unless the covered receipts make its amount to the đồng; each is covered once.
    """
    with transaction.atomic():
        found = _locked_receipt(actor, receipt, at=at)
        if found.state != Receipt.State.UNMATCHED or found.line is None or found.returned:
            raise Conflict(_("Chỉ đối trừ được dòng sao kê chưa khớp và chưa hoàn trả."))
        parts = list(
            Receipt.objects.select_for_update(of=("self",))
            .filter(id__in=covered, line=None)
            .exclude(source=Receipt.Source.STATEMENT)
            .order_by("id")
        )
        for part in parts:
            actor = require(actor, MATCH, agencies=(part.agency_id,) if part.agency_id else (), at=at)
        total = sum(part.amount for part in parts)
        if len(parts) != len(set(covered)) or total != found.amount:
            raise Invalid(
                _("Các khoản đã chọn cộng lại là %(total)s, dòng sao kê là %(line)s.")
                % {"total": format_dong(total), "line": format_dong(found.amount)},
                next_step=_("Chọn lại cho bằng đúng số tiền của dòng sao kê."),
                faults=[Fault("covered", _("Tổng các khoản chọn phải bằng số tiền của dòng sao kê"))],
            )
        Receipt.objects.filter(id__in=[part.id for part in parts]).update(line=found.line)
        found.state, found.reason, found.intent = Receipt.State.DEPOSIT, "", None
        found.matched_by_id = actor.account
        found.save(update_fields=["state", "reason", "intent", "matched_by"])
        ledger.record(
            actor=actor, verb="payments.cover", about=found.ref, at=at, agency=found.agency_id,
            data={"covered": [str(part.id) for part in parts], "amount": total},
        )  # fmt: skip
    return found


def hold_account(code: str) -> None:
    """Let one at a time book money under the bank's own numbers of an account, until the transaction ends.

    Held before every other row: the account, then refunds, receipts and intents, several of a kind by their ids. All
    its states are held, so that all meet; whoever asks for money to come to it does not wait.
    """
    list(PayeeAccount.objects.select_for_update(no_key=True).filter(code=code).order_by("id"))


def _take_in_person(
    *,
    actor: Actor,
    intent: UUID,
    amount: int,
    at: datetime,
    moved_at: datetime,
    source: Receipt.Source,
    external_id: str,
    why: str,
) -> Receipt:
    with transaction.atomic():
        found = locked(intent)
        actor = require(actor, TAKE, agencies=found.agencies, at=at)
        channel = found.account.code if source == Receipt.Source.MANUAL else str(found.agency_id)
        coming = Coming(
            source=source,
            channel=channel,
            external_id=external_id,
            amount=amount,
            at=moved_at,
            content=found.code,
            account=found.account.code,
            owner=found.agency_id,
            evidence={"why": why, "official": actor.name},
        )
        known = _known(coming)
        if known is not None and known.intent_id == found.id and known.amount == amount:
            return known
        if known is not None or (
            source == Receipt.Source.MANUAL
            and StatementLine.objects.filter(account=channel, reference=external_id).exists()
        ):
            raise Conflict(
                _("Số tham chiếu này đã được ghi nhận."),
                next_step=_("Tìm theo số tham chiếu trong danh sách khoản thu."),
            )
        if found.state not in WAITING:
            raise Conflict(_("Khoản này không còn chờ nộp."), next_step=_("Tải lại trang để xem trạng thái."))
        if not 0 < amount <= found.remaining:
            raise Invalid(
                _("Số tiền phải từ 1 đồng đến %(most)s.") % {"most": format_dong(found.remaining)},
                faults=[
                    Fault(
                        "amount",
                        _("Còn phải nộp %(remaining)s") % {"remaining": format_dong(found.remaining)},
                    )
                ],
            )
        if found.expires_at is not None and moved_at > found.expires_at:
            raise Conflict(
                _("Khoản này đã hết hạn nộp."), next_step=_("Đề nghị bộ phận giải quyết mở lại khoản thu.")
            )
        return take_receipt(actor=actor, coming=coming, at=at).receipt


def _known(coming: Coming) -> Receipt | None:
    return Receipt.objects.filter(
        source=coming.source, channel=coming.channel, external_id=coming.external_id
    ).first()


def _named(coming: Coming) -> tuple[PaymentIntent | None, Reason | None]:
    """The intent that the transfer names, held, and why the money is not simply for it."""
    if coming.disputed is not None:
        return locked(coming.disputed), Reason.WRONG_AMOUNT
    codes = codes_in(coming.content, Prefix.DUE)
    if not codes:
        return None, Reason.NO_CODE
    if len(codes) > 1:
        return None, Reason.SEVERAL_CODES
    named = PaymentIntent.objects.filter(code=codes[0]).values_list("id", flat=True).first()
    if named is None:
        return None, Reason.UNKNOWN_CODE
    intent = locked(named)
    reason = judge(
        intent.asked, amount=coming.amount, account=coming.account, at=coming.at, exact=coming.exact
    )
    return intent, reason


def _credit(actor: Actor, intent: PaymentIntent, receipt: Receipt, *, at: datetime) -> None:
    """Add matched money to its intent and tell whoever listens."""
    was_settled = intent.state in SETTLED
    intent.paid += receipt.amount
    intent.stand()
    settled = intent.state in SETTLED and not was_settled
    if settled:
        intent.settled_at = at
    intent.save(update_fields=["paid", "state", "settled_at"])
    who: dict[str, Any] = {
        "intent": intent.id,
        "about": str(intent.about),
        "due": intent.due,
        "agency": intent.agency_id,
        "at": at,
    }
    subjects = subjects_of(intent)
    ledger.record(
        actor=actor, verb="payments.receive", about=intent.ref, at=at, agency=intent.agency_id, subjects=subjects,
        event=PaymentReceived(
            **who, amount=receipt.amount, remaining=intent.remaining, receipt=receipt.id
        ),
    )  # fmt: skip
    if settled:
        ledger.record(
            actor=actor, verb="payments.settle", about=intent.ref, at=at, agency=intent.agency_id,
            subjects=subjects,
            event=PaymentSettled(**who, amount=intent.amount, remaining=0, excess=intent.excess),
        )  # fmt: skip


def _locked_receipt(actor: Actor, receipt: UUID, *, at: datetime) -> Receipt:
    found = Receipt.objects.select_for_update(of=("self",)).select_related("line").filter(id=receipt).first()
    if found is None:
        raise NotFound(_("Không tìm thấy khoản thu này."))
    require(actor, MATCH, agencies=(found.agency_id,) if found.agency_id else (), at=at)
    return found
