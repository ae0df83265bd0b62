"""The desk's front page, most urgent first, and everything there is to do in one list."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.foundation.access.queries import posts_of
from tinhso.foundation.access.requests import actor_of, door, may
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.foundation.workflow.desk import URGENCIES, desk_cards
from tinhso.foundation.workflow.my_work import Whose
from tinhso.kernel import clock
from tinhso.surfaces.desk import queries

PAGE = 30
WHOSE: dict[Whose, str] = {"mine": "cua-toi", "unit": "don-vi"}
_HEAD = (
    gettext_lazy("Loại việc"), gettext_lazy("Việc"), gettext_lazy("Bước"), gettext_lazy("Hạn"),
    gettext_lazy("Người đang giữ"),
)  # fmt: skip
_LONGEST = 150


@door("official")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Cards of all systems for what this official may do, each with its counts, and the first things to do."""
    at, actor = clock.now(), actor_of(request)
    today = clock.local(at).date()
    assert actor.account is not None
    shown = [one for one in sorted(desk_cards, key=lambda card: card.order) if may(request, one.permission)]
    found = [(one.title, reverse(one.url_name), one.work(actor, at)) for one in shown]
    posts = [
        post
        for post in posts_of(actor=actor, account=actor.account, at=at)
        if post.valid_from <= today and (post.valid_until is None or post.valid_until > today)
    ]
    context = {
        "cards": [one for one in found if one[2].total],
        "at_rest": [one for one in found if not one[2].total],
        "posts": posts,
        "actor": actor,
        "at": at,
    }
    answer = render(request, "desk/home.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@door("official")
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """Everything this official, or the unit, has to do."""
    at, actor = clock.now(), actor_of(request)
    asked = _asked(request)
    found = queries.everything(actor=actor, asked=asked, at=at)
    kinds = queries.kinds(actor=actor)
    tabs = [(WHOSE["mine"], _("Việc của tôi")), (WHOSE["unit"], _("Việc của đơn vị"))]
    answer = render(
        request,
        "desk/work.html",
        {
            "page": Paginator(found.lines, PAGE).get_page(request.GET.get("page", 1)),
            "cut": found.cut,
            "asked": asked,
            "tabs": [(key, title, key == WHOSE[asked.whose]) for key, title in tabs],
            "tab": WHOSE[asked.whose],
            "kinds": [("", _("Mọi loại")), *((one.key, _(one.title)) for one in kinds)],
            "urgencies": [("", _("Mọi hạn")), *URGENCIES.items()],
            "query": request.GET.urlencode(),
        },
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@door("official")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as CSV for a spreadsheet."""
    at = clock.now()
    found = queries.everything(actor=actor_of(request), asked=_asked(request), at=at)
    rows = (
        (_(one.kind.title), one.item.title, one.item.note, _due(one), one.item.holder) for one in found.lines
    )
    answer = spreadsheet(f"viec-{clock.local(at):%Y%m%d-%H%M}", _HEAD, rows)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _asked(request: HttpRequest) -> queries.Asked:
    given = request.GET
    urgency = given.get("han", "")
    return queries.Asked(
        whose="unit" if given.get("cua") == WHOSE["unit"] else "mine",
        kind=given.get("loai", ""),
        urgency=urgency if urgency in URGENCIES else "",
        text=given.get("q", "").replace("\0", "").strip()[:_LONGEST],
    )


def _due(line: queries.Line) -> str:
    return words.moment(line.item.due_at) if line.item.due_at else ""
