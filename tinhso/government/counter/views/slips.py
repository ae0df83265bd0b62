"""Slips that came in after the network was back: what waits, one of them, and those that lead to no dossier."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.counter import actions
from tinhso.government.counter.forms import ClosingForm
from tinhso.government.counter.queries import slips as queries
from tinhso.government.counter.queries.helping import ASSIST
from tinhso.government.counter.queries.places import own_counters
from tinhso.government.counter.views import clerk, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict

PAGE, STATE, SEARCH = 20, "trang-thai", "q"
_LONGEST = 20
"""Letters of a search."""
_HEAD = (
    gettext_lazy("Mã tạm"), gettext_lazy("Thủ tục"), gettext_lazy("Tình trạng"), gettext_lazy("Hồ sơ"),
    gettext_lazy("Máy ghi lúc"), gettext_lazy("Hệ thống nhận lúc"), gettext_lazy("Người nhận"),
)  # fmt: skip


@clerk(ASSIST)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who was received while the network was down."""
    actor, at = actor_of(request), clock.now()
    state, text = _narrowed(request)
    page = Paginator(queries.slips(actor=actor, state=state, text=text, at=at), PAGE).get_page(
        request.GET.get("page")
    )
    return show(
        request, "slips.html", page=page, lines=queries.slip_lines(list(page), at=at), state=state, text=text,
        states=[("", _("Tất cả")), *queries.STATES.items()], query=request.GET.urlencode(),
    )  # fmt: skip


@clerk(ASSIST)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as CSV for a spreadsheet, without a name."""
    at, (state, text) = clock.now(), _narrowed(request)
    rows = queries.slip_lines(
        list(queries.slips(actor=actor_of(request), state=state, text=text, at=at)), at=at
    )
    return spreadsheet(
        f"phieu-khi-mat-mang-{clock.local(at):%Y%m%d-%H%M}",
        _HEAD,
        (
            (one.slip.code, one.procedure, one.state_title, one.code, words.moment(one.slip.taken_at),
             words.moment(one.slip.received_at), one.slip.block.official.name)
            for one in rows
        ),
    )  # fmt: skip


@clerk(ASSIST)
@require_safe
def slip(request: HttpRequest, slip: UUID) -> HttpResponse:
    """What was written down, and on to the filing."""
    actor, at = actor_of(request), clock.now()
    found = queries.open_slip(actor=actor, slip=slip, at=at)
    own = {one.agency_id: one.code for one in own_counters(actor=actor, at=at)}
    return show(request, "slip.html", slip=found, counter=own.get(found.slip.block.counter_id, ""))


@clerk(ASSIST)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, slip: UUID) -> HttpResponse:
    """Say why no dossier comes of it."""
    actor, at = actor_of(request), clock.now()
    found = queries.own_slip(actor=actor, slip=slip, at=at)
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return show(request, "close_slip.html", status=422 if form.is_bound else 200, slip=found, form=form)
    try:
        actions.close_slip(actor=actor, slip=slip, closing=form.cleaned_data["closing"], at=at)
    except Conflict as refusal:
        return show(request, "close_slip.html", status=refusal.status, slip=found, form=form, refusal=refusal)
    messages.success(request, _("Đã khép phiếu %(code)s.") % {"code": found.code})
    return to("slips")


def _narrowed(request: HttpRequest) -> tuple[str, str]:
    return request.GET.get(STATE, ""), request.GET.get(SEARCH, "")[:_LONGEST]
