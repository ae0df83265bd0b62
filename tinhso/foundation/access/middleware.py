"""Two doors, two cookies: signing in as an official never signs anyone in as a citizen."""

from functools import partial
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from tinhso.foundation.access import denials, keeping, sessions
from tinhso.foundation.access.requests import actor_of, door_at, may
from tinhso.kernel import clock


class Doors(SessionMiddleware):
    """Chooses the session by the door a path lies behind, and puts `actor`, `door` and `may` on the request.

    Django knows one session cookie; on the way in the cookie of the door takes its name, on the way out
    it gets its own name back. What no door owns is not a session.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with denials.written_after(), keeping.one_request():
            answer = super().__call__(request)
            assert isinstance(answer, HttpResponseBase)
            return answer

    def process_request(self, request: HttpRequest) -> None:
        door = door_at(request)
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        if door.cookie in request.COOKIES:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = request.COOKIES[door.cookie]
        super().process_request(request)
        if door.cookie in request.COOKIES:
            sessions.admit(request.session, door, at=clock.now())
        vars(request).update(
            door=door, actor=SimpleLazyObject(partial(actor_of, request)), may=partial(may, request)
        )

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        morsel = response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        if morsel is not None:
            name = door_at(request).cookie
            morsel.set(name, morsel.value, morsel.coded_value)
            response.cookies[name] = morsel
        return response


class SignedIn(LoginRequiredMiddleware):
    """Deny by default: a view that is not marked `login_not_required` sends strangers to its door's page."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: object
    ) -> HttpResponseBase:
        sign_in = door_at(request).sign_in_url
        if request.headers.get("HX-Request"):
            # A fragment would put the sign-in page inside the page; the whole page has to go there.
            return HttpResponse(status=204, headers={"HX-Redirect": sign_in})
        return redirect_to_login(_come_back_to(request), sign_in)


def _come_back_to(request: HttpRequest) -> str:
    """The page asked for; for a form that a session did not outlive, the page it stands on: its own address may take
    nothing but forms."""
    before = request.headers.get("Referer", "")
    house, secure = {request.get_host()}, request.is_secure()
    if request.method != "POST" or not url_has_allowed_host_and_scheme(before, house, require_https=secure):
        return request.get_full_path()
    page = urlsplit(before)
    return urlunsplit(("", "", page.path, page.query, ""))
