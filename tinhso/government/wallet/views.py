"""The pages of the wallet, behind the citizens' door."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, door
from tinhso.foundation.ui.answers import SeeOther
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.wallet import actions, queries
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Ref

HOLDER, SEARCH, GROUP = "cua", "q", "nhom"
PAGE = 20


@door("citizen")
@require_safe
def wallet(request: HttpRequest) -> HttpResponse:
    """Results issued and papers accepted, each with where it came from and where it was used."""
    actor, at = actor_of(request), clock.now()
    if actor.person is None:
        wanted = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('account_declare')}?{wanted}")
    text, group = _asked(request)
    found = queries.wallet(actor=actor, holder=request.GET.get(HOLDER, ""), text=text, at=at)
    page = Paginator(found.of(group), PAGE).get_page(request.GET.get("page"))
    tabs = [(key, title, len(found.of(key)), key == group) for key, title in queries.GROUPS.items()]
    answer = render(
        request,
        "wallet/wallet.html",
        {
            "wallet": found, "page": page, "text": text, "group": group, "groups": tabs,
            "hidden": group == queries.HIDDEN, "any": found.of("") or found.hidden,
            "holders": queries.holders(actor=actor, at=at),
        },
    )  # fmt: skip
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@door("citizen")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    text, group = _asked(request)
    found = queries.wallet(
        actor=actor_of(request), holder=request.GET.get(HOLDER, ""), text=text, at=clock.now()
    )
    answer = spreadsheet("vi-giay-to", queries.HEAD, queries.as_rows(found.of(group)))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@door("citizen")
@require_POST
def hide(request: HttpRequest) -> HttpResponse:
    """Take one paper out of the wallet; it can be put back on the same page."""
    actions.hide(actor=actor_of(request), thing=_thing(request), at=clock.now())
    messages.success(request, _("Đã ẩn khỏi ví. Hồ sơ không thay đổi; ông/bà hiện lại được bất cứ lúc nào."))
    return _back(request)


@door("citizen")
@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """Put it back."""
    actions.show(actor=actor_of(request), thing=_thing(request), at=clock.now())
    messages.success(request, _("Đã hiện lại trong ví."))
    return _back(request)


def _asked(request: HttpRequest) -> tuple[str, str]:
    """The words searched for, and the group looked at."""
    group = request.GET.get(GROUP, "")
    return request.GET.get(SEARCH, "").replace("\0", ""), group if group in queries.GROUPS else ""


def _thing(request: HttpRequest) -> Ref:
    try:
        return Ref.parse(request.POST.get("thing", ""))
    except ValueError:
        raise NotFound(_("Không tìm thấy giấy tờ này trong ví.")) from None


def _back(request: HttpRequest) -> HttpResponse:
    kept = {name: value for name in (HOLDER, GROUP) if (value := request.POST.get(name))}
    query = f"?{urlencode(kept)}" if kept else ""
    return SeeOther(f"{reverse('wallet:wallet')}{query}")
