"""The leaders' calendar: proposed, approved, at once with something else, printed, read from outside, shown to all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from tinhso.foundation.tasks.tests.factories import DAY, MONDAY, Place, account, client_of, make_places
from tinhso.government.directing import actions
from tinhso.government.directing.models import Entry, Feed
from tinhso.government.directing.queries.calendar import public_week, week
from tinhso.government.directing.rules import Plan, Standing, read_week, week_key, week_of
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale

pytestmark = pytest.mark.django_db
HOME = "/can-bo/lich/"


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def plan(of: Place, /, **changes: object) -> Plan:
    made = Plan(
        title="Họp giao ban", place="Hội trường", starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=2),
        leaders=[account(of.leader)], participants="Các trưởng phòng kín", prepared_by="Văn phòng", public=False,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_staff_propose_and_who_keeps_it_approves() -> None:
    commune, _, _ = make_places()
    entry = actions.propose(actor=commune.officer, agency=commune.id, plan=plan(commune), at=MONDAY)
    assert entry.standing == Standing.PROPOSED
    assert "kín".encode() not in bytes(entry.text_sealed)
    for actor in (commune.officer, commune.records):
        with pytest.raises(NotAllowed):
            actions.approve(actor=actor, entry=entry.id, version=1, at=MONDAY)
    with pytest.raises(NotAllowed):
        actions.cancel(actor=commune.records, entry=entry.id, version=1, note="Không phải của tôi", at=MONDAY)
    actions.approve(actor=commune.head, entry=entry.id, version=1, at=MONDAY)
    with pytest.raises(NotAllowed):
        actions.replan(actor=commune.officer, entry=entry.id, version=2, plan=plan(commune), at=MONDAY)
    with pytest.raises(Stale):
        actions.replan(actor=commune.head, entry=entry.id, version=1, plan=plan(commune), at=MONDAY)
    actions.cancel(actor=commune.head, entry=entry.id, version=2, note="Hoãn", at=MONDAY)
    with pytest.raises(Conflict):
        actions.replan(actor=commune.head, entry=entry.id, version=3, plan=plan(commune), at=MONDAY)
    kept = actions.propose(actor=commune.leader, agency=commune.id, plan=plan(commune), at=MONDAY)
    assert kept.standing == Standing.APPROVED


def test_what_can_not_stand_in_it() -> None:
    commune, centre, stranger = make_places()
    for wrong in (
        plan(commune, title=" "), plan(commune, ends_at=MONDAY), plan(commune, leaders=[]), plan(centre),
        plan(commune, place="x" * 301),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            actions.propose(actor=commune.head, agency=commune.id, plan=wrong, at=MONDAY)
    entry = actions.propose(actor=commune.head, agency=commune.id, plan=plan(commune), at=MONDAY)
    with pytest.raises(NotAllowed):
        actions.propose(actor=stranger.head, agency=commune.id, plan=plan(commune), at=MONDAY)
    with pytest.raises(NotFound):
        actions.cancel(actor=stranger.head, entry=entry.id, version=1, note="x", at=MONDAY)


def test_two_things_at_once_are_shown_and_touching_ones_are_not() -> None:
    commune, _, _ = make_places()
    hour = timedelta(hours=1)
    spans = ((0, 2), (1, 3), (3, 4), (1, 2))
    first, second, third, fourth = (
        actions.propose(
            actor=commune.head, agency=commune.id, at=MONDAY,
            plan=plan(commune, title=f"Việc {start}", starts_at=MONDAY + start * hour, ends_at=MONDAY + end * hour),
        )
        for start, end in spans
    )  # fmt: skip
    actions.cancel(actor=commune.head, entry=fourth.id, version=1, note="Hoãn", at=MONDAY)
    days = week(actor=commune.officer, agency=commune.id, monday=MONDAY.date())
    assert len(days) == 7
    clashes = {row.id: bool(row.clashes) for row in days[0].rows}
    assert clashes == {first.id: True, second.id: True, third.id: False, fourth.id: False}


def test_a_week_by_pages_and_on_paper() -> None:
    commune, _, stranger = make_places()
    officer, head = client_of(commune.officer), client_of(commune.head)
    typed = {
        "agency": commune.id, "title": "Tiếp công dân", "leaders": account(commune.leader), "day": "17/11/2026",
        "starts": "7:30", "ends": "11h00", "place": "Phòng tiếp dân", "public": "on",
    }  # fmt: skip
    assert officer.get(f"{HOME}them/").status_code == 200
    assert officer.post(f"{HOME}them/", typed | {"ends": "7:00"}).status_code == 422
    assert officer.post(f"{HOME}them/", typed).headers["Location"] == f"{HOME}?tuan=2026-W47"
    entry = Entry.objects.get()
    shown = head.get(f"{HOME}?tuan=2026-W47").content.decode()
    assert "Tiếp công dân" in shown
    assert "Tiếp công dân" not in head.get(f"{HOME}?tuan=2026-W48").content.decode()
    assert "Tiếp công dân" not in Client().get("/lich-cong-tac/").content.decode(), (
        "not before it is approved"
    )
    assert head.post(f"{HOME}{entry.id}/duyet/", {"version": 1}).status_code == 303
    assert "Tiếp công dân" in Client().get("/lich-cong-tac/").content.decode()
    moved = typed | {"version": 2, "day": "18/11/2026"}
    assert head.get(f"{HOME}{entry.id}/sua/").status_code == 200
    assert head.post(f"{HOME}{entry.id}/sua/", moved).status_code == 303
    assert head.post(f"{HOME}{entry.id}/sua/", moved).status_code == 412
    actions.propose(actor=commune.head, agency=commune.id, plan=plan(commune), at=MONDAY)
    printed = head.get(f"{HOME}tuan.pdf?tuan=2026-W47")
    assert len(pikepdf.open(BytesIO(printed.content)).pages) == 1
    assert client_of(stranger.head).get(f"{HOME}{entry.id}/huy/").status_code == 404
    assert head.post(f"{HOME}{entry.id}/huy/", {"version": 3, "note": "Hoãn"}).status_code == 303
    assert "Hoãn" in head.get(HOME).content.decode()


def test_the_public_sees_no_more_than_it_may() -> None:
    commune, _, _ = make_places()
    for public in (True, False):
        actions.propose(
            actor=commune.head,
            agency=commune.id,
            plan=plan(commune, public=public, title=f"Họp {public}"),
            at=MONDAY,
        )
    [row] = public_week(agency=commune.id, monday=MONDAY.date())[0].rows
    assert (row.title, row.participants, row.prepared_by) == ("Họp True", "", "")
    shown = Client().get("/lich-cong-tac/").content.decode()
    assert "Họp True" in shown
    assert "kín" not in shown
    assert "Họp False" not in shown


def test_a_secret_address_gives_the_leaders_own_calendar_until_it_is_changed() -> None:
    commune, _, _ = make_places()
    entries = [
        actions.propose(actor=who, agency=commune.id, plan=plan(commune, title=title), at=MONDAY)
        for who, title in ((commune.head, "Đã duyệt"), (commune.officer, "Đề xuất"), (commune.head, "Hủy"))
    ]
    actions.cancel(actor=commune.head, entry=entries[2].id, version=1, note="Hoãn", at=MONDAY)
    with pytest.raises(NotAllowed):
        actions.make_feed(actor=commune.head, at=MONDAY)
    secret = actions.make_feed(actor=commune.leader, at=MONDAY)
    assert secret not in Feed.objects.get().digest
    answer = Client().get(f"/lich-cong-tac/{secret}.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [(str(one["SUMMARY"]), str(one["STATUS"])) for one in events] == [
        ("Đã duyệt", "CONFIRMED"), ("Hủy", "CANCELLED"),
    ]  # fmt: skip
    assert events[0].decoded("DTSTART") == MONDAY
    assert b"tr\xc6\xb0\xe1\xbb\x9fng ph" not in answer.content, "who takes part stays inside"
    again = actions.make_feed(actor=commune.leader, at=MONDAY + DAY)
    assert Client().get(f"/lich-cong-tac/{secret}.ics").status_code == 404
    leader = client_of(commune.leader)
    assert leader.post(f"{HOME}dia-chi/dung/").status_code == 303
    assert Client().get(f"/lich-cong-tac/{again}.ics").status_code == 404
    made = leader.post(f"{HOME}dia-chi/").content.decode()
    assert "/lich-cong-tac/" in made
    assert (
        "/lich-cong-tac/"
        not in leader.get(f"{HOME}dia-chi/").content.decode().split("<main")[1].split("</main")[0]
    )


@pytest.mark.parametrize("wrong", ["", "2026", "2026-W54", "2026-47", "26-W01", "2026-W0x", "9999-W53"])
def test_a_week_that_is_none_is_none(wrong: str) -> None:
    assert read_week(wrong) is None
    assert read_week(week_key(week_of(MONDAY.date()))) == MONDAY.date()
