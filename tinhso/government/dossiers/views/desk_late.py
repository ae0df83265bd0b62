"""Steps past their own due time, for those who give out the work."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.dossiers.queries.late_steps import late_steps, lines_of
from tinhso.government.dossiers.views.desk import official, show
from tinhso.kernel import clock

PAGE = 30
_HEAD = ("Mã hồ sơ", "Thủ tục", "Bước", "Cơ quan", "Người giữ", "Hạn của bước", "Đã báo lãnh đạo")


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The longest late first."""
    at = clock.now()
    page = Paginator(late_steps(actor=actor_of(request), at=at), PAGE).get_page(request.GET.get("page"))
    return show(request, "late_steps.html", page=page, lines=lines_of(list(page), at=at))


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    at = clock.now()
    lines = [
        (
            one.code, one.procedure, one.title, one.agency, one.holder,
            f"{clock.local(one.due.at):%d/%m/%Y %H:%M}" if one.due.at else "", "x" if one.escalated else "",
        )
        for one in lines_of(list(late_steps(actor=actor_of(request), at=at)), at=at)
    ]  # fmt: skip
    return spreadsheet("buoc-tre", _HEAD, lines)
