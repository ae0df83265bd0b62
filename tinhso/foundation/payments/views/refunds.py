"""Refunds: who asks, who approves, what was paid out."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, holding
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.forms import DeclineForm, PayoutForm
from tinhso.foundation.payments.queries import refunds
from tinhso.foundation.payments.views.desk import PAGE, carried_out, official, show, to
from tinhso.kernel import clock


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Those that wait for a decision first, then those that wait to be paid out."""
    found = refunds.refunds(actor=actor_of(request))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return show(request, "refunds.html", page=page)


@official
@require_safe
def refund(request: HttpRequest, refund: UUID) -> HttpResponse:
    """One of them: to whom, why, and what is to be done."""
    return _drawn(request, refund)


@holding("payments.decide_refund")
@require_POST
def approve(request: HttpRequest, refund: UUID) -> HttpResponse:
    """Say yes."""
    actor = actor_of(request)
    refunds.refund_of(actor=actor, refund=refund)
    actions.approve_refund(actor=actor, refund=refund, at=clock.now())
    messages.success(request, _("Đã duyệt hoàn trả."))
    return to("refund", refund)


@holding("payments.decide_refund")
@require_POST
def decline(request: HttpRequest, refund: UUID) -> HttpResponse:
    """Say no, and why."""
    actor, at, form = actor_of(request), clock.now(), DeclineForm(request.POST)
    refunds.refund_of(actor=actor, refund=refund)
    if not carried_out(form, lambda why: actions.decline_refund(actor=actor, refund=refund, why=why, at=at)):
        return _drawn(request, refund, declining=form)
    messages.success(request, _("Đã ghi nhận không duyệt."))
    return to("refund", refund)


@holding("payments.pay_out")
@require_POST
def pay_out(request: HttpRequest, refund: UUID) -> HttpResponse:
    """Say that it was paid out."""
    actor, at, form = actor_of(request), clock.now(), PayoutForm(request.POST)
    refunds.refund_of(actor=actor, refund=refund)
    if not carried_out(
        form, lambda reference: actions.record_payout(actor=actor, refund=refund, reference=reference, at=at)
    ):
        return _drawn(request, refund, paying=form)
    messages.success(request, _("Đã ghi nhận chi hoàn trả."))
    return to("refund", refund)


def _drawn(
    request: HttpRequest, key: UUID, *, declining: forms.Form | None = None, paying: forms.Form | None = None
) -> HttpResponse:
    opened = refunds.open_refund(actor=actor_of(request), refund=key, at=clock.now())
    return show(
        request, "refund.html", status=422 if declining or paying else 200, opened=opened, one=opened.refund,
        declining=declining or DeclineForm(), paying=paying or PayoutForm(), wrong=declining or paying,
    )  # fmt: skip
