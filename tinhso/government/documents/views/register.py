"""The register of outgoing documents: on a page, as a table for a spreadsheet, printed; numbers taken on paper."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.documents import actions
from tinhso.government.documents.actions.registering import Taken
from tinhso.government.documents.engine import printing
from tinhso.government.documents.forms import RegisterForm, TakenForm
from tinhso.government.documents.queries import register as book
from tinhso.government.documents.views import official, pdf, put_faults, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed

PAGE = 50
_HEAD = (
    "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
    "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
)  # fmt: skip
"""As the decree has it; what is taken along stays Vietnamese."""


@official
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The register of one agency, sequence and year."""
    form = _form(request)
    if not form.is_valid():
        return show(request, "register.html", status=422, form=form, page=None)
    asked = form.cleaned_data
    actor, unit = actor_of(request), UUID(asked["unit"])
    rows = book.entries(actor=actor, agency=unit, sequence=asked["sequence"], year=int(asked["year"]))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page", 1))
    return show(
        request,
        "register.html",
        form=form,
        page=page,
        lines=book.lines(page.object_list),
        keeps=book.takes_numbers_at(actor=actor, agency=unit),
        unit=unit,
        sequence=asked["sequence"],
        query=urlencode(asked),
    )


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same as CSV for a spreadsheet."""
    form = _form(request)
    if not form.is_valid():
        return show(request, "register.html", status=422, form=form, page=None)
    asked = form.cleaned_data
    rows = book.entries(
        actor=actor_of(request),
        agency=UUID(asked["unit"]),
        sequence=asked["sequence"],
        year=int(asked["year"]),
    )
    return spreadsheet(f"so-van-ban-di-{asked['year']}", _HEAD, map(book.columns, book.lines(rows)))


@official
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The same in the form of the decree."""
    form = _form(request)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            made = printing.print_register(
                actor=actor_of(request), unit=UUID(asked["unit"]), sequence=asked["sequence"],
                year=int(asked["year"]), at=clock.now(),
            )  # fmt: skip
        except Invalid as refusal:
            put_faults(form, refusal)
        else:
            return pdf(made, f"so-van-ban-di-{asked['year']}")
    return show(request, "register.html", status=422, form=form, page=None)


@official
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, unit: UUID, sequence: str) -> HttpResponse:
    """A number taken by hand in the register on paper."""
    actor, at = actor_of(request), clock.now()
    if not book.takes_numbers_at(actor=actor, agency=unit):
        raise NotAllowed(
            _("Ông/bà không có quyền: Cấp số, ban hành văn bản."),
            next_step=_("Văn thư của cơ quan thực hiện."),
        )
    form = TakenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        taken = Taken(**form.cleaned_data)
        try:
            actions.take_number(actor=actor, agency=unit, sequence=sequence, taken=taken, at=at)
        except Invalid as refusal:
            put_faults(form, refusal)
        except Conflict as refusal:
            form.add_error("number", f"{refusal.detail} {refusal.next_step}")
        else:
            messages.success(request, _("Đã ghi số vào sổ; hệ thống không cấp lại số này."))
            query = urlencode({"unit": unit, "sequence": sequence, "year": taken.dated.year})
            return to("register", query=query)
    return show(request, "take.html", status=422 if form.is_bound else 200, form=form)


def _form(request: HttpRequest) -> RegisterForm:
    """What was asked for; at first the actor's own agency, the first sequence and this year."""
    at, actor, given = clock.now(), actor_of(request), request.GET
    units = [(str(one.agency_id), one.name) for one in book.places(actor=actor, at=at)]
    sequences = book.sequences(on=clock.local(at).date())
    unit = given.get("unit") or (units[0][0] if units else "")
    known = unit in dict(units)
    years = book.years(agency=UUID(unit), at=at) if known else [clock.local(at).year]
    data = {
        "unit": unit,
        "sequence": given.get("sequence") or sequences[0][0],
        "year": given.get("year") or str(years[0]),
    }
    return RegisterForm(data, units=units, sequences=sequences, years=years)
