"""What the archive does by itself: packing what is handed over, destroying what was approved, signing minutes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tinhso.government.archive.actions.disposing import DESTROY_JOB, carry_out
from tinhso.government.archive.actions.handing_over import PACK_JOB
from tinhso.government.archive.actions.signing import SIGN_JOB
from tinhso.kernel import clock
from tinhso.kernel.deliveries import job
from tinhso.kernel.deliveries.models import Delivery


@job(PACK_JOB, outside=True, lease="30m")
def pack_file(payload: dict[str, Any], delivery: Delivery) -> None:
    """Pack one file of a hand-over."""
    from tinhso.government.archive.engine.packing import package

    package(row=payload["row"], at=clock.now())


@job(DESTROY_JOB, outside=True, lease="1h")
def destroy_files(payload: dict[str, Any], delivery: Delivery) -> None:
    """Carry out one approved disposal."""
    carry_out(disposal=UUID(payload["disposal"]), at=clock.now())


@job(SIGN_JOB, outside=True, lease="10m")
def sign_minutes(payload: dict[str, Any], delivery: Delivery) -> None:
    """Sign minutes for one side."""
    from tinhso.government.archive.engine.minutes import sign_side

    sign_side(signature=payload["signature"], at=clock.now())
