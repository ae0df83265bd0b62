"""What the process keeps of the rules it read: as long as the packs stand as they are, and no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext

from tinhso.foundation.packs import keeping
from tinhso.foundation.packs.middleware import OneState
from tinhso.foundation.packs.tests.conftest import Apply
from tinhso.foundation.packs.tests.factories import World, tolls
from tinhso.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
Queries = Callable[[int], CaptureQueriesContext]


class Reads:
    """A kept read of a toll that counts how often it really reads."""

    def __init__(self) -> None:
        self.times = 0

        @keeping.kept
        def toll(code: str, *, on: date) -> int:
            self.times += 1
            found = tolls.on(on).filter(code=code).first()
            if found is None:
                raise NotFound(f"không có {code}")
            return int(found.amount)

        self.toll = toll


TODAY = date(2026, 11, 22)


@pytest.fixture
def reads(world: World, apply: Apply) -> Iterator[Reads]:
    """A toll of 1,000 that was applied."""
    world.tolls("a,1000")
    apply()
    keeping.forget()
    yield Reads()
    keeping.forget()


def test_what_was_read_is_read_once(reads: Reads, django_assert_num_queries: Queries) -> None:
    assert reads.toll("a", on=TODAY) == 1000
    with django_assert_num_queries(1):
        assert reads.toll("a", on=TODAY) == 1000
    assert reads.times == 1


def test_each_question_is_one_of_its_own(reads: Reads) -> None:
    for on in (TODAY, date(2026, 1, 1)):
        reads.toll("a", on=on)
    assert reads.times == 2


def test_applying_anew_lets_everything_be_read_again(reads: Reads, world: World, apply: Apply) -> None:
    reads.toll("a", on=TODAY)
    world.tolls("a,1500")
    apply()
    assert reads.toll("a", on=TODAY) == 1500


def test_applying_what_changed_nothing_keeps_it(reads: Reads, apply: Apply) -> None:
    reads.toll("a", on=TODAY)
    assert apply()[0].up_to_date
    apply(again=True)
    reads.toll("a", on=TODAY)
    assert reads.times == 1


def test_an_application_that_was_undone_is_forgotten_with_it(
    reads: Reads, world: World, apply: Apply
) -> None:
    reads.toll("a", on=TODAY)
    with transaction.atomic():
        world.tolls("a,1500")
        apply()
        assert reads.toll("a", on=TODAY) == 1500
        transaction.set_rollback(True)
    assert reads.toll("a", on=TODAY) == 1000


def test_a_refusal_is_not_kept(reads: Reads) -> None:
    for _ in range(2):
        with pytest.raises(NotFound):
            reads.toll("b", on=TODAY)
    assert reads.times == 2
    tolls.create(code="b", effective_from=date(2026, 1, 1), amount=7, origin="officials")
    assert reads.toll("b", on=TODAY) == 7


def test_before_anything_is_applied_nothing_is_kept(world: World) -> None:
    keeping.forget()
    empty = Reads()
    tolls.create(code="a", effective_from=date(2026, 1, 1), amount=1, origin="test")
    assert keeping.state() == ()
    assert empty.toll("a", on=TODAY) == 1
    tolls.update(amount=2)
    assert empty.toll("a", on=TODAY) == 2


def test_forgetting_drops_every_answer(reads: Reads) -> None:
    reads.toll("a", on=TODAY)
    keeping.forget()
    reads.toll("a", on=TODAY)
    assert reads.times == 2


def test_one_state_is_asked_for_once(reads: Reads, django_assert_num_queries: Queries) -> None:
    reads.toll("a", on=TODAY)
    with django_assert_num_queries(1), keeping.one_state():
        for _ in range(3):
            assert reads.toll("a", on=TODAY) == 1000


def test_one_state_holds_to_its_end_and_not_beyond(reads: Reads, world: World, apply: Apply) -> None:
    with keeping.one_state():
        reads.toll("a", on=TODAY)
        world.tolls("a,1500")
        apply()
        assert reads.toll("a", on=TODAY) == 1000
    assert reads.toll("a", on=TODAY) == 1500


def test_a_request_stands_on_one_state(reads: Reads, django_assert_num_queries: Queries) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str([reads.toll("a", on=TODAY) for _ in range(3)]))

    reads.toll("a", on=TODAY)
    with django_assert_num_queries(1):
        assert OneState(view)(HttpRequest()).content == b"[1000, 1000, 1000]"


def test_a_request_that_fails_leaves_no_state_behind(reads: Reads, world: World, apply: Apply) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        reads.toll("a", on=TODAY)
        raise ValueError

    with pytest.raises(ValueError):
        OneState(view)(HttpRequest())
    world.tolls("a,1500")
    apply()
    assert reads.toll("a", on=TODAY) == 1500


def test_officials_changes_are_seen_with_the_next_application(
    reads: Reads, world: World, apply: Apply
) -> None:
    """Rules that officials change bypass the packs: whoever writes them forgets, or waits for an application."""
    reads.toll("a", on=TODAY)
    tolls.update(amount=999, origin="officials")
    assert reads.toll("a", on=TODAY) == 1000
    world.tolls("a,1500", "b,1")
    apply()
    assert reads.toll("a", on=TODAY) == 999


def test_the_least_used_answers_go_first(reads: Reads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST", 2)
    few: Any = Reads()
    days = [date(2026, 11, day) for day in (1, 2, 3)]
    for on in (*days, days[0]):
        few.toll("a", on=on)
    assert few.times == 4
