"""The three-way reconciliation: what was asked for, what came in, what the bank's statement shows, per day and agency.

Each side is summed from its own table, so that a wrong book shows. A cell is one day of one agency; whatever belongs
to another cell on the other side is named, not netted, and opens to its rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.payments.models import PaymentIntent, Receipt, Refund, StatementLine
from tinhso.foundation.payments.queries.intents import day_bounds
from tinhso.foundation.payments.rules import WAITING
from tinhso.foundation.units.queries import agency_names
from tinhso.kernel.actors import Actor
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.errors import NotFound

SEE = "payments.see"
MOST_ROWS = 500
Key = tuple[date, UUID | None]
Row = TypeVar("Row", PaymentIntent, Receipt, StatementLine, Refund)


@dataclass
class Sums:
    """The sums of one cell, or of many, in đồng."""

    dues: int = 0
    """How many intents were opened."""
    due: int = 0
    excess: int = 0
    waiting: int = 0
    """Asked for and not paid yet."""
    closed: int = 0
    """Asked for and no more: expired, cancelled."""
    paid: int = 0
    """What the intents say was paid for them."""
    covered: int = 0
    """What the receipts say was paid for the same intents."""
    received: int = 0
    unmatched: int = 0
    shown: int = 0
    """Of what was received, on the statement of the same day and agency."""
    shown_of_others: int = 0
    """On this statement, of receipts of another day or agency."""
    credits: int = 0
    """What the statement says came in."""
    refunded: int = 0
    refunds_shown: int = 0
    """Refunds on the statement of this day and agency, whenever they were booked."""
    refunds_here: int = 0
    """Of what was refunded, on the statement of the same day and agency."""
    other_out: int = 0
    debits: int = 0
    """What the statement says went out."""

    @property
    def not_shown(self) -> int:
        """Received, and not on the statement of the same day and agency: under way, in the till, with a gateway."""
        return self.received - self.shown

    @property
    def away(self) -> int:
        """What was received less what the statement says: money not there yet, less money of other days."""
        return self.received - self.credits

    @property
    def refunds_not_shown(self) -> int:
        return self.refunded - self.refunds_here

    @property
    def gaps(self) -> tuple[int, int, int, int]:
        """Zero while the books hold: due and paid, paid and receipts, receipts and credits, refunds and debits."""
        return (
            self.due + self.excess - self.waiting - self.closed - self.paid,
            self.paid - self.covered,
            self.shown + self.shown_of_others - self.credits,
            self.refunds_shown + self.other_out - self.debits,
        )

    @property
    def balanced(self) -> bool:
        return not any(self.gaps)

    def add(self, other: Sums) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True)
class Cell:
    """One day of one agency; `agency` is None for money of which nobody knows whose it is."""

    day: date
    agency: UUID | None
    name: str
    sums: Sums


@dataclass(frozen=True)
class Reconciled:
    """Every cell in which something happened, and their total."""

    cells: Sequence[Cell]
    total: Sums


@dataclass(frozen=True)
class Difference:
    """The rows behind one difference of a cell."""

    title: str
    note: str
    intents: Sequence[PaymentIntent] = ()
    receipts: Sequence[Receipt] = ()
    lines: Sequence[StatementLine] = ()
    refunds: Sequence[Refund] = ()

    @property
    def empty(self) -> bool:
        return not (self.intents or self.receipts or self.lines or self.refunds)


def reconciled(*, actor: Actor, first: date, last: date, agency: UUID | None = None) -> Reconciled:
    """The cells of these days (both included) that the actor sees, the latest day first."""
    scope = _Scope(actor, first, last, agency)
    cells: dict[Key, Sums] = defaultdict(Sums)
    _add_intents(cells, scope)
    _add_receipts(cells, scope)
    _add_statement(cells, scope)
    _add_refunds(cells, scope)
    total = Sums()
    for sums in cells.values():
        total.add(sums)
    names = agency_names({key for _, key in cells if key is not None}, on=last)
    named = [
        Cell(day, key, names.get(key, "") if key is not None else _("Chưa rõ cơ quan"), sums)
        for (day, key), sums in cells.items()
    ]
    named.sort(key=lambda cell: (-cell.day.toordinal(), cell.name))
    return Reconciled(named, total)


def agencies(*, actor: Actor, on: date) -> list[tuple[UUID, str]]:
    """The agencies that have taken money and that the actor sees."""
    seen = agencies_within(actor, SEE)
    having = set(PaymentIntent.objects.order_by().values_list("agency", flat=True).distinct())
    having |= set(Receipt.objects.exclude(agency=None).order_by().values_list("agency", flat=True).distinct())
    names = agency_names(having if seen is None else having & seen, on=on)
    return sorted(names.items(), key=lambda pair: pair[1])


def differences(*, actor: Actor, day: date, agency: UUID | None) -> list[Difference]:
    """What lies behind the differences of one cell, row by row; NotFound for an agency out of reach."""
    seen = agencies_within(actor, SEE)
    if seen is not None and agency not in seen:
        raise NotFound(_("Không tìm thấy trang này."))
    scope = _Scope(actor, day, day, agency, exactly=True)
    here = Q(line__day=day, line__agency=agency)
    intents = scope.intents().select_related("account")
    receipts = scope.receipts().select_related("intent", "line")
    others = _money().filter(here).exclude(day=day, agency=agency).select_related("intent", "line")
    refunds = scope.refunds().select_related("receipt")
    lines = scope.lines()
    found = [
        Difference(
            _("Phải thu chưa nộp đủ"), _("Đã yêu cầu nộp, tiền chưa về."),
            intents=_some(intents.filter(state__in=sorted(WAITING))),
        ),
        Difference(
            _("Phải thu đã hết hạn hoặc đã hủy"), _("Không còn chờ nộp."),
            intents=_some(intents.filter(paid__lt=F("amount")).exclude(state__in=sorted(WAITING))),
        ),
        Difference(_("Nộp thừa"), _("Phần thừa cần hoàn trả."), intents=_some(intents.filter(paid__gt=F("amount")))),
        Difference(
            _("Đã thu nhưng chưa khớp"), _("Cần người xem và khớp."),
            receipts=_some(receipts.filter(state=Receipt.State.UNMATCHED)),
        ),
        Difference(
            _("Đã thu nhưng chưa có trên sao kê cùng ngày"),
            _("Tiền mặt còn ở quầy, tiền cổng thanh toán chưa chuyển về, hoặc về ngày khác."),
            receipts=_some(receipts.exclude(here)),
        ),
        Difference(
            _("Sao kê ngày này của khoản thu ngày khác"), _("Ghi nhận trước, nay về tài khoản."),
            receipts=_some(others),
        ),
        Difference(
            _("Hoàn trả chưa có trên sao kê cùng ngày"), _("Đã ghi nhận chi, ngân hàng chưa báo nợ."),
            refunds=_some(refunds.exclude(line__day=day, line__agency=agency)),
        ),
        Difference(
            _("Tiền ra không phải hoàn trả"), _("Chuyển về kho bạc, phí ngân hàng."),
            lines=_some(lines.filter(amount__lt=0, refund=None)),
        ),
    ]  # fmt: skip
    return [one for one in found if not one.empty]


class _Scope:
    """The rows of each table within these days and the actor's agencies."""

    def __init__(
        self, actor: Actor, first: date, last: date, agency: UUID | None, *, exactly: bool = False
    ) -> None:
        self.first, self.last = first, last
        self._agency, self._exactly, self._seen = agency, exactly, agencies_within(actor, SEE)

    def _within(self, found: QuerySet[Any], column: str = "agency") -> QuerySet[Any]:
        if self._agency is not None or self._exactly:
            found = found.filter(**{column: self._agency})
        return found if self._seen is None else found.filter(**{f"{column}__in": self._seen})

    def _days(self, column: str) -> dict[str, date]:
        return {f"{column}__gte": self.first, f"{column}__lte": self.last}

    def intents(self) -> QuerySet[PaymentIntent]:
        after, before = day_bounds(self.first, self.last)
        return self._within(PaymentIntent.objects.filter(opened_at__gte=after, opened_at__lt=before))

    def paid_for(self) -> QuerySet[Receipt]:
        """The receipts matched to intents of this scope, whenever they came."""
        after, before = day_bounds(self.first, self.last)
        found = Receipt.objects.filter(
            state=Receipt.State.MATCHED, intent__opened_at__gte=after, intent__opened_at__lt=before
        )
        return self._within(found, "intent__agency")

    def receipts(self) -> QuerySet[Receipt]:
        return self._within(_money().filter(**self._days("day")))

    def receipts_by_line(self) -> QuerySet[Receipt]:
        return self._within(_money().filter(**self._days("line__day")), "line__agency")

    def lines(self) -> QuerySet[StatementLine]:
        return self._within(StatementLine.objects.filter(**self._days("day")))

    def refunds(self) -> QuerySet[Refund]:
        return self._within(Refund.objects.filter(**self._days("paid_out_day")))

    def refunds_by_line(self) -> QuerySet[Refund]:
        return self._within(Refund.objects.filter(**self._days("line__day")), "line__agency")


