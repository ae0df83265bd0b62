"""Moments as the portal writes them: `yyyyMMddHHmmss` of a clock in Vietnam."""

from __future__ import annotations

from datetime import datetime

from tinhso.kernel import clock

_SHAPE = "%Y%m%d%H%M%S"
_EARLIEST = 2000
"""Years before are none of a filing: a date left empty is often sent as the first day of year 1, which no database
keeps in every zone."""


def written(at: datetime | None) -> str:
    """Empty for what has not been."""
    return f"{clock.local(at):{_SHAPE}}" if at else ""


def read(text: str) -> datetime:
    """ValueError when it is no such moment."""
    if len(text) != 14 or not text.isascii() or not text.isdigit():
        raise ValueError(text)
    found = datetime.strptime(text, _SHAPE).replace(tzinfo=clock.VIETNAM)
    if found.year < _EARLIEST:
        raise ValueError(text)
    return found
