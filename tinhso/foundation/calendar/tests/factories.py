"""Calendars, moments and pauses to try things on: the nation's real days, and made-up ones."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from hypothesis import strategies as st

from tinhso.foundation.calendar.rules import DayKind, MarkedDay, Pause, Term, WeekHours, WorkingCalendar
from tinhso.foundation.calendar.rules.deadlines import Unit
from tinhso.foundation.calendar.rules.working import Session
from tinhso.foundation.calendar.shapes import DayRow
from tinhso.foundation.packs.formats import csv_rules
from tinhso.kernel.clock import VIETNAM

DAYS_CSV = Path(__file__).parents[4] / "packs/vietnam/calendar/days.csv"


def at(text: str) -> datetime:
    """`2026-01-10 08:30` on a Vietnamese wall."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def session(opens: str, closes: str) -> Session:
    return time.fromisoformat(opens), time.fromisoformat(closes)


FULL = (session("07:00", "11:00"), session("13:00", "17:00"))
WINTER = (session("07:30", "11:30"), session("13:30", "17:30"))
OFFICE = WeekHours(week=(FULL,) * 5 + ((), ()), extra=FULL)


def rows() -> list[tuple[DayRow, bool]]:
    """The pack's days, each with whether it is assumed."""
    _, rest, first_line = csv_rules.split(DAYS_CSV.read_text())
    found = []
    for row in csv_rules.rows(rest, first_line=first_line):
        assert isinstance(row, csv_rules.Row)
        cells = dict(row.cells)
        cells.pop("effective_from", None)
        assumed = cells.pop("assumed", "") == "true"
        found.append((DayRow.model_validate(cells), assumed))
    return found


VIETNAM_DAYS = {row.day: MarkedDay(row.kind, row.title, assumed) for row, assumed in rows()}
REAL = WorkingCalendar(VIETNAM_DAYS, [OFFICE])

_FIRST, _LAST = date(2026, 1, 20), date(2026, 3, 10)
_WEEKS = (
    OFFICE,
    WeekHours(week=(FULL,) * 5 + (FULL[:1], ()), extra=FULL),
    WeekHours(week=(WINTER, FULL, (), FULL, FULL[:1], (), ()), extra=FULL[1:]),
)

marked_days = st.builds(MarkedDay, st.sampled_from(DayKind), st.sampled_from(["lễ", "bù"]))
calendars = st.builds(
    lambda days, first, then, turn: WorkingCalendar(
        days,
        [
            WeekHours(first.week, first.extra, effective_until=turn),
            WeekHours(then.week, then.extra, effective_from=turn),
        ],
    ),
    st.dictionaries(st.dates(_FIRST, _LAST), marked_days, max_size=15),
    st.sampled_from(_WEEKS),
    st.sampled_from(_WEEKS),
    st.dates(_FIRST, _LAST),
)
moments = st.builds(
    lambda minutes: at("2026-01-20 00:00") + timedelta(minutes=minutes), st.integers(0, 31 * 1440)
)
pauses = st.builds(
    lambda start, minutes: Pause(start, start + timedelta(minutes=minutes), "chờ"),
    moments,
    st.integers(0, 6 * 1440),
)
units: st.SearchStrategy[Unit] = st.sampled_from(["working_day", "day", "hour", "month"])


def term(amount: int, unit: Unit) -> Term:
    """A term kept within the window: at most three months."""
    return Term(min(amount, 3) if unit == "month" else amount, unit)
