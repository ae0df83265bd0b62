"""What machines ask a site for: how to crawl it, how to keep it on a phone, where to report a weakness."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.foundation.ui import look
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound
from tinhso.surfaces.portal.views.pages import contact

PAPER, PRIMARY = "#fbfaf6", "#0b5963"
"""The kit's own page and leading colour, where the province sets none."""
_NOT_FOR_CRAWLERS = (
    "/can-bo/",
    "/quan-tri/",
    "/ho-so/",
    "/tra-cuu/",
    "/kiem-tra/",
    "/tai-khoan/",
    "/dang-nhap/",
    "/tim/",
)
_HOLDS = timedelta(days=180)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be crawled; a demonstration may not: nobody should find invented people."""
    closed = ("/",) if settings.MODE == "demo" else _NOT_FOR_CRAWLERS
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest (W3C): the portal as it stands on a phone's first screen."""
    province = look.current()
    answer = JsonResponse(
        {
            "id": reverse("portal:home"),
            "name": f"{province.name}: Cổng dịch vụ của tỉnh",
            "short_name": province.name,
            "lang": "vi",
            "dir": "ltr",
            "start_url": reverse("portal:home"),
            "scope": reverse("portal:home"),
            "display": "minimal-ui",
            "background_color": province.paper or PAPER,
            "theme_color": province.primary or PRIMARY,
            "icons": [
                {
                    "src": static(f"portal/{name}.svg"),
                    "sizes": "any",
                    "type": "image/svg+xml",
                    "purpose": purpose,
                }
                for name, purpose in (("icon", "any"), ("icon-maskable", "maskable"))
            ],
        },
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Content-Type"] = "application/manifest+json; charset=utf-8"
    return answer


@login_not_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); NotFound until the province names a contact."""
    address = contact()
    if not address:
        raise NotFound(_("Tỉnh chưa công bố địa chỉ tiếp nhận báo lỗ hổng bảo mật."))
    scheme = "" if ":" in address else "mailto:"
    until = (clock.now() + _HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {scheme}{address}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: vi, en",
        f"Canonical: {settings.PUBLIC_URL}{reverse('portal:security')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
