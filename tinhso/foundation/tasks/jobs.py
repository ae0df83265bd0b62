"""What tasks do by themselves: remind, and write to those who are told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tinhso.foundation.tasks import actions
from tinhso.foundation.tasks.actions.changing import TELL_JOB
from tinhso.foundation.tasks.actions.reminding import REMIND_JOB
from tinhso.foundation.tasks.queries.letters import letter_about
from tinhso.kernel import clock
from tinhso.kernel.deliveries import every, job
from tinhso.kernel.deliveries.models import Delivery


@every("30m", key="tasks.find_due")
def find_due(delivery: Delivery) -> None:
    """Find the tasks that come due or are late."""
    actions.find_due(at=clock.now())


@job(REMIND_JOB)
def remind(payload: dict[str, Any], delivery: Delivery) -> None:
    """Remind of one of them."""
    actions.remind(task=UUID(payload["task"]), at=clock.now())


@job(TELL_JOB, outside=True)
def tell(payload: dict[str, Any], delivery: Delivery) -> None:
    """Word of a task to one official, at the work address; the delivery's own id keeps it from being read twice."""
    from tinhso.foundation.notices.ports import Message, send_email

    letter = letter_about(task=UUID(payload["task"]), account=UUID(payload["account"]), what=payload["what"])
    if letter is not None:
        to, subject, text = letter
        send_email(Message(id=delivery.id, to=to, subject=subject, text=text, at=clock.now()))
