"""Numbers run from one, for each counter, day and group by itself, without gap or double."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction

from tinhso.foundation.access.models import Tally
from tinhso.government.counter import actions
from tinhso.government.counter.models import Line, Ticket
from tinhso.government.counter.rules import DRAWN_FROM_ONE_PLACE
from tinhso.government.counter.tests.factories import draw, make_groups
from tinhso.government.dossiers.tests.factories import MONDAY, OTHER_COMMUNE, Office, make_office
from tinhso.kernel.actors import ANONYMOUS
from tinhso.kernel.errors import Invalid, TooMany
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db


def test_each_group_counter_and_day_counts_by_itself(office: Office) -> None:
    other = make_office(OTHER_COMMUNE, "Tân An", 102)
    tomorrow = MONDAY + timedelta(days=1)
    drawn = [draw(office), draw(office), draw(office, "B"), draw(other), draw(office, at=tomorrow)]
    assert [str(one) for one in drawn] == ["A001", "A002", "B001", "A001", "A001"]


def test_a_number_is_in_the_ledger_without_anybody(office: Office) -> None:
    ticket = draw(office)
    act = Act.objects.get(verb="counter.ticket_taken")
    assert (act.about, act.data["ticket"]) == (ticket.ref, "A001")
    assert act.actor is None


def test_a_number_not_kept_is_not_used_up(office: Office) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        _draw_and_fail(office)
    assert str(draw(office)) == "A001"


def _draw_and_fail(office: Office) -> None:
    line, _ = Line.objects.get_or_create(counter=office.centre, day=MONDAY.date(), group="A")
    line.last += 1
    line.save()
    raise RuntimeError


def test_the_same_number_cannot_be_kept_twice(office: Office) -> None:
    ticket = draw(office)
    again = Ticket(counter=ticket.counter, day=ticket.day, series="A", group="A", number=1, taken_at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_a_group_nobody_has_is_refused(office: Office) -> None:
    with pytest.raises(Invalid):
        draw(office, "Z")
    assert not Ticket.objects.exists()


def test_a_machine_gone_wild_is_stopped(office: Office) -> None:
    limit, window = DRAWN_FROM_ONE_PLACE
    for _ in range(limit):
        draw(office)
    with pytest.raises(TooMany):
        draw(office)
    assert draw(office, address="10.0.0.2").number == limit + 1
    assert draw(office, at=MONDAY + window).number == limit + 2
    assert Tally.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory gives threads no connections of their own"
)
@pytest.mark.django_db(transaction=True)
def test_many_hands_at_once_draw_every_number_once() -> None:
    office = make_office()
    make_groups()
    counter = office.centre.id

    def hand(place: int) -> list[int]:
        try:
            return [_number(counter, place) for _ in range(5)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as hands:
        drawn = [number for numbers in hands.map(hand, range(4)) for number in numbers]
    assert sorted(drawn) == list(range(1, 21))


def _number(counter: UUID, place: int) -> int:
    return actions.take_ticket(
        actor=ANONYMOUS, counter=counter, group="A", address=f"10.0.0.{place}", at=MONDAY
    ).number
