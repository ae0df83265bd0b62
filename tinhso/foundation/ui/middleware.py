"""Refusals become answers: a page for people, `application/problem+json` for programs, the right status for both.

What the machine cannot do at the moment (a full disk, a locked or lost database) is a 503 with Retry-After:
nothing was accepted, and the same request may succeed later.
"""

import errno
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tinhso.kernel import errors

log = structlog.get_logger()

OUT_OF_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
OUT_OF_HANDLES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
SQLITE_FULL = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")
SQLITE_WAIT = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_NOMEM")
POSTGRES_FULL = ("53100", "25006", "58030")
POSTGRES_WAIT = ("08", "40", "53", "55P03", "57P", "58")


class Refusals:
    """Answers the refusals and outages that a view lets pass, and the method that an address does not take."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        told = answer(
            request, errors.WrongMethod(next_step=_("Xin ông/bà mở lại trang có biểu mẫu rồi gửi."))
        )
        told["Allow"] = response["Allow"]
        return told

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refusal = refusal_of(exception, request)
        return None if refusal is None else answer(request, refusal)


def refusal_of(exception: Exception, request: HttpRequest) -> errors.Refusal | None:
    """The refusal that an exception amounts to; None for a malfunction."""
    if isinstance(exception, errors.Refusal):
        return exception
    if isinstance(exception, Http404):
        return errors.NotFound()
    if isinstance(exception, PermissionDenied):
        return errors.NotAllowed(str(exception))
    return outage_of(exception, path=request.path)


def outage_of(exception: BaseException | None, *, path: str = "") -> errors.Unavailable | None:
    """The outage behind an exception: no room to write, or a database that is busy or gone."""
    for cause in _causes(exception):
        wait = _wait_for(cause)
        if wait:
            log.error("outage", path=path, cause=type(cause).__name__, wait=wait)
            return errors.Unavailable(
                _(
                    "Hệ thống chưa ghi được yêu cầu này. Chưa có gì được tiếp nhận, "
                    "thông tin đã lưu trước đó vẫn còn nguyên."
                ),
                retry_after=wait,
                next_step=_("Xin ông/bà giữ trang này và gửi lại sau ít phút."),
            )
    return None


def _causes(exception: BaseException | None) -> Iterator[BaseException]:
    while exception is not None:
        yield exception
        exception = exception.__cause__


def _wait_for(cause: BaseException) -> int:
    """Seconds after which trying again makes sense; 0 when waiting would not help."""
    if isinstance(cause, OSError):
        return 120 if cause.errno in OUT_OF_ROOM else 15 if cause.errno in OUT_OF_HANDLES else 0
    if not isinstance(cause, (OperationalError, InterfaceError)):
        return 0
    driver = cause.__cause__
    sqlite, state = getattr(driver, "sqlite_errorname", None), getattr(driver, "sqlstate", None)
    if sqlite is not None:
        return 120 if sqlite.startswith(SQLITE_FULL) else 10 if sqlite.startswith(SQLITE_WAIT) else 0
    if state is not None:
        return 120 if state in POSTGRES_FULL else 10 if state.startswith(POSTGRES_WAIT) else 0
    return 0 if driver is None and not _says_outage(cause) else 15


def _says_outage(cause: BaseException) -> bool:
    """For an exception that no driver stands behind: whether its words name an outage."""
    words = str(cause).lower()
    return any(sign in words for sign in ("is full", "is locked", "connection", "disk i/o"))


def answer(request: HttpRequest, refusal: errors.Refusal) -> HttpResponse:
    """The refusal as the client can read it."""
    if wants_problem(request):
        response: HttpResponse = JsonResponse(
            refusal.problem(),
            status=refusal.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    else:
        partial = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
        template = "ui/refusal_part.html" if partial else "ui/refusal.html"
        context = {"refusal": refusal, "sign_in": _sign_in(request) if refusal.status == 401 else ""}
        response = render(request, template, context, status=refusal.status)
    if isinstance(refusal, (errors.TooMany, errors.Unavailable)):
        response["Retry-After"] = str(refusal.retry_after)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept"])
    return response


def wants_problem(request: HttpRequest) -> bool:
    """Whether the client is a program: it calls the API, or asks for JSON rather than a page."""
    if request.path.startswith("/api/"):
        return True
    offered = ["text/html", "application/problem+json", "application/json"]
    return request.get_preferred_type(offered) in offered[1:]


def _sign_in(request: HttpRequest) -> str:
    door = getattr(request, "door", None)
    page = door.sign_in_url if door is not None else resolve_url(settings.LOGIN_URL)
    return f"{page}?{urlencode({'next': request.get_full_path()})}"


class Unreadable(errors.Refusal):
    status, code, title = 400, "unreadable", "Yêu cầu quá lớn hoặc không đọc được"


class WithoutNull:
    """Refuses a request with a NUL in its address, its cookies, its form or its JSON, before anything is looked up by
    it: no word of any language has one, and PostgreSQL keeps none. Files are bytes and may hold what they like."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_null(request):
            return answer(request, Unreadable(_("Nội dung gửi có ký tự không hợp lệ (NUL).")))
        return self.get_response(request)


def _has_null(request: HttpRequest) -> bool:
    texts = [unquote(request.get_full_path()), *request.COOKIES.values()]
    # The API reads JSON whatever it is called; the parts of a form with files are read one by one instead.
    whole = request.content_type != "multipart/form-data" or request.path.startswith("/api/")
    try:
        if whole and (b"\0" in request.body or b"\\u0000" in request.body):
            return True
        for name, values in request.POST.lists():
            texts += [name, *values]
    except UnreadablePostError:  # whoever sent it is gone, and no view will get more of it
        return False
    return any("\0" in text for text in texts)


class ChosenLanguage:
    """Vietnamese, unless the reader chose another language here. What a browser was installed with is no choice:
    most readers with an English browser are Vietnamese, and pages in two languages at once help nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", language)
        return answer
