"""The window of an official: the queue, and one press for each thing done with a number."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.government.counter import actions
from tinhso.government.counter.queries import places, slips
from tinhso.government.counter.queries import queue as queues
from tinhso.government.counter.views import COUNTER, chosen_counter, clerk, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid

SERVE = places.SERVE


@clerk(SERVE)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Who is at the window, who waits, who was not there."""
    return _desk(request, part=bool(request.headers.get("HX-Request")))


@clerk(SERVE)
@require_POST
def call_next(request: HttpRequest) -> HttpResponse:
    """Call who has waited longest."""

    def act() -> object:
        return actions.call_next(
            actor=actor_of(request), counter=chosen_counter(request).agency_id,
            groups=request.POST.getlist("group"), window=request.POST.get("window", "")[:10], at=clock.now(),
        )  # fmt: skip

    return _done(request, act)


@clerk(SERVE)
@require_POST
def call_absent(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """Call somebody who was not there before."""
    window = request.POST.get("window", "")[:10]
    return _done(
        request,
        lambda: actions.call_absent(actor=actor_of(request), ticket=ticket, window=window, at=clock.now()),
    )


@clerk(SERVE)
@require_POST
def call_again(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """Call the same number once more."""
    return _done(request, lambda: actions.call_again(actor=actor_of(request), ticket=ticket, at=clock.now()))


@clerk(SERVE)
@require_POST
def mark_absent(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """Nobody came."""
    return _done(request, lambda: actions.mark_absent(actor=actor_of(request), ticket=ticket, at=clock.now()))


@clerk(SERVE)
@require_POST
def start(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """The person is here."""
    return _done(request, lambda: actions.start(actor=actor_of(request), ticket=ticket, at=clock.now()))


@clerk(SERVE)
@require_POST
def finish(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """The person has what they came for."""
    return _done(request, lambda: actions.finish(actor=actor_of(request), ticket=ticket, at=clock.now()))


@clerk(SERVE)
@require_POST
def transfer(request: HttpRequest, ticket: UUID) -> HttpResponse:
    """On to another group."""
    group = request.POST.get("group", "")
    return _done(
        request, lambda: actions.transfer(actor=actor_of(request), ticket=ticket, group=group, at=clock.now())
    )


def _done(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except (Conflict, Invalid) as refusal:
        return _desk(request, refusal=refusal)
    counter = request.POST.get(COUNTER, "")
    return to("desk", query=f"{COUNTER}={counter}" if counter else "")


def _desk(
    request: HttpRequest, *, refusal: Conflict | Invalid | None = None, part: bool = False
) -> HttpResponse:
    at, actor = clock.now(), actor_of(request)
    counter = chosen_counter(request)
    window = request.POST.get("window", "")[:10]
    found = queues.desk(actor=actor, counter=counter, at=at)
    chosen = request.POST.getlist("group") or [one.group for one in found.waiting]
    return show(
        request, "desk_waiting.html" if part else "desk.html", status=refusal.status if refusal else 200,
        desk=found, counters=places.own_counters(actor=actor, at=at), refusal=refusal,
        window=window or found.window, chosen=chosen, slips=slips.waiting_slips(actor=actor),
    )  # fmt: skip
