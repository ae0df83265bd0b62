"""What came from the portal and waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of, permitted
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.forms import InboxFilterForm, ReasonForm
from tinhso.government.portalsync.queries import inbox
from tinhso.government.portalsync.views import PAGE, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Refusal

_HEAD = (
    "Mã trên Cổng quốc gia",
    "Yêu cầu",
    "Tình trạng",
    "Lý do",
    "Đến lúc",
    "Số lần gửi",
    "Xóa nội dung lúc",
)


@permitted("portalsync.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """One state of what came in: what was not accepted first."""
    actor, state, form = actor_of(request), _state(request), InboxFilterForm(request.GET)
    given = form.given()
    page = Paginator(inbox.listed(actor=actor, state=state, **given), PAGE).get_page(request.GET.get("page"))
    counts = inbox.waiting_counts(actor=actor)
    return show(
        request, "inbox.html", form=form, given=given, page=page, state=state, rows=[inbox.told(one) for one in page],
        tabs=[
            (title, urlencode({"state": key}), key == state, counts.get(key)) for key, title in inbox.STATES.items()
        ],
        query=request.GET.urlencode(),
    )  # fmt: skip


@permitted("portalsync.see")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    found = inbox.listed(
        actor=actor_of(request), state=_state(request), **InboxFilterForm(request.GET).given()
    )
    lines = [
        (
            one.message.code, one.kind, one.state, one.problem,
            f"{clock.local(one.message.received_at):%d/%m/%Y %H:%M}", one.message.times,
            f"{clock.local(one.message.expires_at):%d/%m/%Y}" if one.message.expires_at else "",
        )
        for one in map(inbox.told, found)
    ]  # fmt: skip
    return spreadsheet("hop-thu-cong-quoc-gia", _HEAD, lines)


@permitted("portalsync.see")
@require_safe
def message(request: HttpRequest, message: UUID) -> HttpResponse:
    """One of them, with every reason."""
    return show(request, "message.html", one=inbox.message(actor=actor_of(request), id=message))


@permitted("portalsync.decide")
@require_safe
def body(request: HttpRequest, message: UUID) -> HttpResponse:
    """What was sent, to keep; the look is in the ledger."""
    content = inbox.body(actor=actor_of(request), id=message, at=clock.now())
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{message}.json"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@permitted("portalsync.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def replay(request: HttpRequest, message: UUID) -> HttpResponse:
    """Ask, then take it in as if it came now."""
    actor = actor_of(request)
    one = inbox.message(actor=actor, id=message)
    if request.method != "POST":
        return show(request, "replay.html", one=one)
    try:
        actions.replay(actor=actor, message=message, at=clock.now())
    except Refusal as refusal:
        return show(request, "replay.html", one=one, refusal=refusal, status=refusal.status)
    messages.success(request, _("Đã nhận lại."))
    return to("inbox")


@permitted("portalsync.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, message: UUID) -> HttpResponse:
    """Ask what was done, then put it away."""
    return _ended(request, message, "settle.html", actions.settle, _("Đã ghi cách giải quyết."))


@permitted("portalsync.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, message: UUID) -> HttpResponse:
    """Ask why, then let go of it."""
    return _ended(request, message, "discard.html", actions.discard, _("Đã bỏ."))


def _ended(
    request: HttpRequest, message: UUID, template: str, act: Callable[..., None], done: str
) -> HttpResponse:
    actor, form = actor_of(request), ReasonForm(request.POST if request.method == "POST" else None)
    one = inbox.message(actor=actor, id=message)
    words: dict[str, Any] = {"one": one, "form": form}
    if not form.is_bound:
        return show(request, template, **words)
    if not form.is_valid():
        return show(request, template, status=422, **words)
    act(actor=actor, message=message, at=clock.now(), **form.cleaned_data)
    messages.success(request, done)
    return to("inbox")


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in inbox.STATES else "rejected"
