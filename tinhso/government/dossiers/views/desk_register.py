"""The register of a unit (form 07): on a page, as a table for a spreadsheet, and printed."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.files.queries import open_file
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.forms import RegisterForm
from tinhso.government.dossiers.queries import register as book
from tinhso.government.dossiers.views.citizens import hand_out
from tinhso.government.dossiers.views.desk import official, put_faults, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Invalid

PAGE = 50
_HEAD = (
    "STT", "Mã hồ sơ", "Thủ tục", "Số bộ", "Người nộp", "Địa chỉ, điện thoại", "Cơ quan giải quyết", "Nhận hồ sơ",
    "Hẹn trả", "Nhận kết quả về", "Trả kết quả", "Cách trả", "Ghi chú",
)  # fmt: skip
"""As the form has it; what is taken along stays Vietnamese."""


@official
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the unit received or decides over some days, and what was printed of it."""
    return _drawn(request, _form(request, request.GET))


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same with contacts, as CSV for a spreadsheet; whose they are is recorded first."""
    form = _form(request, request.GET)
    if not form.is_valid():
        return _drawn(request, form)
    at, unit = clock.now(), UUID(form.cleaned_data["unit"])
    first, last = form.days
    try:
        lines = book.extract(actor=actor_of(request), unit=unit, first=first, last=last, at=at)
    except Invalid as refusal:
        put_faults(form, refusal)
        return _drawn(request, form, status=refusal.status)
    return spreadsheet(f"so-theo-doi-{first:%Y%m%d}-{last:%Y%m%d}", _HEAD, map(_cells, lines))


@official
@require_POST
def printing(request: HttpRequest) -> HttpResponse:
    """Have it printed."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return _drawn(request, form)
    first, last = form.days
    unit = UUID(form.cleaned_data["unit"])
    try:
        actions.print_register(actor=actor_of(request), unit=unit, first=first, last=last, at=clock.now())
    except Invalid as refusal:
        put_faults(form, refusal)
        return _drawn(request, form, status=refusal.status)
    messages.success(request, _("Đang lập bản in; tải lại trang sau ít giây để mở."))
    return to("desk_register", query=_query(unit, first, last))


@official
@require_safe
def printed(request: HttpRequest, register: UUID) -> HttpResponse:
    """One that was printed, byte for byte; the look is recorded before a byte leaves."""
    found = book.printed_register(actor=actor_of(request), register=register, at=clock.now())
    assert found.file_id is not None
    return hand_out(open_file(owner=found.ref, file=found.file_id))


def _form(request: HttpRequest, given: QueryDict) -> RegisterForm:
    """What was asked for; at first the actor's own unit and the month so far."""
    at, actor = clock.now(), actor_of(request)
    today = clock.local(at).date()
    units = [(str(one.agency_id), one.name) for one in book.register_units(actor=actor, at=at)]
    own = next((str(seat.agency) for seat in actor.seats), units[0][0] if units else "")
    usual = {"unit": own, "first": f"{today.replace(day=1):%d/%m/%Y}", "last": f"{today:%d/%m/%Y}"}
    return RegisterForm(usual | {name: given[name] for name in usual if given.get(name)}, units=units)


def _drawn(request: HttpRequest, form: RegisterForm, *, status: int = 200) -> HttpResponse:
    if not form.is_valid():
        return show(request, "register.html", status=422, form=form, page=None, lines=(), printed=())
    at, actor, unit = clock.now(), actor_of(request), UUID(form.cleaned_data["unit"])
    first, last = form.days
    rows = book.shown(book.registered(actor=actor, unit=unit, first=first, last=last))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page", 1))
    return show(
        request,
        "register.html",
        status=status,
        form=form,
        page=page,
        lines=list(book.entries(list(page.object_list), unit=unit, at=at)),
        printed=book.printed_registers(actor=actor, unit=unit)[:20],
        query=_query(unit, first, last),
    )


def _query(unit: UUID, first: date, last: date) -> str:
    return urlencode({"unit": unit, "first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"})


def _cells(line: book.Entry) -> tuple[str, ...]:
    dossier = line.dossier
    moments = (dossier.received_at, dossier.first_due_at, dossier.issued_at, dossier.delivered_at)
    return (
        str(line.number),
        str(dossier),
        dossier.procedure.name,
        "1",
        line.applicant,
        line.contact,
        line.authority,
        *(words.moment(one) if one else "" for one in moments),
        line.way,
        line.note,
    )
