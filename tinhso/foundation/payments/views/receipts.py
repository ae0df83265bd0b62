"""Money that came in: the list, one of them, and what a person does with what waits."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, holding, may
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.forms import CoverForm, MatchForm, ReceiptFilterForm, RefundForm
from tinhso.foundation.payments.queries import receipts
from tinhso.foundation.payments.queries.receipts import ReceiptFilters
from tinhso.foundation.payments.views.desk import (
    PAGE,
    carried_out,
    in_vietnamese,
    official,
    show,
    to,
)
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.kernel import clock

_HEAD = (
    "Lúc", "Số tiền (đồng)", "Nguồn", "Kênh", "Số giao dịch", "Mã nộp tiền", "Trạng thái", "Lý do chờ", "Cơ quan",
    "Số tham chiếu sao kê", "Đã lập hoàn trả (đồng)",
)  # fmt: skip


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What waits for a person first, then the latest."""
    actor, form = actor_of(request), ReceiptFilterForm(request.GET)
    filters = ReceiptFilters(**form.given())
    page = Paginator(receipts.receipts(actor=actor, filters=filters), PAGE).get_page(request.GET.get("page"))
    return show(
        request, "receipts.html", form=form, filters=filters, page=page,
        rows=receipts.rows(list(page), on=clock.today()), waiting=receipts.waiting(actor=actor),
        query=request.GET.urlencode(),
    )  # fmt: skip


@official
@require_safe
@in_vietnamese
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    filters = ReceiptFilters(**ReceiptFilterForm(request.GET).given())
    at = clock.local(clock.now())
    rows = receipts.exported(actor=actor_of(request), filters=filters, on=at.date())
    return spreadsheet(f"khoan-thu-{at:%Y%m%d-%H%M}", _HEAD, rows)


@official
@require_safe
def receipt(request: HttpRequest, receipt: UUID) -> HttpResponse:
    """One of them with what proves it."""
    return _drawn(request, receipt)


@holding("payments.match")
@require_POST
def match(request: HttpRequest, receipt: UUID) -> HttpResponse:
    """Say what it is for."""
    actor, at, form = actor_of(request), clock.now(), MatchForm(request.POST)
    receipts.receipt_of(actor=actor, receipt=receipt)
    if not carried_out(
        form, lambda **typed: actions.match_by_hand(actor=actor, receipt=receipt, at=at, **typed)
    ):
        return _drawn(request, receipt, form=form, status=422)
    messages.success(request, _("Đã khớp khoản thu."))
    return to("receipt", receipt)


@holding("payments.match")
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, receipt: UUID) -> HttpResponse:
    """Say which receipts taken in before this line of the statement settles."""
    actor, at = actor_of(request), clock.now()
    found, open_ones = receipts.coverable(actor=actor, receipt=receipt)
    typed = request.POST if request.method == "POST" else None
    form = CoverForm(typed, options=[(str(one.id), str(one.id)) for one in open_ones])

    def act(covered: list[str]) -> object:
        return actions.cover(actor=actor, receipt=receipt, covered=[UUID(key) for key in covered], at=at)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("Đã đối trừ dòng sao kê với các khoản đã ghi nhận."))
        return to("receipt", receipt)
    return show(
        request, "cover.html", status=422 if form.is_bound else 200, form=form, one=found,
        rows=receipts.rows(open_ones, on=clock.today()), marked=request.POST.getlist("covered"),
    )  # fmt: skip


@holding("payments.request_refund")
@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: HttpRequest, receipt: UUID) -> HttpResponse:
    """Ask for money to be given back out of it."""
    actor, at = actor_of(request), clock.now()
    opened = receipts.open_receipt(actor=actor, receipt=receipt, at=at)
    found = opened.row.receipt
    excess = found.intent.excess if found.intent and found.state == "matched" else 0
    start = {"amount": words.number(min(excess or found.refundable, found.refundable))}
    form = RefundForm(request.POST) if request.method == "POST" else RefundForm(initial=start)
    if request.method == "POST" and carried_out(
        form, lambda **typed: actions.request_refund(actor=actor, receipt=receipt, at=at, **typed)
    ):
        messages.success(request, _("Đã lập yêu cầu hoàn trả. Yêu cầu chờ người khác duyệt."))
        return to("refunds")
    return show(request, "ask_refund.html", status=422 if form.is_bound else 200, form=form, one=found)


def _drawn(
    request: HttpRequest, key: UUID, *, form: MatchForm | None = None, status: int = 200
) -> HttpResponse:
    opened = receipts.open_receipt(actor=actor_of(request), receipt=key, at=clock.now())
    return show(
        request, "receipt.html", status=status, opened=opened, row=opened.row, one=opened.row.receipt,
        form=form or MatchForm(), may_match=may(request, "payments.match"),
        may_ask=may(request, "payments.request_refund"),
    )  # fmt: skip
