"""Working off what is due: one delivery, one transaction, its effect and its mark together.

An effect outside the house is made between two transactions, leased and marked: no lock is held while somebody
else takes their time, and the delivery's id tells a receiver what it has had already.
"""

import traceback
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from tinhso.kernel import clock, http
from tinhso.kernel.deliveries.handlers import handlers
from tinhso.kernel.deliveries.models import Delivery, Schedule
from tinhso.kernel.errors import Conflict

log = structlog.get_logger()

PARK_AFTER = 12
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(hours=1)
_KEPT_ERROR = 4000
_SPEAKING = (http.Failed, http.Refused)
"""Errors whose words are the house's own: the address of a machine and a status."""


def work_off(*, limit: int = 50, going_on: Callable[[], bool] = lambda: True) -> int:
    """Hand over what is due now, at most `limit`; how many were done or postponed.

    After each one `going_on` is asked whether there is time for the next.
    """
    make_scheduled(at=clock.now())
    due = Delivery.objects.filter(state=Delivery.State.DUE, due_at__lte=clock.now())
    keys = list(due.order_by("due_at", "id").values_list("id", flat=True)[:limit])
    done = 0
    for key in keys:
        done += _hand_over(key)
        if not going_on():
            break
    return done


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
        raise Conflict(_("Mục này không còn ở trạng thái tạm giữ."))


def _hand_over(key: UUID) -> int:
    try:
        with transaction.atomic():
            delivery = _claim(key)
            if delivery is None:
                return 0
            handler = handlers[delivery.handler]
            if handler.outside:
                Delivery.objects.filter(id=key).update(due_at=clock.now() + handler.lease)
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
        error="".join(_traced(error))[-_KEPT_ERROR:],
    )
    log.warning("delivery.postponed", handler=delivery.handler, attempts=attempts, parked=parked)


def _traced(error: BaseException) -> Iterator[str]:
    """Where it failed and as what, the first cause first.

    Without the words: what a server says of a letter it refuses names whom it was for, and would outlive their erasure.
    """
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _traced(cause)
    yield from traceback.format_tb(error.__traceback__)
    kind = type(error)
    # A kind derived from ours may repeat what the other side said.
    words = f": {error}" if kind in _SPEAKING else ""
    yield f"{kind.__module__}.{kind.__qualname__}{words}\n"
