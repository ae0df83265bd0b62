"""What is owed is handed over once its cause is kept, again when it fails, and parked when it keeps failing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
import time_machine
from django.db import transaction

from tinhso.kernel import clock, http
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries import enqueue, jobs, working
from tinhso.kernel.deliveries.handlers import Handler, handlers
from tinhso.kernel.deliveries.models import Delivery, Schedule
from tinhso.kernel.errors import Conflict
from tinhso.kernel.events import Event
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger import record
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    name: ClassVar[str] = "vn.tinhso.tests.happened"
    number: int


def happen(number: int) -> None:
    with transaction.atomic():
        record(
            actor=SYSTEM,
            verb="tests.happened",
            about=Ref("tests.thing", new_id()),
            at=clock.now(),
            event=Happened(number=number),
        )


def listener(run: "type | object", key: str = "tests.listener") -> Handler:
    assert callable(run)
    return Handler(key=key, run=run, event=Happened.name)


def test_an_event_reaches_its_listener_once() -> None:
    heard: list[int] = []
    with handlers.temporarily(listener(lambda delivery: heard.append(delivery.payload["number"]))):
        happen(4)
        assert heard == []
        working.work_off()
        working.work_off()
    assert heard == [4]
    assert Delivery.objects.get(handler="tests.listener").state == Delivery.State.DONE


def test_an_event_rolled_back_is_owed_to_nobody() -> None:
    with (
        handlers.temporarily(listener(lambda delivery: None)),
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        happen(1)
        raise ZeroDivisionError
    assert not Delivery.objects.filter(handler="tests.listener").exists()


def test_the_effect_of_a_failed_handler_is_undone_and_it_is_tried_again_later() -> None:
    tries: list[int] = []

    def stumble(delivery: Delivery) -> None:
        Schedule.objects.create(key=f"effect-{len(tries)}", next_at=AT)
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("the mail server is down")

    with time_machine.travel(AT, tick=False) as now, handlers.temporarily(listener(stumble)):
        happen(1)
        working.work_off()
        delivery = Delivery.objects.get(handler="tests.listener")
        assert (delivery.state, delivery.attempts) == (Delivery.State.DUE, 1)
        assert "the mail server is down" in delivery.error
        assert not Schedule.objects.filter(key="effect-0").exists()
        working.work_off()
        assert len(tries) == 1
        now.shift(timedelta(minutes=1))
        working.work_off()
    assert Schedule.objects.filter(key="effect-1").exists()
    assert Delivery.objects.get(handler="tests.listener").state == Delivery.State.DONE


def test_what_keeps_failing_is_parked_and_can_be_replayed() -> None:
    def fail(delivery: Delivery) -> None:
        raise ValueError

    with time_machine.travel(AT, tick=False) as now:
        with handlers.temporarily(listener(fail)):
            happen(1)
            for _ in range(working.PARK_AFTER):
                working.work_off()
                now.shift(timedelta(hours=2))
        delivery = Delivery.objects.get(handler="tests.listener")
        assert delivery.state == Delivery.State.PARKED
        working.replay(delivery=delivery.id, at=clock.now())
        with handlers.temporarily(listener(lambda delivery: None)):
            working.work_off()
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.DONE
    with pytest.raises(Conflict):
        working.replay(delivery=delivery.id, at=clock.now())


def test_a_repeated_job_comes_due_once_each_period() -> None:
    ran: list[int] = []
    handler = Handler(key="tests.often", run=lambda delivery: ran.append(1), every=timedelta(minutes=10))
    with time_machine.travel(AT, tick=False) as now, handlers.temporarily(handler):
        for _ in range(3):
            working.work_off()
        assert len(ran) == 1
        now.shift(timedelta(minutes=11))
        working.work_off()
    assert len(ran) == 2


def test_a_job_waits_for_its_time() -> None:
    ran: list[object] = []
    with (
        time_machine.travel(AT, tick=False) as now,
        handlers.temporarily(Handler(key="tests.later", run=lambda delivery: ran.append(delivery.payload))),
    ):
        enqueue("tests.later", {"a": 1}, due_at=AT + timedelta(hours=1))
        working.work_off()
        assert ran == []
        now.shift(timedelta(hours=1))
        working.work_off()
    assert ran == [{"a": 1}]


def test_a_job_nobody_does_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        enqueue("tests.nobody", {})


@pytest.mark.django_db(transaction=True)
def test_an_effect_outside_holds_no_lock_and_is_leased_meanwhile() -> None:
    seen: list[bool] = []

    def run(delivery: Delivery) -> None:
        seen.append(transaction.get_connection().in_atomic_block)
        working.work_off()
        if len(seen) == 1:
            raise OSError("nobody there")

    with handlers.temporarily(Handler(key="tests.outside", run=run, outside=True)):
        owed = enqueue("tests.outside", {})
        working.work_off()
        owed.refresh_from_db()
        assert (owed.state, owed.attempts) == (Delivery.State.DUE, 1)
        with time_machine.travel(owed.due_at, tick=False):
            working.work_off()
    owed.refresh_from_db()
    assert seen == [False, False]
    assert owed.state == Delivery.State.DONE


@pytest.mark.django_db(transaction=True)
def test_an_effect_outside_is_left_alone_as_long_as_its_handler_asks_for() -> None:
    due: list[datetime] = []
    slow = Handler(
        key="tests.slow",
        run=lambda delivery: due.append(Delivery.objects.get(id=delivery.id).due_at),
        outside=True,
        lease=timedelta(minutes=7),
    )
    with time_machine.travel(AT, tick=False), handlers.temporarily(slow):
        enqueue("tests.slow", {})
        working.work_off()
    assert due == [AT + timedelta(minutes=7)]


def test_what_went_wrong_is_kept_without_what_was_said_of_whom() -> None:
    said = "550 <kin.dao@example.vn> is unknown"

    def bounce(delivery: Delivery) -> None:
        try:
            raise OSError(said)
        except OSError as error:
            raise (ValueError if delivery.payload["number"] == 1 else http.Failed)(said) from error

    with handlers.temporarily(listener(bounce)):
        happen(1)
        happen(2)
        working.work_off()
    rows = Delivery.objects.filter(handler="tests.listener").order_by("created_at")
    theirs, ours = rows.values_list("error", flat=True)
    assert "kin.dao" not in theirs
    assert "builtins.OSError\n" in theirs
    assert "in bounce" in theirs
    assert theirs.endswith("builtins.ValueError\n")
    assert ours.endswith(f"tinhso.kernel.http.Failed: {said}\n")


def test_between_two_deliveries_the_worker_can_do_something_else_or_stop() -> None:
    heard: list[int] = []
    with handlers.temporarily(listener(lambda delivery: heard.append(delivery.payload["number"]))):
        happen(1)
        happen(2)
        working.work_off(going_on=lambda: 1 not in heard)
    assert heard == [1]


def test_what_was_delivered_long_ago_is_forgotten_and_what_is_parked_is_not() -> None:
    def made(state: Delivery.State, created: timedelta, done: timedelta | None) -> Delivery:
        return Delivery.objects.create(
            handler="tests.old", state=state, created_at=AT - created, due_at=AT - created,
            done_at=None if done is None else AT - done,
        )  # fmt: skip

    long, short = jobs.KEPT + timedelta(days=1), timedelta(days=1)
    made(Delivery.State.DONE, long, long)
    kept = {
        made(Delivery.State.DONE, short, short).id,
        made(Delivery.State.DONE, long, short).id,
        made(Delivery.State.PARKED, long, None).id,
        made(Delivery.State.DUE, long, None).id,
    }
    with time_machine.travel(AT, tick=False):
        jobs.forget(Delivery())
    assert set(Delivery.objects.filter(handler="tests.old").values_list("id", flat=True)) == kept
