"""Events for those who would rather ask, in the order of positions so that none is skipped; what was looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tinhso.foundation.access.policy import require
from tinhso.foundation.partners.actions import SUBSCRIBE
from tinhso.foundation.partners.models import Lookup, Webhook
from tinhso.foundation.partners.rules import agrees, cloud_event
from tinhso.foundation.partners.sources import sources
from tinhso.foundation.people.rules import PartialDate
from tinhso.kernel.actors import Actor
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Ref

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


@dataclass(frozen=True)
class Compared:
    """One thing a source told, beside what was declared."""

    title: str
    declared: str
    told: str
    agrees: bool


def lookups_about(*, about: Ref) -> Sequence[Lookup]:
    """What sources were asked about a thing, oldest first. Whoever calls has checked that it may be seen."""
    return list(Lookup.objects.filter(about=about).order_by("asked_at", "id"))


def compared(lookup: Lookup) -> Sequence[Compared]:
    """What was declared and what was told, side by side, as people read it."""
    opened, source = lookup.told(), sources.get(lookup.source)
    titles = source.fields if source else {}
    return [
        Compared(
            str(titles.get(field, field)),
            _shown(field, opened["declared"].get(field, "")),
            _shown(field, told),
            agrees(field, declared=opened["declared"].get(field, ""), told=told),
        )
        for field, told in opened["told"].items()
    ]


def _shown(field: str, value: str) -> str:
    if not field.endswith("date"):
        return value
    try:
        return str(PartialDate.read(value))
    except ValueError:
        return value
