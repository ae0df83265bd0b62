"""The delivery table: what is owed to whom, what is parked and why."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.errors import NotFound

SEE = "console.see_deliveries"
PAGE = 25
STATES = dict(Delivery.State.choices)
OPEN = (Delivery.State.DUE, Delivery.State.PARKED)


@dataclass(frozen=True)
class HandlerCount:
    """What one handler still owes."""

    key: str
    due: int
    parked: int


def counts(*, actor: Actor) -> dict[str, int]:
    """How many deliveries there are in each state."""
    require(actor, SEE)
    found = dict(Delivery.objects.values_list("state").annotate(Count("id")))
    return {state: found.get(state, 0) for state in STATES}


def handler_counts(*, actor: Actor) -> list[HandlerCount]:
    """The handlers that owe something, those with parked deliveries first."""
    require(actor, SEE)
    rows = (
        Delivery.objects.filter(state__in=OPEN)
        .values("handler")
        .annotate(
            due=Count("id", filter=Q(state=Delivery.State.DUE)),
            parked=Count("id", filter=Q(state=Delivery.State.PARKED)),
        )
        .order_by("-parked", "handler")
    )
    return [HandlerCount(row["handler"], row["due"], row["parked"]) for row in rows]


def listed(*, actor: Actor, state: str, handler: str, page: str | None) -> Page[Delivery]:
    """One page of the deliveries in a state, of one handler when it is named.

    What is done comes latest first, everything else as it comes due.
    """
    require(actor, SEE)
    rows = Delivery.objects.filter(state=state)
    if handler:
        rows = rows.filter(handler=handler)
    done = state == Delivery.State.DONE
    return Paginator(rows.order_by("-created_at" if done else "due_at", "id"), PAGE).get_page(page)


def delivery(*, actor: Actor, id: UUID) -> Delivery:
    """One delivery; NotFound when there is none."""
    require(actor, SEE)
    found = Delivery.objects.filter(id=id).first()
    if found is None:
        raise NotFound(_("Không có mục này."), next_step=_("Quay lại danh sách việc tồn."))
    return found


def parked(*, actor: Actor, handler: str) -> int:
    """How many deliveries of a handler are parked."""
    require(actor, SEE)
    return Delivery.objects.filter(handler=handler, state=Delivery.State.PARKED).count()


def reason(delivery: Delivery) -> str:
    """The last line of what went wrong: the kind of error, with its words where they are our own."""
    lines = [line for line in delivery.error.splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""
