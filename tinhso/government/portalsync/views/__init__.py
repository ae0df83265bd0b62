"""The pages of operators, what they share; then one module for each, and the way in from the portal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tinhso.foundation.access.policy import require
from tinhso.foundation.access.requests import actor_of, door, may
from tinhso.government.portalsync.queries.inbox import waiting_counts
from tinhso.government.portalsync.rules import SIMULATOR
from tinhso.kernel import clock

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
SEE_OTHER = 303
PAGE = 30


def operator(permission: str) -> Callable[[View], View]:
    """A page of the officials' door for who has this right; a denial is kept in the ledger, the page in no cache."""

    def guard(view: View) -> View:
        @door("official")
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(actor_of(request), permission, at=clock.now())
            answer = view(request, *args, **kwargs)
            answer.headers.setdefault("Cache-Control", "private, no-store")
            return answer

        return guarded  # type: ignore[return-value]

    return guard


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


def to(name: str, *args: object, query: str = "") -> HttpResponse:
    """On to another page."""
    address = reverse(f"portalsync:{name}", args=args)
    return HttpResponse(status=SEE_OTHER, headers={"Location": f"{address}?{query}" if query else address})
