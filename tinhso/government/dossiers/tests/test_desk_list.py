"""The desk's list: who finds what by which words, how urgent things are counted, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tinhso.foundation.people.models import Person
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.desk import listed, overview
from tinhso.government.dossiers.queries.lists import Filters, worklist
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    Office,
    birth_filing,
    make_citizen,
    make_office,
    make_official,
)
from tinhso.government.dossiers.tests.test_desk_pages import at_desk
from tinhso.government.dossiers.tests.test_straight_path import fresh
from tinhso.kernel.ledger.models import Read

pytestmark = pytest.mark.django_db
AT = MONDAY + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def filed(name: str = "Nguyễn Thị Hạnh", *, phone: str = "0912345678", national_id: str = "") -> Dossier:
    citizen = make_citizen(name, phone=phone, national_id=national_id)
    return actions.file(actor=citizen, filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)


_numbers = count(12345678)


def received(office: Office) -> Dossier:
    dossier = filed("Trần Văn Ba", phone=f"09{next(_numbers)}")
    return actions.receive(actor=office.clerk, dossier=dossier.id, version=dossier.version, at=AT)


@pytest.mark.parametrize(
    "text", ["0912 345 678", "+84912345678", "084198001234", "nguyen thi hanh", "Thị Hạnh", "request_id"]
)
def test_a_dossier_is_found_by(text: str) -> None:
    office = make_office()
    wanted = filed(national_id="084198001234")
    filed("Lê Văn Tư", phone="0987654321")
    client = at_desk(office.clerk)
    words = wanted.request_id if text == "request_id" else text
    page = client.get("/can-bo/ho-so/", {"q": words})
    assert [row.id for row in page.context["page"].object_list] == [wanted.id]


def test_a_search_that_finds_nothing_teaches() -> None:
    office = make_office()
    filed()
    page = at_desk(office.clerk).get("/can-bo/ho-so/", {"q": "0900000000"}).content.decode()
    assert "Tìm được theo mã hồ sơ" in page


def test_urgencies_do_not_overlap_and_lead_to_their_rows() -> None:
    office = make_office()
    late, today, week, rest = (received(office) for _ in range(4))
    for dossier, due in (
        (late, AT - timedelta(hours=1)),
        (today, AT + timedelta(hours=1)),
        (week, AT + timedelta(days=2)),
        (rest, AT + timedelta(days=9)),
    ):
        Dossier.objects.filter(id=dossier.id).update(due_at=due, urgent_at=due)
    found = overview(actor=office.officer, at=AT)
    assert found.mine == found.everything == {"late": 1, "today": 1, "week": 1, "rest": 1}
    for dossier, urgency in ((late, "late"), (today, "today"), (week, "week"), (rest, "rest")):
        rows = worklist(actor=office.officer, filters=Filters(urgency=urgency, mine=True), at=AT)
        assert [row.id for row in rows] == [dossier.id]
    page = at_desk(office.officer).get("/can-bo/ho-so/?urgency=late").content.decode()
    assert "deadline-late" in page
    assert "Vì sao là hạn này" in page


def test_the_number_beside_a_link_is_the_length_of_the_list_behind_it() -> None:
    office = make_office()
    received(office)
    filed()
    for actor in (office.clerk, office.officer):
        found = overview(actor=actor, at=AT)
        for filters in (
            Filters(),
            Filters(mine=True),
            Filters(urgency="rest"),
            Filters(urgency="late", mine=True),
        ):
            assert found.count(filters) == worklist(actor=actor, filters=filters, at=AT).count()
        assert found.count(Filters(text="Hạnh")) is None
    assert found.procedures == {"1.001193": "Đăng ký khai sinh"}


def test_pages_make_up_the_list_whichever_way_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    office = make_office()
    waiting, under_way = [filed() for _ in range(3)], [received(office) for _ in range(4)]
    for number, dossier in enumerate((under_way[3], waiting[1], under_way[0], waiting[2])):
        Dossier.objects.filter(id=dossier.id).update(urgent_at=AT + timedelta(hours=number // 2))
    Dossier.objects.filter(id=under_way[1].id).update(counter=office.committee)
    Dossier.objects.filter(id=under_way[2].id).update(urgent_at=None)
    monkeypatch.setattr("tinhso.government.dossiers.queries.desk.PAGE", 2)
    both = replace(office.officer, seats=office.officer.seats + office.clerk.seats)
    for actor in (office.clerk, office.officer, both):
        for mine in (False, True):
            filters = Filters(mine=mine)
            whole = [row.id for row in worklist(actor=actor, filters=filters, at=AT)]
            pages = range(1, 1 + (len(whole) + 1) // 2)
            read = [listed(actor=actor, filters=filters, page=page, at=AT).object_list for page in pages]
            assert [row.id for rows in read for row in rows] == whole
            assert overview(actor=actor, at=AT).count(filters) == len(whole)


def test_what_must_be_received_is_the_clerks_own_work() -> None:
    office = make_office()
    waiting = filed()
    received(office)
    rows = worklist(actor=office.clerk, filters=Filters(mine=True), at=AT)
    assert [row.id for row in rows] == [waiting.id]
    assert not worklist(actor=office.head, filters=Filters(mine=True), at=AT)


def test_twenty_rows_cost_as_much_as_two() -> None:
    office = make_office()
    for _ in range(2):
        received(office)
    client = at_desk(office.head)
    client.get("/can-bo/ho-so/")
    with CaptureQueriesContext(connections["default"]) as few:
        assert len(client.get("/can-bo/ho-so/").context["page"].object_list) == 2
    for _ in range(23):
        received(office)
    with CaptureQueriesContext(connections["default"]) as many:
        assert len(client.get("/can-bo/ho-so/").context["page"].object_list) == 20
    assert len(many) == len(few)
    assert len(many) <= 25


def test_marked_dossiers_are_given_to_a_colleague_and_failures_say_why() -> None:
    office = make_office()
    ready, waiting = received(office), filed()
    client = at_desk(office.head)
    sent = {"dossiers": [str(ready.id), str(waiting.id)], "holder": str(office.officer.account)}
    answer = client.post("/can-bo/ho-so/phan-cong/", sent)
    assert answer.status_code == 303
    page = client.get(answer["Location"])
    assert [one.id for one in page.context["outcome"]["done"]] == [ready.id]
    assert "không có việc đang mở để phân công" in page.content.decode()
    assert client.post("/can-bo/ho-so/phan-cong/", {"holder": ""}).status_code == 422


def test_an_officer_hands_out_no_work() -> None:
    office = make_office()
    dossier = received(office)
    client = at_desk(office.officer)
    assert "Phân công" not in client.get("/can-bo/ho-so/").content.decode()
    sent = {"dossiers": [str(dossier.id)], "holder": str(office.officer.account)}
    assert client.post("/can-bo/ho-so/phan-cong/", sent).status_code == 403
    assert fresh(dossier).version == dossier.version


def test_the_exported_list_holds_no_formula_and_is_in_the_ledger() -> None:
    office = make_office()
    Person.objects.filter(id=filed().owner_id).update(name="=cmd|'/c calc'!A1")
    answer = at_desk(office.clerk).get("/can-bo/ho-so/danh-sach.csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert ",'=cmd" in answer.content.decode("utf-8-sig")
    assert Read.objects.filter(verb="export").count() == 1


def test_an_auditor_sees_the_province_and_which_agency() -> None:
    office, other = make_office(), make_office("29275", "Bình Phú", 102)
    filed()
    page = at_desk(make_official("auditor", other.committee)).get("/can-bo/ho-so/").content.decode()
    assert f"Ủy ban nhân dân xã {office.name}" in page
