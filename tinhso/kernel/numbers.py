"""Numbers that run from one on, without gap or double, in series of a system's own."""

from __future__ import annotations

from django.db import models, transaction


class NumberSeries(models.Model):
    """The last number given in each series. A system keeps its own table of them."""

    series = models.CharField(max_length=120, primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


def next_number(kept: type[NumberSeries], series: str) -> int:
    """The next number of a series: it is kept only when the transaction is, and until then nobody else gets one."""
    return _moved(kept, series, by=1)


def last_number(kept: type[NumberSeries], series: str) -> int:
    """The last number given, 0 before the first; nobody gets another until the transaction ends."""
    return _moved(kept, series, by=0)


def _moved(kept: type[NumberSeries], series: str, *, by: int) -> int:
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given inside the transaction of its use")
    table = connection.ops.quote_name(kept._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS given (series, last) VALUES (%s, %s)"  # noqa: S608 the name of a model's table
            " ON CONFLICT (series) DO UPDATE SET last = given.last + %s RETURNING last",
            [series, by, by],
        )
        (number,) = cursor.fetchone()
    assert isinstance(number, int)
    return number
