"""How pages answer what was posted."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseRedirect
from django.urls import reverse


class SeeOther(HttpResponseRedirect):
    """After a POST: look there, and never send it again (RFC 9110, 15.4.4)."""

    status_code = 303


def onward(namespace: str) -> Callable[..., SeeOther]:
    """How the pages of one system lead on: `to(name, *args, query="")` goes to the page of that name."""

    def to(name: str, *args: object, query: str = "") -> SeeOther:
        address = reverse(f"{namespace}:{name}", args=args)
        return SeeOther(f"{address}?{query}" if query else address)

    return to
