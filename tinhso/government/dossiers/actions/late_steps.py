"""A step past its own due time: whoever has it in hand and the head of the unit are told, later the leader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access.queries import holders
from tinhso.foundation.access.roles import Role
from tinhso.foundation.workflow.actions import note_escalated, note_told
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import late
from tinhso.government.dossiers.actions.changing import BASIS, PURPOSE
from tinhso.government.dossiers.models import KIND, Dossier
from tinhso.government.dossiers.queries.late_steps import must_escalate, to_tell
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
    late. The dossier stays as it was: no open page is out of date for it."""
    with transaction.atomic():
        step = late(kind=KIND, at=at).filter(id=assignment).first()
        if step is None:
            return
        if note_told(assignment=step):
            _record(step, "step_late", [step.holder_id, *_of(step, Role.HEAD, at)], at)
        if must_escalate(step, at=at) and note_escalated(assignment=step):
            _record(step, "step_escalated", _of(step, Role.LEADER, at), at)


def _record(step: Assignment, verb: str, accounts: Iterable[UUID | None], at: datetime) -> None:
    dossier = Dossier.objects.only("id", "owner", "submitter").get(id=step.about.id)
    told = sorted({str(one) for one in accounts if one is not None})
    ledger.record(
        actor=SYSTEM, verb=f"dossiers.{verb}", about=step.about, at=at, agency=step.agency_id,
        subjects=dossier.subjects, purpose=PURPOSE, basis=BASIS,
        data={"step": step.step, "due": step.due_at.isoformat(), "told": told},
    )  # fmt: skip
    for account in told:
        enqueue(TELL_LATE_STEP_JOB, {"assignment": str(step.id), "account": account}, due_at=at)


def _of(step: Assignment, role: str, at: datetime) -> list[UUID | None]:
    return [one.id for one in holders(actor=SYSTEM, agency=step.agency_id, role=role, at=at)]
