"""Events over HTTP: subscriptions and the feed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.partners import actions, queries
from tinhso.kernel import clock

router = Router(tags=["events"])


class Subscription(Schema):
    """Where to send which events."""

    url: str = Field(max_length=500)
    events: list[str] = Field(max_length=100)


class Subscribed(Schema):
    """A subscription; `secret` is shown this once."""

    id: UUID
    url: str
    events: list[str]
    secret: str = ""


class CloudEvent(Schema):
    """One fact, as CloudEvents 1.0."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str
    sequence: str = ""
    data: dict[str, object]


@router.post("/webhooks", response={201: Subscribed})
def subscribe(request: HttpRequest, body: Subscription) -> Status[Subscribed]:
    """Receive events at an address, signed by the Standard Webhooks scheme."""
    hook, secret = actions.subscribe(
        actor=actor_of(request), url=body.url, events=body.events, at=clock.now()
    )
    return Status(201, Subscribed(id=hook.id, url=hook.url, events=hook.events, secret=secret))


@router.get("/webhooks", response=list[Subscribed])
def webhooks(request: HttpRequest) -> list[Subscribed]:
    """One's own running subscriptions."""
    found = queries.webhooks_of(actor=actor_of(request))
    return [Subscribed(id=hook.id, url=hook.url, events=hook.events) for hook in found]


@router.delete("/webhooks/{webhook}", response={204: None})
def unsubscribe(request: HttpRequest, webhook: UUID) -> Status[None]:
    """End a subscription."""
    actions.unsubscribe(actor=actor_of(request), webhook=webhook, at=clock.now())
    return Status(204, None)


@router.get("/events", response=list[CloudEvent])
def events(request: HttpRequest, after: int = -1, limit: int = 100) -> list[dict[str, object]]:
    """Sealed events in the order of the ledger; ask again with the last `sequence`."""
    return queries.events_after(actor=actor_of(request), position=after, limit=max(1, limit))
