"""Where a dossier stands, by its code, without signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import address_of
from tinhso.government.dossiers.actions.guessing import note_miss
from tinhso.government.dossiers.queries.tracking import provisional, tracked, tracking_address
from tinhso.government.dossiers.views.citizens import show
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound, TooMany


@login_not_required
@require_safe
def tracking(request: HttpRequest) -> HttpResponse:
    """A dossier by its code or request id, or by the one given before it; masked. Any other code gets one answer."""
    at, text = clock.now(), request.GET.get("ma", "")
    if not text.strip():
        return show(request, "tracking.html", text="")
    before = provisional(text=text, at=at)
    if before and not before.dossier:
        return show(request, "tracking.html", text=text, before=before)
    try:
        face = tracked(text=text, at=at)
    except NotFound as refusal:
        try:
            note_miss(address=address_of(request), at=at)
        except TooMany as wait:
            answer = show(request, "tracking.html", text=text, refusal=wait, status=wait.status)
            answer["Retry-After"] = str(wait.retry_after)
            return answer
        return show(request, "tracking.html", text=text, refusal=refusal, status=refusal.status)
    address = tracking_address(face.code or face.request_id)
    return show(request, "tracking.html", text=text, face=face, address=address)
