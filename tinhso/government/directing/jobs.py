"""What directing does by itself: the weekly word."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tinhso.government.directing import actions
from tinhso.government.directing.actions.directives import TELL_JOB, WEEK_JOB
from tinhso.government.directing.queries.digests import letter
from tinhso.kernel import clock
from tinhso.kernel.deliveries import every, job
from tinhso.kernel.deliveries.models import Delivery


@every("1h", key="directing.find_weeks")
def find_weeks(delivery: Delivery) -> None:
    """Find the agencies to be told of their week."""
    actions.find_weeks(at=clock.now())


@job(WEEK_JOB)
def note_week(payload: dict[str, Any], delivery: Delivery) -> None:
    """Have one of them told."""
    actions.note_week(agency=UUID(payload["agency"]), week=payload["week"], at=clock.now())


@job(TELL_JOB, outside=True)
def tell(payload: dict[str, Any], delivery: Delivery) -> None:
    """Word of the week to one official, at the work address."""
    from tinhso.foundation.notices.ports import Message, send_email

    said = letter(account=UUID(payload["account"]), at=clock.now())
    if said is not None:
        to, subject, text = said
        send_email(Message(id=delivery.id, to=to, subject=subject, text=text, at=clock.now()))
