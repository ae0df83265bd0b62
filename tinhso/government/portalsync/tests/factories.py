"""A province that the portal knows, the portal's machine, and filings as it sends them."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pikepdf
from django.conf import settings
from django.test import Client

from tinhso.foundation.access import clients as machines
from tinhso.foundation.packs.formats.marked_yaml import load
from tinhso.government.dossiers.tests.factories import BIRTH, MONDAY, birth_filing
from tinhso.government.portalsync.formats import moments
from tinhso.government.portalsync.models import NationalPortal, ProvinceFiling
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.ids import new_id

SCOPES = ["portalsync.send", "dossiers.file_for"]


def make_portal(**mode: str) -> None:
    """The portal as the pack describes it, and the province's way of filing."""
    rule = load((settings.PACKS_ROOT / "vietnam/portals/national.yaml").read_text(encoding="utf-8")).value
    NationalPortal.objects.create(
        code=rule["code"], body=rule["body"], effective_from=date(2021, 1, 1), origin="test"
    )
    if mode:
        ProvinceFiling.objects.create(
            code="filing", body=mode, effective_from=date(2021, 1, 1), origin="test"
        )


def machine(*, scopes: list[str] | None = None) -> tuple[Actor, Client]:
    """The portal's account, and it as an HTTP client."""
    at, name = clock.now(), f"cong-{new_id()}"
    _, secret = machines.create_client(
        actor=SYSTEM, at=at, client_id=name, name="Cổng quốc gia", scopes=scopes or SCOPES
    )
    token = machines.issue_token(client_id=name, secret=secret, address="", at=at).token
    return machines.actor_of_token(token=token, at=at), Client(headers={"Authorization": f"Bearer {token}"})


def pdf(words: str = "giay", size: int = 0) -> bytes:
    """A small PDF, or one of about so many octets."""
    held = BytesIO()
    with pikepdf.new() as made:
        page = made.add_blank_page()
        page.Contents = made.make_stream(f"BT ({words}{'x' * size}) Tj ET".encode())
        made.save(held, compress_streams=False, static_id=True)
    return held.getvalue()


def paper(content: bytes, *, code: str = "birth_notice", name: str = "giay.pdf") -> dict[str, Any]:
    """One file of a filing."""
    return {
        "MaThanhPhanHoSo": code,
        "TenTepDinhKem": name,
        "NoiDungTep": base64.b64encode(content).decode(),
        "MaBamSHA256": hashlib.sha256(content).hexdigest(),
    }


def filing(
    code: str = "QG-0001",
    *,
    filed_at: datetime = MONDAY,
    papers: list[dict[str, Any]] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """An ordinary birth registration as the portal sends it."""
    asked = birth_filing()
    return {
        "MaHoSo": code,
        "MaTTHC": f"{BIRTH}.000.00.00.H61",
        "MaCoQuanThucHien": "H61.101",
        "NgayNop": moments.written(filed_at),
        "ChuHoSo": "Nguyễn Thị Hạnh",
        "SoDinhDanh": "084198001234",
        "NgaySinh": "1998-03-12",
        "SoDienThoai": "0912345678",
        "Email": "hanh@vi-du.example",
        "TruongHop": dict(asked.precheck),
        "DuLieuToKhai": dict(asked.answers),
        "TaiLieuNop": [paper(pdf())] if papers is None else papers,
        **changes,
    }


def sent(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()


def withdrawal(code: str = "QG-0001", **changes: Any) -> bytes:
    """Its person takes a filing back at the portal."""
    return sent({"MaHoSo": code, "NgayYeuCau": moments.written(MONDAY), "NoiDung": "Nộp nhầm", **changes})


def answer(code: str = "QG-0001", **changes: Any) -> bytes:
    """Its person answers the first request to complete a filing at the portal, with nothing as yet."""
    asked = {"HoSoBoSungId": "1", "NgayYeuCau": moments.written(MONDAY), "NoiDung": "", "TaiLieuNop": []}
    return sent({"MaHoSo": code, **asked, **changes})
