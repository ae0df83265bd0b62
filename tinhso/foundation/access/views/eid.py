"""Signing in with the national e-ID: out to its system, and back."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from tinhso.foundation.access import rules, sessions, tallies
from tinhso.foundation.access.eid import entering, flow
from tinhso.foundation.access.eid.provider import Provider, provider
from tinhso.foundation.access.requests import account_of, address_of
from tinhso.foundation.access.views.answers import next_of, show
from tinhso.kernel import clock
from tinhso.kernel.errors import Refusal

_ATTEMPT = "eid_attempt"


@login_not_required
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Send the browser to the system of electronic identities. `?muc=2` asks for nothing below level 2."""
    level = 2 if request.GET.get("muc") == "2" else 1
    wanted = next_of(request, default=rules.CITIZEN.home_url)
    try:
        address, attempt = flow.set_out(
            _provider(request), back=_back(request), level=level, wanted=wanted, at=clock.now()
        )
    except Refusal as refusal:
        return show(request, "eid_refused.html", refusal=refusal, again=request.get_full_path())
    request.session[_ATTEMPT] = asdict(attempt)
    return redirect(address)


@login_not_required
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Sign in who the system of electronic identities says this is, or say why not."""
    now, source = clock.now(), _provider(request)
    kept = request.session.pop(_ATTEMPT, None)
    attempt = flow.Attempt(**kept) if kept else None
    try:
        tallies.take(
            "eid", address_of(request), limit=rules.TRIES_PER_ADDRESS, window=rules.TRIES_WINDOW, at=now
        )
        identity = flow.come_back(
            source, attempt=attempt, said=request.GET.dict(), back=_back(request), at=now
        )
        account = entering.enter(
            identity=identity, current=account_of(request), simulated=source.simulated, at=now
        )
        sessions.begin(
            request, account=account, door=rules.CITIZEN, factor="eid", assurance=identity.level, at=now
        )
    except Refusal as refusal:
        return show(request, "eid_refused.html", refusal=refusal, again=_again(attempt))
    return redirect(attempt.wanted if attempt else rules.CITIZEN.home_url)


@login_not_required
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Signed out here; where the system of electronic identities can be left too, say how."""
    home = request.build_absolute_uri(rules.CITIZEN.home_url)
    try:
        address = _provider(request).farewell(onwards=home, at=clock.now())
    except Refusal:
        address = ""
    return show(request, "eid_signed_out.html", address=address) if address else redirect(home)


def _provider(request: HttpRequest) -> Provider:
    found = provider(request.build_absolute_uri("/"))
    if found is None:
        raise Http404
    return found


def _again(attempt: flow.Attempt | None) -> str:
    """The same attempt from its beginning."""
    query = {"muc": attempt.level, "next": attempt.wanted} if attempt else {}
    return f"{reverse('eid_sign_in')}?{urlencode(query)}" if query else reverse("eid_sign_in")


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("eid_return"))
