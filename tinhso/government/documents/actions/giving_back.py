"""The receiver's answer when a sender asks for a document back (Decree 30/2020, article 18)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, Standing
from tinhso.foundation.access.policy import require
from tinhso.government.documents.actions.changing_in import locked_in, reason_of, record_in
from tinhso.government.documents.actions.instructing import call_off
from tinhso.government.documents.models import Incoming
from tinhso.government.documents.queries.incoming import RECEIVE
from tinhso.government.documents.rules.incoming import CLOSED, State
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict


def give_back(*, actor: Actor, incoming: UUID, version: int, at: datetime) -> Incoming:
    """Agree: the document is cancelled, its line in the register stays and says so, its tasks are withdrawn, and those
    it was passed on to are asked for it back. So is the one it was seen to be the same as."""
    with transaction.atomic():
        found = _asked(actor, incoming, version)
        actor = require(actor, RECEIVE, agencies=(found.agency_id,), at=at)
        same = Incoming.objects.select_for_update(of=("self",)).filter(doubles=found)
        found.asked_back_at = None
        _answer(found, agreed=True, at=at)
        _cancel(found, actor=actor, standing=Standing.GIVEN_BACK, at=at)
        for one in same.exclude(state__in=sorted(CLOSED)):
            _cancel(one, actor=actor, standing=None, at=at)
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


def _cancel(found: Incoming, *, actor: Actor, standing: Standing | None, at: datetime) -> None:
    found.state, found.closed_at = State.GIVEN_BACK, at
    call_off(found, reason="Nơi gửi đã thu hồi văn bản.", at=at)
    record_in(found, verb="in_give_back", actor=actor, at=at, standing=standing)


def _answer(found: Incoming, *, agreed: bool, at: datetime) -> None:
    asked = found.arrivals.filter(change=Change.RECALL, answered_at=None)
    asked.update(answered_at=at, agreed=agreed)
