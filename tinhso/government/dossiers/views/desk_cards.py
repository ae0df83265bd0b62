"""What dossiers put on an official's desk: work by urgency, results to sign, results to number."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from django.urls import reverse

from tinhso.foundation.workflow.desk import URGENCIES, Count, DeskCard, Item, Urgency, Work, urgency_of
from tinhso.government.dossiers.queries.desk import Row, first_in_hand, overview
from tinhso.government.dossiers.queries.late_steps import late_steps
from tinhso.government.dossiers.queries.queues import queue
from tinhso.kernel.actors import Actor


def in_hand(actor: Actor, at: datetime) -> Work:
    """Everything the actor has in hand or must receive."""
    address = reverse("dossiers:desk_list")
    return Work(
        counts=[
            Count(key, number, f"{address}?{urlencode({'mine': 'on', 'urgency': key})}")
            for key, number in overview(actor=actor, at=at).mine.items()
        ],
        first=[_item(row) for row in first_in_hand(actor=actor, at=at)],
    )


def to_sign(actor: Actor, at: datetime) -> Work:
    """Results that wait for the actor's signature."""
    return _queued(actor, at, "sign", "dossiers:desk_sign_queue")


def to_number(actor: Actor, at: datetime) -> Work:
    """Results that wait for a number."""
    return _queued(actor, at, "number", "dossiers:desk_number_queue")


def late_steps_at(actor: Actor, at: datetime) -> Work:
    """Steps past their own due time in the agencies whose work the actor gives out."""
    found = late_steps(actor=actor, at=at)
    return Work([Count("late", found.count(), reverse("dossiers:desk_late_steps"))])


CARDS = (
    DeskCard(
        "dossiers.work", "Hồ sơ đang chờ tôi", "dossiers.process", "dossiers:desk_list", in_hand, order=10
    ),
    DeskCard(
        "dossiers.sign",
        "Kết quả chờ tôi ký",
        "dossiers.approve_result",
        "dossiers:desk_sign_queue",
        to_sign,
        order=5,
    ),
    DeskCard(
        "dossiers.number",
        "Kết quả chờ cấp số",
        "dossiers.number_result",
        "dossiers:desk_number_queue",
        to_number,
        order=6,
    ),
    DeskCard(
        "dossiers.late_steps",
        "Bước trễ hạn",
        "dossiers.assign",
        "dossiers:desk_late_steps",
        late_steps_at,
        order=11,
    ),
)


def _queued(actor: Actor, at: datetime, kind: Literal["sign", "number"], url_name: str) -> Work:
    numbers: dict[Urgency, int] = dict.fromkeys(URGENCIES, 0)
    for one in queue(actor=actor, kind=kind, at=at):
        numbers[urgency_of(one.due.at, at=at)] += 1
    return Work([Count(key, number, reverse(url_name)) for key, number in numbers.items()])


def _item(row: Row) -> Item:
    step = row.steps[0].title if row.steps else row.phase_title
    return Item(
        title=f"{row} · {row.owner}",
        note=f"{row.procedure} · {step}",
        url=reverse("dossiers:desk_dossier", args=[row.id]),
        due_at=row.due.at,
        late=row.due.state == "late",
    )
