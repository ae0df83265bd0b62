"""One's notices: the list, and going on from one of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, door
from tinhso.foundation.notices import actions, queries, words
from tinhso.foundation.ui.answers import SeeOther
from tinhso.kernel import clock

PAGE = 20


@door("citizen")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All of them, or the new ones, the latest first."""
    actor, only_new = actor_of(request), request.GET.get("nhom") == "moi"
    page = Paginator(queries.mine(actor=actor, unread=only_new), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "told": queries.told(list(page)),
        "only_new": only_new,
        "everything": not only_new,
        "new": queries.unread(actor=actor),
        "all": queries.mine(actor=actor).count(),
    }
    answer = render(request, "notices/mine.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@door("citizen")
@require_POST
def open_notice(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Mark one as seen and go to what it is about."""
    found = actions.mark_read(actor=actor_of(request), notice=notice, at=clock.now())
    return _to(words.path_of(found) or reverse("notices:mine"))


@door("citizen")
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Mark everything told until now as seen."""
    seen = actions.mark_all_read(actor=actor_of(request), at=clock.now())
    if seen:
        messages.success(
            request,
            ngettext(
                "Đã đánh dấu %(count)s thông báo là đã đọc.",
                "Đã đánh dấu %(count)s thông báo là đã đọc.",
                seen,
            )
            % {"count": seen},
        )
    return _to(reverse("notices:mine"))


def _to(path: str) -> HttpResponse:
    return SeeOther(path)
