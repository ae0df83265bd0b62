"""Who has waited longest is called, once, by one official at a time; every move is lawful."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tinhso.foundation.measures.rules import Window
from tinhso.government.counter import actions
from tinhso.government.counter.models import Ticket
from tinhso.government.counter.queries.figures import served, served_promptly
from tinhso.government.counter.queries.places import counter_by_key
from tinhso.government.counter.queries.queue import desk
from tinhso.government.counter.rules import State
from tinhso.government.counter.tests.factories import call, colleague, draw
from tinhso.government.dossiers.tests.factories import MONDAY, OTHER_COMMUNE, Office, make_office
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def test_the_one_who_waited_longest_in_the_groups_asked_for(office: Office) -> None:
    draw(office, "A", at=MONDAY + minutes(1))
    draw(office, "B", at=MONDAY)
    draw(office, "C", at=MONDAY - minutes(1))
    assert str(call(office, "A", "B")) == "B001"
    assert Ticket.objects.get(group="B").window == "3"


def test_nobody_waits(office: Office) -> None:
    draw(office, "B")
    with pytest.raises(Conflict):
        call(office, "A")


def test_a_window_must_be_said(office: Office) -> None:
    draw(office)
    with pytest.raises(Invalid):
        actions.call_next(actor=office.clerk, counter=office.centre.id, groups=("A",), window=" ", at=MONDAY)


def test_one_at_a_window(office: Office) -> None:
    first, second = draw(office), draw(office)
    call(office)
    with pytest.raises(Conflict):
        call(office)
    assert call(office, actor=colleague(office)) == second
    second.refresh_from_db()
    second.official_id = office.clerk.account
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    assert Ticket.objects.get(id=first.id).state == State.CALLED


def test_from_the_call_to_the_end(office: Office) -> None:
    draw(office)
    ticket = call(office)
    actions.call_again(actor=office.clerk, ticket=ticket.id, at=MONDAY + minutes(1))
    actions.start(actor=office.clerk, ticket=ticket.id, at=MONDAY + minutes(2))
    done = actions.finish(actor=office.clerk, ticket=ticket.id, at=MONDAY + minutes(9))
    assert (done.state, done.calls) == (State.DONE, 2)
    assert (done.started_at, done.ended_at) == (MONDAY + minutes(2), MONDAY + minutes(9))


def test_who_was_absent_is_called_again(office: Office) -> None:
    draw(office)
    ticket = call(office)
    actions.mark_absent(actor=office.clerk, ticket=ticket.id, at=MONDAY)
    other = colleague(office)
    again = actions.call_absent(actor=other, ticket=ticket.id, window="5", at=MONDAY + minutes(3))
    assert (again.state, again.official_id, again.window) == (State.CALLED, other.account, "5")


def test_moved_on_one_keeps_number_and_place(office: Office) -> None:
    early = draw(office, "A", at=MONDAY)
    draw(office, "B", at=MONDAY + minutes(1))
    call(office, "A")
    actions.transfer(actor=office.clerk, ticket=early.id, group="B", at=MONDAY + minutes(2))
    assert str(call(office, "B")) == "A001"


@pytest.mark.parametrize("act", [actions.finish, actions.start, actions.call_again, actions.mark_absent])
def test_what_cannot_be_done_from_here(office: Office, act: object) -> None:
    ticket = draw(office)
    assert callable(act)
    with pytest.raises(Conflict):
        act(actor=office.clerk, ticket=ticket.id, at=MONDAY)


def test_another_officials_number_is_left_alone(office: Office) -> None:
    draw(office)
    ticket = call(office)
    with pytest.raises(Conflict):
        actions.start(actor=colleague(office), ticket=ticket.id, at=MONDAY)


def test_yesterdays_number_is_over(office: Office) -> None:
    draw(office)
    ticket = call(office)
    with pytest.raises(Conflict):
        actions.start(actor=office.clerk, ticket=ticket.id, at=MONDAY + timedelta(days=1))


@pytest.mark.parametrize(("started", "becomes"), [(False, State.ABSENT), (True, State.DONE)])
def test_what_was_left_open_yesterday_keeps_nobody_from_calling_today(
    office: Office, started: bool, becomes: State
) -> None:
    draw(office)
    left = call(office)
    if started:
        actions.start(actor=office.clerk, ticket=left.id, at=MONDAY)
    tomorrow = MONDAY + timedelta(days=1)
    waits = draw(office, at=tomorrow)
    counter = counter_by_key(office.centre.key, at=tomorrow)
    assert desk(actor=office.clerk, counter=counter, at=tomorrow).own is None
    assert call(office, at=tomorrow) == waits
    left.refresh_from_db()
    assert (left.state, left.ended_at) == (becomes, None)
    assert desk(actor=office.clerk, counter=counter, at=tomorrow).own == waits
    with pytest.raises(Conflict):
        call(office, at=tomorrow)


def test_only_clerks_of_the_counter_call(office: Office) -> None:
    draw(office)
    for stranger in (make_office(OTHER_COMMUNE, "Tân An", 102).clerk, office.officer):
        with pytest.raises(NotAllowed):
            call(office, actor=stranger)


def test_half_an_hour_counts(office: Office) -> None:
    for waited in (30, 31):
        ticket = draw(office)
        call(office, at=MONDAY + minutes(1))
        actions.start(actor=office.clerk, ticket=ticket.id, at=MONDAY + minutes(waited))
        actions.finish(actor=office.clerk, ticket=ticket.id, at=MONDAY + minutes(40))
    cut = Window(MONDAY, MONDAY + minutes(60), office.centre.id)
    assert (served(cut).count(), served_promptly(cut).count()) == (2, 1)
