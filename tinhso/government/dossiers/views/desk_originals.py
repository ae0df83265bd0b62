"""Originals on paper at the desk: taken in, sent, taken over, given back; and all that an agency keeps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.ui.answers import SeeOther
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.forms import OriginalForm, ScanForm
from tinhso.government.dossiers.queries.originals import GROUPS, Kept, lines_of, originals_kept
from tinhso.government.dossiers.views.desk import official, opened, put_faults, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid

PAGE, GROUP, SEARCH = 20, "nhom", "q"
_HEAD = (
    "Mã hồ sơ", "Thủ tục", "Chủ hồ sơ", "Giấy tờ bản chính", "Số bản", "Đang ở", "Đang chuyển đến", "Từ lúc",
    "Quá hạn trả",
)  # fmt: skip


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What the official's agencies keep, await or have sent off."""
    actor, at = actor_of(request), clock.now()
    group, text = _asked(request)
    page = Paginator(originals_kept(actor=actor, group=group, text=text, at=at), PAGE).get_page(
        request.GET.get("page")
    )
    return show(
        request, "originals_list.html", page=page, lines=lines_of(list(page), actor=actor, at=at), group=group,
        text=text, groups=[("", _("Tất cả")), *GROUPS.items()], here=reverse("dossiers:desk_originals"),
        query=urlencode({GROUP: group, SEARCH: text}),
    )  # fmt: skip


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, for a spreadsheet."""
    actor, at = actor_of(request), clock.now()
    group, text = _asked(request)
    rows = lines_of(list(originals_kept(actor=actor, group=group, text=text, at=at)), actor=actor, at=at)
    return spreadsheet(f"ban-chinh-{clock.local(at):%Y%m%d-%H%M}", _HEAD, map(_cells, rows))


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
    adding = ScanForm(papers=desk.papers_to_keep)
    return show(request, "dossier.html", status=422, desk=desk, keeping=form, adding=adding)


@official
@require_POST
def send(request: HttpRequest, dossier: UUID, original: UUID) -> HttpResponse:
    """Send them to another agency of the dossier."""
    act = partial(actions.send_original, to=_agency(request.POST.get("to", "")))
    return _moved(request, dossier, original, act, _("Đã ghi nhận chuyển bản chính."))


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


def _asked(request: HttpRequest) -> tuple[str, str]:
    return request.GET.get(GROUP, ""), request.GET.get(SEARCH, "").strip()


def _agency(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _cells(one: Kept) -> tuple[str | int, ...]:
    dossier, whole = one.dossier, one.original.dossier
    return (
        str(dossier),
        dossier.procedure.name,
        whole.organisation.name if whole.organisation else whole.owner.name,
        one.original.title,
        one.original.count,
        one.place,
        one.bound_for,
        f"{clock.local(one.original.moved_at):%d/%m/%Y %H:%M}",
        "x" if one.overdue else "",
    )
