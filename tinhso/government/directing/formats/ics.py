"""A calendar as other programs read it (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Busy:
    """One thing in a calendar."""

    id: UUID
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    changed_at: datetime
    version: int


def calendar_of(name: str, things: Sequence[Busy]) -> bytes:
    """The calendar of that name. What was cancelled is said to be, so that it leaves the reader's calendar too."""
    made = Calendar()
    made.add("prodid", "-//Tinh So//directing//VI")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for one in things:
        event = Event()
        event.add("uid", f"{one.id}@tinhso")
        event.add("summary", one.title)
        if one.place:
            event.add("location", one.place)
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at)
        event.add("dtstamp", one.changed_at)
        event.add("sequence", one.version)
        event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
        made.add_component(event)
    return bytes(made.to_ical())
