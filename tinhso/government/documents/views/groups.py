"""Groups of receivers, as the records clerks of an agency keep them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of, holding
from tinhso.government.documents import actions
from tinhso.government.documents.forms import GroupForm, Versioned
from tinhso.government.documents.queries.groups import GROUP, group_offices, groups_kept, kept_group
from tinhso.government.documents.queries.receivers import MOST
from tinhso.government.documents.views import put_faults, show, to
from tinhso.government.documents.views.choosing import looks, places
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, Stale

keeper = holding(GROUP)
FORM = require_http_methods(["GET", "HEAD", "POST"])


@keeper
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All groups of the clerk's agencies."""
    return show(request, "groups.html", rows=groups_kept(actor=actor_of(request), at=clock.now()))


@keeper
@FORM
def make(request: HttpRequest) -> HttpResponse:
    """A new group."""
    offices = group_offices(actor=actor_of(request), at=clock.now())
    form = GroupForm(_sent(request), offices=offices, initial=_typed(request) or {"agency": offices[0][0]})
    return _kept(
        request,
        form,
        lambda given: actions.make_group(
            actor=actor_of(request), agency=UUID(given["agency"]), name=given["name"], receivers=given["receivers"],
            at=clock.now(),
        ),
    )  # fmt: skip


@keeper
@FORM
def change(request: HttpRequest, group: UUID) -> HttpResponse:
    """A group there is."""
    now = kept_group(actor=actor_of(request), group=group)
    initial = {"name": now.name, "receivers": now.keys, "version": now.version}
    form = GroupForm(_sent(request), initial=initial | _typed(request))
    return _kept(
        request,
        form,
        lambda given: actions.change_group(
            actor=actor_of(request), group=group, version=given["version"], name=given["name"],
            receivers=given["receivers"], at=clock.now(),
        ),
        group=now,
    )  # fmt: skip


@keeper
@FORM
def drop(request: HttpRequest, group: UUID) -> HttpResponse:
    """Given up, after a word of warning."""
    now = kept_group(actor=actor_of(request), group=group)
    form = Versioned(_sent(request), initial={"version": now.version}, auto_id=False)
    if not form.is_valid():
        return show(request, "group_drop.html", group=now, form=form, status=422 if form.is_bound else 200)
    try:
        actions.drop_group(
            actor=actor_of(request), group=group, version=form.cleaned_data["version"], at=clock.now()
        )
    except Stale as refusal:
        return show(request, "group_drop.html", group=now, form=form, refusal=refusal, status=refusal.status)
    messages.success(request, _("Đã bỏ nhóm. Văn bản đã gửi không thay đổi."))
    return to("groups")


def _kept(
    request: HttpRequest, form: GroupForm, act: Callable[[dict[str, Any]], object], **more: Any
) -> HttpResponse:
    refusal: Conflict | Stale | None = None
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Invalid as refused:
            put_faults(form, refused)
        except (Conflict, Stale) as refused:
            refusal = refused
        else:
            messages.success(request, _("Đã lưu nhóm nơi nhận."))
            return to("groups")
    keys = [str(one) for one in form["receivers"].value() or ()]
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return show(
        request, "group.html", status=status, form=form, refusal=refusal, **places(request, keys, most=MOST),
        **more,
    )  # fmt: skip


def _sent(request: HttpRequest) -> Any:
    """What was sent to be kept; looking for a place keeps nothing."""
    return request.POST if request.method == "POST" and not looks(request) else None


def _typed(request: HttpRequest) -> dict[str, Any]:
    if not looks(request):
        return {}
    return request.POST.dict() | {"receivers": request.POST.getlist("receivers")}
