"""Clocks: which dossiers' run, what each is paused for, and what its procedure's text lets it be paused for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.calendar.deadlines import SUPPLEMENT_NOTICE_ONLINE, SUPPLEMENT_NOTICE_PAPER
from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.calendar.rules import Deadline, due
from tinhso.foundation.calendar.rules import Pause as Standstill
from tinhso.foundation.payments.queries.intents import cancelled_at, intents_about
from tinhso.foundation.procedures.shapes import Pause as Reason
from tinhso.government.dossiers.models import Dossier, Pause
from tinhso.government.dossiers.rules import CLOCK_RUNS, Channel, Phase
from tinhso.kernel import clock

RUNNING = CLOCK_RUNS | {Phase.PAUSED}
"""The time limit counts, or stands still."""
BEFORE_ACCEPTANCE = "before_acceptance"
_FEE_WAIT = "chờ người nộp nộp phí, lệ phí"


@dataclass(frozen=True)
class Paused:
    """Why and until when at most the clock of a dossier stands still."""

    reason: Reason
    since: datetime
    until: datetime

    @property
    def title(self) -> str:
        return _("Tạm dừng: %(reason)s") % {"reason": self.reason.title}

    @property
    def words(self) -> str:
        """By which text, and until when at most."""
        until = clock.local(self.until)
        words = _(
            "Theo %(clause)s. Lâu nhất đến %(clock)s ngày %(day)s; thời gian này không tính vào thời hạn."
        )
        return words % {
            "clause": self.reason.basis, "clock": f"{until:%H:%M}", "day": f"{until:%d/%m/%Y}",
        }  # fmt: skip


def fee_waits(dossier: Dossier) -> list[Standstill]:
    """When nobody looked at a dossier because its person was to pay first; one that is not paid yet has no end, and is
    left out. Where a part was given back the wait goes on with what is asked in its place."""
    if not dossier.charges:
        return []
    asked = [one for one in intents_about(about=dossier.ref) if one.due == BEFORE_ACCEPTANCE]
    again = [one.opened_at for one in asked[1:]]
    ends = [one.settled_at or cancelled_at(intent=one) or opened for one, opened in zip_longest(asked, again)]
    return [Standstill(one.opened_at, end, _FEE_WAIT) for one, end in zip(asked, ends, strict=True) if end]


def answer_clock(dossier: Dossier, *, on: date) -> Deadline:
    """Until when the person must hear whether what was sent last is complete and right, by the calendar as decided on
    a day, and why until then: eight working hours online, one working day on paper, the wait for a fee cut out."""
    answered = dossier.supplements.exclude(answered_at=None).order_by("-number").first()
    since = answered.answered_at if answered else dossier.submitted_at
    assert since is not None
    term = SUPPLEMENT_NOTICE_ONLINE if dossier.channel == Channel.ONLINE else SUPPLEMENT_NOTICE_PAPER
    return due(since, term, calendar_for(dossier.counter.key, on=on), fee_waits(dossier))


def unanswered() -> QuerySet[Dossier]:
    """Dossiers whose person is to hear whether they are complete and right."""
    return Dossier.objects.filter(phase=Phase.SUBMITTED, answer_due_at__isnull=False)


def running() -> QuerySet[Dossier]:
    """Dossiers with something due by the working calendar."""
    return Dossier.objects.filter(phase__in=RUNNING, due_at__isnull=False)


def paused(dossier: Dossier) -> Paused | None:
    """What the dossier is paused for now."""
    found = (
        Pause.objects.filter(dossier=dossier, ended_at=None).first()
        if dossier.phase == Phase.PAUSED
        else None
    )
    return Paused(pause_rule(dossier, found.code), found.started_at, found.ends_at) if found else None


def pause_rule(dossier: Dossier, code: str) -> Reason:
    """A reason to pause as the version the dossier is pinned to has it; KeyError when it has none of that code."""
    for reason in dossier.procedure.shape.pauses:
        if reason.code == code:
            return reason
    raise KeyError(code)


def pauses_open_to(dossier: Dossier, *, at: datetime) -> Sequence[Reason]:
    """The reasons for which it may be paused now: each once while one time limit counts (assumed), none before the
    clock runs, and none once it is overdue, since nothing is made good by pausing late."""
    reasons = dossier.procedure.shape.pauses
    if (
        not reasons
        or dossier.phase != Phase.IN_PROGRESS
        or dossier.due_at is None
        or dossier.clock_from is None
    ):
        return ()
    if not dossier.clock_from <= at <= dossier.due_at:
        return ()
    used = set(
        Pause.objects.filter(dossier=dossier, started_at__gte=dossier.clock_from).values_list(
            "code", flat=True
        )
    )
    return [reason for reason in reasons if reason.code not in used]


def ended_pauses(*, at: datetime) -> list[UUID]:
    """Dossiers whose pause has lasted its most."""
    return list(
        Pause.objects.filter(ended_at=None, ends_at__lte=at)
        .order_by("ends_at")
        .values_list("dossier_id", flat=True)
    )
