"""Where gateways call: no session, no token of a form; the message's own signature is all that counts."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from tinhso.foundation.payments import actions
from tinhso.foundation.payments.formats.callbacks import LONGEST
from tinhso.kernel import clock


@login_not_required
@csrf_exempt
@never_cache
def told(request: HttpRequest, gateway: str) -> HttpResponse:
    """A gateway tells of a payment, and is answered in its own words."""
    at = clock.now()
    method = actions.method_of(name=gateway, at=at)
    if request.method != method:
        return HttpResponseNotAllowed([method])
    raw = request.META.get("QUERY_STRING", "").encode() if method == "GET" else request.read(LONGEST + 1)
    scheme, outcome = actions.hear(name=gateway, raw=raw, at=at)
    reply = scheme.reply(outcome)
    if reply.body is None:
        return HttpResponse(status=reply.status)
    return JsonResponse(dict(reply.body), status=reply.status)
