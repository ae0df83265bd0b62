"""Keeping the indexes up to date: on demand; hourly, as rules come into force or end; daily, as things are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tinhso.foundation.search.actions import HOLD, REBUILD, compare, hold_again, rebuild, rebuild_soon
from tinhso.foundation.search.registry import holdings, searchables
from tinhso.kernel import clock, sealing
from tinhso.kernel.deliveries import every, job
from tinhso.kernel.refs import Ref

if TYPE_CHECKING:
    from tinhso.kernel.deliveries.models import Delivery

FORGOTTEN = timedelta(days=7)
"""How far back erased things are looked for: longer than a worker stands still."""


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


@job(HOLD)
def hold_these(payload: dict[str, Any], delivery: Delivery) -> None:
    """Holdings as they are now."""
    hold_again([Ref.parse(ref) for ref in payload["refs"]])


@every("1h", key="search.forget_erased")
def forget_erased(delivery: Delivery) -> None:
    """The words of what was erased go, whoever erased it: a key's owner is what it sealed."""
    since = clock.now() - FORGOTTEN
    for entry in holdings:
        hold_again([Ref.parse(owner) for owner in sealing.destroyed(f"{entry.kind}:", since=since)])


@every("1d", key="search.compare_holdings", lease="30m")
def compare_holdings(delivery: Delivery) -> None:
    """Whatever was missed, of whatever cause, is found from the next day on."""
    for entry in holdings:
        compare(entry.kind)
