"""Codes that lead nowhere, counted by the network address that tries them: codes of a day follow one another."""

from __future__ import annotations

from datetime import datetime, timedelta

from tinhso.foundation.access.tallies import take

MISSES, WINDOW = 30, timedelta(minutes=10)
"""Codes that lead nowhere which one network address may try, on the page and over the API together."""


def note_miss(*, address: str, at: datetime) -> None:
    """Count one; TooMany once there were as many as are let pass."""
    take("dossiers.tracking", address, limit=MISSES, window=WINDOW, at=at)
