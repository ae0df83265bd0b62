"""Statements composed once say what statements composed each time would."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Model, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from tinhso.kernel import clock
from tinhso.kernel.deliveries.models import Delivery, Schedule
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Ref
from tinhso.kernel.statements import insert, new_row, prepared, together, update

pytestmark = pytest.mark.django_db
NOW = clock.now()
CHANGED = frozenset({"payload", "error", "due_at"})
THING = Ref("kernel.thing", new_id())


def delivery(**changes: Any) -> Delivery:
    given = {"handler": "kernel.test", "payload": {"tên": "Đặng"}, "created_at": NOW, "due_at": NOW}
    return Delivery(**given | changes)


def act(about: Ref) -> Act:
    return Act(at=NOW, actor_kind="system", verb="kernel.tested", about=about, salt=b"\0'%s", data={"%": [1]})


@prepared
def _due(handler: str, at: Any, state: str) -> QuerySet[Delivery]:
    soon = Q(due_at__lte=at) | Q(attempts=0)
    return Delivery.objects.filter(soon, handler=handler, state=state).order_by("due_at", "id")


@prepared
def _act_of(id: Any, at: Any, about: Any) -> QuerySet[Act, tuple[Any, ...]]:
    return Act.objects.filter(id=id, at=at, about=about).values_list("verb", "about", "data", "salt", "at")


def test_rows_are_those_of_the_queryset_whatever_the_values() -> None:
    later = NOW + timedelta(days=1)
    rows = [
        delivery(),
        delivery(due_at=later),
        delivery(due_at=later, attempts=3),
        delivery(handler="kernel.other"),
        delivery(state=Delivery.State.DONE),
    ]
    insert(*rows)
    for handler in ("kernel.test", "kernel.other", "kernel.none' OR '1'='1"):
        for at in (NOW - timedelta(seconds=1), NOW, later):
            for state in Delivery.State.values:
                asked = Delivery.objects.filter(
                    Q(due_at__lte=at) | Q(attempts=0), handler=handler, state=state
                )
                assert _due(handler, at, state) == list(asked.order_by("due_at", "id"))


def test_a_read_takes_every_kind_of_value() -> None:
    made = act(THING)
    insert(made)
    assert _act_of(made.id, NOW, THING) == [("kernel.tested", THING, {"%": [1]}, made.salt, NOW)]
    assert not _act_of(new_id(), NOW, THING)
    assert not _act_of(made.id, NOW, Ref("kernel.thing", new_id()))


def test_one_statement_a_call_and_composed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _due("warm", NOW, "due")
    from django.db.models.sql.compiler import SQLCompiler

    monkeypatch.setattr(SQLCompiler, "setup_query", None)
    with CaptureQueriesContext(connection) as seen:
        _due("kernel.test", NOW, "due")
    assert len(seen) == 1


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection() -> None:
    insert(delivery())
    found: list[int] = []

    def ask() -> None:
        found.append(len(_due("kernel.test", NOW, "due")))
        connections.close_all()

    ask_here = Thread(target=ask)
    ask_here.start()
    ask_here.join()
    assert found == [1]


@pytest.mark.parametrize("model", [Act, Delivery, Schedule])
def test_a_new_row_is_what_its_model_makes(model: type[Model]) -> None:
    given: dict[str, Any] = {
        "id": new_id(),
        "handler": "kernel.test",
        "at": NOW,
        "salt": b"1",
        "key": "kernel.x",
    }
    given = {name: value for name, value in given.items() if hasattr(model, name)}
    one, other = new_row(model, **given), model(**given)
    differs = {name for name, value in vars(other).items() if getattr(one, name) != value}
    assert vars(one).keys() == vars(other).keys()
    assert differs <= {"_state", "id"} - given.keys()
    assert one._state.adding
    assert one._state.db is None


def test_a_new_row_shares_nothing_with_another_and_takes_its_relations() -> None:
    one, other = new_row(Delivery, handler="kernel.one"), new_row(Delivery, handler="kernel.two")
    one.payload["only"] = "here"
    assert other.payload == {}
    assert one.id != other.id
    kind = ContentType(id=7)
    allowed = new_row(Permission, content_type=kind, name="x")
    assert (allowed.content_type_id, allowed.content_type) == (7, kind)
    with pytest.raises(TypeError, match="colour"):
        new_row(Delivery, colour="red")


def test_insert_writes_what_save_would() -> None:
    one, other = delivery(), delivery()
    insert(one)
    other.save(force_insert=True)
    read = [Delivery.objects.get(id=row.id) for row in (one, other)]
    names = [field.attname for field in Delivery._meta.concrete_fields if field.attname != "id"]
    assert [getattr(read[0], name) for name in names] == [getattr(read[1], name) for name in names]
    one.error = "đổi"
    one.save()
    assert Delivery.objects.get(id=one.id).error == "đổi"


def test_several_rows_are_written_in_one_statement_or_not_at_all() -> None:
    twice = delivery()
    with CaptureQueriesContext(connection) as seen:
        insert(delivery(), delivery())
    assert len(seen) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(delivery(handler="kernel.half"), twice, twice)
    assert not Delivery.objects.filter(handler="kernel.half").exists()


def test_update_writes_what_save_would_and_only_that() -> None:
    one, other = delivery(), delivery()
    insert(one, other)
    for row in (one, other):
        row.payload, row.error, row.due_at = {"%s": "'"}, "đổi", NOW + timedelta(days=1)
        row.handler = "kernel.not_this"
    update(one, CHANGED)
    other.save(update_fields=CHANGED)
    read = [Delivery.objects.get(id=row.id) for row in (one, other)]
    for row in read:
        assert (row.payload, row.error, row.handler) == ({"%s": "'"}, "đổi", "kernel.test")
        assert row.due_at == NOW + timedelta(days=1)


def test_update_of_what_is_gone_or_of_no_field_is_an_error() -> None:
    with pytest.raises(LookupError):
        update(delivery(), CHANGED)
    kept = delivery()
    insert(kept)
    with pytest.raises(ValueError, match="colour"):
        update(kept, CHANGED | {"colour"})


def test_what_is_gathered_is_written_at_the_end_in_one_statement() -> None:
    with CaptureQueriesContext(connection) as seen, together(Delivery):
        insert(delivery(handler="kernel.one"))
        insert(Schedule(key="kernel.at_once", next_at=NOW))
        with together(Delivery):
            insert(delivery(handler="kernel.two"))
        assert not Delivery.objects.filter(handler__startswith="kernel.").exists()
        assert Schedule.objects.filter(key="kernel.at_once").exists()
    assert [query["sql"].count("INSERT INTO") for query in seen].count(1) == 2
    written = Delivery.objects.filter(handler__startswith="kernel.").order_by("handler")
    assert list(written.values_list("handler", flat=True)) == ["kernel.one", "kernel.two"]


def test_what_is_undone_is_not_written_by_what_was_gathered() -> None:
    with together(Delivery):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            insert(delivery(handler="kernel.undone"))
            raise ZeroDivisionError
        insert(delivery(handler="kernel.kept"))
    with pytest.raises(ZeroDivisionError), together(Delivery):
        insert(delivery(handler="kernel.dropped"))
        raise ZeroDivisionError
    insert(delivery(handler="kernel.later"))
    kept = Delivery.objects.filter(handler__startswith="kernel.").order_by("handler")
    assert list(kept.values_list("handler", flat=True)) == ["kernel.kept", "kernel.later"]


def test_what_the_database_refuses_is_refused() -> None:
    insert(Schedule(key="kernel.once", next_at=NOW))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Schedule(key="kernel.once", next_at=NOW))