def _some(found: QuerySet[Row]) -> list[Row]:
    return list(found[:MOST_ROWS])


def _money() -> QuerySet[Receipt]:
    """Every receipt but those that are other receipts' money on its way to the account."""
    return Receipt.objects.exclude(state=Receipt.State.DEPOSIT)


_SAME_CELL = Q(line__day=F("day"), line__agency=F("agency"))


def _add_intents(cells: dict[Key, Sums], scope: _Scope) -> None:
    opened = scope.intents().annotate(on=TruncDate("opened_at", tzinfo=VIETNAM))
    short, waits = F("amount") - F("paid"), Q(state__in=sorted(WAITING))
    for row in (
        opened.order_by()
        .values("on", "agency")
        .annotate(
            count=Count("id"),
            due=Sum("amount"),
            all_paid=Sum("paid"),
            over=Sum(Case(When(paid__gt=F("amount"), then=F("paid") - F("amount")), default=Value(0))),
            open=Sum(Case(When(waits, then=short), default=Value(0))),
            shut=Sum(Case(When(Q(paid__lt=F("amount")) & ~waits, then=short), default=Value(0))),
        )
    ):
        cell = cells[row["on"], row["agency"]]
        cell.dues, cell.due, cell.paid = row["count"], int(row["due"]), int(row["all_paid"])
        cell.excess, cell.waiting, cell.closed = int(row["over"]), int(row["open"]), int(row["shut"])
    covered = scope.paid_for().annotate(on=TruncDate("intent__opened_at", tzinfo=VIETNAM))
    for key, dong in _summed(covered, "on", "intent__agency"):
        cells[key].covered = dong


