"""Moving work on. The thing's own system records the act; here only hands and hours change.

Callers hold a transaction and have locked the thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tinhso.foundation.access.roles import Role
from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.units.models import Agency
from tinhso.foundation.workflow import queries
from tinhso.foundation.workflow.models import Assignment, Process
from tinhso.foundation.workflow.shapes import Step
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed
from tinhso.kernel.refs import Ref
from tinhso.kernel.statements import insert


class Offices(NamedTuple):
    """The two agencies work passes between: the one-stop unit and the authority."""

    counter: Agency
    authority: Agency

    def of(self, step: Step) -> Agency:
        """Clerks sit at the one-stop unit, everybody else at the authority."""
        return self.counter if step.role == Role.CLERK else self.authority


def start(
    *,
    about: Ref,
    process: Process,
    offices: Offices,
    facts: Mapping[str, Any],
    receiver: Actor,
    again: bool,
    at: datetime,
) -> None:
    """Open the first step of a process; a reception is done by having been received, and opens the next.

    `again` when the thing was at work before: it goes to the hands that had it.
    """
    steps = [_assignment(about, process, process.shape.steps[0], offices, at)]
    (first,) = steps
    if first.shape.kind == "reception":
        move = queries.moves_of(first, facts=facts, day=clock.local(at).date())[0]
        first.finished_at, first.move = at, move.key
        first.finished_by_id = first.holder_id = receiver.account
        if move.to != "end":
            steps.append(_assignment(about, process, process.shape.step(move.to), offices, at))
    if again:
        steps[-1].holder_id = steps[-1].holder_id or _last_holder(steps[-1])
    insert(*steps)


def take(*, assignment: Assignment, actor: Actor) -> None:
    """Take an unheld step in hand; Conflict when a colleague was faster."""
    if not queries.may_work_on(assignment, actor=actor):
        raise NotAllowed("Bước này không thuộc vị trí của ông/bà.")
    taken = Assignment.objects.filter(id=assignment.id, holder=None, finished_at=None).update(
        holder_id=actor.account
    )
    if not taken and assignment.holder_id != actor.account:
        raise Conflict("Đồng nghiệp đã nhận việc này trước.", next_step="Chọn hồ sơ khác trong danh sách.")


def assign(*, assignment: Assignment, holder: UUID) -> None:
    """Put a step in the hands of one official; the caller has checked that the official holds such a post."""
    assigned = Assignment.objects.filter(id=assignment.id, finished_at=None).update(holder_id=holder)
    if not assigned:
        raise Conflict("Bước này đã xong.")


def move(
    *,
    assignment: Assignment,
    key: str,
    actor: Actor,
    offices: Offices,
    facts: Mapping[str, Any],
    note: str,
    at: datetime,
) -> Assignment | None:
    """Finish a step by one of its moves and open the next; None when the process ends.

    The words of `note` are only asked for here where the move needs them: the thing's own system keeps them, sealed.
    Conflict when the step is finished already, NotAllowed when it is in other hands, Invalid without a reason
    where one is needed.
    """
    if not queries.may_work_on(assignment, actor=actor):
        raise NotAllowed("Bước này đang do người khác xử lý.")
    chosen = next(
        (
            move
            for move in queries.moves_of(assignment, facts=facts, day=clock.local(at).date())
            if move.key == key
        ),
        None,
    )
    if chosen is None:
        raise Conflict("Cách chuyển này không có ở bước hiện tại.")
    if chosen.needs_reason and not note.strip():
        raise Invalid(faults=[Fault("note", "Xin ghi lý do.")])
    finished = Assignment.objects.filter(id=assignment.id, finished_at=None).update(
        finished_at=at, finished_by_id=actor.account, holder_id=actor.account, move=key
    )
    if not finished:
        raise Conflict("Bước này đã được xử lý.")
    if chosen.to == "end":
        return None
    step = assignment.process.shape.step(chosen.to)
    following = _assignment(assignment.about, assignment.process, step, offices, at)
    following.holder_id = _last_holder(following)
    insert(following)
    return following


def close_all(*, about: Ref, at: datetime, note: str) -> None:
    """End whatever is open: the thing was refused, stopped or withdrawn."""
    Assignment.objects.filter(about=about, finished_at=None).update(finished_at=at, move="closed", note=note)


def _last_holder(assignment: Assignment) -> UUID | None:
    """Work that comes back to a step goes to the hands that had it."""
    return (
        Assignment.objects.filter(about=assignment.about, step=assignment.step, holder__isnull=False)
        .order_by("-started_at")
        .values_list("holder_id", flat=True)
        .first()
    )


def _assignment(about: Ref, process: Process, step: Step, offices: Offices, at: datetime) -> Assignment:
    agency = offices.of(step)
    calendar = calendar_for(agency.key, on=clock.local(at).date())
    return Assignment(
        about=about,
        process=process,
        step=step.key,
        title=step.title,
        role=step.role,
        agency=agency,
        started_at=at,
        due_at=calendar.add_working_hours(at, step.hours),
        trace=[f"{step.hours:g} giờ làm việc cho bước “{step.title}”"],
    )
