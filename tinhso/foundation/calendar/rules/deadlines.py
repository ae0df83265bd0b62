"""When an answer is due, and why then.

A term counts from the first working instant at or after receipt. Terms in days and months count from the day
after, and are met until the close of the office on their last day; a term in calendar days or months whose
last day is a day off runs to the close of the next working day (Civil Code 2015 art. 147–148). The sources
at hand do not confirm the hour of day at which a term in days ends, nor what a pause within a day costs:
those steps are marked as assumed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Literal, Protocol

from tinhso.foundation.calendar.rules import words
from tinhso.foundation.calendar.rules.working import (
    ONE_DAY,
    ONE_HOUR,
    Pause,
    WorkingCalendar,
    aware,
)
from tinhso.kernel.clock import VIETNAM, local

Unit = Literal["working_day", "day", "hour", "month"]
Step = Literal["received", "start", "counted", "skipped", "paused", "note", "due"]


class Limit(Protocol):
    """A time limit: the shape `procedures` publishes, and `Term` here."""

    @property
    def amount(self) -> float: ...
    @property
    def unit(self) -> Unit: ...
    @property
    def same_day(self) -> bool: ...
    @property
    def cutoff(self) -> str: ...


@dataclass(frozen=True)
class Term:
    """A time limit with its source. Hours may be broken; days and months are whole."""

    amount: float
    unit: Unit
    same_day: bool = False
    """Answered on the day of receipt, or on the next working day when received after `cutoff`."""
    cutoff: str = "15:00"
    source: str = ""
    assumed: bool = False


@dataclass(frozen=True)
class TraceLine:
    """One step of the counting, over the days from `on` to `until`."""

    step: Step
    on: date
    until: date
    text: str
    assumed: bool = False

    def __str__(self) -> str:
        return f"{self.text} (theo giả định)" if self.assumed else self.text


@dataclass(frozen=True)
class Deadline:
    """The moment an answer is due, in Vietnamese time, and the steps that lead there."""

    due_at: datetime
    trace: tuple[TraceLine, ...]

    @property
    def assumed(self) -> bool:
        """Whether any step rests on what no source confirms."""
        return any(line.assumed for line in self.trace)


def due(
    received_at: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
) -> Deadline:
    """When a thing received at that moment is due.

    Hours are working hours. A term in days ends at the close of the office (assumed), and skips each day at whose
    end the clock is paused. ValueError for an amount the unit cannot have.
    """
    whole = limit.unit == "hour" or limit.amount == int(limit.amount)
    if not (limit.same_day or (limit.amount > 0 and whole)):
        raise ValueError(f"{limit.amount} {limit.unit} không phải một thời hạn")
    return _Counting(local(aware(received_at)), limit, calendar, pauses).deadline()


@dataclass(frozen=True)
class _Verdict:
    """Whether a day counts, and what there is to say about it."""

    step: Step
    why: str = ""
    assumed: bool = False


_COUNTS = _Verdict("counted")


class _Counting:
    """One deadline in the making: the trace grows with each step."""

    def __init__(
        self,
        received_at: datetime,
        limit: Limit,
        calendar: WorkingCalendar,
        pauses: Sequence[Pause],
    ) -> None:
        self.limit, self.calendar, self.pauses = limit, calendar, pauses
        self.lines: list[TraceLine] = []
        self.start = self.counting_starts(received_at)

    def deadline(self) -> Deadline:
        if self.limit.same_day:
            due_at, manner = self.same_day(), _AT_CLOSE
        elif self.limit.unit == "hour":
            due_at, manner = self.by_hours(), ""
        else:
            due_at, manner = self.by_days(), _AT_CLOSE
        day = due_at.date()
        self.note_missing_years(day)
        assumed = bool(manner) or self.hours_assumed(day)
        self.tell("due", day, f"hạn trả: {words.moment_in_words(due_at)}{manner}", assumed=assumed)
        return Deadline(due_at, tuple(self.lines))

    def tell(
        self, step: Step, on: date, text: str, *, until: date | None = None, assumed: bool = False
    ) -> None:
        self.lines.append(TraceLine(step, on, until or on, words.capital(text), assumed))

    def counting_starts(self, received_at: datetime) -> datetime:
        """The first working instant, from which everything counts."""
        received = received_at.date()
        self.tell("received", received, f"tiếp nhận lúc {words.moment_in_words(received_at)}")
        start = self.calendar.next_working_instant(received_at)
        if start != received_at:
            self.tell_rest(received, start.date())
            text = f"ngoài giờ làm việc: tính như nhận lúc {words.moment_in_words(start)}"
            self.tell("start", start.date(), text, assumed=self.hours_assumed(start.date()))
        return start

    # The three ways of counting

    def by_hours(self) -> datetime:
        day, left = self.start.date(), timedelta(hours=self.limit.amount)
        due_at = self.calendar.add_working_time(self.start, left, self.pauses)
        self.tell("start", day, f"thời hạn {self.amount_in_words}")
        for pause in self.pauses:
            stops, resumes = local(pause.start), local(pause.end)
            if stops < due_at and self.start < resumes:
                text = f"tạm dừng từ {words.moment_in_words(stops)} đến {words.moment_in_words(resumes)}"
                self.tell("paused", stops.date(), text + _because(pause.reason), until=resumes.date())
        for opens, closes in self.calendar.stretches(self.start, self.pauses):
            self.tell_rest(day + ONE_DAY, opens.date())
            day, end = opens.date(), min(closes, opens + left)
            left -= end - opens
            worked, rest = (words.number_in_figures(length / ONE_HOUR) for length in (end - opens, left))
            text = f"{words.day_in_words(day)}: {opens:%H:%M}–{end:%H:%M} là {worked} giờ, còn {rest} giờ"
            self.tell("counted", day, text, assumed=self.hours_assumed(day))
            if not left:
                break
        return due_at

    def by_days(self) -> datetime:
        day, amount = self.start.date(), int(self.limit.amount)
        following = day + ONE_DAY
        text = f"thời hạn {self.amount_in_words}, tính từ ngày tiếp theo"
        self.tell("start", following, text, assumed=True)
        if self.limit.unit == "working_day":
            return self.calendar.close(self.count(following, amount, self.of_working_days))
        if self.limit.unit == "month":
            amount = (_months_later(day, amount) - day).days
        return self.calendar.close(self.settled(self.count(following, amount, self.of_calendar_days)))

    def same_day(self) -> datetime:
        day = self.start.date()
        # Minutes, not seconds, because that is what the receipt prints.
        late = self.start.time().replace(second=0, microsecond=0) > time.fromisoformat(self.limit.cutoff)
        if late:
            self.tell(
                "start", day, f"nhận sau {self.limit.cutoff}: trả kết quả trong ngày làm việc tiếp theo"
            )
        else:
            self.tell("start", day, f"nhận không muộn hơn {self.limit.cutoff}: trả kết quả trong ngày")
        return self.calendar.close(self.count(day + ONE_DAY if late else day, 1, self.of_working_days))

    @property
    def amount_in_words(self) -> str:
        return f"{words.number_in_figures(self.limit.amount)} {words.UNITS[self.limit.unit]}"

    def count(self, first: date, amount: int, judge: Callable[[date], _Verdict]) -> date:
        """The day on which the count is full."""
        judged: list[tuple[date, _Verdict]] = []
        counted = 0
        for day in self.calendar.days_from(first):
            verdict = judge(day)
            judged.append((day, verdict))
            counted += verdict.step == "counted"
            if counted == amount:
                self.tell_days(judged)
                return day
        raise AssertionError("days never end")

    def settled(self, last: date) -> date:
        """The last day itself when the office works on it, else the next on which it does."""
        passed: list[tuple[date, _Verdict]] = []
        for day in self.calendar.days_from(last):
            verdict = self.of_working_days(day)
            if verdict.step == "counted":
                break
            passed.append((day, verdict))
        if passed:
            self.tell_days(passed)
            text = f"ngày cuối không phải ngày làm việc: hạn chuyển sang {words.day_in_words(day)}"
            self.tell("start", day, text, assumed=True)
        return day

    # What a day is

    def of_working_days(self, day: date) -> _Verdict:
        if not self.calendar.is_working(day):
            return self.of_week(day)
        return self.paused_at(self.calendar.close(day)) or self.of_week(day)

    def of_calendar_days(self, day: date) -> _Verdict:
        return self.paused_at(datetime.combine(day + ONE_DAY, time.min, VIETNAM)) or _COUNTS

    def of_week(self, day: date) -> _Verdict:
        """What the calendar says of a day, pauses apart."""
        step: Step = "counted" if self.calendar.is_working(day) else "skipped"
        marked = self.calendar.days.get(day)
        if marked is not None:
            return _Verdict(step, marked.title, marked.assumed)
        return _COUNTS if step == "counted" else _Verdict(step, words.WEEKLY_REST)

    def paused_at(self, end: datetime) -> _Verdict | None:
        """A day counts unless the clock stands still at its end, so a pause within one day costs nothing."""
        for pause in self.pauses:
            if pause.start < end <= pause.end:
                return _Verdict("paused", pause.reason, assumed=True)
        return None

    def hours_assumed(self, day: date) -> bool:
        hours = self.calendar.hours_on(day)
        return hours is not None and hours.assumed

    # What is said of days

    def tell_rest(self, first: date, until: date) -> None:
        """The days off from `first` on, `until` left out."""
        days = (first + timedelta(days=ahead) for ahead in range((until - first).days))
        self.tell_days((day, self.of_week(day)) for day in days if not self.calendar.is_working(day))

    def tell_days(self, judged: Iterable[tuple[date, _Verdict]]) -> None:
        """One line for each run of days of which the same is said."""
        counted = 0
        for verdict, run in groupby(judged, key=lambda pair: pair[1]):
            days = [day for day, _ in run]
            said = words.days_in_words(days[0], days[-1])
            match verdict.step:
                case "counted":
                    numbers = f"{counted + 1}" if len(days) == 1 else f"{counted + 1}–{counted + len(days)}"
                    counted += len(days)
                    name = "ngày" if self.limit.unit in ("day", "month") else "ngày làm việc"
                    text = f"{name} thứ {numbers}: {said}{_because(verdict.why)}"
                case "paused":
                    text = f"tạm dừng tính hạn {said}{_because(verdict.why)}"
                case _:
                    text = f"không tính {said}{_because(verdict.why)}"
            self.tell(verdict.step, days[0], text, until=days[-1], assumed=verdict.assumed)

    def note_missing_years(self, last: date) -> None:
        """A year without a marked day was never entered: its holidays are missing, not absent."""
        known = {day.year for day in self.calendar.days}
        for year in sorted(set(range(self.start.year, last.year + 1)) - known):
            text = f"chưa có lịch nghỉ lễ, tết năm {year}: chỉ trừ ngày nghỉ hằng tuần"
            self.tell("note", date(year, 1, 1), text, until=date(year, 12, 31), assumed=True)


_AT_CLOSE = ", hết giờ làm việc"


def _because(why: str) -> str:
    return f" ({why})" if why else ""


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
