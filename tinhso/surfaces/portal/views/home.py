"""The front page: one question, life events, where a dossier stands, the province's figures."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.kernel import clock
from tinhso.surfaces.portal import queries

TRACKING, CHECKING = "/tra-cuu/", "/kiem-tra/"
"""Where dossiers are tracked and papers checked, when a system that does so is switched on."""


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What does the person need to do?"""
    at = clock.now()
    context = {
        "life_events": queries.life_events(on=clock.local(at).date()),
        "figures": queries.front_figures(at=at),
        "tracking": queries.served(TRACKING),
        "checking": queries.served(CHECKING),
    }
    return render(request, "portal/home.html", context)
