"""Instructions: entered, split into tasks, followed across agencies, late agencies urged, the week told once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from tinhso.foundation.tasks import actions as tasks
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.tasks.tests.factories import (
    DAY,
    FRIDAY,
    MONDAY,
    Place,
    account,
    client_of,
    given,
    led_by,
    make_places,
    now,
)
from tinhso.government.directing import actions
from tinhso.government.directing.models import Directive
from tinhso.government.directing.queries.directives import DONE, LATE, OPEN, Filters, listing, open_directive
from tinhso.government.directing.rules import Saying
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale

pytestmark = pytest.mark.django_db
HOME = "/can-bo/chi-dao/"
SAYING = Saying(
    "conclusion", "Kết luận họp giao ban tháng 11", "Lời kết luận kín", MONDAY.date(), "Họp giao ban"
)


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def entered(place: Place, **changes: Any) -> Directive:
    asked: dict[str, Any] = {
        "actor": place.head, "agency": place.id, "saying": SAYING, "leader": account(place.leader), "source": None,
        "at": MONDAY,
    }  # fmt: skip
    return actions.enter(**asked | changes)


def test_by_pages_from_the_conclusion_to_the_last_task_done() -> None:
    commune, centre, stranger = make_places()
    head, officer = client_of(commune.head), client_of(centre.officer)
    typed = {
        "agency": commune.id, "kind": "conclusion", "title": "Kết luận họp giao ban", "said_on": "16/11/2026",
        "leader": account(commune.leader), "occasion": "Họp giao ban", "text": "Rà soát trước 20/11",
    }  # fmt: skip
    assert head.post(f"{HOME}moi/", typed | {"said_on": "17/11/2026"}).status_code == 422
    assert head.post(f"{HOME}moi/", typed).status_code == 303
    one = Directive.objects.get()
    page = f"{HOME}{one.id}/"
    assert officer.get(page).status_code == 404, "nothing of it is given to that agency yet"
    give = f"/can-bo/nhiem-vu/giao/?tu={one.ref}"
    assert one.title in head.get(give).content.decode()
    task = {"agency": commune.id, "title": "Rà soát hộ nghèo", "lead": centre.id, "due": "20/11/2026"}
    assert head.post(give, task).headers["Location"] == page
    assert Task.objects.get().source == one.ref
    shown = officer.get(page).content.decode()
    assert "Rà soát trước 20/11" in shown
    assert "Rà soát hộ nghèo" in shown
    assert officer.get(f"{page}sua/").status_code == 403
    assert client_of(stranger.leader).get(page).status_code == 404
    assert "0/1" in head.get(HOME).content.decode()
    assert "Kết luận" in head.get(f"{HOME}danh-sach.csv?q=ket+luan").content.decode()
    revised = typed | {"version": one.version, "title": "Kết luận họp giao ban tháng 11"}
    assert head.post(f"{page}sua/", revised).status_code == 303
    assert head.post(f"{page}sua/", revised).status_code == 412


def test_words_are_sealed_and_faults_named() -> None:
    commune, centre, _ = make_places()
    assert "kín".encode() not in bytes(entered(commune).text_sealed)
    wrong = Saying("x", " ", "", MONDAY.date() + DAY, "")
    with pytest.raises(Invalid) as refused:
        entered(commune, saying=wrong, leader=account(centre.leader))
    assert {fault.field for fault in refused.value.faults} == {"kind", "title", "said_on", "leader"}
    with pytest.raises(NotAllowed):
        entered(commune, actor=commune.officer)
    one = entered(commune)
    with pytest.raises(Stale):
        actions.revise(
            actor=commune.head,
            directive=one.id,
            version=0,
            saying=SAYING,
            leader=account(commune.leader),
            at=MONDAY,
        )
    with pytest.raises(NotFound):
        open_directive(actor=centre.leader, directive=one.id, at=MONDAY)


def test_a_list_is_narrowed_by_how_far_its_tasks_are() -> None:
    commune, centre, _ = make_places()
    late, done, bare = (entered(commune) for _ in range(3))
    given(commune, led_by(centre), source=late.ref)
    finished = given(commune, led_by(centre), source=done.ref)
    tasks.finish(actor=centre.head, **now(finished), note="Xong")
    tasks.accept(actor=commune.leader, **now(finished), note="")
    for state, found in ((LATE, late), (OPEN, late), (DONE, done), ("chua-giao", bare)):
        rows = listing(actor=commune.officer, filters=Filters(state=state), at=FRIDAY + DAY)
        assert [row.id for row in rows] == [found.id], state


def test_the_board_opens_each_number_and_urges_the_late() -> None:
    commune, centre, _ = make_places()
    for _ in range(2):
        given(commune, led_by(centre))
    other = given(commune, led_by(centre), actor=commune.head)
    with time_machine.travel(FRIDAY + 3 * DAY, tick=False):
        leader, head = client_of(commune.leader), client_of(commune.head)
        shown = leader.get(f"{HOME}theo-doi/").content.decode()
        address = f"/can-bo/nhiem-vu/?nhom=da-giao&amp;co-quan={centre.id}&amp;nam=2026&amp;tt=qua-han"
        assert address in shown
        assert leader.get(address.replace("&amp;", "&")).content.decode().count("Rà soát hộ nghèo") == 3
        assert "3,0,3,0,0,0,0" in leader.get(f"{HOME}theo-doi/theo-doi.csv").content.decode()
        urge = f"{HOME}theo-doi/{centre.id}/don-doc/"
        assert leader.post(urge, {"note": ""}).status_code == 422
        assert head.post(urge, {"note": "Khẩn trương"}).status_code == 303
        assert Task.objects.get(id=other.id).urged == 1
        assert Task.objects.filter(urged=1).count() == 1, "a head urges on what the head gave"
        assert leader.post(urge, {"note": "Khẩn trương"}).status_code == 303
        assert sorted(Task.objects.values_list("urged", flat=True)) == [1, 1, 2]
        with pytest.raises(Conflict):
            actions.urge_agency(actor=centre.leader, agency=centre.id, note="x", at=FRIDAY + 3 * DAY)


def test_the_week_is_told_once_on_monday_morning() -> None:
    commune, centre, _ = make_places()
    given(commune, led_by(centre))
    while work_off(limit=100):
        pass
    mail.outbox.clear()
    at = FRIDAY + 3 * DAY - timedelta(hours=12)
    assert actions.find_weeks(at=at) == 0, "not before seven"
    with time_machine.travel(at + timedelta(hours=4), tick=False):
        assert actions.find_weeks(at=at + timedelta(hours=4)) == 1
        actions.note_week(agency=commune.id, week=date(2026, 11, 23).isoformat(), at=at)
        while work_off(limit=100):
            pass
        weekly = [one for one in mail.outbox if "đầu tuần" in one.subject]
        assert sorted(one.to[0] for one in weekly) == ["head.1@vi-du.example", "leader.0@vi-du.example"]
        assert "Quá hạn: 1" in weekly[0].body
        assert actions.find_weeks(at=at + timedelta(hours=5)) == 0
