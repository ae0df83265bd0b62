"""Keeping the index up to date: on demand, and hourly, as rules come into force or end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tinhso.foundation.search.actions import REBUILD, rebuild, rebuild_soon
from tinhso.foundation.search.registry import searchables
from tinhso.kernel import clock
from tinhso.kernel.deliveries import every, job

if TYPE_CHECKING:
    from tinhso.kernel.deliveries.models import Delivery


@job(REBUILD)
def rebuild_kind(payload: dict[str, Any], delivery: Delivery) -> None:
    """A kind that no part declares any more has nothing to rebuild."""
    if payload["kind"] in searchables:
        rebuild(kind=payload["kind"], on=clock.today())


@every("1h", key="search.rebuild_all")
def rebuild_all(delivery: Delivery) -> None:
    """What is in force changes at midnight without anybody doing anything."""
    for entry in searchables:
        rebuild_soon(entry.kind)
