"""Bank statements: brought, looked at, imported."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, holding
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.actions.statements import LineOutcome, LineResult
from tinhso.foundation.payments.formats.statements import LARGEST
from tinhso.foundation.payments.forms import StatementForm
from tinhso.foundation.payments.queries import statements
from tinhso.foundation.payments.queries.receipts import REASONS
from tinhso.foundation.payments.views.desk import PAGE, carried_out, show, to
from tinhso.foundation.ui import words
from tinhso.kernel import clock

_bookkeeper = holding("payments.import")
OUTCOMES = {
    LineOutcome.MATCHED: (gettext_lazy("Khớp với khoản phải thu"), "good"),
    LineOutcome.UNMATCHED: (gettext_lazy("Ghi nhận, chờ người xem"), "wait"),
    LineOutcome.SAME: (gettext_lazy("Đã ghi tay trước, nay có sao kê"), "good"),
    LineOutcome.PAYOUT: (gettext_lazy("Chi hoàn trả"), "good"),
    LineOutcome.OUT: (gettext_lazy("Tiền ra khác"), "neutral"),
    LineOutcome.KNOWN: (gettext_lazy("Đã nhập trước đây"), "neutral"),
    LineOutcome.CLASH: (gettext_lazy("Trùng số tham chiếu, khác số tiền hoặc ngày"), "bad"),
    LineOutcome.BROKEN: (gettext_lazy("Không đọc được"), "bad"),
}


@_bookkeeper
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Statements brought before, and bringing another."""
    actor, at, on = actor_of(request), clock.now(), clock.today()
    accounts = statements.accounts(actor=actor, on=on)
    form = StatementForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        accounts=[(one.code, f"{one.account} · {one.bank_name} · {one.holder}") for one in accounts],
        layouts=[(one.code, one.body["title"]) for one in statements.layouts(on=on)],
    )  # fmt: skip
    made: list[UUID] = []

    def act(file: UploadedFile, **chosen: Any) -> None:
        content = file.read(LARGEST + 1)
        made.append(actions.bring_statement(actor=actor, content=content, at=at, **chosen).id)

    if request.method == "POST" and carried_out(form, act):
        return to("statement", made[0])
    page = Paginator(statements.statements(actor=actor), PAGE).get_page(request.GET.get("page"))
    return show(
        request, "statements.html", status=422 if form.is_bound else 200, form=form, page=page, accounts=accounts,
    )  # fmt: skip


@_bookkeeper
@require_safe
def statement(request: HttpRequest, statement: UUID) -> HttpResponse:
    """What importing would do, line by line, or what it did."""
    actor, at = actor_of(request), clock.now()
    found = statements.statement(actor=actor, statement=statement)
    read = actions.import_statement if found.imported_at else actions.preview_statement
    results = read(actor=actor, statement=statement, at=at)
    counts = [
        (title, tone, sum(one.outcome == outcome for one in results))
        for outcome, (title, tone) in OUTCOMES.items()
    ]
    page = Paginator(results, 200).get_page(request.GET.get("page"))
    return show(
        request, "statement.html", one=found, page=page, rows=[_row(result) for result in page],
        counts=[count for count in counts if count[2]], total=len(results),
        new=sum(one.outcome not in (LineOutcome.KNOWN, LineOutcome.CLASH, LineOutcome.BROKEN) for one in results),
    )  # fmt: skip


@_bookkeeper
@require_POST
def take_in(request: HttpRequest, statement: UUID) -> HttpResponse:
    """Import it."""
    actor = actor_of(request)
    statements.statement(actor=actor, statement=statement)
    actions.import_statement(actor=actor, statement=statement, at=clock.now())
    messages.success(request, _("Đã nhập sao kê. Nhập lại cùng tệp sẽ không ghi thêm gì."))
    return to("statement", statement)


def _row(result: LineResult) -> dict[str, Any]:
    title, tone = OUTCOMES[LineOutcome(result.outcome)]
    return {
        "day": words.day(date.fromisoformat(result.day)) if result.day else "",
        "number": result.number, "reference": result.reference, "amount": result.amount,
        "words": title, "tone": tone, "why": REASONS.get(result.why, result.why),
    }  # fmt: skip
