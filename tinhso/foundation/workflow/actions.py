"""Moving work on. The thing's own system records the act; here only hands and hours change.

Callers hold a transaction and have locked the thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from tinhso.foundation.access.roles import Role
from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.calendar.rules import Pause, Term, WorkingCalendar, due
from tinhso.foundation.units.models import Agency
from tinhso.foundation.workflow import queries
from tinhso.foundation.workflow.models import CLOSED, Assignment, Process
from tinhso.foundation.workflow.shapes import Move, Step
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed
from tinhso.kernel.refs import Ref
from tinhso.kernel.statements import insert


class Offices(NamedTuple):
    """The two agencies work passes between: the one-stop unit and the authority."""

    counter: Agency
    authority: Agency
    handed_over_at: datetime | None = None
    """When the authority has what another one-stop unit received for it; None where it has had it from the first."""

    def of(self, step: Step) -> Agency:
        """Clerks sit at the one-stop unit, everybody else at the authority."""
        return self.counter if step.role == Role.CLERK else self.authority

    def counts_from(self, step: Step, *, at: datetime) -> datetime:
        """From when the time of a step counts that is reached then: at the authority not before it has the thing."""
        if self.handed_over_at is None or step.role == Role.CLERK:
            return at
        return max(at, self.handed_over_at)


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
        raise NotAllowed(_("Bước này không thuộc vị trí của ông/bà."))
    taken = Assignment.objects.filter(id=assignment.id, holder=None, finished_at=None).update(
        holder_id=actor.account
    )
    if not taken and assignment.holder_id != actor.account:
        raise Conflict(
            _("Đồng nghiệp đã nhận việc này trước."), next_step=_("Chọn hồ sơ khác trong danh sách.")
        )


def assign(*, assignment: Assignment, holder: UUID) -> None:
    """Put a step in the hands of one official; the caller has checked that the official holds such a post."""
    assigned = Assignment.objects.filter(id=assignment.id, finished_at=None).update(holder_id=holder)
    if not assigned:
        raise Conflict(_("Bước này đã xong."))


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
    """Finish a step by one of its moves and open the next, or open the next beside it; None when nothing follows.

    The words of `note` are only asked for here where the move needs them: the thing's own system keeps them, sealed.
    Conflict when the step is finished already or something is open beside it, NotAllowed when it is in other hands,
    Invalid without a reason where one is needed.
    """
    if not queries.may_work_on(assignment, actor=actor):
        raise NotAllowed(_("Bước này đang do người khác xử lý."))
    chosen = next(
        (
            move
            for move in queries.moves_of(assignment, facts=facts, day=clock.local(at).date())
            if move.key == key
        ),
        None,
    )
    if chosen is None:
        raise Conflict(_("Cách chuyển này không có ở bước hiện tại."))
    if chosen.needs_reason and not note.strip():
        raise Invalid(faults=[Fault("note", _("Xin ghi lý do."))])
    if chosen.beside:
        following = _following(assignment, chosen, offices, at)
        following.holder_id = actor.account if queries.may_work_on(following, actor=actor) else None
        insert(following)
        return following
    if chosen.to != "end" and _waits_beside(assignment):
        raise Conflict(
            _("Còn bước lấy ý kiến chưa xong."), next_step=_("Ghi nhận ý kiến trả lời rồi chuyển bước.")
        )
    _finish(assignment, at=at, finished_by_id=actor.account, holder_id=actor.account, move=key)
    if chosen.to == "end":
        return None
    following = _following(assignment, chosen, offices, at)
    following.holder_id = _last_holder(following)
    insert(following)
    return following


def take_silence(*, assignment: Assignment, offices: Offices, at: datetime) -> Assignment | None:
    """Leave an overdue step by the way that silence takes; what follows, as `move` says it."""
    silence = assignment.shape.silence
    assert silence is not None
    assert assignment.due_at < at
    chosen = next(move for move in assignment.shape.moves if move.key == silence.move)
    _finish(assignment, at=at, move=chosen.key, note=f"không trả lời trong thời hạn ({silence.clause})")
    if chosen.to == "end":
        return None
    following = _following(assignment, chosen, offices, at)
    following.holder_id = _last_holder(following)
    insert(following)
    return following


def count_again(*, about: Ref, offices: Offices, pauses: Sequence[Pause], on: date) -> None:
    """Reckon anew when the open steps are due, by the calendar as decided on a day, what was paused cut out."""
    for one in queries.open_of(about=about):
        calendar = calendar_for(one.agency.key, on=on)
        since = offices.counts_from(one.shape, at=one.started_at)
        due_at, trace = _due(one.shape, calendar, since, pauses)
        if due_at != one.due_at:
            Assignment.objects.filter(id=one.id).update(due_at=due_at, trace=trace)


def note_told(*, assignment: Assignment) -> bool:
    """Keep that its holder is told that it is late; whether that is to be done now, which it is once for a due time."""
    late = Assignment.objects.filter(id=assignment.id, finished_at=None, due_at=assignment.due_at)
    return bool(late.exclude(told_due_at=F("due_at")).update(told_due_at=F("due_at")))


def note_escalated(*, assignment: Assignment) -> bool:
    """The same of telling the leader."""
    late = Assignment.objects.filter(id=assignment.id, finished_at=None, due_at=assignment.due_at)
    return bool(late.exclude(escalated_due_at=F("due_at")).update(escalated_due_at=F("due_at")))


def close_all(*, about: Ref, at: datetime, note: str) -> None:
    """End whatever is open: the thing was refused, stopped or withdrawn."""
    Assignment.objects.filter(about=about, finished_at=None).update(finished_at=at, move=CLOSED, note=note)


def _last_holder(assignment: Assignment) -> UUID | None:
    """Work that comes back to a step goes to the hands that had it."""
    return (
        Assignment.objects.filter(about=assignment.about, step=assignment.step, holder__isnull=False)
        .order_by("-started_at")
        .values_list("holder_id", flat=True)
        .first()
    )


def _finish(assignment: Assignment, *, at: datetime, **how: Any) -> None:
    if not Assignment.objects.filter(id=assignment.id, finished_at=None).update(finished_at=at, **how):
        raise Conflict(_("Bước này đã được xử lý."))


def _waits_beside(assignment: Assignment) -> bool:
    """Whether something else is open; asked only of a process in which that can be."""
    if not any(move.beside for step in assignment.process.shape.steps for move in step.moves):
        return False
    beside = Assignment.objects.filter(about=assignment.about, finished_at=None)
    return beside.exclude(id=assignment.id).exists()


def _following(assignment: Assignment, move: Move, offices: Offices, at: datetime) -> Assignment:
    step = assignment.process.shape.step(move.to)
    return _assignment(assignment.about, assignment.process, step, offices, at)


def _assignment(about: Ref, process: Process, step: Step, offices: Offices, at: datetime) -> Assignment:
    agency = offices.of(step)
    calendar = calendar_for(agency.key, on=clock.local(at).date())
    due_at, trace = _due(step, calendar, offices.counts_from(step, at=at))
    return Assignment(
        about=about,
        process=process,
        step=step.key,
        title=step.title,
        role=step.role,
        agency=agency,
        started_at=at,
        due_at=due_at,
        trace=trace,
    )


def _due(
    step: Step, calendar: WorkingCalendar, since: datetime, pauses: Sequence[Pause] = ()
) -> tuple[datetime, list[str]]:
    """Until when a step is to be done, and why until then."""
    if step.limit is None and not pauses:
        trace = [f"{step.hours:g} giờ làm việc cho bước “{step.title}”"]
        return calendar.add_working_hours(since, step.hours), trace
    deadline = (
        due(since, step.limit.term, calendar)
        if step.limit
        else due(since, Term(step.hours, "hour"), calendar, pauses)
    )
    return deadline.due_at, [line.text for line in deadline.trace]
