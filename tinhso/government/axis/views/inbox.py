"""What came over the axis: what waits for a person first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, permitted
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.axis import actions
from tinhso.government.axis.forms import InboxFilterForm, ReasonForm
from tinhso.government.axis.queries import inbox
from tinhso.government.axis.rules import TAKING_TITLES, Taking
from tinhso.government.axis.views import PAGE, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Refusal

_HEAD = (
    gettext_lazy("Văn bản"), gettext_lazy("Thông điệp"), gettext_lazy("Cơ quan gửi"), gettext_lazy("Mã nơi nhận"),
    gettext_lazy("Tình trạng"), gettext_lazy("Lý do"), gettext_lazy("Đến lúc"), gettext_lazy("Số lần trục đưa"),
)  # fmt: skip
_TABS = (Taking.PARKED, Taking.TAKEN, Taking.SETTLED)


@permitted("axis.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """One state of what came."""
    actor, form, filters = actor_of(request), InboxFilterForm(request.GET), _asked(request)
    page = Paginator(inbox.listed(actor=actor, filters=filters), PAGE).get_page(request.GET.get("page"))
    counts = {Taking.PARKED: inbox.waiting(actor=actor)}
    return show(
        request, "inbox.html", form=form, filters=filters, page=page, rows=[inbox.told(one) for one in page],
        tabs=[(TAKING_TITLES[one], urlencode({"state": one}), one == filters.state, counts.get(one)) for one in _TABS],
        query=request.GET.urlencode(),
    )  # fmt: skip


@permitted("axis.see")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    found = inbox.listed(actor=actor_of(request), filters=_asked(request))[:20_000]
    lines = (
        (
            row.title, row.kind, f"{row.message.sender} {row.message.sender_name}".strip(), row.message.receiver,
            row.state, row.problem, words.moment(row.message.received_at), row.message.times,
        )
        for row in map(inbox.told, found)
    )  # fmt: skip
    return spreadsheet("hop-den-truc-lien-thong", _HEAD, lines)


@permitted("axis.see")
@require_safe
def page(request: HttpRequest, message: UUID) -> HttpResponse:
    """One message, with everything that is wrong with it."""
    return show(request, "message.html", one=inbox.message(actor=actor_of(request), id=message))


@permitted("axis.operate")
@require_safe
def body(request: HttpRequest, message: UUID) -> HttpResponse:
    """What came, to keep; the look is in the ledger."""
    content = inbox.body(actor=actor_of(request), id=message, at=clock.now())
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{message}.edxml"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@permitted("axis.operate")
@require_POST
def replay(request: HttpRequest, message: UUID) -> HttpResponse:
    """Take it in as if it came now."""
    actor = actor_of(request)
    try:
        found = actions.replay(actor=actor, message=message, at=clock.now())
    except Refusal as refusal:
        one = inbox.message(actor=actor, id=message)
        return show(request, "message.html", one=one, refusal=refusal, status=refusal.status)
    if found.state == Taking.TAKEN:
        messages.success(request, _("Đã nhận lại."))
    else:
        messages.warning(request, _("Vẫn chưa đưa vào được; lý do ở dưới."))
    return to("message", message)


@permitted("axis.operate")
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, message: UUID) -> HttpResponse:
    """Ask what was done, then put it away."""
    return _ended(request, message, "settle.html", actions.settle, _("Đã ghi cách giải quyết."))


@permitted("axis.operate")
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, message: UUID) -> HttpResponse:
    """Ask why, then let go of it."""
    return _ended(request, message, "discard.html", actions.discard, _("Đã bỏ."))


def _ended(
    request: HttpRequest, message: UUID, template: str, act: Callable[..., None], done: str
) -> HttpResponse:
    actor, form = actor_of(request), ReasonForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {"one": inbox.message(actor=actor, id=message), "form": form}
    if not form.is_valid():
        return show(request, template, status=422 if form.is_bound else 200, **shown)
    act(actor=actor, message=message, at=clock.now(), **form.cleaned_data)
    messages.success(request, done)
    return to("inbox")


def _asked(request: HttpRequest) -> inbox.Filters:
    given = InboxFilterForm(request.GET).given()
    state = request.GET.get("state", "")
    return inbox.Filters(
        state=state if state in _TABS else Taking.PARKED,
        text=given.get("text", ""),
        problem=given.get("problem", ""),
    )
