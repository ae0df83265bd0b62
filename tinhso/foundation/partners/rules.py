"""The wire: CloudEvents 1.0 in structured mode, signed by Standard Webhooks. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

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
