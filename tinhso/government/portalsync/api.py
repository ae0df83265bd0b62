"""Where the national portal brings filings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from tinhso.foundation.access.requests import actor_of
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.formats.filing import LONGEST
from tinhso.kernel import clock

router = Router(tags=["national"])
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}
"""Its names are configuration, so no schema here can say them."""


@router.post("/national/filings", response=dict[str, Any], openapi_extra=_BODY)
def file(request: HttpRequest) -> dict[str, Any]:
    """Bring a filing. The same code with the same content has one effect and gets the first answer."""
    # Read as it is: what cannot be read is kept for a person too.
    raw = request.read(LONGEST + 1)
    return actions.accept(actor=actor_of(request), raw=raw, at=clock.now())


@router.post("/national/withdrawals", response=dict[str, Any], openapi_extra=_BODY)
def withdraw(request: HttpRequest) -> dict[str, Any]:
    """Take a filing back. The same message has one effect and gets the first answer."""
    return actions.withdraw(actor=actor_of(request), raw=request.read(LONGEST + 1), at=clock.now())


@router.post("/national/supplements", response=dict[str, Any], openapi_extra=_BODY)
def complete(request: HttpRequest) -> dict[str, Any]:
    """Answer a request to complete a filing. The same message has one effect and gets the first answer."""
    return actions.complete(actor=actor_of(request), raw=request.read(LONGEST + 1), at=clock.now())
