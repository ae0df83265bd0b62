"""What stands on an official's desk: each system says what waits for this official, the desk's front page shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.registry import Registry

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Urgency = Literal["late", "today", "week", "rest"]

URGENCIES: dict[Urgency, _StrPromise] = {
    "late": _("Quá hạn"),
    "today": _("Hạn hôm nay"),
    "week": _("Hạn tuần này"),
    "rest": _("Việc khác"),
}
"""The words every card counts under, the most urgent first. They do not overlap."""


@dataclass(frozen=True)
class Count:
    """How much of one urgency waits, and the address of the list that holds exactly these."""

    urgency: Urgency
    number: int
    url: str

    @property
    def title(self) -> str:
        return str(URGENCIES[self.urgency])


@dataclass(frozen=True)
class Item:
    """One thing to do: what, whose step, until when."""

    title: str
    note: str
    url: str
    due_at: datetime | None
    late: bool
    holder: str = ""
    """Who has it in hand; empty when nobody has."""


@dataclass(frozen=True)
class Work:
    """What waits for one official: counts by urgency, and the first things to do."""

    counts: Sequence[Count]
    first: Sequence[Item] = ()

    @property
    def total(self) -> int:
        return sum(count.number for count in self.counts)


@dataclass(frozen=True)
class DeskCard:
    """One kind of work. Shown to those who may do `permission` somewhere; `work` counts for the actor alone."""

    key: str
    title: str
    permission: str
    url_name: str
    """The whole list."""
    work: Callable[[Actor, datetime], Work]
    order: int = 100


desk_cards: Registry[DeskCard] = Registry("cards of the desk", key=lambda entry: entry.key)


def urgency_of(due_at: datetime | None, *, at: datetime) -> Urgency:
    """Under which of the words something due then counts; the week ends on Sunday."""
    if due_at is None:
        return "rest"
    if due_at < at:
        return "late"
    day, today = local(due_at).date(), local(at).date()
    if day == today:
        return "today"
    return "week" if (day - today).days <= 6 - today.weekday() else "rest"
