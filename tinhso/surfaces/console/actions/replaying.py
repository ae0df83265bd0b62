"""Letting parked deliveries run again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.kernel import ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import replay
from tinhso.kernel.errors import Conflict
from tinhso.kernel.refs import Ref

REPLAY = "console.replay_deliveries"
AT_ONCE = 500
"""The most that one press sets going: more would hold the table for too long."""


@dataclass(frozen=True)
class Replayed:
    """How many were set going, and how many of the handler are parked still."""

    count: int
    left: int


def replay_one(*, actor: Actor, delivery: UUID, at: datetime) -> None:
    """Set a parked delivery due now; Conflict when it is not parked (any more)."""
    actor = require(actor, REPLAY, at=at)
    with transaction.atomic():
        _set_going(actor, delivery, at)


def replay_all(*, actor: Actor, handler: str, at: datetime) -> Replayed:
    """Set the parked deliveries of a handler due now, the oldest first, at most `AT_ONCE`.

    Conflict when it has none parked (any more).
    """
    actor = require(actor, REPLAY, at=at)
    with transaction.atomic():
        # Held until the end: what a colleague sets going meanwhile must not make this one fail half-way.
        parked = Delivery.objects.select_for_update().filter(handler=handler, state=Delivery.State.PARKED)
        keys = list(parked.order_by("created_at", "id").values_list("id", flat=True)[:AT_ONCE])
        if not keys:
            raise Conflict(
                _("Không còn mục nào của phần việc này bị tạm giữ."),
                next_step=_("Có thể đồng nghiệp vừa cho chạy lại. Xem lại danh sách việc tồn."),
            )
        for key in keys:
            _set_going(actor, key, at)
        left = Delivery.objects.filter(handler=handler, state=Delivery.State.PARKED).count()
    return Replayed(len(keys), left)


def _set_going(actor: Actor, delivery: UUID, at: datetime) -> None:
    replay(delivery=delivery, at=at)
    ledger.record(
        actor=actor, verb="console.delivery_replayed", about=Ref("deliveries.delivery", delivery), at=at
    )
