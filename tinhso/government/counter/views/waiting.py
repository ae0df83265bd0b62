"""For people who wait: drawing a number, following it, the screen that calls; and how results are collected."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of, address_of
from tinhso.government.counter import actions
from tinhso.government.counter.queries import places, queue
from tinhso.government.counter.views import show, to
from tinhso.kernel import clock

KIOSK = "may"
"""In the address of a ticket drawn at a machine: the page goes back to the machine by itself."""


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, counter: str) -> HttpResponse:
    """Choose what one comes for; the number is drawn."""
    at = clock.now()
    found = places.counter_by_key(counter, at=at)
    if request.method == "POST":
        ticket = actions.take_ticket(
            actor=actor_of(request), counter=found.agency_id, group=request.POST.get("group", ""),
            address=address_of(request), at=at,
        )  # fmt: skip
        return to("ticket", ticket.id, query=KIOSK)
    return show(
        request, "kiosk.html", counter=found, waiting=queue.waiting_by_group(counter=found.agency_id, at=at)
    )


@login_not_required
@require_safe
def ticket(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """A number and how many are before it."""
    followed = queue.followed(ticket=ticket, at=clock.now())
    address = reverse("counter:ticket", args=[ticket])
    part = bool(request.headers.get("HX-Request"))
    return show(
        request, "ticket_now.html" if part else "ticket.html", followed=followed, kiosk=KIOSK in request.GET,
        address=address, public=f"{settings.PUBLIC_URL}{address}",
    )  # fmt: skip


@login_not_required
@require_safe
def screen(request: HttpRequest, counter: str) -> HttpResponse:
    """The numbers called, large enough to read from the last row."""
    at = clock.now()
    found = places.counter_by_key(counter, at=at)
    part = bool(request.headers.get("HX-Request"))
    return show(
        request, "screen_now.html" if part else "screen.html", counter=found, at=at,
        called=queue.on_screen(counter=found.agency_id, at=at),
        waiting=queue.waiting_by_group(counter=found.agency_id, at=at),
    )  # fmt: skip


@login_not_required
@require_safe
def how_to_collect(request: HttpRequest) -> HttpResponse:
    """What to bring when one takes a result at the counter."""
    return show(request, "how_to_collect.html")
