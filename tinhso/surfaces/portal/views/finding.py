"""Finding a procedure: by words, through the catalogue, or from what happens in life."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.kernel import clock
from tinhso.surfaces.portal import queries
from tinhso.surfaces.portal.forms import CatalogueForm

WHILE_TYPING = 6
"""Hits shown below the box while somebody types."""
_MOST_PAGES = 1_000
_HEAD = (
    _("Mã thủ tục"),
    _("Tên thủ tục"),
    _("Lĩnh vực"),
    _("Cấp thực hiện"),
    _("Cơ quan giải quyết"),
    _("Nộp trực tuyến"),
    _("Trang"),
)


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The hits for some words: the whole page, or, asked for while typing, only the list."""
    text = request.GET.get("q", "")
    typing = bool(request.headers.get("HX-Request"))
    found = queries.answers(
        actor=actor_of(request),
        text=text,
        page=1 if typing else _page(request),
        size=WHILE_TYPING if typing else queries.PAGE,
    )
    context = {"text": text, "found": found, **_turning(request, found.page, more=found.more)}
    template = "portal/hits_typing.html" if typing else "portal/search.html"
    answer = render(request, template, context)
    patch_vary_headers(answer, ("HX-Request",))
    return answer


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every procedure in force, by words and filters."""
    on = clock.today()
    form = _form(request)
    found = queries.procedures(actor=actor_of(request), choice=form.choice, on=on, page=_page(request))
    context = {
        "form": form,
        "choice": form.choice,
        "found": found,
        "query": _query(request),
        **_turning(request, found.page, more=found.more),
    }
    return render(request, "portal/catalogue.html", context)


@login_not_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The catalogue as it is narrowed, for a spreadsheet."""
    choice = _form(request).choice
    yes, no = gettext("Có"), gettext("Chưa")
    rows = (
        (
            one.code,
            one.name,
            one.field,
            one.levels,
            one.agency,
            yes if one.online else no,
            request.build_absolute_uri(one.url) if one.url else "",
        )
        for one in queries.every_procedure(actor=actor_of(request), choice=choice, on=clock.today())
    )
    return spreadsheet("thu-tuc", _HEAD, rows)


@login_not_required
@require_safe
def life_event(request: HttpRequest, code: str) -> HttpResponse:
    """The procedures something in life asks for."""
    on = clock.today()
    event = queries.life_event(code=code, on=on)
    choice = queries.Choice(life_event=code)
    found = queries.procedures(actor=actor_of(request), choice=choice, on=on, page=_page(request))
    context = {"event": event, "found": found, **_turning(request, found.page, more=found.more)}
    return render(request, "portal/life_event.html", context)


def _form(request: HttpRequest) -> CatalogueForm:
    on = clock.today()
    events = [(event.code, gettext(event.title)) for event in queries.life_events(on=on)]
    return CatalogueForm(request.GET, fields=queries.fields(on=on), life_events=events)


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return min(int(asked), _MOST_PAGES) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _query(request: HttpRequest, **changed: Any) -> str:
    """The query as it stands, without its page or with another one."""
    kept = {name: value for name, value in request.GET.items() if value and name != "page"}
    return urlencode(kept | changed)


def _turning(request: HttpRequest, page: int, *, more: bool) -> dict[str, str]:
    """The addresses of the pages before and after; empty where there is none."""
    return {
        "newer": f"?{_query(request, page=page - 1)}" if page > 1 else "",
        "older": f"?{_query(request, page=page + 1)}" if more else "",
    }
