"""Procedures over HTTP: what can be asked of the province, as published."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.procedures import queries
from tinhso.kernel import clock

router = Router(tags=["procedures"])


class ProcedureOut(Schema):
    """A procedure in a list."""

    code: str
    name: str
    field: str
    levels: list[str]
    fileable: bool = Field(description="It can be filed here, not only read.")
    effective_from: date


class ProcedureWhole(ProcedureOut):
    """A procedure as the packs write it, with its legal basis; what no source confirms is marked `assumed`."""

    effective_until: date | None
    legal_basis: list[str]
    assumed: bool
    body: dict[str, Any]


@router.get("/procedures", response=list[ProcedureOut])
def search(
    request: HttpRequest,
    text: str = "",
    field: str = "",
    level: str = "",
    life_event: str = "",
    page: int = 1,
    size: int = 20,
) -> list[ProcedureOut]:
    """Search what is in force today, with or without diacritics; all by name for no words."""
    found = queries.search_procedures(
        text=text, actor=actor_of(request), on=clock.today(), field=field, level=level, life_event=life_event,
        page=max(1, min(page, 1000)), size=max(1, min(size, 100)),
    )  # fmt: skip
    return [ProcedureOut.from_orm(one) for one in found.procedures]


@router.get("/procedures/{code}", response=ProcedureWhole)
def one(request: HttpRequest, code: str, on: date | None = None) -> ProcedureWhole:
    """The version in force today, or on the day asked for."""
    return ProcedureWhole.from_orm(queries.procedure(code=code, on=on or clock.today()))
