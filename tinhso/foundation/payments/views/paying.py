"""Where a citizen pays one due."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of, door
from tinhso.foundation.payments.queries import intents


@door("citizen")
@require_safe
def pay(request: HttpRequest, intent: UUID) -> HttpResponse:
    """The QR, the amount, the words to type, and where it stands."""
    one = intents.to_pay(actor=actor_of(request), intent=intent)
    answer = render(request, "payments/pay.html", {"one": one, "due": one.intent})
    answer["Cache-Control"] = "private, no-store"
    return answer
