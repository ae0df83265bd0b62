"""The pages of the wallet, behind the citizens' door."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, door
from tinhso.government.wallet import actions, queries
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Ref

HOLDER, SEARCH = "cua", "q"
SEE_OTHER = 303


@door("citizen")
@require_safe
def wallet(request: HttpRequest) -> HttpResponse:
    """Results issued and papers accepted, each with where it came from and where it was used."""
    actor, at = actor_of(request), clock.now()
    if actor.person is None:
        wanted = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('account_declare')}?{wanted}")
    text = request.GET.get(SEARCH, "").replace("\0", "")
    found = queries.wallet(actor=actor, holder=request.GET.get(HOLDER, ""), text=text, at=at)
    answer = render(
        request,
        "wallet/wallet.html",
        {"wallet": found, "text": text, "holders": queries.holders(actor=actor, at=at)},
    )
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


def _thing(request: HttpRequest) -> Ref:
    try:
        return Ref.parse(request.POST.get("thing", ""))
    except ValueError:
        raise NotFound(_("Không tìm thấy giấy tờ này trong ví.")) from None


def _back(request: HttpRequest) -> HttpResponse:
    holder = request.POST.get(HOLDER, "")
    address = reverse("wallet:wallet")
    query = f"?{urlencode({HOLDER: holder})}" if holder else ""
    return HttpResponse(status=SEE_OTHER, headers={"Location": f"{address}{query}"})
