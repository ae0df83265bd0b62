"""The board of what an agency gave out: each number is the list it opens, whoever leads."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tinhso.foundation.tasks import actions
from tinhso.foundation.tasks.queries.board import COLUMNS, board, progress_of, years
from tinhso.foundation.tasks.queries.lists import GIVEN, Filters, listing
from tinhso.foundation.tasks.tests.factories import DAY, FRIDAY, given, led_by, make_places, now
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db


def test_each_number_is_the_list_behind_it() -> None:
    commune, centre, stranger = make_places()
    source = Ref("directing.directive", uuid4())
    first, second, third, fourth = (given(commune, led_by(centre), source=source) for _ in range(4))
    given(commune, led_by(centre), due_at=FRIDAY + 30 * DAY)
    given(commune, led_by(commune), due_at=None)
    given(stranger, led_by(stranger))
    taken_back = given(commune, led_by(centre), source=source)
    actions.withdraw(actor=commune.leader, **now(taken_back), note="Giao nhầm")
    for task, moment in ((first, FRIDAY), (second, FRIDAY + DAY), (third, FRIDAY)):
        actions.finish(actor=centre.head, **now(task, moment), note="Xong")
    for task in (first, second):
        actions.accept(actor=commune.leader, **now(task, FRIDAY + DAY), note="")
    actions.urge(actor=commune.leader, **now(fourth), note="Nhanh lên")
    at = FRIDAY + 2 * DAY
    rows = board(actor=commune.head, year=at.year, at=at)
    assert [(row.agency, row.numbers, row.urged) for row in rows] == [
        (centre.id, [5, 1, 1, 1, 1, 1], 1), (commune.id, [1, 1, 0, 0, 0, 0], 0),
    ]  # fmt: skip
    for row in rows:
        assert row.numbers[0] == sum(row.numbers[1:])
        for state, number in zip(COLUMNS, row.numbers, strict=True):
            filters = Filters(group=GIVEN, state=state, lead=row.agency, year=at.year)
            assert listing(actor=commune.head, filters=filters, at=at).count() == number
    assert progress_of(sources=[source], at=at) == {source: (4, 2, 1)}
    assert board(actor=commune.head, year=2025, at=at) == []
    assert years(actor=commune.head, at=at) == [2026]
    assert [row.agency for row in board(actor=stranger.leader, year=None, at=at)] == [stranger.id]
