"""The simulator, where it stands in for the portal: what it holds, and filings it can be made to send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, permitted
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.engine.samples import Mishap, Sending, sendings
from tinhso.government.portalsync.engine.samples import answer as sample_answer
from tinhso.government.portalsync.formats.change import Kind
from tinhso.government.portalsync.queries.simulated import held, waiting_requests
from tinhso.government.portalsync.queries.terms import portal
from tinhso.government.portalsync.rules import SIMULATOR
from tinhso.government.portalsync.views import PAGE, show, to
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import NotFound, Refusal

MISHAPS: dict[str, str | Promise] = {
    Mishap.NONE: gettext_lazy("Bình thường"),
    Mishap.LINKED: gettext_lazy("Bình thường, hồ sơ liên thông"),
    Mishap.DOUBLED: gettext_lazy("Gửi hai lần y hệt"),
    Mishap.RESENT: gettext_lazy("Gửi lại với nội dung khác"),
    Mishap.LATE: gettext_lazy("Đến muộn ba ngày"),
    Mishap.HASH: gettext_lazy("Tệp hỏng trên đường gửi"),
    Mishap.UNKNOWN: gettext_lazy("Thủ tục không có"),
    Mishap.UNREADABLE: gettext_lazy("Đứt giữa chừng"),
    Mishap.WITHDRAWN: gettext_lazy("Nộp rồi rút"),
    Mishap.WITHDRAWN_FIRST: gettext_lazy("Yêu cầu rút đến trước hồ sơ"),
}
_DOORS: Mapping[Kind, Callable[..., dict[str, Any]]] = {
    Kind.FILING: actions.accept,
    Kind.WITHDRAWAL: actions.withdraw,
    Kind.ANSWER: actions.complete,
}


@permitted("portalsync.see")
@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """What the simulator holds, the latest first."""
    _must_stand_in()
    page = Paginator(held(actor=actor_of(request)), PAGE).get_page(request.GET.get("page"))
    return show(request, "simulated.html", page=page, mishaps=list(MISHAPS.items()))


@permitted("portalsync.decide")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Let the simulator send a filing of an invented person, with the mishap that was chosen."""
    _must_stand_in()
    at, asked = clock.now(), request.POST.get("mishap", "")
    mishap = Mishap(asked) if asked in MISHAPS else Mishap.NONE
    for sending in sendings(mishap, terms=portal(at=at), at=at):
        _tell(request, sending, at=at)
    return to("simulated")


@permitted("portalsync.decide")
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Let the simulator's person answer every request to complete a dossier that was filed there."""
    _must_stand_in()
    at = clock.now()
    for code, number in waiting_requests(at=at):
        _tell(request, sample_answer(outside_code=code, number=number, terms=portal(at=at), at=at), at=at)
    return to("simulated")


def _tell(request: HttpRequest, sending: Sending, *, at: datetime) -> None:
    try:
        answer = _DOORS[sending.kind](actor=SYSTEM, raw=sending.raw, at=at)
    except Refusal as refusal:
        messages.warning(request, _("Chưa nhận: %(detail)s") % {"detail": refusal.detail})
    else:
        request_id = answer[portal(at=at).filing.request_id]
        messages.success(request, _("Đã nhận: %(request_id)s") % {"request_id": request_id})


def _must_stand_in() -> None:
    if settings.NATIONAL_PORTAL != SIMULATOR:
        raise NotFound(_("Không tìm thấy trang này."))
