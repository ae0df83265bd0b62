"""Hand-overs to an archive."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, may
from tinhso.government.archive import actions
from tinhso.government.archive.engine import printing
from tinhso.government.archive.forms import ReasonForm, TransferForm
from tinhso.government.archive.queries import files, lists
from tinhso.government.archive.queries import transfers as queries
from tinhso.government.archive.queries.files import KEEP
from tinhso.government.archive.queries.minutes import signed_minutes
from tinhso.government.archive.views import (
    Refused,
    asking,
    must,
    official,
    pdf,
    posted,
    show,
    to,
    where,
    worked,
)
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict

FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 20


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The hand-overs of the actor's agencies, and those offered to them."""
    actor, at = actor_of(request), clock.now()
    page = Paginator(queries.transfers(actor=actor), PAGE).get_page(request.GET.get("page", 1))
    rows = queries.lines(list(page.object_list), actor=actor, at=at)
    return show(request, "transfers.html", page=page, rows=rows, keeps=may(request, KEEP))


@official
@require_safe
def page(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """One hand-over."""
    return _drawn(request, transfer)


@official
@require_safe
def progress(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """How far the packing has come, asked for again and again by the page."""
    found = queries.open_transfer(actor=actor_of(request), transfer=transfer, at=clock.now())
    return show(request, "transfer_files.html", open=found)


@official
@FORM_PAGE
def begin(request: HttpRequest) -> HttpResponse:
    """Closed files chosen for a hand-over."""
    actor, at = actor_of(request), clock.now()
    agency, offered = where(request, permission=KEEP)
    rows = files.drawn(files.transferable(agency=agency), actor=actor, at=at)
    receivers = lists.receivers(
        [(str(agency), _("Lưu trữ của %(agency)s") % {"agency": dict(offered)[str(agency)]})],
        on=clock.local(at).date(),
    )
    form = TransferForm(
        posted(request), offered={"chosen": [(str(one.id), one.title) for one in rows], "receiver": receivers}
    )

    def drawn(status: int, refusal: Refused | None) -> HttpResponse:
        return show(
            request, "choose_files.html", status=status, form=form, rows=rows, text="", refusal=refusal,
            title=_("Nộp lưu hồ sơ"),
            agency=str(agency), offered=offered, submit=_("Đóng gói để nộp lưu"), back=to("transfers").url,
            lead=_(
                "Hồ sơ kết thúc nộp vào lưu trữ trong thời hạn 01 năm. Mỗi hồ sơ được đóng thành một gói E-ARK CSIP."
            ),
            none=_("Chưa có hồ sơ nào đã kết thúc và chưa nộp lưu."),
        )  # fmt: skip

    return worked(
        request, form,
        lambda given: actions.begin_transfer(
            actor=actor, agency=agency, receiver=UUID(given["receiver"]), files=[UUID(one) for one in given["chosen"]],
            at=clock.now(),
        ),
        done=_("Đang đóng gói; xong thì giao cho bên nhận."), onwards=lambda made: to("transfer", made.id), drawn=drawn,
    )  # fmt: skip


@official
@require_safe
def package(request: HttpRequest, transfer: UUID, row: int) -> StreamingHttpResponse:
    """The package of one file."""
    opened = queries.package(actor=actor_of(request), transfer=transfer, row=row, at=clock.now())
    return StreamingHttpResponse(opened.content, headers=dict(opened.headers))


@official
@require_POST
def pack_again(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """Pack again what failed."""
    return _act(request, transfer, actions.pack_again, done=_("Đang đóng gói lại."))


@official
@require_POST
def offer(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """Lay it before the receiver."""
    return _act(request, transfer, actions.offer, done=_("Đã giao; chờ bên nhận kiểm tra và nhận."))


@official
@require_POST
def accept(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """Take it over."""
    return _act(request, transfer, actions.accept, done=_("Đã nhận hồ sơ vào lưu trữ."))


@official
@FORM_PAGE
def refuse(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """Send it back."""
    found = queries.find_transfer(actor=actor_of(request), transfer=transfer)
    must(request, files.reaches(actor_of(request), KEEP, found.receiver_id))
    return asking(
        request, ReasonForm(posted(request)),
        lambda given: actions.refuse(
            actor=actor_of(request), transfer=transfer, reason=given["reason"], at=clock.now()
        ),
        title=_("Trả lại đợt nộp lưu"), submit=_("Trả lại bên giao"), done=_("Đã trả lại bên giao."),
        lead=_("Bên giao thấy lý do, sửa hồ sơ rồi nộp lại."), back=("transfer", transfer),
    )  # fmt: skip


@official
@require_POST
def sign_minutes(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """The actor's side signs the minutes."""
    found = queries.open_transfer(actor=actor_of(request), transfer=transfer, at=clock.now())
    try:
        actions.sign_minutes(actor=actor_of(request), minutes=found.minutes, at=clock.now())
    except Conflict as refusal:
        return _drawn(request, transfer, status=refusal.status, refusal=refusal)
    messages.success(request, _("Đang ký số biên bản."))
    return to("transfer", transfer)


@official
@require_safe
def minutes(request: HttpRequest, transfer: UUID) -> HttpResponse:
    """The minutes of the hand-over, with the signatures they have."""
    actor, at = actor_of(request), clock.now()
    found = queries.open_transfer(actor=actor, transfer=transfer, at=at)
    signed = signed_minutes(found.minutes)
    return pdf(signed or printing.print_minutes(actor=actor, transfer=transfer, at=at), "bien-ban-giao-nhan")


def _act(request: HttpRequest, transfer: UUID, act: object, *, done: str) -> HttpResponse:
    assert callable(act)
    try:
        act(actor=actor_of(request), transfer=transfer, at=clock.now())
    except Conflict as refusal:
        return _drawn(request, transfer, status=refusal.status, refusal=refusal)
    messages.success(request, done)
    return to("transfer", transfer)


def _drawn(
    request: HttpRequest, transfer: UUID, *, status: int = 200, refusal: Refused | None = None
) -> HttpResponse:
    found = queries.open_transfer(actor=actor_of(request), transfer=transfer, at=clock.now())
    return show(request, "transfer.html", status=status, open=found, refusal=refusal)
