"""What the citizens' pages share: who asks, and how a page is answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tinhso.foundation.access.requests import actor_of, door
from tinhso.foundation.files.queries import Opened
from tinhso.foundation.ui.answers import onward

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def oneself(view: View) -> View:
    """A page for a citizen who has said who they are; a stranger signs in, says so, and comes back here.

    What such a page shows stays out of every cache.
    """

    @door("citizen")
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if actor_of(request).person is None:
            wanted = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('account_declare')}?{wanted}")
        answer = view(request, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    return guarded  # type: ignore[return-value]


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of the portal."""
    return render(request, f"dossiers/citizen/{template}", words, status=status)


to = onward("dossiers")


def hand_out(opened: Opened) -> HttpResponse:
    """A file with the headers that keep a browser from acting on it."""
    return HttpResponse(opened.content, headers=dict(opened.headers))
