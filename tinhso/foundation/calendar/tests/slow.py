"""The calendar once more, minute by minute and day by day: slow, plain, and written apart from the rules."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from tinhso.foundation.calendar.rules import DayKind, Pause, WorkingCalendar
from tinhso.kernel.clock import VIETNAM

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class Slow:
    """What the rules should say, for whole minutes."""

    def __init__(self, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()) -> None:
        self.days, self.hours, self.pauses = calendar.days, calendar.hours, pauses

    def works(self, minute: datetime) -> bool:
        day = minute.date()
        week = [hours for hours in self.hours if hours.effective_from <= day]
        week = [hours for hours in week if hours.effective_until is None or day < hours.effective_until]
        sessions = week[0].week[day.weekday()]
        if day in self.days:
            sessions = week[0].extra if self.days[day].kind == DayKind.WORKING else ()
        return any(opens <= minute.time() < closes for opens, closes in sessions)

    def paused(self, minute: datetime) -> bool:
        return any(pause.start <= minute < pause.end for pause in self.pauses)

    def next_instant(self, at: datetime) -> datetime:
        while not self.works(at):
            at += MINUTE
        return at

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        while minutes:
            minutes -= self.works(at) and not self.paused(at)
            at += MINUTE
        return at

    def minutes_between(self, start: datetime, end: datetime) -> int:
        total = 0
        while start < end:
            total += self.works(start)
            start += MINUTE
        return total

    def last_minute(self, day: date) -> datetime | None:
        midnight = datetime.combine(day, time.min, VIETNAM)
        from_the_last = (midnight + MINUTE * n for n in reversed(range(1440)))
        return next((minute for minute in from_the_last if self.works(minute)), None)

    def counts(self, day: date) -> bool:
        last = self.last_minute(day)
        return last is not None and not self.paused(last)

    def due(self, at: datetime, amount: float, unit: str) -> datetime:
        start = self.next_instant(at)
        if unit == "hour":
            return self.add_minutes(start, round(amount * 60))
        day, left = start.date(), int(amount)
        if unit == "month":
            left = (self.months_later(day, left) - day).days
        while left:
            day += DAY
            if unit == "working_day":
                left -= self.counts(day)
            else:
                left -= not self.paused(datetime.combine(day, time(23, 59), VIETNAM))
        while not self.counts(day):
            day += DAY
        last = self.last_minute(day)
        assert last is not None
        return last + MINUTE

    def months_later(self, day: date, months: int) -> date:
        year, month = day.year, day.month
        for _ in range(months):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        for number in range(day.day, 0, -1):
            try:
                return date(year, month, number)
            except ValueError:
                continue
        raise AssertionError
