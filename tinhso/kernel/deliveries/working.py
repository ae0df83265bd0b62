"""Working off what is due: one delivery, one transaction, its effect and its mark together.

An effect outside the house is made between two transactions, leased and marked: no lock is held while somebody
else takes their time, and the delivery's id tells a receiver what it has had already.
"""

import traceback
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction

from tinhso.kernel import clock
from tinhso.kernel.deliveries.handlers import handlers
from tinhso.kernel.deliveries.models import Delivery, Schedule
from tinhso.kernel.errors import Conflict

log = structlog.get_logger()

PARK_AFTER = 12
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(hours=1)
_KEPT_ERROR = 4000
_LEASE = timedelta(seconds=30)
"""How long an effect outside may take before another worker tries it: longer than any of them waits."""


def work_off(*, limit: int = 50) -> int:
    """Hand over what is due now, at most `limit`; how many were done or postponed."""
    make_scheduled(at=clock.now())
    due = Delivery.objects.filter(state=Delivery.State.DUE, due_at__lte=clock.now())
    keys = list(due.order_by("due_at", "id").values_list("id", flat=True)[:limit])
    return sum(_hand_over(key) for key in keys)


def make_scheduled(*, at: datetime) -> None:
    """Make the deliveries of repeated jobs whose time has come, each once whatever the number of workers."""
    repeated = {handler.key: handler.every for handler in handlers if handler.every}
    known = dict(Schedule.objects.values_list("key", "next_at"))
    for key in repeated.keys() - known.keys():
        Schedule.objects.get_or_create(key=key, defaults={"next_at": at})
    for key, period in repeated.items():
        if known.get(key, at) > at:
            continue
        with transaction.atomic():
            moved = Schedule.objects.filter(key=key, next_at__lte=at).update(next_at=at + period)
            if moved:
                Delivery.objects.create(handler=key, created_at=at, due_at=at)


def replay(*, delivery: UUID, at: datetime) -> None:
    """Set a parked delivery due again; Conflict when it is not parked."""
    moved = Delivery.objects.filter(id=delivery, state=Delivery.State.PARKED).update(
        state=Delivery.State.DUE, attempts=0, due_at=at
    )
    if not moved:
        raise Conflict("Mục này không còn ở trạng thái tạm giữ.")


def _hand_over(key: UUID) -> int:
    try:
        with transaction.atomic():
            delivery = _claim(key)
            if delivery is None:
                return 0
            handler = handlers[delivery.handler]
            if handler.outside:
                Delivery.objects.filter(id=key).update(due_at=clock.now() + _LEASE)
            else:
                handler.run(delivery)
                _mark_done(key)
        if handler.outside:
            handler.run(delivery)
            _mark_done(key)
    except Exception as error:
        _postpone(key, error)
    return 1


def _mark_done(key: UUID) -> None:
    Delivery.objects.filter(id=key).update(state=Delivery.State.DONE, done_at=clock.now(), error="")


def _claim(key: UUID) -> Delivery | None:
    rows = Delivery.objects.filter(id=key, state=Delivery.State.DUE, due_at__lte=clock.now())
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return rows.first()


def _postpone(key: UUID, error: Exception) -> None:
    delivery = Delivery.objects.filter(id=key, state=Delivery.State.DUE).first()
    if delivery is None:
        return
    attempts = delivery.attempts + 1
    parked = attempts >= PARK_AFTER
    wait = min(_FIRST_WAIT * 2**delivery.attempts, _LONGEST_WAIT)
    Delivery.objects.filter(id=key, state=Delivery.State.DUE).update(
        attempts=attempts,
        due_at=clock.now() + wait,
        state=Delivery.State.PARKED if parked else Delivery.State.DUE,
        error="".join(traceback.format_exception(error))[-_KEPT_ERROR:],
    )
    log.warning("delivery.postponed", handler=delivery.handler, attempts=attempts, parked=parked)
