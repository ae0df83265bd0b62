"""The pages of the console: what they share, then one module for each part of the machinery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tinhso.foundation.access.policy import require
from tinhso.foundation.access.requests import actor_of, door
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class SeeOther(HttpResponseRedirect):
    """After a POST the browser fetches the next page."""

    status_code = 303


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
    return render(request, f"console/{template}", words, status=status)


def to(name: str, *args: object, query: str = "") -> SeeOther:
    """On to another page of the console."""
    address = reverse(f"console:{name}", args=args)
    return SeeOther(f"{address}?{query}" if query else address)


def carry_out(
    request: HttpRequest,
    *,
    act: Callable[[], object],
    done: str | Callable[[Any], str],
    onwards: Callable[[], HttpResponse],
    redraw: Callable[[int, Conflict | None], HttpResponse],
    form: forms.Form | None = None,
) -> HttpResponse:
    """Do it, say so and go on; otherwise the page again with the reason and everything that was typed."""
    if form is not None and not form.is_valid():
        return redraw(422, None)
    try:
        result = act()
    except Invalid as refusal:
        if form is None:
            raise
        for fault in refusal.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
        return redraw(refusal.status, None)
    except Conflict as refusal:
        return redraw(refusal.status, refusal)
    messages.success(request, done if isinstance(done, str) else done(result))
    return onwards()


def given(request: HttpRequest, name: str, allowed: Mapping[str, object], default: str = "") -> str:
    """A value of the query that is one of those allowed."""
    value = request.GET.get(name, default)
    return value if value in allowed else default
