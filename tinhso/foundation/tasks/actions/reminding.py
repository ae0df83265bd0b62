"""Tasks that come due or are past it: those who have them in hand are told, once for each due time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.packs.queries import code_list
from tinhso.foundation.tasks.actions.changing import BASIS, PURPOSE, tell
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.tasks.queries.hands import behind
from tinhso.foundation.tasks.rules import WORKING, State
from tinhso.foundation.units.models import Agency
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries import enqueue

REMIND_JOB = "tasks.remind"
_UNTOLD_LATE = Q(late_told_for=None) | ~Q(late_told_for=F("due_at"))
_UNTOLD_SOON = Q(soon_told_for=None) | ~Q(soon_told_for=F("due_at"))


def find_due(*, at: datetime) -> int:
    """Have those told who are to know that a task is late, or due within the lead time of the packs; how many."""
    day = clock.local(at).date()
    lead = int(code_list("due_warning", on=day).entries[0].value)
    working = Task.objects.filter(state=State.OPEN, due_at__isnull=False)
    found = set(working.filter(_UNTOLD_LATE, due_at__lte=at).values_list("id", flat=True))
    for agency in Agency.objects.filter(id__in=working.values("agency")):
        horizon = calendar_for(agency.key, on=day).add_working_days(at, lead)
        soon = working.filter(_UNTOLD_SOON, agency=agency, due_at__gt=at, due_at__lte=horizon)
        found |= set(soon.values_list("id", flat=True))
    with transaction.atomic():
        for key in sorted(found):
            enqueue(REMIND_JOB, {"task": str(key)}, due_at=at)
    return len(found)


def remind(*, task: UUID, at: datetime) -> None:
    """Tell who works on a task, and once it is late the giver too. The task stays as it was: no open page is out of
    date for it."""
    with transaction.atomic():
        found = Task.objects.select_for_update(of=("self",)).filter(id=task, state=State.OPEN).first()
        if found is None or found.due_at is None:
            return
        late = found.due_at <= at
        if (found.late_told_for if late else found.soon_told_for) == found.due_at:
            return
        accounts = behind(found.hands.filter(part__in=WORKING), at=at)
        if late:
            found.late_told_for = found.due_at
            accounts.add(found.giver_id)
        else:
            found.soon_told_for = found.due_at
        found.save(update_fields=["late_told_for", "soon_told_for"])
        told = tell(found, "late" if late else "soon", accounts, by=SYSTEM, at=at)
        ledger.record(
            actor=SYSTEM, verb=f"tasks.remind_{'late' if late else 'soon'}", about=found.ref, at=at,
            agency=found.agency_id, purpose=PURPOSE, basis=BASIS,
            data={"due": found.due_at.isoformat(), "told": told},
        )  # fmt: skip
