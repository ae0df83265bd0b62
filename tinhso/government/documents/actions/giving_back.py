"""The receiver's answer when a sender asks for a document back (Decree 30/2020, article 18)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, Standing
from tinhso.foundation.access.policy import require
from tinhso.foundation.workflow import actions as workflow
from tinhso.government.documents.actions.changing_in import locked_in, reason_of, record_in
from tinhso.government.documents.actions.instructing import FORWARD, withdraw_tasks
from tinhso.government.documents.models import Incoming
from tinhso.government.documents.queries.incoming import RECEIVE
from tinhso.government.documents.rules.incoming import State
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict


def give_back(*, actor: Actor, incoming: UUID, version: int, at: datetime) -> Incoming:
    """Agree: the document is cancelled, its line in the register stays and says so, its tasks are withdrawn, and those
    it was passed on to are asked for it back."""
    with transaction.atomic():
        found = _asked(actor, incoming, version)
        actor = require(actor, RECEIVE, agencies=(found.agency_id,), at=at)
        found.state, found.closed_at, found.asked_back_at = State.GIVEN_BACK, at, None
        workflow.close_all(about=found.ref, at=at, note="nơi gửi thu hồi văn bản")
        withdraw_tasks(found, note="Nơi gửi đã thu hồi văn bản.", at=at)
        _answer(found, agreed=True, at=at)
        record_in(found, verb="in_give_back", actor=actor, at=at, standing=Standing.GIVEN_BACK)
        for agency in found.passed_on.values_list("agency", flat=True):
            enqueue(
                FORWARD,
                {"incoming": str(found.id), "agency": str(agency), "change": Change.RECALL},
                due_at=at,
            )
    return found


def keep_on(*, actor: Actor, incoming: UUID, version: int, note: str, at: datetime) -> Incoming:
    """Do not agree, with the reason; the document goes on as it was."""
    with transaction.atomic():
        found = _asked(actor, incoming, version)
        actor = require(actor, RECEIVE, agencies=(found.agency_id,), at=at)
        said = reason_of(note)
        found.asked_back_at = None
        _answer(found, agreed=False, at=at)
        record_in(found, verb="in_keep", actor=actor, at=at, note=said, standing=Standing.NOT_GIVEN_BACK)
    return found


def _asked(actor: Actor, incoming: UUID, version: int) -> Incoming:
    found = locked_in(actor=actor, incoming=incoming, version=version)
    if found.asked_back_at is None:
        raise Conflict(_("Không có đề nghị thu hồi nào đang chờ trả lời."))
    return found


def _answer(found: Incoming, *, agreed: bool, at: datetime) -> None:
    asked = found.arrivals.filter(change=Change.RECALL, answered_at=None)
    asked.update(answered_at=at, agreed=agreed)
