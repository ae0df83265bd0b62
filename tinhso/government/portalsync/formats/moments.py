"""Moments as the portal writes them: `yyyyMMddHHmmss` of a clock in Vietnam."""

from __future__ import annotations

from datetime import datetime

from tinhso.kernel import clock

_SHAPE = "%Y%m%d%H%M%S"


def written(at: datetime | None) -> str:
    """Empty for what has not been."""
    return f"{clock.local(at):{_SHAPE}}" if at else ""


def read(text: str) -> datetime:
    """ValueError when it is no such moment."""
    if len(text) != 14 or not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return datetime.strptime(text, _SHAPE).replace(tzinfo=clock.VIETNAM)
