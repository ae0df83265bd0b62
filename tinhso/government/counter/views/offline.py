"""Reception while the network is down: what a device is given beforehand, and what it sends after."""

from __future__ import annotations

import base64

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.government.counter import actions
from tinhso.government.counter.queries import slips
from tinhso.government.counter.queries.helping import ASSIST
from tinhso.government.counter.rules import CONSENT_TITLES
from tinhso.government.counter.views import chosen_counter, clerk, show
from tinhso.kernel import clock
from tinhso.kernel.errors import Invalid


@clerk(ASSIST)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The same for every official, so that it may be kept on the device: nothing on it is about anybody."""
    return show(request, "offline.html", consents=CONSENT_TITLES)


@clerk(ASSIST)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for the counter's pages when the network does not."""
    script = render_to_string("counter/offline_worker.js", {"page": reverse("counter:offline")})
    return HttpResponse(script, content_type="text/javascript")


@clerk(ASSIST)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    """What a device keeps beforehand; a POST gives it codes as well."""
    actor, at, counter = actor_of(request), clock.now(), chosen_counter(request)
    told = slips.prepared(actor=actor, counter=counter, at=at) | {"token": get_token(request)}
    if request.method == "POST":
        block, public = actions.give_block(actor=actor, counter=counter, at=at)
        told["block"] = {
            "id": str(block.id), "codes": slips.codes_of(block), "public": base64.b64encode(public).decode(),
        }  # fmt: skip
    return JsonResponse(told)


@clerk(ASSIST)
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """One slip that a device wrote down; sent again, it is the same slip."""
    code, envelope = request.POST.get("code", ""), request.POST.get("envelope", "")
    if not code or not envelope:
        raise Invalid
    slip = actions.take_slip(actor=actor_of(request), code=code, envelope=envelope, at=clock.now())
    return JsonResponse(
        {"code": slip.code, "received_at": slip.received_at, "page": reverse("counter:slip", args=[slip.id])}
    )
