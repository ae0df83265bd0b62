"""How these pages turn a refusal into words beside the form, and where they send people next."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from tinhso.foundation.access.eid.provider import offered
from tinhso.foundation.access.requests import actor_of, door_at
from tinhso.foundation.access.rules import CITIZEN, door_of
from tinhso.kernel.actors import ActorKind
from tinhso.kernel.errors import Refusal, TooMany, Unavailable


def show(
    request: HttpRequest,
    template: str,
    *,
    form: forms.Form | None = None,
    refusal: Refusal | None = None,
    **words: Any,
) -> HttpResponse:
    """A page of the door the request came through, with the refusal in it and the status it asks for."""
    if refusal is not None and form is not None:
        for fault in refusal.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
        if not refusal.faults:
            form.add_error(None, f"{refusal.detail} {refusal.next_step}".strip())
    door = door_at(request)
    inside = "ui/desk.html" if actor_of(request).kind == ActorKind.OFFICIAL else "ui/bare.html"
    layout = "ui/portal.html" if door == CITIZEN else inside
    words |= {"form": form, "layout": layout, "door": door, "next": next_of(request, default="")}
    words |= {"refusal": refusal, "eid": offered()}
    invalid = form is not None and form.is_bound and not form.is_valid()
    answer = render(
        request, f"access/{template}", words, status=refusal.status if refusal else 422 if invalid else 200
    )
    if isinstance(refusal, TooMany | Unavailable):
        answer["Retry-After"] = str(refusal.retry_after)
    # Codes, secrets and challenges are on these pages: no cache and no back button keeps them.
    answer["Cache-Control"] = "no-store"
    return answer


def next_of(request: HttpRequest, *, default: str) -> str:
    """The page asked for before signing in: one of this house, behind the same door, else `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    same_house = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if wanted.startswith("/") and same_house and door_of(wanted) == door_at(request):
        return wanted
    return default
