"""The register of incoming documents and the follow-up register: on a page, as a table, printed in the legal form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.documents.engine import printing_in
from tinhso.government.documents.forms import IncomingBookForm
from tinhso.government.documents.queries import incoming_register as book
from tinhso.government.documents.queries.register import places
from tinhso.government.documents.views import official, pdf, put_faults, show
from tinhso.kernel import clock
from tinhso.kernel.errors import Invalid

PAGE = 50
_HEAD = (
    "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản", "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú",
)  # fmt: skip
_FOLLOWED = (
    "Số đến", "Số, ký hiệu, ngày tháng và tác giả văn bản", "Đơn vị hoặc người nhận", "Thời hạn giải quyết",
    "Tiến độ giải quyết", "Số, ký hiệu văn bản trả lời", "Ghi chú",
)  # fmt: skip
"""As the decree has them; what is taken along stays Vietnamese."""


@official
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The register of one agency and year."""
    return _page(request, "incoming_register.html")


@official
@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    """What became of each document of one agency and year."""
    return _page(request, "incoming_followed.html")


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The register as CSV for a spreadsheet."""
    form = _form(request)
    if not form.is_valid():
        return show(request, "incoming_register.html", status=422, form=form, page=None)
    rows = book.incoming_entries(**_asked(request, form))
    return spreadsheet(f"so-van-ban-den-{form.cleaned_data['year']}", _HEAD, map(book.in_columns, rows))


@official
@require_safe
def export_followed(request: HttpRequest) -> HttpResponse:
    """The follow-up register as CSV for a spreadsheet."""
    form = _form(request)
    if not form.is_valid():
        return show(request, "incoming_followed.html", status=422, form=form, page=None)
    rows = book.followed(list(book.incoming_entries(**_asked(request, form))), actor=actor_of(request))
    return spreadsheet(f"theo-doi-van-ban-den-{form.cleaned_data['year']}", _FOLLOWED, rows)


@official
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The register in the form of the decree."""
    return _printed(request, "incoming_register.html", printing_in.print_incoming_register, "so-van-ban-den")


@official
@require_safe
def printed_followed(request: HttpRequest) -> HttpResponse:
    """The follow-up register in the form of the decree."""
    return _printed(request, "incoming_followed.html", printing_in.print_followed, "theo-doi-van-ban-den")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    form = _form(request)
    if not form.is_valid():
        return show(request, template, status=422, form=form, page=None)
    shown = Paginator(book.incoming_entries(**_asked(request, form)), PAGE).get_page(
        request.GET.get("page", 1)
    )
    entries = list(shown.object_list)
    columns = map(book.in_columns, entries)
    followed_ = (
        book.followed(entries, actor=actor_of(request)) if "followed" in template else [()] * len(entries)
    )
    return show(
        request, template, form=form, page=shown, lines=list(zip(entries, columns, followed_, strict=True)),
        query=urlencode(form.cleaned_data),
    )  # fmt: skip


def _printed(request: HttpRequest, template: str, made: Callable[..., bytes], name: str) -> HttpResponse:
    form = _form(request)
    if form.is_valid():
        try:
            content = made(**_asked(request, form), at=clock.now())
        except Invalid as refusal:
            put_faults(form, refusal)
        else:
            return pdf(content, f"{name}-{form.cleaned_data['year']}")
    return show(request, template, status=422, form=form, page=None)


def _asked(request: HttpRequest, form: IncomingBookForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "actor": actor_of(request), "agency": UUID(given["unit"]), "year": int(given["year"]), "text": given["q"]
    }  # fmt: skip


def _form(request: HttpRequest) -> IncomingBookForm:
    """What was asked for; at first the actor's own agency and this year."""
    at, actor, given = clock.now(), actor_of(request), request.GET
    units = [(str(one.agency_id), one.name) for one in places(actor=actor, at=at)]
    unit = given.get("unit") or (units[0][0] if units else "")
    years = book.incoming_years(agency=UUID(unit), at=at) if unit in dict(units) else [clock.local(at).year]
    data = {
        "unit": unit, "year": given.get("year") or str(years[0]), "q": given.get("q", "").replace("\0", "")[:150]
    }  # fmt: skip
    return IncomingBookForm(data, units=units, years=years)
