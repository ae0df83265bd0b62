"""Documents that come to a commune: as letters of a carrier, and as they stand after each step. All invented."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from tinhso.contracts.documents import Enclosure, Letter, Place
from tinhso.government.documents import actions
from tinhso.government.documents.actions import Share
from tinhso.government.documents.models import Incoming
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ids import new_id

SENDER = Place(code="H61.05", name="Sở Tài chính")
AXIS = "axis"


def picture(colour: str = "white") -> bytes:
    held = BytesIO()
    Image.new("RGB", (40, 30), colour).save(held, "PNG")
    return held.getvalue()


def enclosure(name: str = "cong-van.png", content: bytes | None = None) -> Enclosure:
    held = picture() if content is None else content
    return Enclosure(name=name, media_type="", open=lambda: held)


def letter(**changes: Any) -> Letter:
    """A letter of a department."""
    said: dict[str, Any] = {
        "message": str(new_id()), "sender": SENDER, "receivers": (), "number": "123", "symbol": "STC-VP",
        "dated": date(2026, 11, 13), "place": "Vĩnh Long", "type": "cong-van", "type_title": "Công văn",
        "subject": "Báo cáo tình hình thu ngân sách", "signer": "Nguyễn Văn Mẫu", "position": "Giám đốc",
        "enclosures": (enclosure(),),
    }  # fmt: skip
    return Letter(**(said | changes))


def come(office: Office, *, at: datetime = MONDAY, carrier: str = AXIS, **changes: Any) -> Incoming:
    """What waits to be taken in."""
    key = actions.arrive(letter(**changes), carrier=carrier, agency=office.committee.id, at=at)
    return Incoming.objects.get(id=key)


def again(found: Incoming) -> Incoming:
    return Incoming.objects.get(id=found.id)


def register(found: Incoming, office: Office, *, at: datetime = MONDAY, **more: Any) -> Incoming:
    """Taken in and laid before the leader."""
    assert office.leader.account is not None
    return actions.register(
        actor=office.records, incoming=found.id, version=again(found).version, leader=office.leader.account, at=at,
        **more,
    )  # fmt: skip


def instruct(
    found: Incoming, office: Office, lead: Actor | Share | None, *, at: datetime = MONDAY, **more: Any
) -> Incoming:
    """Given to somebody."""
    share = Share(office.committee.id, lead.account) if isinstance(lead, Actor) else lead
    said: dict[str, Any] = {"text": "Khẩn trương xử lý", "together": (), "informed": (), "handle_by": None}
    return actions.instruct(
        actor=office.leader,
        incoming=found.id,
        version=again(found).version,
        lead=share,
        at=at,
        **(said | more),
    )


def assigned(office: Office, **changes: Any) -> Incoming:
    """In the officer's hands."""
    return instruct(register(come(office, **changes), office), office, office.officer)


def work_all() -> None:
    """Everything that is due, and what follows from it."""
    while work_off():
        pass
