"""The wire: CloudEvents 1.0 in structured mode, signed by Standard Webhooks; and when two answers are one. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

from tinhso.kernel.text import canonical

CONTENT_TYPE = "application/cloudevents+json"


def cloud_event(
    *,
    act: UUID,
    event: str,
    about: str,
    at: datetime,
    source: str,
    data: dict[str, Any],
    position: int | None,
) -> dict[str, Any]:
    """One fact as a CloudEvent. `position` is its place in the ledger once it is sealed."""
    body: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(act),
        "source": source,
        "type": event,
        "subject": about,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }
    if position is not None:
        body["sequence"] = f"{position:020d}"
    return body


def signature(*, secret: bytes, message: str, at: datetime, body: bytes) -> str:
    """The `webhook-signature` of one attempt: `v1,` and the base64 HMAC-SHA256 of id, time and body."""
    signed = f"{message}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def agrees(field: str, *, declared: str, told: str) -> bool:
    """Whether what somebody declared is what a register tells.

    Names to the letter but for capitals, spaces and where the tone mark stands; of two dates the vaguer one decides; of
    two places, written from the smallest part to the largest, the one that says less.
    """
    if field.endswith("date"):
        return bool(declared and told) and (declared.startswith(told) or told.startswith(declared))
    if field == "residence":
        one, other = _parts(declared), _parts(told)
        shared = min(len(one), len(other))
        return shared > 0 and one[-shared:] == other[-shared:]
    return canonical(declared) == canonical(told)


def _parts(place: str) -> list[str]:
    return [canonical(part) for part in place.split(",") if part.strip()]
