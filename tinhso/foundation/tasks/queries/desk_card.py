"""What tasks put on an official's desk."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from urllib.parse import urlencode

from django.urls import reverse

from tinhso.foundation.tasks.queries.lists import LATE, MINE, UNIT, Filters, TaskRow, every, listing
from tinhso.foundation.workflow.desk import Count, DeskCard, Item, Work
from tinhso.foundation.workflow.my_work import MOST, Whose, WorkKind
from tinhso.kernel.actors import Actor

_FIRST = 8


def waiting(actor: Actor, at: datetime) -> Work:
    """Tasks the actor has in hand."""
    mine = Filters(group=MINE)
    rows = list(every(actor=actor, filters=mine, at=at))
    late = listing(actor=actor, filters=Filters(group=MINE, state=LATE), at=at).count()
    address = reverse("tasks:list")
    return Work(
        [
            Count("late", late, f"{address}?{urlencode({'nhom': MINE, 'tt': LATE})}"),
            Count("rest", len(rows) - late, f"{address}?{urlencode({'nhom': MINE})}"),
        ],
        [_item(row) for row in rows[:_FIRST]],
    )


def items(actor: Actor, whose: Whose, at: datetime) -> list[Item]:
    """The same for the one list of everything there is to do; of the unit's too."""
    group = Filters(group=MINE if whose == "mine" else UNIT)
    return [_item(row) for row in islice(every(actor=actor, filters=group, at=at), MOST)]


def _item(row: TaskRow) -> Item:
    return Item(row.title, row.state_title, row.url, row.due_at, row.late, row.lead)


CARD = DeskCard("tasks.mine", "Nhiệm vụ được giao", "tasks.work", "tasks:list", waiting, order=9)
WORK = WorkKind("tasks", "Nhiệm vụ", "tasks.work", items, order=10)
