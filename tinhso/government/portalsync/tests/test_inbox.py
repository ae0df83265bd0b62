"""Filings that come doubled, changed, late, damaged, or for what the province does not have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tinhso.foundation.access.tests.factories import official_actor
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.government.dossiers.models import Dossier, DossierPaper
from tinhso.government.dossiers.tests.factories import MONDAY, make_office
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.formats.change import Kind
from tinhso.government.portalsync.models import Message, Twin
from tinhso.government.portalsync.queries import inbox
from tinhso.government.portalsync.tests.factories import filing, machine, make_portal, paper, pdf, sent
from tinhso.kernel import sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def province() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        make_office()
        make_portal()
        yield


@pytest.fixture
def portal() -> Actor:
    return machine()[0]


def bring(actor: Actor, message: dict[str, Any] | bytes) -> dict[str, Any]:
    raw = message if isinstance(message, bytes) else sent(message)
    return actions.accept(actor=actor, raw=raw, at=MONDAY)


def nothing_was_made() -> bool:
    return not any(made.objects.exists() for made in (Dossier, DossierPaper, Person, Twin))


def test_a_doubled_message_gets_the_first_answer(portal: Actor) -> None:
    first = bring(portal, filing())
    assert bring(portal, filing()) == first
    reordered = dict(reversed(filing().items())) | {"MaPhien": "khac"}
    assert bring(portal, reordered) == first, "another envelope, the same filing"
    assert Dossier.objects.count() == Message.objects.count() == Twin.objects.count() == 1
    assert Message.objects.get().times == 3


def test_what_came_before_under_a_code_is_found_through_an_index() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a small table would be read whole
    asked = Message.objects.filter(kind=Kind.FILING, code="G1").exclude(state=Message.State.SETTLED)
    assert "portalsync_message_code" in asked.explain()


def test_another_content_under_the_same_code_is_a_persons_to_decide(portal: Actor) -> None:
    bring(portal, filing())
    before = Dossier.objects.values().get()
    changed = filing(SoDienThoai="0912345679")
    changed["DuLieuToKhai"]["child.name"] = "Trần Gia Khác"
    for _ in range(2):
        with pytest.raises(Conflict) as refused:
            bring(portal, changed)
    assert {fault.field for fault in refused.value.faults} == {"SoDienThoai", "DuLieuToKhai.child.name"}
    assert Dossier.objects.values().get() == before
    parked = Message.objects.get(state="parked")
    assert (parked.times, parked.dossier) == (2, before["id"])
    assert {fault.field for fault in parked.faults()} == {"SoDienThoai", "DuLieuToKhai.child.name"}


def test_a_late_one_keeps_when_the_person_asked_and_the_clock_starts_now(portal: Actor) -> None:
    asked = MONDAY - timedelta(days=4)
    bring(portal, filing(filed_at=asked))
    dossier = Dossier.objects.get()
    assert dossier.submitted_at == MONDAY
    assert dossier.answer_due_at is not None
    assert dossier.answer_due_at > MONDAY
    assert Message.objects.get().filed_at == asked
    act = Act.objects.get(verb="dossiers.submit")
    assert act.data["filed_at"].startswith("2026-11-12")
    assert act.data["outside_code"] == "QG-0001"
    assert act.actor == portal.account


def test_a_filing_of_tomorrow_is_refused(portal: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        bring(portal, filing(filed_at=MONDAY + timedelta(days=1)))
    assert [fault.field for fault in refused.value.faults] == ["NgayNop"]


def _wrong_hash() -> dict[str, Any]:
    return filing(papers=[paper(pdf()) | {"MaBamSHA256": "0" * 64}])


def _missing() -> dict[str, Any]:
    return {name: value for name, value in filing().items() if name not in ("ChuHoSo", "NgayNop")}


DAMAGED = {
    "no JSON": (sent(filing())[:-20], "unreadable"),
    "no object": (b"[1]", "unreadable"),
    "deep": (b"[" * 100_000, "unreadable"),
    "no UTF-8": ('{"MaHoSo": "Đ"}'.encode("cp1258"), "unreadable"),
    "half a letter": (b'{"MaHoSo": "\\ud800"}', "unreadable"),
    "a NUL": (b'{"MaHoSo": "a\\u0000"}', "unreadable"),
    "not a number": (b'{"MaHoSo": NaN}', "unreadable"),
    "fields missing": (sent(_missing()), "incomplete"),
    "answers no object": (sent(filing(DuLieuToKhai=[1])), "incomplete"),
    "papers no list": (sent(filing(TaiLieuNop={"a": 1})), "incomplete"),
    "a paper no object": (sent(filing(papers=["x"])), "incomplete"),  # type: ignore[list-item]
    "no base64": (sent(filing(papers=[paper(b"x") | {"NoiDungTep": "???"}])), "incomplete"),
    "number for text": (sent(filing(ChuHoSo=7)), "incomplete"),
    "a wrong hash": (sent(_wrong_hash()), "hash"),
    "an unknown procedure": (sent(filing(MaTTHC="9.999999.000.00.00.H61")), "procedure"),
    "a moment left empty": (sent(filing(NgayNop="00010101000000")), "incomplete"),
    "no code of a procedure": (sent(filing(MaTTHC="khai sinh")), "incomplete"),
    "an unknown agency": (sent(filing(MaCoQuanThucHien="H61.999")), "agency"),
    "no agency": (sent(filing(MaCoQuanThucHien="")), "refused"),
    "an empty file": (sent(filing(papers=[paper(b"")])), "refused"),
    "a program": (sent(filing(papers=[paper(b"MZ", name="virus.exe")])), "refused"),
    "not what its name says": (sent(filing(papers=[paper(b"MZ" * 99, name="giay.pdf")])), "refused"),
    "a paper nobody asked for": (sent(filing(papers=[paper(pdf(), code="khac")])), "refused"),
    "an answer that cannot be": (sent(filing(DuLieuToKhai={"child.name": 7})), "refused"),
    "a number that is none": (sent(filing(SoDinhDanh="123")), "refused"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_is_answered_listed_and_not_half_applied(
    name: str, portal: Actor, record_property: Any
) -> None:
    raw, problem = DAMAGED[name]
    for _ in range(2):
        with pytest.raises((Invalid, Conflict, NotFound)):
            bring(portal, raw)
    assert nothing_was_made()
    put_aside = Message.objects.get()
    assert (put_aside.state, put_aside.problem, put_aside.times) == ("rejected", problem, 2)
    faults = put_aside.faults()
    assert faults
    assert all(fault.reason for fault in faults)
    assert inbox.content(put_aside) == raw


def test_http_answers_with_a_problem_that_names_the_fields() -> None:
    _, client = machine()
    answer = client.post("/api/v1/national/filings", sent(_wrong_hash()), content_type="application/json")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [fault["field"] for fault in answer.json()["faults"]] == ["TaiLieuNop.0.MaBamSHA256"]
    for wrong, field in (
        ({"MaTTHC": "9.999999"}, "MaTTHC"),
        ({"MaCoQuanThucHien": "H61.999"}, "MaCoQuanThucHien"),
    ):
        answer = client.post(
            "/api/v1/national/filings", sent(filing() | wrong), content_type="application/json"
        )
        assert answer.status_code == 404
        assert [fault["field"] for fault in answer.json()["faults"]] == [field]


def test_what_was_put_aside_is_sealed_and_the_corrected_one_replaces_it(portal: Actor) -> None:
    with pytest.raises(Invalid):
        bring(portal, _wrong_hash())
    put_aside = Message.objects.get()
    assert put_aside.body_id is not None
    stored = StoredFile.objects.get(id=put_aside.body_id)
    from tinhso.foundation.files.storage import storage

    assert "Trần Gia Bảo".encode() not in storage().get(stored.address)
    assert put_aside.faults_sealed is not None
    assert b"MaBam" not in bytes(put_aside.faults_sealed)
    bring(portal, filing())
    put_aside.refresh_from_db()
    assert put_aside.state == "settled"
    assert actions.expire(at=MONDAY) == 1
    put_aside.refresh_from_db()
    assert put_aside.body_id is put_aside.key is None


def test_bodies_expire(portal: Actor, django_capture_on_commit_callbacks: Any) -> None:
    with pytest.raises(Invalid):
        bring(portal, _wrong_hash())
    put_aside = Message.objects.get()
    assert actions.expire(at=MONDAY + timedelta(days=89)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.expire(at=MONDAY + timedelta(days=90)) == 1
    assert put_aside.key is not None
    with pytest.raises(sealing.Destroyed):
        put_aside.refresh_from_db()
        sealing.unseal(_key_of(put_aside), b"\x01" + bytes(40), row="x")
    assert put_aside.faults() == []


def _key_of(message: Message) -> Any:
    from tinhso.kernel.sealing.models import Key

    return Key.objects.get(owner=str(message.ref)).id


def test_a_person_replays_settles_and_discards(portal: Actor) -> None:
    admin, unknown = (
        official_actor("admin"),
        filing(MaTTHC="1.001193.000.00.00.H61", MaCoQuanThucHien="H61.777"),
    )
    with pytest.raises(NotFound):
        bring(portal, unknown)
    message = Message.objects.get()
    with pytest.raises(NotFound):
        actions.replay(actor=admin, message=message.id, at=MONDAY)
    assert Message.objects.get().times == 2
    make_office("29275", "Tân An", 777)
    answer = actions.replay(actor=admin, message=message.id, at=MONDAY)
    assert answer["SoBienNhan"] == Dossier.objects.get().request_id
    message.refresh_from_db()
    assert message.state == "settled"
    with pytest.raises(Conflict):
        actions.discard(actor=admin, message=message.id, reason="thừa", at=MONDAY)

    for act, code in ((actions.settle, "QG-2"), (actions.discard, "QG-3")):
        with pytest.raises(Invalid):
            bring(portal, _wrong_hash() | {"MaHoSo": code})
        one = Message.objects.get(code=code)
        act(actor=admin, message=one.id, reason="đã gọi lại cho Cổng", at=MONDAY)
        one.refresh_from_db()
        assert (one.state, one.body_id) == ("settled", None)
    assert {"portalsync.settled", "portalsync.discarded"} <= set(Act.objects.values_list("verb", flat=True))


def test_what_differs_is_not_replayed(portal: Actor) -> None:
    bring(portal, filing())
    with pytest.raises(Conflict):
        bring(portal, filing(SoDienThoai="0912345679"))
    parked = Message.objects.get(state="parked")
    with pytest.raises(Conflict, match="không áp dụng"):
        actions.replay(actor=official_actor("admin"), message=parked.id, at=MONDAY)


def test_only_the_portals_machine_may_bring_and_only_operators_decide(portal: Actor) -> None:
    for stranger in (
        machine(scopes=["dossiers.report"])[0],
        official_actor("admin"),
        official_actor("clerk"),
    ):
        with pytest.raises(NotAllowed):
            bring(stranger, filing())
    with pytest.raises(NotAllowed):
        bring(machine(scopes=["portalsync.send"])[0], filing())
    assert Message.objects.count() == 0, "who may not, leaves nothing"
    with pytest.raises(Invalid):
        bring(portal, _wrong_hash())
    message = Message.objects.get().id
    for role in ("clerk", "auditor"):
        for act in (actions.settle, actions.discard):
            with pytest.raises(NotAllowed):
                act(actor=official_actor(role), message=message, reason="x", at=MONDAY)
        with pytest.raises(NotAllowed):
            actions.replay(actor=official_actor(role), message=message, at=MONDAY)


def test_one_person_for_all_that_is_filed_under_a_proven_number(portal: Actor) -> None:
    bring(portal, filing())
    bring(portal, filing("QG-0002"))
    person = Person.objects.get()
    assert person.assurance == "eid"
    with pytest.raises(Conflict, match="tên khác"):
        bring(portal, filing("QG-0003", ChuHoSo="Lê Văn Khác"))


def test_a_number_somebody_only_typed_shows_them_nothing(portal: Actor) -> None:
    """Else whoever knows a neighbour's number would see what the neighbour files."""
    typed = create_person(actor=SYSTEM, at=MONDAY, name="Nguyễn Thị Hạnh", national_id="084198001234")
    bring(portal, filing())
    assert Dossier.objects.get().owner_id != typed.id


def test_made_up_codes_of_agencies_lead_nowhere_for_the_real_portal(
    portal: Actor, settings: Any, client: Client
) -> None:
    from tinhso.foundation.units.models import AgencyVersion

    AgencyVersion.objects.update(provisional=True)
    settings.NATIONAL_PORTAL = "https://cong.example/"
    with pytest.raises(NotFound, match="mã tạm"):
        bring(portal, filing())
