"""Events for those who would rather ask: a feed in the order of positions, so that nothing is skipped."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from tinhso.foundation.access.policy import require
from tinhso.foundation.partners.actions import SUBSCRIBE
from tinhso.foundation.partners.models import Webhook
from tinhso.foundation.partners.rules import cloud_event
from tinhso.kernel.actors import Actor
from tinhso.kernel.ledger.models import Act

MOST = 200


def events_after(*, actor: Actor, position: int, limit: int = MOST) -> list[dict[str, Any]]:
    """Sealed events after a position, oldest first, as CloudEvents."""
    require(actor, SUBSCRIBE)
    acts = Act.objects.filter(position__gt=position).exclude(event="").order_by("position")
    return [
        cloud_event(
            act=act.id, event=act.event, about=str(act.about), at=act.at, source=settings.PUBLIC_URL,
            data=act.data["event"], position=act.position,
        )
        for act in acts[: min(limit, MOST)]
    ]  # fmt: skip


def webhooks_of(*, actor: Actor) -> list[Webhook]:
    """The asking machine's own subscriptions that are running."""
    require(actor, SUBSCRIBE)
    return list(Webhook.objects.running().filter(client=actor.account).order_by("created_at"))
