"""An issued document is taken back, corrected, readdressed or replaced: asked on a page of its own, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access.requests import actor_of
from tinhso.government.documents import actions
from tinhso.government.documents.forms import ChangeForm, ReaddressForm, ReplaceForm
from tinhso.government.documents.queries.changes import may_change, replacements
from tinhso.government.documents.queries.page import find
from tinhso.government.documents.queries.receivers import standing
from tinhso.government.documents.views import official, put_faults, renewed, show, to
from tinhso.government.documents.views.choosing import looks, places
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, NotFound, Stale

_ACTS: dict[str, Callable[..., object]] = {
    "thu-hoi": actions.take_back,
    "dinh-chinh": actions.correct,
    "noi-nhan": actions.readdress,
    "thay-the": actions.replace,
}


@official
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, document: UUID, way: str) -> HttpResponse:
    """Ask why, then do it; receivers are told by whatever carried it to them."""
    act, actor = _ACTS.get(way), actor_of(request)
    found = find(actor=actor, document=document)
    if act is None or (request.method != "POST" and not may_change(found, actor=actor)):
        raise NotFound(_("Văn bản này không còn cách thay đổi như vậy."))
    given, initial = (request.POST if request.method == "POST" else None), {"version": found.version}
    words: dict[str, Any] = {"document": found, "way": way}
    form: ChangeForm
    here = standing(document)
    if way == "noi-nhan":
        looked = looks(request)
        form = ReaddressForm(
            None if looked else given, initial=initial | (request.POST.dict() if looked else {})
        )
        keys = request.POST.getlist("receivers") if request.method == "POST" else [one.key for one in here]
        words |= places(request, keys, standing=here)
    else:
        words["told"] = here
        if way == "thay-the":
            form = ReplaceForm(given, initial=initial, offered=replacements(found, actor=actor))
        else:
            form = ChangeForm(given, initial=initial)
    words["form"] = form
    if not form.is_valid():
        return show(request, "change.html", status=422 if form.is_bound else 200, **words)
    try:
        act(actor=actor, document=document, at=clock.now(), **form.cleaned_data)
    except Invalid as refusal:
        put_faults(form, refusal)
        return show(request, "change.html", status=422, **words)
    except (Conflict, Stale) as refusal:
        renewed(form, found.version)
        return show(request, "change.html", status=refusal.status, refusal=refusal, **words)
    messages.success(request, _("Đã ghi nhận; các nơi nhận được báo ngay."))
    return to("document", document)
