"""What is owed and what is parked; letting it run again."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of, may, permitted
from tinhso.foundation.ui import words
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict
from tinhso.surfaces.console import actions
from tinhso.surfaces.console.actions.replaying import AT_ONCE, REPLAY, Replayed
from tinhso.surfaces.console.queries import deliveries
from tinhso.surfaces.console.queries.ledger import SEE as SEE_LEDGER
from tinhso.surfaces.console.views import carry_out, given, show, to


@permitted(deliveries.SEE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The deliveries of one state, of one handler when it is chosen; what is parked first."""
    actor = actor_of(request)
    counts = deliveries.counts(actor=actor)
    state = given(request, "state", deliveries.STATES, "parked" if counts["parked"] else "due")
    handler = request.GET.get("handler", "")
    handlers = deliveries.handler_counts(actor=actor)
    page = deliveries.listed(actor=actor, state=state, handler=handler, page=request.GET.get("page"))
    return show(
        request,
        "deliveries.html",
        state=state,
        handler=handler,
        page=page,
        rows=[(row, deliveries.reason(row)) for row in page],
        tabs=[
            (
                title,
                urlencode({"state": key} | ({"handler": handler} if handler else {})),
                key == state,
                counts[key],
            )
            for key, title in deliveries.STATES.items()
        ],
        handlers=[
            (one, urlencode({"state": state, "handler": one.key}), one.key == handler) for one in handlers
        ],
        parked_here=sum(one.parked for one in handlers if one.key == handler),
        may_replay=may(request, REPLAY),
    )


@permitted(deliveries.SEE)
@require_safe
def delivery(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """One delivery: when, how often, and what went wrong."""
    found = deliveries.delivery(actor=actor_of(request), id=delivery)
    return show(
        request,
        "delivery.html",
        one=found,
        parked=found.state == "parked",
        may_replay=may(request, REPLAY),
        may_see_act=found.act is not None and may(request, SEE_LEDGER),
    )


@permitted(REPLAY)
@require_http_methods(["GET", "HEAD", "POST"])
def replay(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Ask, then let one parked delivery run again."""
    at, actor = clock.now(), actor_of(request)
    found = deliveries.delivery(actor=actor, id=delivery)

    def page(status: int = 200, refusal: Conflict | None = None) -> HttpResponse:
        return show(request, "replay.html", status=status, one=found, refusal=refusal)

    if request.method != "POST":
        return page()
    return carry_out(
        request,
        act=lambda: actions.replay_one(actor=actor, delivery=delivery, at=at),
        done=_("Đã đặt chạy lại. Tiến trình worker sẽ làm ngay khi rảnh."),
        onwards=lambda: to("delivery", delivery),
        redraw=page,
    )


@permitted(REPLAY)
@require_http_methods(["GET", "HEAD", "POST"])
def replay_all(request: HttpRequest, handler: str) -> HttpResponse:
    """Ask, then let everything parked of one handler run again."""
    at, actor = clock.now(), actor_of(request)

    def page(status: int = 200, refusal: Conflict | None = None) -> HttpResponse:
        parked = deliveries.parked(actor=actor, handler=handler)
        return show(
            request, "replay_all.html", status=status, handler=handler, parked=parked, now=min(parked, AT_ONCE),
            refusal=refusal,
        )  # fmt: skip

    if request.method != "POST":
        return page()
    return carry_out(
        request,
        act=lambda: actions.replay_all(actor=actor, handler=handler, at=at),
        done=_told,
        onwards=lambda: to("deliveries", query=urlencode({"handler": handler})),
        redraw=page,
    )


def _told(result: Replayed) -> str:
    told = ngettext("Đã đặt chạy lại %(number)s mục.", "Đã đặt chạy lại %(number)s mục.", result.count) % {
        "number": words.number(result.count)
    }
    if not result.left:
        return told
    left = ngettext("Còn %(number)s mục bị tạm giữ.", "Còn %(number)s mục bị tạm giữ.", result.left)
    return f"{told} {left % {'number': words.number(result.left)}}"
