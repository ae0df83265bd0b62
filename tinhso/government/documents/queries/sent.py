"""How far an issued document has come with each of its receivers, whichever way it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.contracts.documents import Standing, carriers

_TONES = {
    Standing.REFUSED: "bad", Standing.FINISHED: "good", Standing.REGISTERED: "good", Standing.NOT_GIVEN_BACK: "bad",
    "parked": "bad", "failed": "wait", "waiting": "wait",
}  # fmt: skip


@dataclass(frozen=True)
class Delivered:
    """One receiver and how far it is."""

    name: str
    code: str
    way: str
    """What carried it, in words."""
    title: str
    tone: str
    at: datetime | None
    reason: str


def sent(document: UUID) -> list[Delivered]:
    """Every receiver that something carries it to, those of the house too."""
    return [
        Delivered(
            name=one.place.name, code=one.place.code, way=carrier.title, title=one.title,
            tone=_TONES.get(one.state, "info"), at=one.at, reason=one.reason,
        )
        for carrier in carriers
        for one in carrier.sent(document)
    ]  # fmt: skip
