"""What a person does with a message that was put aside; and letting go of it when its time is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.files.actions import discard as discard_file
from tinhso.government.portalsync.actions.changing import hear
from tinhso.government.portalsync.actions.receiving import take_in
from tinhso.government.portalsync.formats.change import Kind
from tinhso.government.portalsync.formats.filing import Problem
from tinhso.government.portalsync.models import Message
from tinhso.government.portalsync.queries.inbox import WAITING, content
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict, NotFound

DECIDE = "portalsync.decide"
State = Message.State


def replay(*, actor: Actor, message: UUID, at: datetime) -> dict[str, Any]:
    """Take a message in again, as if it came now: after the packs, or what stood in its way, have changed."""
    actor = require(actor, DECIDE, at=at)
    found = _waiting(Message.objects.filter(id=message))
    if found.problem == Problem.DIFFERS:
        raise Conflict(
            _("Bản gửi khác nội dung không áp dụng lại được."),
            next_step=_("Xem hồ sơ đã nhận rồi ghi cách giải quyết."),
        )
    kind = Kind(found.kind)
    if kind == Kind.FILING:
        return take_in(actor=actor, raw=content(found), at=at)
    return hear(actor=actor, kind=kind, raw=content(found), at=at)


def settle(*, actor: Actor, message: UUID, reason: str, at: datetime) -> None:
    """A person has seen to it elsewhere: what was done is written down, and the body goes."""
    _end(actor, message, "portalsync.settled", reason, at)


def discard(*, actor: Actor, message: UUID, reason: str, at: datetime) -> None:
    """Nothing is to be done with it: why is written down, and the body goes."""
    _end(actor, message, "portalsync.discarded", reason, at)


def expire(*, at: datetime) -> int:
    """Let go of the bodies whose time is over; how many. What the list shows of them stays."""
    found = list(Message.objects.filter(expires_at__lte=at)[:500])
    for message in found:
        with transaction.atomic():
            _let_go(message, SYSTEM, at)
            ledger.record(actor=SYSTEM, verb="portalsync.expired", about=message.ref, at=at)
    return len(found)


def _end(actor: Actor, message: UUID, verb: str, reason: str, at: datetime) -> None:
    actor = require(actor, DECIDE, at=at)
    with transaction.atomic():
        found = _waiting(Message.objects.select_for_update().filter(id=message))
        Message.objects.filter(id=found.id).update(
            state=State.SETTLED, settled_by=actor.account, settled_at=at
        )
        _let_go(found, actor, at)
        ledger.record(
            actor=actor, verb=verb, about=found.ref, at=at,
            data={"outside_code": found.code, "problem": found.problem, "reason": reason.strip()},
        )  # fmt: skip


def _waiting(rows: QuerySet[Message]) -> Message:
    found = rows.first()
    if found is None:
        raise NotFound(_("Không có mục này."))
    if found.state not in WAITING:
        raise Conflict(
            _("Mục này đã được giải quyết."), next_step=_("Tải lại danh sách để xem tình trạng mới nhất.")
        )
    return found


def _let_go(message: Message, actor: Actor, at: datetime) -> None:
    """The body is taken away and its key destroyed; doing it twice changes nothing."""
    file, key = message.body_id, message.key
    Message.objects.filter(id=message.id).update(body=None, key=None, faults_sealed=None, expires_at=None)
    if file is not None:
        discard_file(actor=actor, at=at, owner=message.ref, file=file)
    if key is not None:
        transaction.on_commit(lambda: sealing.destroy(key))
