"""The rules the province works by: where they come from, what is assumed, what was changed here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of, permitted
from tinhso.kernel import clock
from tinhso.surfaces.console.queries import packs as kept
from tinhso.surfaces.console.views import given, show

ONLY = {"": _("Tất cả"), "assumed": _("Theo giả định"), "officials": _("Cán bộ đã đổi tại đây")}


@permitted(kept.SEE)
@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """The packs as applied, and the rules by kind."""
    actor, on = actor_of(request), clock.today()
    return show(
        request,
        "packs.html",
        packs=kept.packs(actor=actor),
        kinds=kept.kind_counts(actor=actor, on=on),
        on=on,
    )


@permitted(kept.SEE)
@require_safe
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """The versions of one kind of rules."""
    actor = actor_of(request)
    only, text = given(request, "only", ONLY), request.GET.get("q", "").strip()
    found = kept.kind(actor=actor, name=kind)
    page = kept.rules(
        actor=actor,
        kind=found,
        text=text,
        assumed=only == "assumed",
        changed_here=only == "officials",
        page=request.GET.get("page"),
    )
    return show(
        request,
        "kind.html",
        kind=found,
        page=page,
        only=only,
        text=text,
        choices=list(ONLY.items()),
        active=bool(only) + bool(text),
    )
