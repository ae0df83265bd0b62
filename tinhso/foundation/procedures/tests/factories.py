"""Procedures and lines of a catalogue, as small as a test needs. Codes and names are invented."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Any

from tinhso.foundation.procedures.models import FeeTable, Procedure, procedure_key
from tinhso.foundation.procedures.shapes import ProcedureBody

ON = date(2026, 11, 2)


def body(**parts: Any) -> ProcedureBody:
    """A procedure of the commune, with the parts given."""
    least = {
        "name": "Đăng ký khai sinh",
        "decision": "1/QĐ-TEST",
        "levels": ["commune"],
        "field": "Hộ tịch",
        "subjects": ["citizen"],
        "authority": "Ủy ban nhân dân cấp xã",
        "competent": "commune_office",
        "channels": ["online", "counter", "post"],
        "results": [{"code": "KQ.TEST", "title": "Bản kết quả"}],
    }
    return ProcedureBody.model_validate(least | parts)


def procedure(
    code: str = "9.000001",
    *,
    effective_from: date = date(2026, 1, 1),
    effective_until: date | None = None,
    **parts: Any,
) -> Procedure:
    """A kept version."""
    shape = body(**parts)
    return Procedure.objects.create(
        code=code,
        key=procedure_key(code),
        effective_from=effective_from,
        effective_until=effective_until,
        origin="pack:test",
        name=shape.name,
        field=shape.field,
        levels=list(shape.levels),
        competent=shape.competent,
        fileable=bool(shape.process),
        body=shape.model_dump(mode="json", by_alias=True, exclude_unset=True),
    )


def rate(fee: str, amount: int, *, territory: str = "", channel: str = "") -> FeeTable:
    """A kept row of the fee tables."""
    return FeeTable.objects.create(
        code=f"{fee}/{territory or '*'}/{channel or '*'}",
        effective_from=date(2026, 1, 1),
        origin="pack:test",
        fee=fee,
        territory=territory,
        channel=channel,
        amount=amount,
    )


def row(code: str = "1.000001", **parts: Any) -> dict[str, Any]:
    """A sound row of the national catalogue."""
    return {
        "code": code,
        "decision": "1/QĐ-TEST",
        "name": f"Cấp giấy chứng nhận {code.replace('.', ' số ')}",
        "levels": ["Cấp xã"],
        "type": "",
        "field": "Hộ tịch",
        "subjects": ["Công dân Việt Nam"],
        "agency": "Ủy ban nhân dân cấp xã",
        "channels": [channel()],
        "components": ["Tờ khai"],
        "legal_basis": [],
        "result": "Giấy chứng nhận",
        "result_codes": [],
    } | parts


def channel(**parts: Any) -> dict[str, Any]:
    """One way of filing, three working days, no fee."""
    return {"channel": "counter", "time": "3", "unit": "working_day", "fees": [], "free": False} | parts


def file_of(*rows: dict[str, Any] | str | bytes) -> BytesIO:
    """A file of these lines: rows as JSON, texts and bytes as they are."""
    lines = (
        one if isinstance(one, bytes) else (one if isinstance(one, str) else json.dumps(one)).encode()
        for one in rows
    )
    return BytesIO(b"\n".join(lines) + b"\n")
