"""Organisations outside the house: found by name or code; for operators, by which certificates they are believed."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, holding, may, permitted
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.axis import actions
from tinhso.government.axis.forms import DirectoryFilterForm, PinForm
from tinhso.government.axis.queries import directory
from tinhso.government.axis.views import PAGE, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid

_HEAD = (
    gettext_lazy("Mã định danh"), gettext_lazy("Mã bốn nhóm"), gettext_lazy("Tên cơ quan"),
    gettext_lazy("Nhóm cơ quan"), gettext_lazy("Hiệu lực từ"), gettext_lazy("Đến"), gettext_lazy("Cơ quan kế thừa"),
)  # fmt: skip
_LARGEST_PEM = 64 * 1024
official = holding(directory.LOOK)


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The directory."""
    actor, on = actor_of(request), clock.today()
    form = DirectoryFilterForm(request.GET, groups=directory.groups(on=on))
    found = directory.listed(actor=actor, filters=directory.Filters(**form.given()), on=on)
    operates = may(request, directory.SEE)
    return render(
        request, "axis/directory.html",
        {
            "form": form, "given": form.given(), "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "query": request.GET.urlencode(), "operates": operates,
            "synchronised": directory.last_synchronised(), "connected": bool(settings.DOCUMENT_AXIS),
            "may_operate": may(request, "axis.operate"),
        },
    )  # fmt: skip


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same for a spreadsheet."""
    on = clock.today()
    form = DirectoryFilterForm(request.GET, groups=directory.groups(on=on))
    found = directory.listed(actor=actor_of(request), filters=directory.Filters(**form.given()), on=on)
    lines = (
        (
            one.code, one.old_code, one.name, one.group, words.day(one.effective_from),
            words.day(one.effective_until) if one.effective_until else "", one.successor,
        )
        for one in found.iterator()
    )  # fmt: skip
    return spreadsheet("danh-ba-co-quan", _HEAD, lines)


@official
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation."""
    return _drawn(request, code, PinForm())


@permitted("axis.operate")
@require_POST
def pin(request: HttpRequest, code: str) -> HttpResponse:
    """Believe its messages by this certificate."""
    form = PinForm(request.POST, request.FILES)
    if form.is_valid():
        pem = form.cleaned_data["certificate"].read(_LARGEST_PEM)
        try:
            actions.pin(actor=actor_of(request), code=code, pem=pem, at=clock.now())
        except Invalid as refusal:
            for fault in refusal.faults:
                form.add_error("certificate", fault.reason)
        except Conflict as refusal:
            form.add_error("certificate", refusal.detail)
        else:
            messages.success(request, _("Đã ghim; từ nay thông điệp không mang chữ ký này bị giữ lại."))
            return to("organisation", code)
    return _drawn(request, code, form, status=422)


@permitted("axis.operate")
@require_http_methods(["GET", "HEAD", "POST"])
def unpin(request: HttpRequest, code: str, pin: UUID) -> HttpResponse:
    """Ask, then believe it no longer."""
    actor, on = actor_of(request), clock.today()
    if request.method != "POST":
        return render(request, "axis/unpin.html", {"one": directory.one(actor=actor, code=code, on=on)})
    actions.unpin(actor=actor, pin=pin, at=clock.now())
    messages.success(request, _("Đã bỏ ghim."))
    return to("organisation", code)


@permitted("axis.operate")
@require_POST
def synchronise(request: HttpRequest) -> HttpResponse:
    """Read the axis' list now."""
    actions.ask_for_directory(actor=actor_of(request), at=clock.now())
    messages.success(request, _("Đang đồng bộ danh bạ từ trục; tải lại trang sau ít phút."))
    return to("directory")


def _drawn(request: HttpRequest, code: str, form: PinForm, *, status: int = 200) -> HttpResponse:
    actor, on, operates = actor_of(request), clock.today(), may(request, directory.SEE)
    return render(
        request, "axis/organisation.html",
        {
            "one": directory.one(actor=actor, code=code, on=on), "on": on, "form": form, "operates": operates,
            "pins": directory.pins_of(actor=actor, code=code) if operates else (),
            "may_operate": may(request, "axis.operate"),
        },
        status=status,
    )  # fmt: skip
