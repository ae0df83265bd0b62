"""What is to go out over the axis, and what became of it."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, permitted
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.axis import actions
from tinhso.government.axis.forms import OutboxFilterForm
from tinhso.government.axis.queries import outbox
from tinhso.government.axis.rules import SENDING_TITLES, Sending
from tinhso.government.axis.views import PAGE, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict

_HEAD = (
    gettext_lazy("Số, ký hiệu"), gettext_lazy("Thông điệp"), gettext_lazy("Cơ quan gửi"), gettext_lazy("Nơi nhận"),
    gettext_lazy("Tình trạng"), gettext_lazy("Lập lúc"), gettext_lazy("Gửi lúc"), gettext_lazy("Số lần thử"),
)  # fmt: skip
_TABS = (Sending.PARKED, Sending.WAITING, Sending.SENT, Sending.WITHDRAWN)


@permitted("axis.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """One state of it: what did not go first."""
    actor, form, filters = actor_of(request), OutboxFilterForm(request.GET), _asked(request)
    page = Paginator(outbox.listed(actor=actor, filters=filters), PAGE).get_page(request.GET.get("page"))
    counts = outbox.counts(actor=actor)
    return show(
        request, "outbox.html", form=form, filters=filters, page=page,
        rows=outbox.rows(list(page), at=clock.now()), query=request.GET.urlencode(),
        tabs=[(SENDING_TITLES[one], urlencode({"state": one}), one == filters.state, counts.get(one)) for one in _TABS],
    )  # fmt: skip


@permitted("axis.see")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    found = list(outbox.listed(actor=actor_of(request), filters=_asked(request))[:20_000])
    lines = (
        (
            str(row.package), row.kind, row.agency, "; ".join(f"{one.code} {one.name}" for one in row.receivers),
            row.state, words.moment(row.package.created_at),
            words.moment(row.package.sent_at) if row.package.sent_at else "", row.package.attempts,
        )
        for row in outbox.rows(found, at=clock.now())
    )  # fmt: skip
    return spreadsheet("hop-di-truc-lien-thong", _HEAD, lines)


@permitted("axis.see")
@require_safe
def page(request: HttpRequest, package: UUID) -> HttpResponse:
    """One package: its receivers and every try."""
    return _drawn(request, package)


@permitted("axis.operate")
@require_POST
def send_again(request: HttpRequest, package: UUID) -> HttpResponse:
    """Try anew what is parked."""
    try:
        actions.send_again(actor=actor_of(request), package=package, at=clock.now())
    except Conflict as refusal:
        return _drawn(request, package, refusal=refusal, status=refusal.status)
    messages.success(request, _("Đã đặt gửi lại; tải lại trang sau ít giây."))
    return to("package", package)


def _drawn(
    request: HttpRequest, package: UUID, *, refusal: Conflict | None = None, status: int = 200
) -> HttpResponse:
    found = outbox.package(actor=actor_of(request), id=package)
    (row,) = outbox.rows([found], at=clock.now())
    receipts = [(one, outbox.state_title(one.state), one.reason()) for one in row.receivers]
    return show(
        request,
        "package.html",
        row=row,
        receipts=receipts,
        tries=outbox.tries(found),
        refusal=refusal,
        status=status,
    )


def _asked(request: HttpRequest) -> outbox.Filters:
    given = OutboxFilterForm(request.GET).given()
    state = request.GET.get("state", "")
    return outbox.Filters(
        state=state if state in _TABS else Sending.PARKED,
        text=given.get("text", ""),
        kind=given.get("kind", ""),
    )
