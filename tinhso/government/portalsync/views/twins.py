"""Both sides beside each other: counts, what differs, telling again."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, permitted
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.forms import TwinFilterForm
from tinhso.government.portalsync.queries import twins
from tinhso.government.portalsync.queries.twins import Filters
from tinhso.government.portalsync.views import PAGE, show, to
from tinhso.kernel import clock

_PERIOD = timedelta(days=29)
_HEAD = (
    "Mã trên Cổng quốc gia", "Mã hồ sơ", "Số biên nhận", "Thủ tục", "Cơ quan", "Nhận lúc", "Tại tỉnh", "Tại Cổng",
    "Đã báo đến phiên bản", "Phiên bản hiện tại", "Hỏi Cổng lúc",
)  # fmt: skip


@permitted("portalsync.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """A month as a rule, or the days asked for."""
    actor, (form, filters) = actor_of(request), _asked(request)
    found = twins.listed(actor=actor, filters=filters)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    by_status, whole = twins.counts(actor=actor, first=filters.first, last=filters.last)
    return show(
        request, "twins.html", form=form, filters=filters, page=page, rows=twins.rows(list(page), on=clock.today()),
        by_status=by_status, whole=whole, query=request.GET.urlencode(),
    )  # fmt: skip


@permitted("portalsync.see")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    _form, filters = _asked(request)
    found = twins.listed(actor=actor_of(request), filters=filters)
    lines = [
        (
            row.twin.outside_code, row.twin.code, row.twin.request_id, row.twin.procedure, row.agency,
            f"{clock.local(row.twin.filed_at):%d/%m/%Y %H:%M}", row.ours, row.theirs, row.twin.told_version,
            row.twin.version, f"{clock.local(row.twin.asked_at):%d/%m/%Y %H:%M}" if row.twin.asked_at else "",
        )
        for row in twins.rows(list(found), on=clock.today())
    ]  # fmt: skip
    return spreadsheet(f"doi-soat-cong-quoc-gia-{filters.first:%Y%m%d}-{filters.last:%Y%m%d}", _HEAD, lines)


@permitted("portalsync.reconcile")
@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Ask the portal about every dossier of the period."""
    form = TwinFilterForm(request.POST)
    first, last = _period(form)
    asked = actions.ask_again(actor=actor_of(request), first=first, last=last, at=clock.now())
    messages.success(
        request,
        _("Đang hỏi Cổng, số hồ sơ: %(number)s. Tải lại trang sau ít phút.")
        % {"number": words.number(asked)},
    )
    return to("twins", query=f"first={first:%Y-%m-%d}&last={last:%Y-%m-%d}")


@permitted("portalsync.reconcile")
@require_POST
def tell_again(request: HttpRequest, twin: UUID) -> HttpResponse:
    """Tell the portal of one dossier anew."""
    actions.tell_again(actor=actor_of(request), dossier=twin, at=clock.now())
    messages.success(request, _("Đã đặt gửi lại. Tình trạng mới hiện sau lần đối chiếu kế tiếp."))
    return to("twins", query=request.GET.urlencode())


def _asked(request: HttpRequest) -> tuple[TwinFilterForm, Filters]:
    form = TwinFilterForm(request.GET)
    first, last = _period(form)
    given = form.given()
    return form, Filters(first, last, given.get("which", ""), given.get("text", ""))


def _period(form: TwinFilterForm) -> tuple[date, date]:
    given = form.given()
    last = given.get("last", clock.today())
    return min(given.get("first", last - _PERIOD), last), last
