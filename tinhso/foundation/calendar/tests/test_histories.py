"""Clocks through whole histories: received, paused, gone on, completed, passed from hand to hand, while the calendar
changes under them. What the rules reckon is held against a second reckoning, minute by minute.

300 histories; 10,000 when `TINHSO_PROVE` is set.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tinhso.foundation.calendar.rules import DayKind, MarkedDay, Pause, Term, WeekHours, WorkingCalendar, due
from tinhso.foundation.calendar.rules.deadlines import Unit
from tinhso.foundation.calendar.tests.factories import FULL, OFFICE, WINTER, at
from tinhso.foundation.calendar.tests.slow import MINUTE, Slow

HISTORIES = 10_000 if os.environ.get("TINHSO_PROVE") else 300
START, DAYS = at("2026-01-19 00:00"), 40
WEEKS = (
    OFFICE,
    WeekHours(week=(FULL,) * 5 + (FULL[:1], ()), extra=FULL),
    WeekHours(week=(WINTER, FULL, (), FULL, FULL[:1], (), ()), extra=FULL[1:]),
)
MOST: dict[Unit, int] = {"working_day": 12, "day": 16, "hour": 60, "month": 1}


@dataclass
class History:
    """One dossier as the acts on it left it: everything that what it is due depends on, and nothing reckoned."""

    dice: random.Random
    calendar: WorkingCalendar
    limit: Term
    step_limit: Term
    received_at: datetime
    step_at: datetime
    now: datetime
    pauses: list[Pause] = field(default_factory=list)
    """The last is open while `most` is set; then it ends when it has lasted its most."""
    most: Term | None = None
    told: Counter[str] = field(default_factory=Counter)

    def act(self) -> None:
        """One thing happens, some time after the last."""
        self.now += (
            MINUTE * self.dice.choice((1, 37, 240, 1440, 2 * 1440, 5 * 1440)) * self.dice.randint(1, 2)
        )
        if self.most is not None and self.now >= self.pauses[-1].end:
            self.most = None
            self.told["ended by itself"] += 1
        name = self.dice.choice(("pause", "resume", "supplement", "transfer", "holiday", "hours"))
        getattr(self, f"_{name}")()
        self.told[name] += 1

    def _pause(self) -> None:
        if self.most is None:
            self.most = a_term(self.dice)
            self.pauses.append(
                Pause(self.now, due(self.now, self.most, self.calendar).due_at, "chờ xác minh")
            )

    def _resume(self) -> None:
        if self.most is not None:
            self.most = None
            self.pauses[-1] = replace(self.pauses[-1], end=self.now)

    def _supplement(self) -> None:
        """Sent back and received again: the whole time starts anew."""
        self._resume()
        self.now += timedelta(days=self.dice.randint(1, 9))
        self.pauses, self.received_at, self.step_at = [], self.now, self.now

    def _transfer(self) -> None:
        self.step_at, self.step_limit = self.now, Term(self.dice.choice((0.5, 2, 4, 12, 46)), "hour")

    def _holiday(self) -> None:
        """A day is given off or worked after all, or what was decided is taken back: past days and coming ones."""
        day = (START + timedelta(days=self.dice.randint(0, 90))).date()
        days = {one: marked for one, marked in self.calendar.days.items() if one != day}
        if day not in self.calendar.days:
            days[day] = MarkedDay(self.dice.choice(list(DayKind)), "đổi lịch")
        self._reckon_by(WorkingCalendar(days, self.calendar.hours))

    def _hours(self) -> None:
        turn = (self.now + timedelta(days=self.dice.randint(-5, 20))).date()
        first, then = self.dice.sample(WEEKS, 2)
        hours = [replace(first, effective_until=turn), replace(then, effective_from=turn)]
        self._reckon_by(WorkingCalendar(self.calendar.days, hours))

    def _reckon_by(self, calendar: WorkingCalendar) -> None:
        """From now on; the open pause lasts as long as the new calendar says."""
        self.calendar = calendar
        if self.most is not None:
            start = self.pauses[-1].start
            self.pauses[-1] = replace(self.pauses[-1], end=due(start, self.most, calendar).due_at)


def a_term(dice: random.Random) -> Term:
    unit: Unit = dice.choice(tuple(MOST))
    return Term(dice.randint(1, MOST[unit]), unit)


def begun(dice: random.Random) -> History:
    received = START + MINUTE * dice.randint(0, DAYS * 1440)
    days: dict[date, MarkedDay] = {
        (START + timedelta(days=dice.randint(0, 60))).date(): MarkedDay(dice.choice(list(DayKind)), "lễ")
        for _ in range(dice.randint(0, 8))
    }
    return History(
        dice,
        WorkingCalendar(days, [dice.choice(WEEKS)]),
        a_term(dice),
        Term(4, "hour"),
        received,
        received,
        received,
    )


def differences(history: History) -> int:
    """How many of the moments the rules reckon now are not those of the slow reckoning."""
    slow = Slow(history.calendar, history.pauses)
    pairs = [
        (due(since, term, history.calendar, history.pauses).due_at, slow.due(since, term.amount, term.unit))
        for since, term in (
            (history.received_at, history.limit),
            (history.step_at, history.step_limit),
        )
    ]
    if history.most is not None:
        last = history.pauses[-1]
        whole = Slow(history.calendar)
        pairs.append((last.end, whole.due(last.start, history.most.amount, history.most.unit)))
    return sum(fast != plain for fast, plain in pairs)


def test_whatever_happens_a_clock_says_what_counting_minutes_says(figures: Callable[..., None]) -> None:
    wrong, told = [], Counter[str]()
    for number in range(HISTORIES):
        history = begun(random.Random(number))
        for _ in range(history.dice.randint(2, 8)):
            history.act()
        if differences(history):
            wrong.append(history)
        told += history.told
    figures(histories=HISTORIES, differences=len(wrong), acts=told.total())
    assert not wrong, f"{len(wrong)} differ, the first: {wrong[0]}"
    assert set(told) == {"pause", "resume", "supplement", "transfer", "holiday", "hours", "ended by itself"}
