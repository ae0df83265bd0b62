"""Dues at the desk: the list, one of them with its QR, money taken in person."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, holding, may
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.forms import CashForm, IntentFilterForm, TransferForm
from tinhso.foundation.payments.queries import intents
from tinhso.foundation.payments.queries.intents import FOR_NOTHING, STATES, TONES, IntentFilters
from tinhso.foundation.payments.views.desk import PAGE, carried_out, official, show, to
from tinhso.foundation.ui import words
from tinhso.kernel import clock
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import describe


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Dues, the latest first."""
    actor, states = actor_of(request), {**STATES, FOR_NOTHING: _("Đã nộp, hồ sơ không có kết quả")}
    form = IntentFilterForm(request.GET, states=[(state, str(name)) for state, name in states.items()])
    filters = IntentFilters(**form.given())
    found = intents.intents(actor=actor, filters=filters)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    ended = describe([one.about for one in page if one.ended_at], actor=actor)
    rows = [(one, STATES[one.state], TONES[one.state], ended.get(one.about)) for one in page]
    return show(
        request, "intents.html", form=form, filters=filters, page=page, rows=rows,
        for_nothing=intents.paid_for_nothing(actor=actor),
    )  # fmt: skip


@official
@require_safe
def intent(request: HttpRequest, intent: UUID) -> HttpResponse:
    """One of them."""
    return _drawn(request, intent)


@holding("payments.take")
@require_POST
def take_cash(request: HttpRequest, intent: UUID) -> HttpResponse:
    """Cash across the counter."""
    actor, at, form = actor_of(request), clock.now(), CashForm(request.POST)
    intents.due_of(actor=actor, intent=intent)
    if not carried_out(form, lambda **typed: actions.take_cash(actor=actor, intent=intent, at=at, **typed)):
        return _drawn(request, intent, cash=form, status=422)
    messages.success(request, _("Đã ghi nhận tiền mặt."))
    return to("intent", intent)


@holding("payments.take")
@require_POST
def take_transfer(request: HttpRequest, intent: UUID) -> HttpResponse:
    """A transfer that a paper of the bank proves."""
    actor, at, form = actor_of(request), clock.now(), TransferForm(request.POST)
    intents.due_of(actor=actor, intent=intent)

    def act(day: date, **typed: str) -> object:
        moved_at = min(datetime.combine(day, time(), clock.VIETNAM), at)
        return actions.take_by_hand(actor=actor, intent=intent, moved_at=moved_at, at=at, **typed)  # type: ignore[arg-type]

    if not carried_out(form, act):
        return _drawn(request, intent, transfer=form, status=422)
    messages.success(request, _("Đã ghi nhận khoản chuyển khoản theo chứng từ."))
    return to("intent", intent)


def _drawn(
    request: HttpRequest,
    key: UUID,
    *,
    cash: CashForm | None = None,
    transfer: TransferForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    one = intents.due_of(actor=actor, intent=key)
    start = {"amount": words.number(one.intent.remaining), "slip": new_id()}
    today = f"{clock.today():%d/%m/%Y}"
    return show(
        request, "intent.html", status=status, one=one, due=one.intent, cash=cash or CashForm(initial=start),
        transfer=transfer or TransferForm(initial={"amount": start["amount"], "day": today}),
        wrong=cash or transfer, may_take=may(request, "payments.take") and one.waiting,
        about=describe([one.intent.about], actor=actor).get(one.intent.about),
        may_ask=may(request, "payments.request_refund"),
    )  # fmt: skip
