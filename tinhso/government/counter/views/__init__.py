"""The pages of the counter, what those behind the officials' door share; then one module for each kind of work."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from tinhso.foundation.access.policy import require
from tinhso.foundation.access.requests import actor_of, door
from tinhso.foundation.ui.answers import onward
from tinhso.foundation.units.models import AgencyVersion
from tinhso.government.counter.queries.places import own_counter
from tinhso.kernel import clock

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
COUNTER = "quay"
"""In the address or the form: at which counter, for an official who serves at several."""


def clerk(permission: str) -> Callable[[View], View]:
    """A page of the officials' door for those who may do this at some counter; kept in no cache."""

    def guard(view: View) -> View:
        @door("official")
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            require(actor, permission, agencies=actor.agencies, at=clock.now())
            answer = view(request, *args, **kwargs)
            answer.headers.setdefault("Cache-Control", "private, no-store")
            return answer

        return guarded  # type: ignore[return-value]

    return guard


def chosen_counter(request: HttpRequest) -> AgencyVersion:
    """The counter the page is about."""
    key = request.POST.get(COUNTER) or request.GET.get(COUNTER) or ""
    return own_counter(actor=actor_of(request), key=key, at=clock.now())


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of the counter."""
    return render(request, f"counter/{template}", words, status=status)


to = onward("counter")
