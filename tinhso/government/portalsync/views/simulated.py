"""The simulator, where it stands in for the portal: what it holds, and filings it can be made to send."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.engine.samples import Mishap, sendings
from tinhso.government.portalsync.queries.simulated import held
from tinhso.government.portalsync.queries.terms import portal
from tinhso.government.portalsync.rules import SIMULATOR
from tinhso.government.portalsync.views import PAGE, operator, show, to
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import NotFound, Refusal

MISHAPS: dict[str, str | Promise] = {
    Mishap.NONE: gettext_lazy("Bình thường"),
    Mishap.DOUBLED: gettext_lazy("Gửi hai lần y hệt"),
    Mishap.RESENT: gettext_lazy("Gửi lại với nội dung khác"),
    Mishap.LATE: gettext_lazy("Đến muộn ba ngày"),
    Mishap.HASH: gettext_lazy("Tệp hỏng trên đường gửi"),
    Mishap.UNKNOWN: gettext_lazy("Thủ tục không có"),
    Mishap.UNREADABLE: gettext_lazy("Đứt giữa chừng"),
}


@operator("portalsync.see")
@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """What the simulator holds, the latest first."""
    _must_stand_in()
    page = Paginator(held(actor=actor_of(request)), PAGE).get_page(request.GET.get("page"))
    return show(request, "simulated.html", page=page, mishaps=list(MISHAPS.items()))


@operator("portalsync.decide")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Let the simulator send a filing of an invented person, with the mishap that was chosen."""
    _must_stand_in()
    at, asked = clock.now(), request.POST.get("mishap", "")
    mishap = Mishap(asked) if asked in MISHAPS else Mishap.NONE
    for raw in sendings(mishap, names=portal(at=at).filing, at=at):
        _tell(request, raw, at=at)
    return to("simulated")


def _tell(request: HttpRequest, raw: bytes, *, at: datetime) -> None:
    try:
        answer = actions.accept(actor=SYSTEM, raw=raw, at=at)
    except Refusal as refusal:
        messages.warning(request, _("Chưa nhận: %(detail)s") % {"detail": refusal.detail})
    else:
        request_id = answer[portal(at=at).filing.request_id]
        messages.success(request, _("Đã nhận: %(request_id)s") % {"request_id": request_id})


def _must_stand_in() -> None:
    if settings.NATIONAL_PORTAL != SIMULATOR:
        raise NotFound(_("Không tìm thấy trang này."))
