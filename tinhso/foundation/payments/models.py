"""What is due, what came in, what bank statements say, what went back. Amounts are whole đồng in big integers.

Personal data (who paid, from where, with which words) lies sealed in `evidence_sealed`; everything else is plain.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.packs.models import Rule
from tinhso.foundation.payments.rules import WAITING, Due, IntentState, Reason, standing
from tinhso.foundation.units.models import Agency
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

INTENT, RECEIPT, REFUND, STATEMENT = (
    "payments.intent", "payments.receipt", "payments.refund", "payments.statement",
)  # fmt: skip


class PayeeAccount(Rule):
    """An account to which people pay, while one state of it lasts."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    agency_key = models.SlugField(max_length=80)
    bank = models.CharField(max_length=6)
    bank_name = models.CharField(max_length=120)
    account = models.CharField(max_length=19)
    holder = models.CharField(max_length=200)
    layout = models.CharField(max_length=120, blank=True)

    class Meta(Rule.Meta):
        verbose_name = "tài khoản nhận tiền"


class StatementLayout(Rule):
    """How one bank lays out its statement. `body` is a `StatementLayoutBody`."""

    body = models.JSONField()

    class Meta(Rule.Meta):
        verbose_name = "mẫu sao kê"


class PaymentGateway(Rule):
    """A gateway and the names it uses on the wire. `body` is a `GatewayBody`."""

    body = models.JSONField()

    class Meta(Rule.Meta):
        verbose_name = "cổng thanh toán"


class Evidenced(models.Model):
    """What proves a row, sealed: words of the transfer, payer, the message as it came."""

    key = models.UUIDField()
    evidence_sealed = models.BinaryField()

    class Meta:
        abstract = True

    def seal(self, evidence: dict[str, Any]) -> None:
        """Put the evidence in; the row has its id already."""
        self.evidence_sealed = sealing.seal_json(self.key, evidence, row=self._row)

    def evidence(self) -> dict[str, Any]:
        """What was put in; empty once its key is destroyed."""
        try:
            opened = sealing.unseal_json(self.key, self.evidence_sealed, row=self._row)
        except sealing.Destroyed:
            return {}
        assert isinstance(opened, dict)
        return opened

    @property
    def _row(self) -> str:
        return f"{self._meta.label_lower}.evidence:{self.pk}"


