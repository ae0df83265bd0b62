"""A step past its own due time: whoever has it in hand and the head of the unit are told, later the leader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.foundation.workflow.actions import note_escalated, note_told
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import late
from tinhso.government.dossiers.actions.changing import BASIS, PURPOSE
from tinhso.government.dossiers.models import KIND, Dossier
from tinhso.government.dossiers.queries.late_steps import (
    is_told_of,
    leaders_of,
    must_escalate,
    nearest_to,
    to_tell,
)
from tinhso.kernel import ledger
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries import enqueue

LATE_STEP_JOB, TELL_LATE_STEP_JOB = "dossiers.late_step", "dossiers.tell_late_step"


def find_late_steps(*, at: datetime) -> int:
    """Have those told who are to know of a late step, each step by itself; how many."""
    with transaction.atomic():
        found = to_tell(at=at)
        for step in found:
            enqueue(LATE_STEP_JOB, {"assignment": str(step.id)}, due_at=at)
    return len(found)


def tell_late_step(*, assignment: UUID, at: datetime) -> None:
    """Tell its holder and the heads of its unit, once for each due time it is given, and the leaders once it stayed
    late; where there is nobody to tell, once there is. The dossier stays as it was: no open page is out of date for
    it."""
    with transaction.atomic():
        step = late(kind=KIND, at=at).filter(id=assignment).first()
        if step is None or not is_told_of(step):
            return
        near = nearest_to(step, at=at)
        if near and note_told(assignment=step):
            _record(step, "step_late", near, at)
        if not must_escalate(step, at=at):
            return
        leaders = leaders_of(step, at=at)
        if leaders and note_escalated(assignment=step):
            _record(step, "step_escalated", leaders, at)


def _record(step: Assignment, verb: str, accounts: Iterable[UUID], at: datetime) -> None:
    dossier = Dossier.objects.only("id", "owner", "submitter").get(id=step.about.id)
    told = sorted({str(one) for one in accounts})
    ledger.record(
        actor=SYSTEM, verb=f"dossiers.{verb}", about=step.about, at=at, agency=step.agency_id,
        subjects=dossier.subjects, purpose=PURPOSE, basis=BASIS,
        data={"step": step.step, "due": step.due_at.isoformat(), "told": told},
    )  # fmt: skip
    for account in told:
        enqueue(TELL_LATE_STEP_JOB, {"assignment": str(step.id), "account": account}, due_at=at)
