"""The bytes a leaf commits to: canonical JSON (RFC 8785) of a row, its position and its subjects' numbers."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tinhso.kernel.ledger.models import Entry


def record_of(entry: Entry, *, kind: str, position: int, numbers: Mapping[str, int]) -> dict[str, Any]:
    """The row as a verifier sees it."""
    record: dict[str, Any] = {
        "position": position,
        "kind": kind,
        "id": str(getattr(entry, "id")),  # noqa: B009 - declared by each of the two tables
        "at": stamp(entry.at),
        "actor_kind": entry.actor_kind,
        "actor": str(entry.actor) if entry.actor else None,
        "role": entry.role,
        "agency": str(entry.agency) if entry.agency else None,
        "verb": entry.verb,
        "about": str(entry.about),
        "numbers": dict(numbers),
        "purpose": entry.purpose,
        "basis": entry.basis,
        "data": entry.data,
    }
    event = getattr(entry, "event", "")
    if event:
        record["event"] = event
    return record


def canonical(record: Mapping[str, Any]) -> bytes:
    """RFC 8785 for what rows hold: text, whole numbers, true, false, null, lists and mappings."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def stamp(at: datetime) -> str:
    """A moment in UTC to the microsecond, always the same width."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
