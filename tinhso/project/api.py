"""The API of the house: every system's `api.py` under `/api/v1`, problems as RFC 9457."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.utils import check_csrf

from tinhso.foundation.access.requests import actor_of
from tinhso.kernel.actors import ActorKind
from tinhso.kernel.errors import Fault, Invalid, NotAllowed, Refusal

PROBLEM = "application/problem+json"


class Schema(OpenAPISchema):
    """OpenAPI 3.1 that also says what every operation may answer with when it refuses."""

    def responses(self, operation: Any) -> dict[int, Any]:
        found: dict[int, Any] = super().responses(operation)
        problem = {"description": "Problem (RFC 9457)", "content": {PROBLEM: {"schema": {"type": "object"}}}}
        return found | dict.fromkeys((400, 401, 403, 404, 405, 409, 412, 422, 429, 503), problem)


class Api(NinjaAPI):
    """Ninja, with our own word on refusals in the schema."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return Schema(self, path_prefix or self.get_root_path(path_params or {}))


def who(request: HttpRequest) -> bool:
    """Everybody may knock, each operation asks its own permission; a session that writes must carry its CSRF token."""
    by_session = actor_of(request).kind is not ActorKind.MACHINE
    if by_session and request.method not in ("GET", "HEAD", "OPTIONS") and check_csrf(request, who):
        raise NotAllowed(_("Yêu cầu thiếu mã chống giả mạo."), next_step=_("Tải lại trang rồi gửi lại."))
    return True


api = Api(
    title="Tỉnh Số",
    version=settings.VERSION,
    description="Dịch vụ công của tỉnh. Lỗi theo RFC 9457; sự kiện theo CloudEvents 1.0.",
    auth=who,
    docs_url=None,
    urls_namespace="api",
)
for app in [*settings.FOUNDATION, *settings.TINHSO_SYSTEMS]:
    if find_spec(f"{app}.api"):
        api.add_router("", import_module(f"{app}.api").router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    answer = api.create_response(request, refusal.problem(), status=refusal.status)
    answer["Content-Type"] = PROBLEM
    retry_after = getattr(refusal, "retry_after", None)
    if retry_after is not None:
        answer["Retry-After"] = str(retry_after)
    return answer


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return refused(
        request, Invalid(faults=[Fault(_place(one["loc"]), str(one["msg"])) for one in error.errors])
    )


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own word when a body is no JSON."""
    return refused(
        request,
        Refusal(_("Nội dung gửi lên không phải JSON đọc được."), next_step=_("Sửa nội dung rồi gửi lại.")),
    )


def _place(parts: tuple[str | int, ...]) -> str:
    """Where a fault is, in the words of the sender: a header by its name, a body by its path."""
    if parts[0] == "header":
        return str(parts[-1]).replace("_", "-").title()
    return ".".join(str(part) for part in parts[1:])


urls = api.urls
for pattern in urls[0]:
    assert isinstance(pattern, URLPattern)
    assert pattern.callback is not None
    if pattern.name in ("openapi-json", "api-root"):
        # Its own pages answer any method; here they are for reading.
        pattern.callback = require_safe(pattern.callback)
    # Each operation asks the policy itself: the middleware's "signed in or go away" is for pages.
    vars(pattern.callback)["login_required"] = False
