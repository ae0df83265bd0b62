"""The pages and endpoints of the simulated system of electronic identities. None of them exists in production."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.eid import simulator
from tinhso.foundation.access.forms import SimulatedIdentityForm
from tinhso.foundation.access.views.answers import show
from tinhso.kernel import clock


@login_not_required
@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """What a client reads first."""
    return JsonResponse(simulator.configuration(_house(request)))


@login_not_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys."""
    return JsonResponse(simulator.keys())


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose an invented person, a level and what to answer, or turn back."""
    ask = simulator.asked(request.GET.dict(), house=_house(request))
    if "cancel" in request.POST:
        return redirect(simulator.cancelled(ask))
    form = SimulatedIdentityForm(
        request.POST or None,
        people={one.code: one.body.name for one in simulator.people(at=clock.now())},
        levels={name: _("Mức %(level)s") % {"level": level} for level, name in settings.EID_LEVELS.items()},
        initial={"level": ask["acr_values"].split(" ")[0]},
    )
    if form.is_valid():
        return redirect(simulator.answered(ask, **form.cleaned_data))
    return show(request, "eid_simulator.html", form=form)


@login_not_required
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out over there."""
    return redirect(simulator.left(request.GET.dict(), house=_house(request)))


@login_not_required
@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Tokens for a code."""
    try:
        tokens = simulator.redeem(
            request.POST.dict(),
            request.headers.get("Authorization", ""),
            house=_house(request),
            at=clock.now(),
        )
    except simulator.Refused as refused:
        down = str(refused) == "temporarily_unavailable"
        return JsonResponse({"error": str(refused)}, status=503 if down else 400)
    answer = JsonResponse(tokens)
    answer["Cache-Control"] = "no-store"
    return answer


def _house(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")
