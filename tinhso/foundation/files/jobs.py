"""Work of the file store that nobody waits for: examinations, and sweeping what no row points at."""

from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from tinhso.foundation.files import actions
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.storage import storage
from tinhso.kernel import clock
from tinhso.kernel.deliveries import every, job

if TYPE_CHECKING:
    from tinhso.kernel.deliveries.models import Delivery

AT_ONCE = 20
BATCH = 500
ORPHAN_AGE = timedelta(days=1)
"""Older than any request that may still be about to write the row."""


@job(actions.EXAMINE, outside=True, lease="10m")
def examine(payload: dict[str, Any], delivery: "Delivery") -> None:
    """Examine what came together; while the scanner is down `rescan` keeps trying."""
    for file in payload["files"]:
        if not actions.settle(file=UUID(file), at=clock.now()):
            break


@every("1m", key="files.rescan", outside=True, lease="20m")
def rescan(delivery: "Delivery") -> None:
    """Try the files that wait longest, until the scanner fails again."""
    waiting = StoredFile.objects.filter(state=StoredFile.State.AWAITING_SCAN).order_by("created_at")
    for file in waiting.values_list("id", flat=True)[:AT_ONCE]:
        if not actions.settle(file=file, at=clock.now()):
            break


@every("1d", key="files.sweep", outside=True, lease="6h")
def sweep_daily(delivery: "Delivery") -> None:
    sweep(at=clock.now())


def sweep(*, at: datetime) -> int:
    """Remove blobs older than a day that no row points at; returns how many."""
    store, before = storage(), at - ORPHAN_AGE
    store.clear_unfinished(before)
    old = (address for address, came in store.addresses() if came < before)
    swept = 0
    while batch := set(islice(old, BATCH)):
        rows = StoredFile.objects.filter(Q(address__in=batch) | Q(view_address__in=batch))
        held = {address for pair in rows.values_list("address", "view_address") for address in pair}
        for address in batch - held:
            store.delete(address)
            swept += 1
    return swept
