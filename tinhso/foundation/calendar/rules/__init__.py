"""Working time and what falls due in it. Pure: no table, no clock."""

from tinhso.foundation.calendar.rules.deadlines import Deadline, Limit, Term, TraceLine, due
from tinhso.foundation.calendar.rules.working import (
    DayKind,
    MarkedDay,
    Pause,
    WeekHours,
    WorkingCalendar,
)

__all__ = [
    "DayKind",
    "Deadline",
    "Limit",
    "MarkedDay",
    "Pause",
    "Term",
    "TraceLine",
    "WeekHours",
    "WorkingCalendar",
    "due",
]
