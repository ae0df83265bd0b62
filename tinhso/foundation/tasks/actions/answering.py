"""The giver's word: on more time, on what was reported as done, and the end of a task."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.tasks import TaskClosed
from tinhso.foundation.tasks.actions.changing import (
    locked,
    must_stand_at,
    record,
    tell,
    tell_lead,
    tell_workers,
    words_of,
)
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.tasks.queries.hands import behind, is_givers
from tinhso.foundation.tasks.rules import AT_WORK, State
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict, NotAllowed
from tinhso.kernel.refs import Ref


def answer_extension(
    *, actor: Actor, task: UUID, version: int, granted: bool, note: str, at: datetime
) -> Task:
    """Grant the later due time that was asked for, or refuse it with the reason."""
    with transaction.atomic():
        found = locked(actor=actor, task=task, version=version)
        _must_be_givers(found, actor)
        must_stand_at(found, State.OPEN)
        if found.asked_due_at is None:
            raise Conflict(_("Không có đề nghị gia hạn nào đang chờ trả lời."))
        said = words_of(note, needed=not granted)
        if granted:
            found.due_at = found.asked_due_at
        found.asked_due_at = None
        tell_lead(found, "extended" if granted else "not_extended", by=actor, at=at)
        record(
            found, verb="extend" if granted else "refuse_extension", actor=actor, at=at, note=said,
            data={"due": found.due_at.isoformat() if found.due_at else ""},
        )  # fmt: skip
    return found


def accept(*, actor: Actor, task: UUID, version: int, note: str, at: datetime) -> Task:
    """Say that what was reported as done is done."""
    with transaction.atomic():
        found = locked(actor=actor, task=task, version=version)
        _must_be_givers(found, actor)
        must_stand_at(found, State.REPORTED)
        end_done(found, verb="accept", actor=actor, note=words_of(note, needed=False), at=at)
    return found


def send_back(*, actor: Actor, task: UUID, version: int, note: str, at: datetime) -> Task:
    """Say what is missing of what was reported as done; it goes on, due when it was."""
    with transaction.atomic():
        found = locked(actor=actor, task=task, version=version)
        _must_be_givers(found, actor)
        must_stand_at(found, State.REPORTED)
        said = words_of(note)
        found.state, found.finished_at = State.OPEN, None
        tell_lead(found, "sent_back", by=actor, at=at)
        record(found, verb="send_back", actor=actor, at=at, note=said)
    return found


def withdraw(*, actor: Actor, task: UUID, version: int, note: str, at: datetime) -> Task:
    """Take a task back, with the reason: nobody has to do it any more, and it counts nowhere."""
    with transaction.atomic():
        found = locked(actor=actor, task=task, version=version)
        _must_be_givers(found, actor)
        must_stand_at(found, *AT_WORK)
        _take_back(found, actor=actor, note=words_of(note), at=at)
    return found


def urge(*, actor: Actor, task: UUID, version: int, note: str, at: datetime) -> Task:
    """Urge its lead to go on; the mark stays on the task."""
    with transaction.atomic():
        found = locked(actor=actor, task=task, version=version)
        _must_be_givers(found, actor)
        must_stand_at(found, State.OPEN)
        said = words_of(note)
        found.urged += 1
        told = tell_lead(found, "urged", by=actor, at=at)
        record(found, verb="urge", actor=actor, at=at, note=said, data={"times": found.urged, "told": told})
    return found


def answered(*, source: Ref, answer: Ref, at: datetime) -> int:
    """The document that answers a thing is out: what was given out of it and is open is done; how many."""
    with transaction.atomic():
        found = Task.objects.select_for_update(of=("self",)).filter(source=source, state__in=AT_WORK)
        tasks = list(found.order_by("id"))
        for one in tasks:
            one.finished_at, one.answer = one.finished_at or at, answer
            end_done(one, verb="answered", actor=SYSTEM, note="", at=at)
    return len(tasks)


def withdraw_all(*, source: Ref, actor: Actor, reason: str, at: datetime) -> int:
    """The thing they came out of is no more: what is open of its tasks is taken back; how many.

    Whether the actor may do away with the thing is checked by whose thing it is.
    """
    with transaction.atomic():
        found = Task.objects.select_for_update(of=("self",)).filter(source=source, state__in=AT_WORK)
        tasks = list(found.order_by("id"))
        for one in tasks:
            _take_back(one, actor=actor, note=words_of(reason), at=at)
    return len(tasks)


def end_done(task: Task, *, verb: str, actor: Actor, note: str, at: datetime) -> None:
    """Bring a locked task that is done to its end; the caller has checked whose word it is."""
    task.state, task.closed_at, task.progress, task.asked_due_at = State.DONE, at, 100, None
    hands = behind(task.hands.all(), at=at)
    tell(task, "accepted", hands if verb == "accept" else {task.giver_id}, by=actor, at=at)
    record(
        task, verb=verb, actor=actor, at=at, note=note, data={"answer": str(task.answer or "")},
        event=_closed(task, done=True, at=at),
    )  # fmt: skip


def _take_back(task: Task, *, actor: Actor, note: str, at: datetime) -> None:
    task.state, task.closed_at, task.asked_due_at = State.WITHDRAWN, at, None
    tell_workers(task, "withdrawn", by=actor, at=at)
    record(task, verb="withdraw", actor=actor, at=at, note=note, event=_closed(task, done=False, at=at))


def _closed(task: Task, *, done: bool, at: datetime) -> TaskClosed:
    return TaskClosed(
        task=task.id, agency=task.agency_id, source=str(task.source or ""), answer=str(task.answer or ""),
        done=done, at=at,
    )  # fmt: skip


def _must_be_givers(task: Task, actor: Actor) -> None:
    if not is_givers(task, actor=actor):
        raise NotAllowed(
            _("Chỉ người giao nhiệm vụ và lãnh đạo cơ quan giao làm được việc này."),
            next_step=_("Báo cáo tiến độ để người giao biết."),
        )
