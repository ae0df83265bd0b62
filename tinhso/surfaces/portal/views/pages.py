"""Pages that say what this is, whom it serves how, and what it keeps of people."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.surfaces.portal.queries import served

WHO_LOOKED = "/ai-da-xem/"
"""Where people see who looked at their data, when a system that keeps dossiers is switched on."""


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this house is."""
    return render(request, "portal/about.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """For whom it works, and where it does not yet."""
    return render(request, "portal/accessibility.html", {"contact": contact()})


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why, for how long, and who sees it."""
    return render(request, "portal/privacy.html", {"contact": contact(), "who_looked": served(WHO_LOOKED)})


def contact() -> str:
    """The address the running province answers at; empty when it named none."""
    return str(getattr(settings, "CONTACT", ""))
