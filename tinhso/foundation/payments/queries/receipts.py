"""Money that came in, as the officials of an agency see it: what waits for a person first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.payments.models import PaymentIntent, Receipt, Refund
from tinhso.foundation.payments.queries.intents import candidates
from tinhso.foundation.payments.rules import Reason
from tinhso.foundation.units.queries import agency_names
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.money import parse_dong

SEE, MATCH = "payments.see", "payments.match"
PURPOSE = "đối soát khoản thu"
MOST_EXPORTED = 20_000

REASONS: Mapping[str, str | Promise] = {
    Reason.NO_CODE: gettext_lazy("Nội dung chuyển khoản không có mã nộp tiền"),
    Reason.SEVERAL_CODES: gettext_lazy("Nội dung có nhiều mã nộp tiền"),
    Reason.UNKNOWN_CODE: gettext_lazy("Không có khoản phải thu nào mang mã này"),
    Reason.WRONG_ACCOUNT: gettext_lazy("Tiền về tài khoản khác với tài khoản của khoản phải thu"),
    Reason.WRONG_AMOUNT: gettext_lazy("Số tiền khác với số đã yêu cầu qua cổng, hoặc đã ghi tay"),
    Reason.LATE: gettext_lazy("Nộp sau khi hết hạn"),
    Reason.DUPLICATE: gettext_lazy("Khoản phải thu đã nộp đủ trước đó (nộp trùng)"),
    Reason.CLOSED: gettext_lazy("Khoản phải thu đã hủy hoặc đã hoàn"),
}
WAITING_FOR_A_PERSON = Q(state=Receipt.State.UNMATCHED) & Q(returned__lt=F("amount"))


@dataclass(frozen=True)
class ReceiptFilters:
    """How the list is narrowed; `state` is a state of receipts."""

    text: str = ""
    state: str = ""
    source: str = ""
    reason: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Row:
    """One receipt as a list shows it."""

    receipt: Receipt
    agency: str
    waiting: bool
    why: str


@dataclass(frozen=True)
class Opened:
    """One receipt with its evidence open."""

    row: Row
    evidence: Mapping[str, Any]
    candidates: Sequence[PaymentIntent]
    refunds: Sequence[Refund]
    covered: Sequence[Receipt]


def visible(*, actor: Actor) -> QuerySet[Receipt]:
    """Receipts of the agencies that the actor sees; those of no known agency are the province's."""
    found = Receipt.objects.select_related("intent", "line")
    agencies = agencies_within(actor, SEE)
    if agencies is None:
        return found
    return found.filter(Q(agency__in=agencies) | Q(intent__counter__in=agencies, agency=F("intent__agency")))


def receipts(*, actor: Actor, filters: ReceiptFilters) -> QuerySet[Receipt]:
    """What waits for a person first, then the latest."""
    found = _narrowed(visible(actor=actor), filters)
    waits = Case(When(WAITING_FOR_A_PERSON, then=Value(0)), default=Value(1))
    return found.annotate(turn=waits).order_by("turn", "-at", "-id")


def rows(found: Iterable[Receipt], *, on: date) -> list[Row]:
    """These receipts with their agencies' names and, where they wait, the reason in words."""
    found = list(found)
    names = agency_names({one.agency_id for one in found if one.agency_id}, on=on)
    return [
        Row(
            receipt=one,
            agency=names.get(one.agency_id, "") if one.agency_id else _("Chưa rõ cơ quan"),
            waiting=one.state == Receipt.State.UNMATCHED and one.returned < one.amount,
            why=str(REASONS.get(one.reason, "")),
        )
        for one in found
    ]


def waiting(*, actor: Actor) -> int:
    """How many wait for a person."""
    return visible(actor=actor).filter(WAITING_FOR_A_PERSON).count()


def exported(*, actor: Actor, filters: ReceiptFilters, on: date) -> Iterator[tuple[str | int, ...]]:
    """The same list for a spreadsheet, as rows of cells."""
    for row in rows(receipts(actor=actor, filters=filters)[:MOST_EXPORTED], on=on):
        one = row.receipt
        yield (
            f"{clock.local(one.at):%d/%m/%Y %H:%M}", one.amount, one.get_source_display(), one.channel,
            one.external_id, one.intent.code if one.intent else "", one.get_state_display(), row.why,
            row.agency, one.line.reference if one.line else "", one.returned,
        )  # fmt: skip


def receipt_of(*, actor: Actor, receipt: UUID) -> Receipt:
    """One receipt, its evidence unopened; NotFound for one out of reach."""
    found = visible(actor=actor).filter(id=receipt).first()
    if found is None:
        raise NotFound(_("Không tìm thấy khoản thu này."))
    return found


def open_receipt(*, actor: Actor, receipt: UUID, at: datetime) -> Opened:
    """A receipt and what proves it; the look is recorded before anything leaves. NotFound for one out of reach."""
    found = receipt_of(actor=actor, receipt=receipt)
    payer = found.intent.payer if found.intent else None
    ledger.record_read(
        actor=actor, about=found.ref, subjects=(payer,) if payer else (), at=at, purpose=PURPOSE,
        fields=("evidence",), agency=found.agency_id,
    )  # fmt: skip
    deposit = found.state == Receipt.State.DEPOSIT
    return Opened(
        row=rows([found], on=clock.local(at).date())[0],
        evidence=found.evidence(),
        candidates=candidates(actor=actor, receipt=found) if found.state == Receipt.State.UNMATCHED else (),
        refunds=list(found.refunds.order_by("requested_at")),
        covered=list(Receipt.objects.filter(line=found.line).exclude(id=found.id)) if deposit else (),
    )


def coverable(*, actor: Actor, receipt: UUID) -> tuple[Receipt, list[Receipt]]:
    """Money on a statement, and what was taken in before and is on no statement yet; NotFound for one out of reach."""
    found = receipt_of(actor=actor, receipt=receipt)
    open_ones = (
        visible(actor=actor)
        .filter(line=None, day__lte=found.day)
        .exclude(source=Receipt.Source.STATEMENT)
        .order_by("channel", "at")
    )
    return found, list(open_ones[:500])


def _narrowed(found: QuerySet[Receipt], filters: ReceiptFilters) -> QuerySet[Receipt]:
    for name in ("state", "source", "reason"):
        if value := getattr(filters, name):
            found = found.filter(**{name: value})
    if filters.first:
        found = found.filter(day__gte=filters.first)
    if filters.last:
        found = found.filter(day__lte=filters.last)
    text = filters.text.strip()
    if text:
        wanted = Q(external_id=text) | Q(intent__code=text.upper()) | Q(line__reference=text)
        try:
            amount = parse_dong(text)
        except ValueError:
            amount = 0
        found = found.filter(wanted | Q(amount=amount) if 0 < amount < 2**63 else wanted)
    return found
