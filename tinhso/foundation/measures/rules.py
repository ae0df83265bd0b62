"""Over what a figure is counted: a period of the Vietnamese calendar, and the province or one agency. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.kernel.clock import VIETNAM, local


class Length(StrEnum):
    """How long a period is. The word after the dash is what its key is marked with."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_MONTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.HALF: 6, Length.YEAR: 12}
_KEY = re.compile(r"(20\d\d)(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12])))?")
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Period:
    """One month, quarter, half or year, e.g. the second half of 2026: `Period(Length.HALF, 2026, 2)`."""

    length: Length
    year: int
    number: int = 1
    """Which one of its year, from 1."""

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 2199 and 1 <= self.number <= self._in_year):
            raise ValueError(f"no such period: {self.length} {self.number}/{self.year}")

    @classmethod
    def containing(cls, at: datetime, *, length: Length = Length.MONTH) -> Period:
        """The period a moment falls into, by the Vietnamese calendar."""
        day = local(at)
        return cls(length, day.year, (day.month - 1) // _MONTHS[length] + 1)

    @classmethod
    def parse(cls, key: str) -> Period:
        """Read `2026-11`, `2026-Q4`, `2026-H2` or `2026`; ValueError when it is not that."""
        match = _KEY.fullmatch(key)
        if match is None:
            raise ValueError(f"not a period: {key!r}")
        for length in (Length.MONTH, Length.QUARTER, Length.HALF):
            if match[length.value]:
                return cls(length, int(match[1]), int(match[length.value]))
        return cls(Length.YEAR, int(match[1]))

    @property
    def start(self) -> datetime:
        """Its first moment, in Vietnamese time."""
        return datetime(self.year, (self.number - 1) * _MONTHS[self.length] + 1, 1, tzinfo=VIETNAM)

    @property
    def until(self) -> datetime:
        """The first moment after it, in Vietnamese time."""
        months = self.number * _MONTHS[self.length]
        return datetime(self.year + months // 12, months % 12 + 1, 1, tzinfo=VIETNAM)

    def last_day(self, *, at: datetime) -> date:
        """The last day of it that is counted at a moment: of its own, or the day itself while it lasts."""
        return local(max(self.start, min(self.until, at) - timedelta(microseconds=1))).date()

    @property
    def key(self) -> str:
        """As `parse` reads it."""
        marks = {
            Length.MONTH: f"-{self.number:02d}",
            Length.QUARTER: f"-Q{self.number}",
            Length.HALF: f"-H{self.number}",
            Length.YEAR: "",
        }
        return f"{self.year}{marks[self.length]}"

    @property
    def title(self) -> str:
        """`Tháng 11/2026`, `Quý IV/2026`, `6 tháng cuối năm 2026`, `Năm 2026`."""
        titles = {
            Length.MONTH: _("Tháng %(number)s/%(year)s"),
            Length.QUARTER: _("Quý %(roman)s/%(year)s"),
            Length.HALF: _("6 tháng đầu năm %(year)s")
            if self.number == 1
            else _("6 tháng cuối năm %(year)s"),
            Length.YEAR: _("Năm %(year)s"),
        }
        numbers = {"number": self.number, "roman": _ROMAN[(self.number - 1) % 4], "year": self.year}
        return titles[self.length] % numbers

    def before(self, steps: int = 1) -> Period:
        """The period so many steps earlier."""
        place = self.year * self._in_year + self.number - 1 - steps
        return Period(self.length, place // self._in_year, place % self._in_year + 1)

    @property
    def _in_year(self) -> int:
        return 12 // _MONTHS[self.length]


@dataclass(frozen=True)
class Scope:
    """Whose work: the whole province, or one agency's."""

    agency: UUID | None = None


PROVINCE = Scope()


@dataclass(frozen=True)
class Window:
    """What a queryset of an indicator is cut to: [`start`, `until`), never reaching past the moment of asking."""

    start: datetime
    until: datetime
    agency: UUID | None = None


def window(period: Period, scope: Scope, *, at: datetime) -> Window:
    """The part of a period that has passed at a moment; empty for one that has not begun."""
    until = max(period.start, min(period.until, at))
    return Window(period.start, until, scope.agency)
