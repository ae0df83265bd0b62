"""What every change of a task shares: the lock, the version check, the record, the word to those concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.tasks.models import Note, Task
from tinhso.foundation.tasks.queries.hands import behind
from tinhso.foundation.tasks.queries.lists import visible
from tinhso.foundation.tasks.queries.page import hidden, last_change
from tinhso.foundation.tasks.rules import WORDS_MOST, WORKING, Part
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, Stale
from tinhso.kernel.events import Event
from tinhso.kernel.ledger.models import Act

PURPOSE, BASIS = "giao và theo dõi thực hiện nhiệm vụ", "Nghị định 30/2020/NĐ-CP"
TELL_JOB = "tasks.tell"


def locked(*, actor: Actor, task: UUID, version: int | None = None) -> Task:
    """The task, held until the transaction ends; NotFound for one the actor may not see, Stale when the page that asks
    was drawn from an older one."""
    if not visible(actor=actor).filter(id=task).exists():
        raise hidden(actor=actor, task=task)
    found = Task.objects.select_for_update(of=("self",)).get(id=task)
    if version is not None and version != found.version:
        raise Stale(
            _("Nhiệm vụ vừa thay đổi: %(act)s.") % {"act": last_change(found)},
            next_step=_("Xem lại nhiệm vụ rồi thực hiện lại nếu vẫn cần."),
        )
    return found


def must_stand_at(task: Task, *states: str) -> None:
    """Conflict when the task stands elsewhere."""
    if task.state not in states:
        raise Conflict(
            _("Nhiệm vụ %(state)s nên không làm được việc này.")
            % {"state": str(task.get_state_display()).lower()},
            next_step=_("Mở lại nhiệm vụ để xem tình hình mới nhất."),
        )


def words_of(note: str, *, needed: bool = True) -> str:
    """What was typed; Invalid when it is missing or too long."""
    said = note.strip()
    if needed and not said:
        raise Invalid(faults=[Fault("note", _("Xin ghi nội dung."))])
    if len(said) > WORDS_MOST:
        raise Invalid(faults=[Fault("note", _("Nội dung dài quá %(most)s ký tự.") % {"most": WORDS_MOST})])
    return said


def record(
    task: Task,
    *,
    verb: str,
    actor: Actor,
    at: datetime,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    event: Event | None = None,
) -> Act:
    """Save a locked task as its next version and record what was done; the words go sealed beside the act."""
    task.version += 1
    task.changed_at = at
    task.save()
    done = ledger.record(
        actor=actor,
        verb=f"tasks.{verb}",
        about=task.ref,
        at=at,
        agency=task.agency_id,
        purpose=PURPOSE,
        basis=BASIS,
        data={"version": task.version, **(data or {})},
        event=event,
    )
    if note:
        words = Note(act=done.id, task=task)
        words.text_sealed = sealing.seal_text(task.key, note, row=words.row)
        words.save(force_insert=True)
    return done


def tell(task: Task, what: str, accounts: Iterable[UUID], *, by: Actor, at: datetime) -> list[str]:
    """Have officials told, each by a delivery of its own, but for whoever did it; who is told."""
    told = sorted({str(one) for one in accounts if one != by.account})
    for account in told:
        enqueue(TELL_JOB, {"task": str(task.id), "account": account, "what": what}, due_at=at)
    return told


def tell_workers(task: Task, what: str, *, by: Actor, at: datetime) -> list[str]:
    """Have those told who work on it."""
    return tell(task, what, behind(task.hands.filter(part__in=WORKING), at=at), by=by, at=at)


def tell_lead(task: Task, what: str, *, by: Actor, at: datetime) -> list[str]:
    """Have its lead told."""
    return tell(task, what, behind(task.hands.filter(part=Part.LEAD), at=at), by=by, at=at)
