"""What the worker does for the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tinhso.kernel import clock
from tinhso.kernel.deliveries import job
from tinhso.surfaces.console.actions import check_ledger

if TYPE_CHECKING:
    from tinhso.kernel.deliveries.models import Delivery


@job("console.verify_ledger", outside=True, lease="1h")
def verify_ledger(payload: dict[str, Any], delivery: Delivery) -> None:
    """Check the whole ledger for whoever asked; it reads for long, so it holds nothing meanwhile."""
    check_ledger(verification=UUID(payload["verification"]), at=clock.now())
