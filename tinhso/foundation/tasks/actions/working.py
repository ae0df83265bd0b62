"""What those do who have a task in hand: say how far it is, ask for more time, say that it is done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.tasks.actions.answering import end_done
from tinhso.foundation.tasks.actions.changing import locked, must_stand_at, record, tell, words_of
from tinhso.foundation.tasks.models import Task, TaskHand
from tinhso.foundation.tasks.queries.hands import WORK, hand_of, is_givers
from tinhso.foundation.tasks.rules import Part, State
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed
from tinhso.kernel.refs import Ref


def report(*, actor: Actor, task: UUID, version: int, progress: int | None, note: str, at: datetime) -> Task:
    """Say how far it is, in words; its lead also in percent."""
    with transaction.atomic():
        found = locked(actor=actor, task=task, version=version)
        hand, actor = _in_hand(found, actor, at)
        must_stand_at(found, State.OPEN)
        said = words_of(note)
        data: dict[str, object] = {"part": hand.part}
        if hand.part == Part.LEAD and progress is not None:
            if not 0 <= progress <= 100:
                raise Invalid(faults=[Fault("progress", _("Ghi từ 0 đến 100."))])
            found.progress = data["progress"] = progress
        record(found, verb="report", actor=actor, at=at, note=said, data=data)
    return found


def ask_extension(
    *, actor: Actor, task: UUID, version: int, due_at: datetime, note: str, at: datetime
) -> Task:
    """Ask the giver for a later due time, with the reason. Conflict while one is asked for, or where none is set."""
    with transaction.atomic():
        found = locked(actor=actor, task=task, version=version)
        actor = _as_lead(found, actor, at)
        must_stand_at(found, State.OPEN)
        if found.due_at is None:
            raise Conflict(_("Nhiệm vụ không có hạn nên không cần gia hạn."))
        if found.asked_due_at is not None:
            raise Conflict(_("Đã xin gia hạn và đang chờ người giao trả lời."))
        if due_at <= max(found.due_at, at):
            raise Invalid(faults=[Fault("due", _("Hạn mới phải sau hạn cũ và sau hôm nay."))])
        said = words_of(note)
        found.asked_due_at = due_at
        tell(found, "asked", [found.giver_id], by=actor, at=at)
        record(found, verb="ask_extension", actor=actor, at=at, note=said, data={"due": due_at.isoformat()})
    return found


def finish(
    *, actor: Actor, task: UUID, version: int, note: str, at: datetime, answer: Ref | None = None
) -> Task:
    """Its lead says that it is done, with what came of it, and the document that answers where there is one.

    Done at once when the giver is its lead; else the giver has the last word.
    """
    with transaction.atomic():
        found = locked(actor=actor, task=task, version=version)
        actor = _as_lead(found, actor, at)
        must_stand_at(found, State.OPEN)
        said = words_of(note, needed=answer is None)
        found.finished_at, found.progress, found.asked_due_at = at, 100, None
        found.answer = answer or found.answer
        if is_givers(found, actor=actor):
            end_done(found, verb="finish", actor=actor, note=said, at=at)
            return found
        found.state = State.REPORTED
        tell(found, "finished", [found.giver_id], by=actor, at=at)
        record(found, verb="finish", actor=actor, at=at, note=said, data={"answer": str(answer or "")})
    return found


def _in_hand(task: Task, actor: Actor, at: datetime) -> tuple[TaskHand, Actor]:
    hand = hand_of(task, actor=actor)
    if hand is None:
        raise NotAllowed(
            _("Nhiệm vụ này do người khác thực hiện."),
            next_step=_("Lãnh đạo cơ quan được giao phân công người thực hiện."),
        )
    return hand, require(actor, WORK, agencies=(hand.agency_id,), at=at)


def _as_lead(task: Task, actor: Actor, at: datetime) -> Actor:
    hand, actor = _in_hand(task, actor, at)
    if hand.part != Part.LEAD:
        raise NotAllowed(
            _("Chỉ nơi chủ trì làm được việc này."), next_step=_("Nơi phối hợp báo cáo phần việc của mình.")
        )
    return actor
