"""Work of the file store that nobody waits for: examinations, and sweeping what no row points at."""

from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from tinhso.foundation.files import actions, reading
from tinhso.foundation.files.models import FilePiece, StoredFile
from tinhso.foundation.files.storage import storage
from tinhso.kernel import clock
from tinhso.kernel.deliveries import enqueue, every, job
from tinhso.kernel.errors import Unavailable

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tinhso.kernel.deliveries.models import Delivery

READ = "files.read"
AT_ONCE = 20
AT_A_TIME = timedelta(seconds=2)
"""Files are read for so long, then whatever else is due has its turn."""
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


@every("1m", key="files.read_waiting")
def read_waiting(delivery: "Delivery") -> None:
    """Begin to read what waits, whether it came now or lay there before anybody read; one round at a time."""
    from tinhso.kernel.deliveries.models import Delivery

    if _to_read().exists() and not Delivery.objects.filter(handler=READ, state=Delivery.State.DUE).exists():
        enqueue(READ, {})


@job(READ, outside=True, lease="10m")
def read(payload: dict[str, Any], delivery: "Delivery") -> None:
    """Read some of what waits, the newest first, and the rest in another turn."""
    began, done = clock.now(), 0
    for file in _to_read().order_by("-created_at").values_list("id", flat=True)[:BATCH]:
        try:
            reading.read(file=file, at=clock.now())
        except Unavailable:
            # Its bytes cannot be had now; the others' can.
            continue
        done += 1
        if clock.now() - began > AT_A_TIME:
            break
    if done and _to_read().exists():
        enqueue(READ, {})


def _to_read() -> "QuerySet[StoredFile]":
    return StoredFile.objects.filter(state=StoredFile.State.CLEAN, reading=StoredFile.Reading.WAITING)


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
        viewed = Q(view_address__in=batch) & ~Q(view_address="")
        rows = StoredFile.objects.filter(Q(address__in=batch) | viewed)
        held = {address for pair in rows.values_list("address", "view_address") for address in pair}
        held |= set(FilePiece.objects.filter(address__in=batch).values_list("address", flat=True))
        for address in batch - held:
            store.delete(address)
            swept += 1
    return swept
