"""SQL of Django's making, made once: what every request asks or writes pays for the database, not for composing.

Composing a statement costs Django several times what running it costs (decision 0009). A read marked `prepared` is
composed at its first call and only filled in after that; `insert` and `update` do the same for what is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from datetime import date, datetime
from functools import cache, lru_cache, wraps
from itertools import compress
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connections, models, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState

from tinhso.kernel.refs import Ref

Row = TypeVar("Row")
New = TypeVar("New", bound=models.Model)
SHAPES = 256
"""Of one read, or of all writes; the one asked for least recently is composed anew."""


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


def new_row(model: type[New], **fields: Any) -> New:
    """A new row, as `model(**fields)` makes it: without a walk through every field and without signals."""
    names, constants, asked = _defaults(model)
    row = model.__new__(model)
    row._state = ModelState()
    values = row.__dict__
    values.update(constants)
    for name, default in asked:
        if name not in fields:
            values[name] = default()
    if not fields.keys() <= names.keys():
        raise TypeError(f"{model._meta.label} has no such fields: {sorted(fields.keys() - names.keys())}")
    for name, value in fields.items():
        column = names[name]
        if column is not None and isinstance(value, models.Model):
            values[column] = value.pk
            row._state.fields_cache[name] = value
        else:
            setattr(row, name, value)
    return row


@cache
def _defaults(
    model: type[models.Model],
) -> tuple[dict[str, str | None], dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """What may be given, with the column of what names another row's key; what is the same in every new row; what is
    made for each."""
    names: dict[str, str | None] = {}
    constants: dict[str, Any] = {}
    asked: list[tuple[str, Callable[[], Any]]] = []
    for field in model._meta.concrete_fields:
        names |= {field.attname: None, field.name: field.attname if _points_at_key(field) else None}
        if callable(field.default):
            asked.append((field.attname, field.get_default))
        else:
            constants[field.attname] = field.get_default()
    return names, constants, asked


def _points_at_key(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.ForeignKey) and field.target_field.primary_key


def insert(*rows: models.Model) -> None:
    """Write new rows of one model in one statement, as `save(force_insert=True)` does each."""
    model = type(rows[0])
    alias = router.db_for_write(model)
    connection = connections[alias]
    waiting = _gathering.get()
    if waiting is not None and model in waiting.rows and _savepoints() == waiting.savepoints:
        waiting.rows[model] += rows
        return
    columns = _columns(model, alias)
    written = [_written(columns, row, connection) for row in rows]
    # A column that is empty in all of them is left out: it costs as much as a full one.
    filled = tuple(values.count(None) < len(rows) for values in zip(*written, strict=True))
    params = [value for values in written for value in compress(values, filled)]
    with connection.cursor() as cursor:
        cursor.execute(_insertion(model, alias, len(rows), filled), params)
    for row in rows:
        row._state.adding, row._state.db = False, alias


@contextmanager
def together(*kinds: type[models.Model]) -> Iterator[None]:
    """Rows of these models that are inserted inside are written when it ends, one statement for each model.

    Belongs inside the transaction of what is written, around what reads none of it. What is inserted in a savepoint
    is written at once, since that may be undone alone; inside another of its kind it changes nothing.
    """
    if _gathering.get() is not None:
        yield
        return
    gathering = _Gathering({kind: [] for kind in kinds}, _savepoints())
    kept = _gathering.set(gathering)
    try:
        yield
    finally:
        _gathering.reset(kept)
    for rows in gathering.rows.values():
        if rows:
            insert(*rows)


class _Gathering(NamedTuple):
    rows: dict[type[models.Model], list[models.Model]]
    savepoints: list[str]


def _savepoints() -> list[str]:
    return [one for one in transaction.get_connection().savepoint_ids if one]


_gathering: ContextVar[_Gathering | None] = ContextVar("rows to be written together", default=None)


def update(row: models.Model, names: frozenset[str]) -> None:
    """Write these fields of a row that is there, as `save(update_fields=names)` does; LookupError when it is gone."""
    model = type(row)
    alias = router.db_for_write(model, instance=row)
    connection = connections[alias]
    columns = [one for one in _columns(model, alias) if one.field.name in names]
    key = model._meta.pk
    params = _written(columns, row, connection)
    params.append(key.get_db_prep_save(row.pk, connection))
    with connection.cursor() as cursor:
        cursor.execute(_change(model, alias, names), params)
        if cursor.rowcount != 1:
            raise LookupError(f"{model._meta.label} {row.pk} is not there")


class _Column(NamedTuple):
    field: models.Field[Any, Any]
    name: str
    exact: type | None
    """What the driver takes as it is, without the field being asked."""


_EXACT: dict[str, type] = {
    "BooleanField": bool, "CharField": str, "IntegerField": int, "PositiveIntegerField": int, "SmallIntegerField": int,
    "TextField": str,
}  # fmt: skip
_EXACT_ON_POSTGRESQL: dict[str, type] = {"DateField": date, "DateTimeField": datetime, "UUIDField": UUID}


@cache
def _columns(model: type[models.Model], alias: str) -> tuple[_Column, ...]:
    """Those that are written; a number the database gives is left to it, and not read back."""
    exact = _EXACT | (_EXACT_ON_POSTGRESQL if connections[alias].vendor == "postgresql" else {})
    found = []
    for field in model._meta.concrete_fields:
        held: Any = field
        while held.is_relation:
            held = held.target_field
        if not isinstance(field, models.AutoField):
            found.append(_Column(field, field.attname, exact.get(held.get_internal_type())))
    return tuple(found)


def _written(columns: Iterable[_Column], row: models.Model, connection: BaseDatabaseWrapper) -> list[Any]:
    values = vars(row)
    return [
        value
        if (value := values[name]) is None or type(value) is exact
        else field.get_db_prep_save(value, connection)
        for field, name, exact in columns
    ]


@lru_cache(maxsize=SHAPES)
def _insertion(model: type[models.Model], alias: str, rows: int, filled: tuple[bool, ...]) -> str:
    name = connections[alias].ops.quote_name
    columns = [name(one.field.column) for one in compress(_columns(model, alias), filled)]
    places = f"({', '.join(['%s'] * len(columns))})"
    table = name(model._meta.db_table)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([places] * rows)}"  # noqa: S608 names of models


@lru_cache(maxsize=SHAPES)
def _change(model: type[models.Model], alias: str, names: frozenset[str]) -> str:
    name, key = connections[alias].ops.quote_name, model._meta.pk
    columns = [one.field for one in _columns(model, alias) if one.field.name in names]
    if len(columns) != len(names):
        raise ValueError(f"{model._meta.label} has no such fields: {sorted(names)}")
    changed = ", ".join(f"{name(one.column)} = %s" for one in columns)
    return f"UPDATE {name(model._meta.db_table)} SET {changed} WHERE {name(key.column)} = %s"  # noqa: S608 names of models


def _plain(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """A value as the driver takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return str(value) if isinstance(value, Ref) else value
