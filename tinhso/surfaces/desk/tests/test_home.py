"""The front page shows the cards of those who may, with their counts, and says so when there is nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tinhso.foundation.access.models import Appointment
from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.tests.factories import appointed, citizen, signed_in
from tinhso.foundation.workflow.desk import Count, DeskCard, Item, Work, desk_cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def card() -> Iterator[DeskCard]:
    work = Work(
        [Count("late", 2, "/can-bo/?urgency=late"), Count("today", 0, "/can-bo/?urgency=today")],
        [Item("H61.101-261122-0001", "Ký kết quả", "/can-bo/", None, late=True)],
    )
    entry = DeskCard("test.card", "Việc thử nghiệm", "access.appoint", "desk:home", lambda actor, at: work)
    with desk_cards.temporarily(entry):
        yield entry


def home(post: Appointment) -> str:
    return signed_in(post.account).get("/can-bo/").content.decode()


def test_a_card_is_shown_to_those_who_may(card: DeskCard) -> None:
    page = home(appointed(Role.ADMIN))
    assert card.title in page
    assert "/can-bo/?urgency=late" in page
    assert "H61.101-261122-0001" in page
    assert card.title not in home(appointed(Role.AUDITOR))


def test_work_stands_before_what_is_at_rest() -> None:
    busy = Work([Count("late", 1, "/can-bo/?urgency=late")])
    cards = [
        DeskCard(
            "test.quiet", "Không gì chờ", "access.appoint", "desk:home", lambda actor, at: Work([]), order=1
        ),
        DeskCard("test.busy", "Có việc chờ", "access.appoint", "desk:home", lambda actor, at: busy, order=2),
    ]
    with desk_cards.temporarily(cards[0]), desk_cards.temporarily(cards[1]):
        page = home(appointed(Role.ADMIN))
    assert page.index("Có việc chờ") < page.index("Không có việc nào đang chờ") < page.index("Không gì chờ")


def test_an_empty_desk_teaches() -> None:
    assert "Bàn làm việc hiện việc theo vị trí công tác" in home(appointed(Role.AUDITOR))


def test_the_desk_is_behind_the_officials_door() -> None:
    for client in (Client(), signed_in(citizen())):
        answer = client.get("/can-bo/")
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/can-bo/dang-nhap/")
