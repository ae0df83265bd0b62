"""Making deliveries: always inside the transaction of their cause."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tinhso.kernel import clock
from tinhso.kernel.deliveries.handlers import handlers
from tinhso.kernel.statements import insert, new_row

if TYPE_CHECKING:
    from tinhso.kernel.deliveries.models import Delivery
    from tinhso.kernel.ledger.models import Act


def deliver(act: "Act", *, at: datetime) -> None:
    """One delivery of an act's event to each of its listeners."""
    from tinhso.kernel.deliveries.models import Delivery

    owed = [
        new_row(
            Delivery,
            handler=handler.key,
            act=act.id,
            event=act.event,
            payload=act.data["event"],
            created_at=at,
            due_at=at,
        )
        for handler in handlers
        if handler.event in (act.event, "*")
    ]
    if owed:
        insert(*owed)


def enqueue(key: str, payload: Mapping[str, Any], *, due_at: datetime | None = None) -> "Delivery":
    """A job for later; KeyError when nobody does it. Kept when the caller's transaction is."""
    from tinhso.kernel.deliveries.models import Delivery

    now = clock.now()
    owed = new_row(
        Delivery, handler=handlers[key].key, payload=dict(payload), created_at=now, due_at=due_at or now
    )
    insert(owed)
    return owed
