"""One list of everything an official has to do: each system says what is in hand, in one shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import QuerySet

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.workflow.desk import Item
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import in_hand
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref, describe
from tinhso.kernel.registry import Registry

Whose = Literal["mine", "unit"]
"""What the actor holds or may take, or what is open at the agencies where the actor does such work."""
MOST = 1000
"""Of one kind; what is due first is among them."""
Items = Callable[[Actor, Whose, datetime], Sequence[Item]]


@dataclass(frozen=True)
class WorkKind:
    """One kind of work in the list. Shown to those who may do `permission` somewhere.

    `items` gives at most `MOST`, those due first, each open for the actor.
    """

    key: str
    title: str
    permission: str
    items: Items
    order: int = 100


work_kinds: Registry[WorkKind] = Registry("kinds of work", key=lambda entry: entry.key)


def assigned(kind: str, permission: str) -> Items:
    """The items of things of one kind that are worked on by steps: one for each open step."""

    def items(actor: Actor, whose: Whose, at: datetime) -> list[Item]:
        open_now = in_hand(actor=actor) if whose == "mine" else _open_at(actor, permission)
        found = open_now.filter(about__startswith=f"{kind}:").select_related("holder")
        steps = list(found.order_by("due_at", "id")[:MOST])
        known = describe((one.about for one in steps if isinstance(one.about, Ref)), actor=actor)
        return [
            Item(
                title=" · ".join(filter(None, (thing.code, thing.title))),
                note=one.title,
                url=thing.url,
                due_at=one.due_at,
                late=one.due_at < at,
                holder=one.holder.name if one.holder else "",
            )
            for one in steps
            if isinstance(one.about, Ref) and (thing := known.get(one.about))
        ]

    return items


def _open_at(actor: Actor, permission: str) -> QuerySet[Assignment]:
    agencies = agencies_within(actor, permission)
    return Assignment.objects.filter(agency__in=agencies or (), finished_at=None)
