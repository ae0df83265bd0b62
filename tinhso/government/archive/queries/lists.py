"""The lists of the packs: how long, from when, who may read, who receives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tinhso.foundation.packs.queries import code_list
from tinhso.foundation.units.queries import agencies

RETENTION, STARTS, ACCESS, RECEIVERS = (
    "archive_retention", "archive_starts", "archive_access", "archive_receivers",
)  # fmt: skip


def choices(code: str, *, on: date) -> Sequence[tuple[str, str]]:
    """Value and words of each entry of one of the lists."""
    return [(one.value, one.label) for one in code_list(code, on=on).entries]


def label(code: str, value: str, *, on: date) -> str:
    """The words of one value; the value itself when the list has it no more."""
    return code_list(code, on=on).label(value)


def years_of(value: str, *, on: date) -> int | None:
    """How many years a retention is; None for ever."""
    years = _more(RETENTION, value, "years", on=on)
    return years if isinstance(years, int) else None


def maintenance_of(value: str, *, on: date) -> str:
    """The code by which packages of the archive call a retention."""
    return str(_more(RETENTION, value, "maintenance", on=on) or value)


def receivers(own: Sequence[tuple[str, str]], *, on: date) -> Sequence[tuple[str, str]]:
    """Id and name of the archives that take over: those of the agencies themselves, then the others."""
    named = {one.value: one.label for one in code_list(RECEIVERS, on=on).entries}
    others = [one for one in agencies(on=on) if one.code in named]
    return [*own, *((str(one.agency_id), f"{named[one.code]} ({one.name})") for one in others)]


def _more(code: str, value: str, key: str, *, on: date) -> object:
    entry = code_list(code, on=on).get(value)
    return (entry.model_extra or {}).get(key) if entry else None
