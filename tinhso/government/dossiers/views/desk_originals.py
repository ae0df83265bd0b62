"""Originals on paper at the desk: taken in, sent, taken over, given back; and all that an agency keeps."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.forms import OriginalForm
from tinhso.government.dossiers.queries.originals import GROUPS, lines_of, originals_kept
from tinhso.government.dossiers.views.citizens import SeeOther
from tinhso.government.dossiers.views.desk import official, opened, put_faults, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid

PAGE, GROUP = 20, "nhom"


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What the official's agencies keep, await or have sent off."""
    actor, at = actor_of(request), clock.now()
    group = request.GET.get(GROUP, "")
    page = Paginator(originals_kept(actor=actor, group=group, at=at), PAGE).get_page(request.GET.get("page"))
    return show(
        request, "originals_list.html", page=page, lines=lines_of(list(page), actor=actor, at=at), group=group,
        groups=[("", _("Tất cả")), *GROUPS.items()], here=reverse("dossiers:desk_originals"),
    )  # fmt: skip


@official
@require_POST
def keep(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Take originals in; what is wrong stands beside its field."""
    desk = opened(request, dossier)
    form = OriginalForm(request.POST, papers=desk.papers_to_keep)
    if form.is_valid():
        try:
            actions.keep_original(
                actor=actor_of(request), dossier=dossier, at=clock.now(), **form.cleaned_data
            )
        except Invalid as refusal:
            put_faults(form, refusal)
        else:
            messages.success(request, _("Đã ghi nhận giữ bản chính."))
            return to("desk_dossier", dossier)
    return show(request, "dossier.html", status=422, desk=desk, keeping=form)


@official
@require_POST
def send(request: HttpRequest, dossier: UUID, original: UUID) -> HttpResponse:
    """Send them to the other agency."""
    return _moved(request, dossier, original, actions.send_original, _("Đã ghi nhận chuyển bản chính."))


@official
@require_POST
def take(request: HttpRequest, dossier: UUID, original: UUID) -> HttpResponse:
    """They have come."""
    return _moved(request, dossier, original, actions.take_original, _("Đã ghi nhận bản chính về đây."))


@official
@require_POST
def give_back(request: HttpRequest, dossier: UUID, original: UUID) -> HttpResponse:
    """The person has them back."""
    return _moved(request, dossier, original, actions.give_back_original, _("Đã ghi nhận trả bản chính."))


def _moved(
    request: HttpRequest, dossier: UUID, original: UUID, act: Callable[..., object], done: str
) -> HttpResponse:
    """One press, then back to the page it was made on; what became of them meanwhile is said there."""
    try:
        act(actor=actor_of(request), dossier=dossier, original=original, at=clock.now())
        messages.success(request, done)
    except Conflict as refusal:
        messages.warning(request, f"{refusal.detail} {refusal.next_step}".strip())
    kept = reverse("dossiers:desk_originals")
    return SeeOther(kept) if request.POST.get("next") == kept else to("desk_dossier", dossier)
