"""When a dossier is due: the term of its own version, by the working calendar, what was paused cut out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from tinhso.contracts.dossiers import DossierRecounted
from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.calendar.rules import Deadline, due
from tinhso.foundation.calendar.rules import Pause as Standstill
from tinhso.foundation.calendar.rules.words import moment_in_words
from tinhso.foundation.procedures.rules import time_limit_for
from tinhso.foundation.workflow import actions as workflow
from tinhso.government.dossiers.actions.changing import event_facts, locked, offices_of, record
from tinhso.government.dossiers.actions.lateness import new_date_in_words, re_dated
from tinhso.government.dossiers.models import Apology, Dossier, Pause
from tinhso.government.dossiers.queries.clocks import RUNNING, answer_clock, pause_rule, running, unanswered
from tinhso.government.dossiers.queries.pinned import bind_rules
from tinhso.government.dossiers.rules import AWAY_CLAUSE, Phase, passed_on_at
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries import enqueue

RECOUNT_JOB = "dossiers.recount"
CALENDAR_CHANGED = "lịch làm việc thay đổi"


class Dues(NamedTuple):
    """What is promised, what statistics hold against, and why."""

    due_at: datetime
    first_due_at: datetime
    trace: list[str]


class Moved(NamedTuple):
    """One dossier that is due at another time by the calendar as it is known now."""

    dossier: Dossier
    before: datetime
    after: datetime


def start_clock(dossier: Dossier, *, at: datetime) -> None:
    """Let the term count from a reception; of one received away, from when the agency that decides has it."""
    today = clock.local(at).date()
    dossier.clock_from = passed_on_at(at, calendar_for(dossier.counter.key, on=today)) if dossier.away else at
    deadline = _counted(dossier, on=today)
    if deadline is None:
        dossier.due_trace = ["Thủ tục chưa công bố thời hạn giải quyết."]
        return
    dossier.due_at = dossier.first_due_at = deadline.due_at
    dossier.due_trace = _told(dossier, deadline)


def count_again(dossier: Dossier, *, at: datetime) -> None:
    """Reckon anew when a locked dossier, its open pause and each of its open steps is due."""
    today, pauses = clock.local(at).date(), _pauses(dossier)
    for pause in pauses:
        most = most_of(dossier, pause.code, since=pause.started_at, on=today)
        if pause.ended_at is None and pause.ends_at != most:
            pause.ends_at = most
            pause.save(update_fields=["ends_at"])
    dues = _dues(dossier, pauses, on=today)
    if dues is not None:
        dossier.due_at, dossier.first_due_at, dossier.due_trace = dues
    workflow.count_again(
        about=dossier.ref, offices=offices_of(dossier), pauses=_standstills(dossier, pauses), on=today
    )


def most_of(dossier: Dossier, code: str, *, since: datetime, on: date) -> datetime:
    """When a pause that began then has lasted its most."""
    return due(since, pause_rule(dossier, code).at_most.term, calendar_for(dossier.agency.key, on=on)).due_at


def moved(*, at: datetime) -> Iterator[Moved]:
    """What a recount of everything would change. Nothing is written."""
    for dossier in unanswered().order_by("answer_due_at", "id").iterator():
        after = answer_clock(dossier, on=clock.local(at).date()).due_at
        if dossier.answer_due_at is not None and after != dossier.answer_due_at:
            yield Moved(dossier, dossier.answer_due_at, after)
    for dossier in running().order_by("due_at", "id").iterator():
        bind_rules(dossier)
        dues = _dues(dossier, _pauses(dossier), on=clock.local(at).date())
        if dues is not None and dossier.due_at is not None and dues.due_at != dossier.due_at:
            yield Moved(dossier, dossier.due_at, dues.due_at)


def recount(*, dossier: UUID, at: datetime) -> bool:
    """Hold one dossier against the calendar as it is known now; whether it moved. A closed one is not touched.

    What moves is the result's due time or, before it is received, the time to answer.
    """
    with transaction.atomic():
        found = locked(actor=SYSTEM, dossier=dossier)
        if found.phase == Phase.SUBMITTED and found.answer_due_at is not None:
            return _recount_answer(found, found.answer_due_at, at=at)
        if found.phase not in RUNNING or found.due_at is None:
            return False
        before = found.due_at
        count_again(found, at=at)
        if found.due_at == before:
            return False
        record(
            found,
            verb="recount",
            actor=SYSTEM,
            at=at,
            event=DossierRecounted(**event_facts(found, at=at), due_at=found.due_at),
            data={
                "reason": CALENDAR_CHANGED,
                "due_before": before.isoformat(),
                "due_after": found.due_at.isoformat(),
            },
        )
    return True


def _recount_answer(dossier: Dossier, before: datetime, *, at: datetime) -> bool:
    dossier.answer_due_at = answer_clock(dossier, on=clock.local(at).date()).due_at
    if dossier.answer_due_at == before:
        return False
    told = {"due_before": before.isoformat(), "due_after": dossier.answer_due_at.isoformat()}
    record(dossier, verb="recount", actor=SYSTEM, at=at, data={"reason": CALENDAR_CHANGED, **told})
    return True


def recount_all(*, at: datetime) -> int:
    """Have every dossier recounted that is to be answered, or whose clock runs or stands still, each by itself; how
    many."""
    with transaction.atomic():
        keys = [*unanswered().values_list("id", flat=True), *running().values_list("id", flat=True)]
        for key in keys:
            enqueue(RECOUNT_JOB, {"dossier": str(key)}, due_at=at)
    return len(keys)


def _dues(dossier: Dossier, pauses: Sequence[Pause], *, on: date) -> Dues | None:
    """By the calendar as decided on that day; None without a published time.

    What statistics hold against follows the calendar as it was known when the clock started: it moves by pauses alone.
    """
    assert dossier.clock_from is not None
    standstills = _standstills(dossier, pauses)
    deadline = _counted(dossier, on=on, pauses=standstills)
    first = _counted(dossier, on=clock.local(dossier.clock_from).date(), pauses=standstills)
    if deadline is None or first is None:
        return None
    trace = _told(dossier, deadline)
    given = Apology.objects.filter(dossier=dossier, apologised_at__gte=dossier.clock_from).first()
    if given is None:
        return Dues(deadline.due_at, first.due_at, trace)
    calendar = calendar_for(dossier.agency.key, on=on)
    later = re_dated(deadline.due_at, days=given.days, calendar=calendar, at=given.apologised_at)
    return Dues(later, first.due_at, [*trace, new_date_in_words(deadline.due_at, given.days, later)])


def _counted(dossier: Dossier, *, on: date, pauses: Sequence[Standstill] = ()) -> Deadline | None:
    assert dossier.clock_from is not None
    limit = time_limit_for(
        dossier.procedure.shape,
        channel=dossier.via,
        answers=dossier.envelope()["precheck"],
        on=clock.local(dossier.clock_from).date(),
    )
    if limit is None:
        return None
    return due(dossier.clock_from, limit, calendar_for(dossier.agency.key, on=on), pauses)


def _told(dossier: Dossier, deadline: Deadline) -> list[str]:
    """The reckoning line by line, before it why it counts from when it does."""
    assert dossier.clock_from is not None
    lines = [line.text for line in deadline.trace]
    if not dossier.away:
        return lines
    since = moment_in_words(clock.local(dossier.clock_from))
    return [
        f"Nộp không theo địa giới: thời hạn tính từ khi cơ quan giải quyết nhận hồ sơ, {since} ({AWAY_CLAUSE})",
        *lines,
    ]


def _pauses(dossier: Dossier) -> Sequence[Pause]:
    """Since the clock started."""
    return list(dossier.pauses.filter(started_at__gte=dossier.clock_from).order_by("started_at"))


def _standstills(dossier: Dossier, pauses: Sequence[Pause]) -> list[Standstill]:
    """As the calendar counts them; the open one as if it lasted to its most."""
    return [
        Standstill(one.started_at, one.ended_at or one.ends_at, pause_rule(dossier, one.code).said)
        for one in pauses
    ]
