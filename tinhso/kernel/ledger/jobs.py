"""What the ledger does by itself: the months ahead get their partition of reads."""

from datetime import date, datetime

from django.db import connection

from tinhso.kernel import clock
from tinhso.kernel.deliveries import every
from tinhso.kernel.deliveries.models import Delivery

_MONTHS_AHEAD = 3


@every("1d", key="ledger.partition_reads")
def partition_reads(delivery: Delivery) -> None:
    """Make the partitions of the coming months; nothing to do on SQLite."""
    make_partitions(at=clock.now())


def make_partitions(*, at: datetime) -> None:
    if connection.vendor != "postgresql":
        return
    first = at.date().replace(day=1)
    with connection.cursor() as cursor:
        for _ in range(_MONTHS_AHEAD):
            start = first = _next_month(first)
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS ledger_read_{start:%Y_%m} PARTITION OF ledger_read "
                f"FOR VALUES FROM ('{start}') TO ('{_next_month(start)}')"
            )


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
