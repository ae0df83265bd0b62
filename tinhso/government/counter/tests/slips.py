"""Slips as a device writes them down while the network is down. Everyone on them is invented."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tinhso.foundation.units.queries import agency
from tinhso.government.counter import actions
from tinhso.government.counter.formats.envelopes import CURVE, key_for, point_of
from tinhso.government.counter.models import Block
from tinhso.government.counter.queries.slips import codes_of
from tinhso.government.dossiers.tests.factories import BIRTH, MONDAY, Office
from tinhso.kernel.actors import Actor


@dataclass(frozen=True)
class Device:
    """What a prepared device has."""

    block: Block
    public: bytes
    codes: list[str]


def prepare(office: Office, *, actor: Actor | None = None, at: datetime = MONDAY) -> Device:
    """A device with codes for an official of the office's counter."""
    counter = agency(office.centre.id, on=at.date())
    block, public = actions.give_block(actor=actor or office.clerk, counter=counter, at=at)
    return Device(block, public, [one["code"] for one in codes_of(block)])


def written(at: datetime = MONDAY, **changes: Any) -> dict[str, Any]:
    """What stands on a slip."""
    return {
        "taken_at": at.isoformat(), "procedure": BIRTH, "name": "Nguyễn Thị Hạnh", "national_id": "084198001234",
        "phone": "0912345678", "ticket": "A012", "consent": "spoken",
        "papers": [{"paper": "birth_notice", "seen": "original", "kept": 1}], **changes,
    }  # fmt: skip


def closed(taken: dict[str, Any], *, public: bytes, code: str) -> str:
    """An envelope as the page of reception closes it."""
    once = ec.generate_private_key(CURVE)
    point, nonce = point_of(once.public_key()), os.urandom(12)
    shared = once.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public))
    cipher = AESGCM(key_for(shared, point, public))
    return base64.b64encode(
        point + nonce + cipher.encrypt(nonce, json.dumps(taken).encode(), code.encode())
    ).decode()
