"""The pages of operators, what they share; then one module for each, and the way in from the portal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tinhso.foundation.access.requests import actor_of, may
from tinhso.foundation.ui.answers import onward
from tinhso.government.portalsync.queries.inbox import waiting_counts
from tinhso.government.portalsync.rules import SIMULATOR

PAGE = 30


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of the console."""
    words |= {
        "waiting": sum(waiting_counts(actor=actor_of(request)).values()),
        "simulated": settings.NATIONAL_PORTAL == SIMULATOR,
        "connected": bool(settings.NATIONAL_PORTAL),
        "may_reconcile": may(request, "portalsync.reconcile"),
        "may_decide": may(request, "portalsync.decide"),
    }
    return render(request, f"portalsync/{template}", words, status=status)


to = onward("portalsync")
