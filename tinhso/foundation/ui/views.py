"""The kit's own pages: the gallery, the choice of language and theme, the province's colours, pages for faults."""

import sys
from typing import Any

import structlog
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as django_set_language

from tinhso.foundation.ui import gallery as exhibits
from tinhso.foundation.ui import look
from tinhso.foundation.ui.context import THEMES
from tinhso.foundation.ui.middleware import Unreadable, answer, outage_of
from tinhso.kernel import errors

log = structlog.get_logger()
YEAR = 365 * 24 * 3600

set_language = login_not_required(require_POST(django_set_language))


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie and go back."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@login_not_required
@require_GET
@cache_control(max_age=300, public=True)
def province_css(request: HttpRequest) -> HttpResponse:
    """The five tokens that the province sets."""
    return HttpResponse(look.current().css, content_type="text/css")


@login_not_required
@require_GET
def gallery(request: HttpRequest, door: str = "portal") -> HttpResponse:
    """Every component in every state, in the frame of one door."""
    return render(request, "ui/gallery.html", exhibits.context(door))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """handler404: no such address, or nothing there for this reader."""
    return answer(request, errors.NotFound())


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """handler403."""
    return answer(request, errors.NotAllowed())


def unreadable(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """handler400: too large, too many fields, or not what a browser sends."""
    return answer(request, Unreadable(next_step=_("Xin ông/bà gửi ít tệp hơn hoặc tệp nhỏ hơn.")))


def outdated(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the form was sent from a page that was open for too long, or from elsewhere."""
    return answer(
        request,
        Outdated(
            _("Vì an toàn, lần gửi này chưa được nhận. Chưa có gì thay đổi."),
            next_step=_("Xin ông/bà quay lại trang trước, tải lại rồi gửi lần nữa."),
        ),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """handler500: what went wrong outside a view. A full disk or lost database is still a 503."""
    refusal = outage_of(sys.exc_info()[1], path=request.path) or Unforeseen()
    try:
        return answer(request, refusal)
    except Exception:
        log.exception("fault_page", path=request.path)
        response = HttpResponse(loader.get_template(f"{refusal.status}.html").render(), status=refusal.status)
        if isinstance(refusal, errors.Unavailable):
            response["Retry-After"] = str(refusal.retry_after)
        return response


class Outdated(errors.Refusal):
    status, code, title = 403, "outdated", "Trang đã mở quá lâu"


class Unforeseen(errors.Refusal):
    status, code, title = 500, "unforeseen", "Trang này gặp sự cố"
