"""Everything an official has to do, of every kind, in one list by due time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tinhso.foundation.access.policy import may_somewhere
from tinhso.foundation.workflow.desk import URGENCIES, Item, Urgency, urgency_of
from tinhso.foundation.workflow.my_work import MOST, Whose, WorkKind, work_kinds
from tinhso.kernel.actors import Actor
from tinhso.kernel.text import fold

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed by; empty means no narrowing."""

    whose: Whose = "mine"
    kind: str = ""
    urgency: str = ""
    text: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.kind or self.urgency or self.text)


@dataclass(frozen=True)
class Line:
    """One thing to do, and of which kind it is."""

    kind: WorkKind
    item: Item
    urgency: Urgency

    @property
    def urgency_title(self) -> str:
        return str(URGENCIES[self.urgency])


@dataclass(frozen=True)
class Everything:
    """The list: what is due first comes first, what has no due time last."""

    lines: Sequence[Line]
    cut: Sequence[str]
    """Titles of the kinds of which there is more than the list takes."""


def kinds(*, actor: Actor) -> list[WorkKind]:
    """The kinds of work the actor may do."""
    found = [one for one in work_kinds if may_somewhere(actor, one.permission)]
    return sorted(found, key=lambda one: (one.order, one.key))


def everything(*, actor: Actor, asked: Asked, at: datetime) -> Everything:
    """What there is to do."""
    lines: list[Line] = []
    cut = []
    for kind in kinds(actor=actor):
        if asked.kind in ("", kind.key):
            items = kind.items(actor, asked.whose, at)
            lines += [Line(kind, one, urgency_of(one.due_at, at=at)) for one in items]
            if len(items) >= MOST:
                cut.append(kind.title)
    words = fold(asked.text)
    kept = [
        one
        for one in lines
        if asked.urgency in ("", one.urgency)
        and words in fold(f"{one.item.title} {one.item.note} {one.item.holder}")
    ]
    return Everything(sorted(kept, key=lambda one: (one.item.due_at or _NEVER, one.item.title)), cut)
