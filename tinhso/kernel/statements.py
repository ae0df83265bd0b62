"""SQL of Django's making, made once: what every request asks or writes pays for the database, not for composing.

Composing a statement costs Django several times what running it costs (decision 0009). A read marked `prepared` is
composed at its first call and only filled in after that; `insert` does the same for new rows.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from functools import cache, lru_cache, wraps
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

from tinhso.kernel.refs import Ref

Row = TypeVar("Row")
SHAPES = 64
"""Of one read; the one asked for least recently is composed anew."""


class _Slot(models.Expression):
    """Where a value goes."""

    def __init__(self, number: int) -> None:
        super().__init__(output_field=models.Field())
        self.number = number

    def as_sql(self, *_: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


def prepared(build: Callable[..., models.QuerySet[Any, Row]]) -> Callable[..., list[Row]]:
    """The rows of a queryset of which only values change from call to call.

    Positional arguments are values: `build` gets a stand-in for each, and may compare fields with them and no more.
    Keywords are the shape: `build` gets them as they are, once for each number of values and each shape.
    """

    @lru_cache(maxsize=SHAPES)
    def composed(values: int, **shape: Any) -> tuple[models.QuerySet[Any, Row], Any, str, tuple[Any, ...]]:
        made = build(*(_Slot(number) for number in range(values)), **shape)
        compiler = made.query.get_compiler(made.db)
        sql, params = compiler.as_sql()
        return made, compiler, sql, tuple(params)

    @wraps(build)
    def rows(*values: Any, **shape: Any) -> list[Row]:
        made, compiler, sql, params = composed(len(values), **shape)
        connection = connections[made.db]
        given = [_plain(value, connection) for value in values]
        filled = tuple(given[one.number] if isinstance(one, _Slot) else one for one in params)
        ready, query = copy(compiler), copy(made.query)
        vars(ready).update(connection=connection, as_sql=lambda *_, **__: (sql, filled))
        vars(query).update(get_compiler=lambda *_, **__: ready)
        found: models.QuerySet[Any, Row] = models.QuerySet(made.model, query, made.db)
        vars(found).update(_fields=vars(made)["_fields"])
        return list(vars(made)["_iterable_class"](found))

    return rows


def insert(*rows: models.Model) -> None:
    """Write new rows of one model in one statement, as `save(force_insert=True)` does each."""
    model = type(rows[0])
    alias = router.db_for_write(model)
    connection = connections[alias]
    head, fields = _head(model, alias)
    params = [
        field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields
    ]
    places = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        cursor.execute(f"{head} VALUES {', '.join([places] * len(rows))}", params)
    for row in rows:
        row._state.adding, row._state.db = False, alias


@cache
def _head(model: type[models.Model], alias: str) -> tuple[str, tuple[Any, ...]]:
    """`INSERT INTO …` and the fields it names; a number the database gives is left to it, and not read back."""
    fields = tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))
    name = connections[alias].ops.quote_name
    columns = ", ".join(name(field.column) for field in fields)
    return f"INSERT INTO {name(model._meta.db_table)} ({columns})", fields


def _plain(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """A value as the driver takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return str(value) if isinstance(value, Ref) else value
