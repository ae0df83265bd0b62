"""The one-click way in for demonstrations: it does not exist in production."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import demo
from tinhso.foundation.access.requests import door_at
from tinhso.foundation.access.views.answers import next_of, show
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_in(request: HttpRequest) -> HttpResponse:
    """Choose an invented person or official and go in as them."""
    if settings.PRODUCTION:
        raise Http404
    door = door_at(request)
    if request.method == "POST":
        try:
            chosen = UUID(request.POST.get("account", ""))
            demo.step_into(request, account=chosen, door=door, at=clock.now())
        except (ValueError, NotFound) as error:
            raise Http404 from error
        return redirect(next_of(request, default=door.home_url))
    return show(request, "demo.html", accounts=demo.accounts(kind=door.kind, at=clock.now()))
