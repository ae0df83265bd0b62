"""Days, parts of days, days only partly known: kept as ISO 8601 text, read and shown the Vietnamese way."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tinhso.foundation.forms.registry import Context, Refused, Single
from tinhso.foundation.forms.shapes import Question
from tinhso.foundation.forms.types.texts import line

EARLIEST_YEAR = 1800
"""Nobody who files was born before; a smaller number is a slip of the hand."""
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_WRITTEN = re.compile(r"(?:(?:([0-9]{1,2})\s?[/.\-\s]\s?)?([0-9]{1,2})\s?[/.\-\s]\s?)?([0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2})\s?(?::|h|g|giờ)\s?(?:([0-9]{1,2})(?:\s?(?:phút|p))?)?", re.IGNORECASE)
Parts = tuple[int, int | None, int | None]


def _parts(raw: object, example: str) -> Parts:
    """Year, month, day as far as they were given; they exist in the calendar."""
    text = line(raw)
    if iso := _ISO.fullmatch(text):
        year, month, day = (int(part) if part else None for part in iso.groups())
    elif written := _WRITTEN.fullmatch(text):
        day, month, year = (int(part) if part else None for part in written.groups())
    else:
        raise Refused(
            _("Chưa đọc được “%(text)s”; xin ghi như ví dụ %(example)s")
            % {"text": text[:40], "example": example}
        )
    assert year is not None
    if year < EARLIEST_YEAR:
        raise Refused(
            _("Năm %(year)s quá xa; xin ghi năm đủ bốn chữ số, ví dụ %(example)s")
            % {"year": year, "example": example}
        )
    if month is not None and not 1 <= month <= 12:
        raise Refused(_("Tháng từ 1 đến 12, ông/bà đã ghi %(month)s") % {"month": month})
    if month is not None and day is not None and not 1 <= day <= monthrange(year, month)[1]:
        raise Refused(
            _("Tháng %(month)s/%(year)s không có ngày %(day)s") % {"month": month, "year": year, "day": day}
        )
    return year, month, day


def _span(parts: Parts) -> tuple[date, date]:
    """The first and the last day it may mean."""
    year, month, day = parts
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def _bound(limit: int | str | None, context: Context) -> date | None:
    if limit is None:
        return None
    return context.on if limit == "today" else date.fromisoformat(str(limit))


def _check_bounds(parts: Parts, question: Question, context: Context) -> None:
    first, last = _span(parts)
    earliest, latest = _bound(question.min, context), _bound(question.max, context)
    if latest is not None and first > latest:
        raise Refused(_("Không được sau ngày %(day)s") % {"day": _told(latest, question.max)})
    if earliest is not None and last < earliest:
        raise Refused(_("Không được trước ngày %(day)s") % {"day": _told(earliest, question.min)})


def _told(day: date, limit: int | str | None) -> str:
    return _("%(day)s (hôm nay)") % {"day": f"{day:%d/%m/%Y}"} if limit == "today" else f"{day:%d/%m/%Y}"


class _Day(Single):
    """What the types of this module share: the box shows what people write, never ISO."""

    def typed(self, raw: object, question: Question, context: Context) -> str:
        try:
            return self.show(self.read(raw, question, context), question, context)
        except Refused:
            return super().typed(raw, question, context)


class Date(_Day):
    """A full date, `YYYY-MM-DD`."""

    name, title = "date", "Ngày, tháng, năm"
    drawn_as = "date"

    def read(self, raw: object, question: Question, context: Context) -> str:
        year, month, day = parts = _parts(raw, "05/11/2026")
        if month is None or day is None:
            raise Refused(_("Xin ghi đủ ngày, tháng, năm, ví dụ 05/11/2026"))
        _check_bounds(parts, question, context)
        return f"{year:04}-{month:02}-{day:02}"

    def show(self, value: Any, question: Question, context: Context) -> str:
        return "/".join(reversed(str(value).split("-")))

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


class PartialDate(_Day):
    """A date of which the day, or the day and the month, may be unknown: `1960`, `1960-05`, `1960-05-01`."""

    name, title = "partial_date", "Ngày, tháng, năm (có thể chỉ biết năm)"

    def read(self, raw: object, question: Question, context: Context) -> str:
        if isinstance(raw, int) and not isinstance(raw, bool):
            raw = str(raw)
        year, month, day = parts = _parts(raw, _("05/11/1960, 11/1960 hoặc 1960"))
        _check_bounds(parts, question, context)
        return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part is not None)])

    def show(self, value: Any, question: Question, context: Context) -> str:
        return "/".join(reversed(str(value).split("-")))

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}


class Month(_Day):
    """A month of a year, `YYYY-MM`."""

    name, title = "month", "Tháng, năm"

    def read(self, raw: object, question: Question, context: Context) -> str:
        year, month, day = parts = _parts(raw, "11/2026")
        if month is None or day is not None:
            raise Refused(_("Xin ghi tháng và năm, ví dụ 11/2026"))
        _check_bounds(parts, question, context)
        return f"{year:04}-{month:02}"

    def show(self, value: Any, question: Question, context: Context) -> str:
        return "/".join(reversed(str(value).split("-")))

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}


class Time(_Day):
    """A time of day, `HH:MM`."""

    name, title = "time", "Giờ, phút"

    def read(self, raw: object, question: Question, context: Context) -> str:
        text = line(raw)
        match = _CLOCK.fullmatch(text)
        if match is None:
            raise Refused(
                _("Chưa đọc được “%(text)s”; xin ghi giờ và phút như ví dụ 14:30") % {"text": text[:40]}
            )
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour > 23 or minute > 59:
            raise Refused(_("Giờ từ 0 đến 23, phút từ 0 đến 59; ông/bà đã ghi %(text)s") % {"text": text})
        return f"{hour:02}:{minute:02}"

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