class PaymentIntent(models.Model):
    """One due: who owes how much for what, to which account, under which transfer code."""

    State = IntentState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=12, unique=True)
    """The words of the transfer."""
    about = RefField()
    due = models.CharField(max_length=40)
    """A word of the caller's for when it is to be paid, e.g. `before_acceptance`."""
    payer = RefField(null=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    """Whose money it is."""
    counter = models.ForeignKey(Agency, models.PROTECT, related_name="+", null=True)
    """Where it may be paid in cash, when that is another agency."""
    account = models.ForeignKey(PayeeAccount, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    lines = models.JSONField()
    """`[{code, title, amount}]`; their sum is the amount."""
    paid = models.BigIntegerField(default=0)
    """The sum of the receipts matched to it."""
    returned = models.BigIntegerField(default=0)
    """The sum of its refunds that were paid out."""
    state = models.CharField(max_length=12, choices=[(one.value, one.value) for one in IntentState])
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When what it was asked for came to nothing: what was paid may have to go back, and a person says."""

    class Meta:
        verbose_name = "khoản phải thu"
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0, paid__gte=0, returned__gte=0, returned__lte=F("paid")),
                name="payments_intent_amounts",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=IntentState.OPEN, paid=0)
                    | Q(state=IntentState.PARTLY_PAID, paid__gt=0, paid__lt=F("amount"), returned=0)
                    | Q(state=IntentState.PAID, paid=F("amount") + F("returned"))
                    | Q(state=IntentState.OVERPAID, paid__gt=F("amount") + F("returned"))
                    | Q(state__in=[IntentState.EXPIRED, IntentState.CANCELLED], paid__lt=F("amount"), returned=0)
                    | Q(state=IntentState.REFUNDED, returned__gt=0, paid__lt=F("amount") + F("returned"))
                ),
                name="payments_intent_state",
            ),
            models.UniqueConstraint(
                fields=["about", "due"], condition=Q(state__in=sorted(WAITING)), name="payments_one_waiting"
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["agency", "opened_at"], name="payments_intent_opened"),
            models.Index(fields=["about"], name="payments_intent_about"),
            models.Index(
                fields=["agency", "opened_at"],
                name="payments_intent_ended",
                condition=Q(ended_at__isnull=False),
            ),
            models.Index(
                fields=["expires_at"], name="payments_intent_expiring", condition=Q(state__in=sorted(WAITING))
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> Ref:
        return Ref(INTENT, self.id)

    @property
    def agencies(self) -> tuple[UUID, ...]:
        """Whoever of its officials may take money for it."""
        return (self.agency_id, self.counter_id) if self.counter_id else (self.agency_id,)

    @property
    def asked(self) -> Due:
        """The intent as `rules.judge` takes it."""
        return Due(
            amount=self.amount,
            paid=self.paid,
            returned=self.returned,
            state=IntentState(self.state),
            account=self.account.code,
            expires_at=self.expires_at,
        )

    @property
    def remaining(self) -> int:
        """What is still to be paid, in đồng; 0 for one that asks for nothing any more."""
        return self.asked.remaining if self.state in WAITING else 0

    @property
    def excess(self) -> int:
        """What was paid beyond the amount and not given back yet, in đồng."""
        return max(0, self.paid - self.returned - self.amount)

    def stand(self) -> None:
        """Take the state that the amounts make."""
        closed = (
            IntentState(self.state) if self.state in (IntentState.EXPIRED, IntentState.CANCELLED) else None
        )
        self.state = standing(amount=self.amount, paid=self.paid, returned=self.returned, closed=closed)


class Statement(Evidenced):
    """A bank statement as it was brought: looked at first, then imported, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(PayeeAccount, models.PROTECT, related_name="+")
    layout = models.ForeignKey(StatementLayout, models.PROTECT, related_name="+")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    """How many of its lines had which outcome."""

    def __str__(self) -> str:
        return f"{self.account_id} {self.brought_at:%d/%m/%Y}"

    @property
    def ref(self) -> Ref:
        return Ref(STATEMENT, self.id)


class StatementLine(Evidenced):
    """One line of a bank statement. Positive amounts came in, negative ones went out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    account = models.CharField(max_length=120)
    """The code of the payee account."""
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    """Whose money it is: that of its receipt or refund, else the owner of the account."""
    reference = models.CharField(max_length=80)
    day = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "reference"], name="payments_line_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="payments_line_amount"),
        )
        indexes = (models.Index(fields=["day", "agency"], name="payments_line_day"),)

    def __str__(self) -> str:
        return self.reference


class Receipt(Evidenced):
    """Money that came in, once. It is matched to one intent, or waits for a person with the reason written down."""

    class Source(models.TextChoices):
        WEBHOOK = "webhook", _("Cổng thanh toán")
        STATEMENT = "statement", _("Sao kê ngân hàng")
        MANUAL = "manual", _("Ghi tay")
        COUNTER = "counter", _("Tiền mặt tại quầy")

    class State(models.TextChoices):
        MATCHED = "matched", _("Đã khớp")
        UNMATCHED = "unmatched", _("Chưa khớp")
        DEPOSIT = "deposit", _("Tiền đã ghi nhận, nay về tài khoản")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=10, choices=Source)
    channel = models.CharField(max_length=120)
    """Which gateway, account or counter within the source."""
    external_id = models.CharField(max_length=100)
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    """When the money moved, as far as the source knows."""
    day = models.DateField()
    """The Vietnamese day of `at`."""
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", null=True)
    """Null where nothing says whose money it is: the province sees to it."""
    intent = models.ForeignKey(PaymentIntent, models.PROTECT, related_name="receipts", null=True)
    """What it is for, or, while it is unmatched, what it names."""
    state = models.CharField(max_length=9, choices=State)
    reason = models.CharField(max_length=13, blank=True, choices=[(one.value, one.value) for one in Reason])
    matched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    returned = models.BigIntegerField(default=0)
    """What of it is asked back, approved or paid out."""
    line = models.ForeignKey(StatementLine, models.PROTECT, related_name="receipts", null=True)
    """Where the bank's statement shows it."""

    class Meta:
        verbose_name = "khoản thu"
        constraints = (
            models.UniqueConstraint(
                fields=["source", "channel", "external_id"], name="payments_receipt_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, returned__gte=0, returned__lte=F("amount")),
                name="payments_receipt_amounts",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="matched", intent__isnull=False, reason="")
                    | (Q(state="unmatched") & ~Q(reason=""))
                    | Q(state="deposit", line__isnull=False, intent=None)
                ),
                name="payments_receipt_state",
            ),
        )
        indexes = (
            models.Index(fields=["day", "agency"], name="payments_receipt_day"),
            models.Index(
                fields=["agency", "at"], name="payments_receipt_waiting", condition=Q(state="unmatched")
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.external_id}"

    @property
    def ref(self) -> Ref:
        return Ref(RECEIPT, self.id)

    @property
    def agencies(self) -> tuple[UUID, ...]:
        """Whose officials it concerns; nobody's where it is of no known agency, and then the province's."""
        if self.intent is not None and self.intent.agency_id == self.agency_id:
            return self.intent.agencies
        return (self.agency_id,) if self.agency_id else ()

    @property
    def refundable(self) -> int:
        """What of it can still be asked back, in đồng."""
        return self.amount - self.returned if self.state != self.State.DEPOSIT else 0


class Refund(Evidenced):
    """Money given back out of one receipt: asked for by one person, approved by another, then paid out."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Chờ duyệt")
        APPROVED = "approved", _("Đã duyệt, chờ chi")
        DECLINED = "declined", _("Không duyệt")
        PAID_OUT = "paid_out", _("Đã chi trả")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=12, unique=True)
    """The words of the transfer that pays it out."""
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="refunds")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", null=True)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    paid_out_at = models.DateTimeField(null=True)
    paid_out_day = models.DateField(null=True)
    reference = models.CharField(max_length=80, blank=True)
    """The bank's number of the payment out."""
    line = models.OneToOneField(StatementLine, models.PROTECT, related_name="refund", null=True)

    class Meta:
        verbose_name = "khoản hoàn trả"
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_refund_amount"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")), name="payments_refund_two_persons"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="requested", decided_by=None, paid_out_at=None)
                    | Q(state__in=["approved", "declined"], decided_by__isnull=False, paid_out_at=None)
                    | Q(state="paid_out", decided_by__isnull=False, paid_out_at__isnull=False)
                ),
                name="payments_refund_state",
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["agency", "state"], name="payments_refund_state"),)

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> Ref:
        return Ref(REFUND, self.id)


def intent_ref(intent: UUID) -> Ref:
    return Ref(INTENT, intent)
