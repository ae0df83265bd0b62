"""The three-way reconciliation, per day and agency, and the rows behind each difference."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.payments.forms import ReconcileForm
from tinhso.foundation.payments.queries import reconciliation
from tinhso.foundation.payments.queries.reconciliation import Reconciled
from tinhso.foundation.payments.views.desk import in_vietnamese, official, show
from tinhso.foundation.ui.days import DayField
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.foundation.units.queries import agency_names
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound

_HEAD = (
    "Ngày", "Cơ quan", "Số khoản phải thu", "Phải thu (đồng)", "Còn chờ nộp", "Hết hạn, hủy", "Nộp thừa",
    "Đã thu cho các khoản này", "Thu trong ngày", "Chưa khớp", "Sao kê ghi có", "Chưa lên sao kê",
    "Sao kê của ngày khác", "Hoàn trả", "Sao kê ghi nợ", "Tiền ra khác", "Lệch",
)  # fmt: skip


@official
@require_safe
def reconcile(request: HttpRequest) -> HttpResponse:
    """The days of this month, or those asked for."""
    form, found, first, last = _asked(request)
    return show(
        request, "reconcile.html", form=form, found=found, first=first, last=last, total=found.total,
        query=request.GET.urlencode(),
    )  # fmt: skip


@official
@require_safe
@in_vietnamese
def export(request: HttpRequest) -> HttpResponse:
    """The same for a spreadsheet."""
    _, found, first, last = _asked(request)
    rows = [
        (
            f"{cell.day:%d/%m/%Y}", cell.name, cell.sums.dues, cell.sums.due, cell.sums.waiting, cell.sums.closed,
            cell.sums.excess, cell.sums.covered, cell.sums.received, cell.sums.unmatched, cell.sums.credits,
            cell.sums.not_shown, cell.sums.shown_of_others, cell.sums.refunded, cell.sums.debits,
            cell.sums.other_out, sum(map(abs, cell.sums.gaps)),
        )
        for cell in found.cells
    ]  # fmt: skip
    return spreadsheet(f"doi-soat-{first:%Y%m%d}-{last:%Y%m%d}", _HEAD, rows)


@official
@require_safe
def differences(request: HttpRequest) -> HttpResponse:
    """What lies behind the differences of one day of one agency."""
    try:
        day = DayField().clean(request.GET.get("ngay", ""))
        agency = UUID(key) if (key := request.GET.get("co-quan", "")) else None
    except (ValueError, ValidationError):
        raise NotFound(_("Không tìm thấy trang này.")) from None
    actor = actor_of(request)
    found = reconciliation.differences(actor=actor, day=day, agency=agency)
    name = agency_names([agency], on=day).get(agency, "") if agency else _("Chưa rõ cơ quan")
    return show(request, "differences.html", day=day, name=name, found=found)


def _asked(request: HttpRequest) -> tuple[ReconcileForm, Reconciled, date, date]:
    actor, today = actor_of(request), clock.today()
    agencies = reconciliation.agencies(actor=actor, on=today)
    form = ReconcileForm(request.GET, agencies=[(str(key), name) for key, name in agencies])
    given = form.given()
    last = given.get("last", today)
    first = min(given.get("first", last.replace(day=1)), last)
    chosen = UUID(given["agency"]) if given.get("agency") else None
    return form, reconciliation.reconciled(actor=actor, first=first, last=last, agency=chosen), first, last
