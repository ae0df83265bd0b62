"""The pages of operators, what they share; then one module for each, and the directory for officials."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tinhso.foundation.access.requests import actor_of, may
from tinhso.foundation.ui.answers import onward
from tinhso.government.axis.queries.inbox import waiting
from tinhso.government.axis.queries.outbox import counts
from tinhso.government.axis.rules import SIMULATOR

PAGE = 30


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of the console."""
    actor = actor_of(request)
    words |= {
        "waiting": waiting(actor=actor),
        "parked": counts(actor=actor)["parked"],
        "simulates": settings.DOCUMENT_AXIS == SIMULATOR,
        "connected": bool(settings.DOCUMENT_AXIS),
        "may_operate": may(request, "axis.operate"),
    }
    return render(request, f"axis/{template}", words, status=status)


to = onward("axis")
