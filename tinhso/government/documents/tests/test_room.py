"""Where the stamp ĐẾN goes: an empty place under number and abstract, measured on the page as it is drawn."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from tinhso.foundation.files.engine.texts import ink_of
from tinhso.government.documents.engine.printing import preview
from tinhso.government.documents.engine.printing_in import print_stamped
from tinhso.government.documents.rules.room import STAMP, Spot, last_filled, room_for_stamp
from tinhso.government.documents.tests.coming import come, enclosure, register, work_all
from tinhso.government.documents.tests.factories import draft, make_documents
from tinhso.government.dossiers.tests.factories import MONDAY

LETTER: dict[str, Any] = {
    "type": "cong-van",
    "subject": "thực hiện dịch vụ công",
    "addressed_to": ["Ban nhân dân các ấp"],
}


def page(*filled: tuple[int, int, int, int]) -> list[str]:
    """A sheet of A4 on which these stand: left, top, right, bottom."""
    return [
        "".join("#" if any(a <= x < c and b <= y < d for a, b, c, d in filled) else "." for x in range(210))
        for y in range(297)
    ]


def test_high_on_the_left_else_on_the_right_else_nowhere() -> None:
    head = (20, 15, 190, 45)
    assert room_for_stamp(page(head)) == Spot(31, 46)
    left = (6, 45, 105, 150)
    found = room_for_stamp(page(head, left))
    assert found is not None
    assert found.left >= 105
    assert room_for_stamp(page(head, (0, 45, 210, 150))) is None
    assert room_for_stamp([]) is None


def test_how_far_down_something_stands() -> None:
    assert last_filled(page((20, 15, 190, 45))) == 45
    assert last_filled(page()) == 0


def test_what_cannot_be_drawn_has_no_room() -> None:
    assert ink_of(b"%PDF-1.7 no more") == []


@pytest.mark.django_db
@pytest.mark.parametrize("crowded", [False, True])
def test_the_stamp_covers_nothing(crowded: bool) -> None:
    office = make_documents(certified=False)
    made = draft(office, **LETTER)
    paper = preview(actor=office.officer, document=made.id, at=MONDAY)
    if crowded:
        paper = blackened(paper)
    came = come(office, enclosures=(enclosure("cong-van.pdf", paper),))
    work_all()
    register(came, office)
    printed = print_stamped(actor=office.records, incoming=came.id, at=MONDAY)
    with pikepdf.open(io.BytesIO(printed)) as opened:
        assert len(opened.pages) == (2 if crowded else 1)
    if crowded:
        return
    before, after = ink_of(paper), ink_of(printed)
    new = [
        (x, y)
        for y, row in enumerate(after)
        for x, one in enumerate(row)
        if one == "#" and before[y][x] == "."
    ]
    wide, high = (max(one[side] for one in new) - min(one[side] for one in new) for side in (0, 1))
    assert (wide, high) == pytest.approx(STAMP, abs=2)
    left, top = (min(one[side] for one in new) for side in (0, 1))
    covered = {before[y][x] for y in range(top, top + high + 1) for x in range(left, left + wide + 1)}
    assert covered == {"."}


def blackened(paper: bytes) -> bytes:
    """The same with something all over its upper half."""
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as opened:
        opened.pages[0].contents_add(b"q 0 400 595 442 re f Q")
        opened.save(held)
    return held.getvalue()