def _add_receipts(cells: dict[Key, Sums], scope: _Scope) -> None:
    for key, dong in _summed(scope.receipts(), "day", "agency"):
        cells[key].received = dong
    for key, dong in _summed(scope.receipts().filter(state=Receipt.State.UNMATCHED), "day", "agency"):
        cells[key].unmatched = dong
    for key, dong in _summed(scope.receipts().filter(_SAME_CELL), "day", "agency"):
        cells[key].shown = dong
    for key, dong in _summed(scope.receipts_by_line().exclude(_SAME_CELL), "line__day", "line__agency"):
        cells[key].shown_of_others = dong


def _add_statement(cells: dict[Key, Sums], scope: _Scope) -> None:
    for key, dong in _summed(scope.lines().filter(amount__gt=0), "day", "agency"):
        cells[key].credits = dong
    for key, dong in _summed(scope.lines().filter(amount__lt=0), "day", "agency"):
        cells[key].debits = -dong
    for key, dong in _summed(scope.lines().filter(amount__lt=0, refund=None), "day", "agency"):
        cells[key].other_out = -dong


def _add_refunds(cells: dict[Key, Sums], scope: _Scope) -> None:
    same = Q(line__day=F("paid_out_day"), line__agency=F("agency"))
    for key, dong in _summed(scope.refunds(), "paid_out_day", "agency"):
        cells[key].refunded = dong
    for key, dong in _summed(scope.refunds().filter(same), "paid_out_day", "agency"):
        cells[key].refunds_here = dong
    for key, dong in _summed(scope.refunds_by_line(), "line__day", "line__agency"):
        cells[key].refunds_shown = dong


def _summed(found: QuerySet[Any], day: str, agency: str) -> Iterable[tuple[Key, int]]:
    """The amounts of each day and agency. The sum of big integers comes back as a decimal from PostgreSQL."""
    for row in found.order_by().values(day, agency).annotate(sum=Sum("amount")):
        yield (row[day], row[agency]), int(row["sum"])
