"""What is owed and parked is seen with its reason, and runs again once when it is told to."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.foundation.access.tests.factories import actor_of
from tinhso.kernel import clock
from tinhso.kernel.deliveries.handlers import handlers
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, NotAllowed
from tinhso.kernel.ledger.models import Act
from tinhso.surfaces.console import actions
from tinhso.surfaces.console.actions import replaying
from tinhso.surfaces.console.tests.factories import HANDLER, at_console, delivery, handled, operator

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/viec-ton/"


def test_what_is_parked_comes_first_with_its_reason() -> None:
    delivery()
    delivery(Delivery.State.DUE, handler="tests.other")
    page = at_console().get(LIST).content.decode()
    assert "ValueError: máy chủ thư không trả lời" in page
    assert ">tests.other</a>" not in page


def test_the_list_is_narrowed_to_a_state_and_a_handler() -> None:
    mine, other = delivery(), delivery(handler="tests.other")
    done = delivery(Delivery.State.DONE, done_at=clock.now())
    client = at_console()
    narrowed = client.get(LIST, {"state": "parked", "handler": HANDLER}).content.decode()
    assert str(mine.id) in narrowed
    assert str(other.id) not in narrowed
    assert str(done.id) in client.get(LIST, {"state": "done"}).content.decode()


@pytest.mark.parametrize("state", ["due", "parked", "galaxy"])
def test_an_empty_list_says_that_all_is_well(state: str) -> None:
    assert 'class="empty"' in at_console().get(LIST, {"state": state}).content.decode()


def test_the_list_costs_the_same_however_long() -> None:
    client = at_console()
    delivery()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for number in range(40):
        delivery(handler=f"tests.h{number % 5}")
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(one)


def test_one_delivery_shows_its_trace_and_leads_to_its_act() -> None:
    client = at_console()
    client.get("/quan-tri/viec-ton/chay-lai/x/")
    act = Act.objects.create(
        at=clock.now(),
        actor_kind="system",
        verb="tests.done",
        about="tests.thing:" + "0" * 8 + "-0000-0000-0000-000000000001",
        salt=b"x" * 16,
    )
    parked = delivery(act=act.id)
    page = client.get(f"{LIST}{parked.id}/").content.decode()
    assert "Traceback (most recent call last)" in page
    assert f"/quan-tri/so-nhat-ky/{act.id}/" in page
    assert "tests.done" in client.get(f"/quan-tri/so-nhat-ky/{act.id}/").content.decode()


def test_replaying_asks_first_then_runs_it_once() -> None:
    client, account = operator()
    parked, ran = delivery(), []
    address = f"{LIST}{parked.id}/chay-lai/"
    assert "Cho việc này chạy lại?" in client.get(address).content.decode()
    assert Delivery.objects.get(id=parked.id).state == Delivery.State.PARKED
    answer = client.post(address)
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}{parked.id}/")
    with handlers.temporarily(handled(lambda one: ran.append(one.id))):
        work_off()
        work_off()
    assert ran == [parked.id]
    assert Delivery.objects.get(id=parked.id).state == Delivery.State.DONE
    act = Act.objects.get(verb="console.delivery_replayed")
    assert (act.actor, act.about.id) == (account.id, parked.id)


def test_a_second_press_is_told_that_it_is_done() -> None:
    client, parked = at_console(), delivery()
    client.post(f"{LIST}{parked.id}/chay-lai/")
    again = client.post(f"{LIST}{parked.id}/chay-lai/")
    assert again.status_code == 409
    assert "không còn ở trạng thái tạm giữ" in again.content.decode()
    assert Act.objects.filter(verb="console.delivery_replayed").count() == 1


def test_all_of_a_handler_run_again_and_no_others() -> None:
    client = at_console()
    mine = {delivery().id for _ in range(3)}
    other = delivery(handler="tests.other")
    address = f"{LIST}chay-lai/{HANDLER}/"
    assert "Cho 3 mục chạy lại?" in client.get(address).content.decode()
    assert client.post(address).status_code == 303
    assert (
        set(Delivery.objects.filter(state=Delivery.State.DUE, handler=HANDLER).values_list("id", flat=True))
        == mine
    )
    other.refresh_from_db()
    assert other.state == Delivery.State.PARKED
    assert client.post(address).status_code == 409


def test_many_go_in_several_presses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "AT_ONCE", 2)
    _, account = operator()
    for _ in range(3):
        delivery()
    first = actions.replay_all(actor=actor_of(account), handler=HANDLER, at=clock.now())
    assert (first.count, first.left) == (2, 1)


def test_the_actions_guard_themselves() -> None:
    parked, clerk = delivery(), actor_of(operator("clerk")[1])
    with pytest.raises(NotAllowed):
        actions.replay_one(actor=clerk, delivery=parked.id, at=clock.now())
    with pytest.raises(NotAllowed):
        actions.replay_all(actor=clerk, handler=HANDLER, at=clock.now())
    with pytest.raises(Conflict):
        actions.replay_all(actor=actor_of(operator()[1]), handler="tests.nobody", at=clock.now())
