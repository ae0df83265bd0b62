"""What comes due or is late: those at work are warned, the person gets an apology and one new date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import DossierApologised
from tinhso.foundation.access.policy import require
from tinhso.foundation.access.queries import holders
from tinhso.foundation.access.roles import Role
from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.calendar.rules import WorkingCalendar
from tinhso.foundation.packs.queries import code_list
from tinhso.foundation.units.models import Agency
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers.actions.changing import event_facts, locked, record
from tinhso.government.dossiers.models import Apology, Dossier, NumberSeries
from tinhso.government.dossiers.queries.lateness import LATE_REASONS, may_be_re_dated
from tinhso.government.dossiers.rules import APOLOGY_CLAUSE, CLOCK_RUNS, MOST_EXTRA_DAYS
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.numbers import next_number

APOLOGISE = "dossiers.apologise"
WARN_JOB, TELL_JOB = "dossiers.warn", "dossiers.tell_due_soon"


def warn_due_soon(*, at: datetime) -> int:
    """Have those at work warned of every dossier that comes due within the lead time of the packs; how many.

    A time limit that is no longer than the lead is told by the reception itself, and not once more here.
    """
    day = clock.local(at).date()
    lead = int(code_list("due_warning", on=day).entries[0].value)
    found: list[UUID] = []
    for agency in Agency.objects.order_by("id"):
        calendar = calendar_for(agency.key, on=day)
        horizon = calendar.add_working_days(at, lead)
        soon = (
            Dossier.objects.filter(
                agency=agency, phase__in=CLOCK_RUNS, urgent_at__gt=at, urgent_at__lte=horizon
            )
            .exclude(warned_due_at=F("due_at"))
            .values_list("id", "clock_from", "due_at")
        )
        for key, since, due in soon:
            if since and due and calendar.add_working_days(since, lead) < due:
                found.append(key)
    with transaction.atomic():
        for key in found:
            enqueue(WARN_JOB, {"dossier": str(key)}, due_at=at)
    return len(found)


def warn(*, dossier: UUID, at: datetime) -> None:
    """Warn whoever holds a dossier, and the heads of its agency, once for each due time it is given."""
    with transaction.atomic():
        found = locked(actor=SYSTEM, dossier=dossier)
        due = found.due_at
        if found.phase not in CLOCK_RUNS or due is None or due <= at or found.warned_due_at == due:
            return
        found.warned_due_at = due
        told = _at_work(found, at)
        record(found, verb="warn", actor=SYSTEM, at=at, data={"due": due.isoformat(), "told": told})
        for account in told:
            enqueue(TELL_JOB, {"dossier": str(found.id), "account": account}, due_at=at)


def apologise(
    *, actor: Actor, dossier: UUID, version: int, reason: str, note: str, days: int, at: datetime
) -> Dossier:
    """Write to the person that it will be, or is, late: why, how many working days more, until when (form 04).

    Once, and never again: what was promised first stays what statistics hold the dossier against. Conflict for a
    second time, and for a dossier whose clock does not run.
    """
    _check(reason, note, days, at)
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, APOLOGISE, agencies=(found.agency_id,), at=at)
        _must_be_re_datable(found)
        assert found.due_at is not None
        calendar = calendar_for(found.agency.key, on=clock.local(at).date())
        before, found.due_at = found.due_at, re_dated(found.due_at, days=days, calendar=calendar, at=at)
        found.due_trace = [*found.due_trace, new_date_in_words(before, days, found.due_at)]
        number = next_number(NumberSeries, f"apology:{found.agency_id}:{clock.local(at).year}")
        Apology.objects.create(
            dossier=found,
            number=number,
            reason=reason,
            days=days,
            due_before=before,
            due_after=found.due_at,
            apologised_at=at,
        )
        record(
            found,
            verb="apologise",
            actor=actor,
            at=at,
            event=DossierApologised(**event_facts(found, at=at), due_at=found.due_at),
            note=note,
            data={
                "form": "04",
                "reason": reason,
                "days": days,
                "due_before": before.isoformat(),
                "due_after": found.due_at.isoformat(),
            },
        )
    return found


def re_dated(due: datetime, *, days: int, calendar: WorkingCalendar, at: datetime) -> datetime:
    """The close of the n-th working day after the old due time or, once that is over, after now."""
    return calendar.close(calendar.add_working_days(max(due, at), days).date())


def _must_be_re_datable(dossier: Dossier) -> None:
    if Apology.objects.filter(dossier=dossier).exists():
        raise Conflict(
            _("Hồ sơ đã được xin lỗi và hẹn lại một lần; không hẹn lại lần nữa (%(clause)s).")
            % {"clause": APOLOGY_CLAUSE},
            next_step=_("Giải quyết hồ sơ ngay; hồ sơ được tính là quá hạn."),
        )
    if not may_be_re_dated(dossier):
        raise Conflict(_("Hồ sơ không có hạn trả đang tính nên không hẹn lại được."))


def _check(reason: str, note: str, days: int, at: datetime) -> None:
    faults = []
    if code_list(LATE_REASONS, on=clock.local(at).date()).get(reason) is None:
        faults.append(Fault("reason", _("Chọn một lý do.")))
    if not note.strip():
        faults.append(Fault("note", _("Xin ghi rõ lý do; người nộp đọc đúng những lời này.")))
    if not 1 <= days <= MOST_EXTRA_DAYS:
        faults.append(Fault("days", _("Ghi từ 1 đến %(most)s ngày làm việc.") % {"most": MOST_EXTRA_DAYS}))
    if faults:
        raise Invalid(faults=faults)


def new_date_in_words(before: datetime, days: int, after: datetime) -> str:
    old, new = clock.local(before), clock.local(after)
    return (
        f"Xin lỗi và hẹn lại một lần: hẹn cũ {old:%H:%M %d/%m/%Y}, thêm {days:02d} ngày làm việc, "
        f"hẹn mới {new:%H:%M %d/%m/%Y} ({APOLOGY_CLAUSE}, theo giả định)"
    )


def _at_work(dossier: Dossier, at: datetime) -> list[str]:
    """The accounts of whoever holds an open step, and of the heads of the agency that decides."""
    held: Iterable[UUID | None] = (step.holder_id for step in open_of(about=dossier.ref))
    heads = (one.id for one in holders(actor=SYSTEM, agency=dossier.agency_id, role=Role.HEAD, at=at))
    return sorted({str(one) for one in (*held, *heads) if one is not None})
