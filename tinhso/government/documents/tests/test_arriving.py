"""What a carrier brings is there once, however often it comes; changes of it are applied, and nothing is lost."""

from __future__ import annotations

import pytest

from tinhso.contracts.documents import Change, Place
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.tasks.rules import State as TaskState
from tinhso.government.documents import actions
from tinhso.government.documents.actions.carrying import DocumentsDesk
from tinhso.government.documents.models import Arrival, Incoming, IncomingEntry, IncomingNote
from tinhso.government.documents.queries.incoming_page import open_incoming
from tinhso.government.documents.rules.incoming import State
from tinhso.government.documents.tests.coming import (
    AXIS,
    again,
    assigned,
    enclosure,
    letter,
    picture,
    register,
)
from tinhso.government.documents.tests.factories import another, make_documents
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel import sealing
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db


def bring(office: Office, **said: object) -> Incoming:
    key = actions.arrive(letter(**said), carrier=AXIS, agency=office.committee.id, at=MONDAY)
    return Incoming.objects.get(id=key)


def standings(found: Incoming) -> list[str]:
    acts = Act.objects.filter(event="vn.tinhso.documents.incoming_moved", about=found.ref).order_by(
        "at", "id"
    )
    return [one.data["event"]["standing"] for one in acts]


def test_the_same_message_is_one_document_at_each_agency() -> None:
    office = make_documents(certified=False)
    other = another(office)
    sent = letter()
    ids = {
        actions.arrive(sent, carrier=AXIS, agency=place.committee.id, at=MONDAY)
        for place in (office, other)
        for _ in range(3)
    }
    assert len(ids) == Incoming.objects.count() == 2
    assert Arrival.objects.count() == StoredFile.objects.count() == 2
    first = Incoming.objects.get(agency=office.committee)
    assert standings(first) == ["01"]
    assert (first.state, first.notation, first.sender) == (State.WAITING, "123/STC-VP", "Sở Tài chính")


def test_a_file_that_can_not_be_taken_is_named_and_the_rest_arrives() -> None:
    office = make_documents(certified=False)
    found = bring(office, enclosures=(enclosure(), enclosure("so-lieu.xlsm", b"PK\x03\x04macro")))
    shown = open_incoming(actor=office.records, incoming=found.id, at=MONDAY)
    assert shown.newest is not None
    assert [one.name for one in shown.newest.files] == ["cong-van.png"]
    assert "so-lieu.xlsm" in shown.newest.left_out[0]
    with pytest.raises(Invalid) as refused:
        bring(office, enclosures=(enclosure("virus.exe", b"MZ"),))
    assert "virus.exe" in refused.value.faults[0].reason
    with pytest.raises(Invalid):
        bring(office, subject=" ")
    assert Incoming.objects.count() == 1


def test_a_correction_is_applied_and_what_was_said_before_stays_beside_it() -> None:
    office = make_documents(certified=False)
    found = assigned(office, message="m-1")
    changed = letter(
        message="m-2", change=Change.UPDATE, changed="m-1", subject="Trích yếu đã sửa", reason="Sai số liệu",
        enclosures=(enclosure("ban-moi.png", picture("red")),),
    )  # fmt: skip
    for _ in range(2):
        assert actions.arrive(changed, carrier=AXIS, agency=office.committee.id, at=MONDAY) == found.id
    shown = open_incoming(actor=office.officer, incoming=found.id, at=MONDAY)
    assert (shown.incoming.subject, shown.incoming.state) == ("Trích yếu đã sửa", State.ASSIGNED)
    assert [one.content["subject"] for one in shown.editions] == [
        "Trích yếu đã sửa", "Báo cáo tình hình thu ngân sách",
    ]  # fmt: skip
    assert [one.files[0].name for one in shown.editions] == ["ban-moi.png", "cong-van.png"]
    assert shown.history[-1].note == "Sai số liệu"
    assert IncomingEntry.objects.get().about == "Công văn: Báo cáo tình hình thu ngân sách"


def test_a_refused_document_that_is_corrected_waits_anew() -> None:
    office = make_documents(certified=False)
    found = bring(office, message="m-1")
    actions.refuse(actor=office.records, incoming=found.id, version=found.version, note="Gửi nhầm", at=MONDAY)
    assert standings(found) == ["01", "02"]
    assert DocumentsDesk().said(found.id, standing="02") == "Gửi nhầm"
    bring(office, message="m-2", change=Change.UPDATE, changed="m-1")
    assert register(again(found), office).state == State.REGISTERED


def test_what_changes_a_document_that_is_not_here_or_not_its_senders_is_not_found() -> None:
    office = make_documents(certified=False)
    bring(office, message="m-1")
    for said in (
        {"changed": "m-9"},
        {"changed": "m-1", "sender": Place(code="H61.06", name="Sở khác")},
    ):
        for change in (Change.RECALL, Change.UPDATE, Change.REPLACE):
            with pytest.raises(NotFound):
                bring(office, message="m-2", change=change, **said)
    assert Incoming.objects.count() == Arrival.objects.count() == 1


def test_a_replacement_ends_the_work_on_the_old_one_when_it_is_in_the_register() -> None:
    office = make_documents(certified=False)
    old = assigned(office, message="m-1")
    new = bring(
        office, message="m-2", change=Change.REPLACE, changed="m-1", number="124", subject="Bản thay thế"
    )
    assert new.replaces_id == old.id
    assert again(old).state == State.ASSIGNED
    version = again(old).version
    register(new, office)
    assert (again(old).state, again(old).version) == (State.REPLACED, version + 1)
    assert Task.objects.get().state == TaskState.WITHDRAWN
    shown = open_incoming(actor=office.officer, incoming=old.id, at=MONDAY)
    assert shown.history[-1].title == "Thôi xử lý, đã có văn bản thay thế"
    assert IncomingEntry.objects.count() == 2


def test_a_replacement_that_came_by_itself_before_is_only_joined_to_the_old_one() -> None:
    office = make_documents(certified=False)
    old = bring(office, message="m-1")
    new = register(bring(office, message="m-2", number="124"), office)
    found = bring(office, message="m-3", change=Change.REPLACE, changed="m-1", number="124")
    assert found.id == new.id
    assert again(new).replaces_id == old.id
    assert again(old).state == State.REPLACED
    assert Incoming.objects.count() == 2


def test_what_it_says_lies_sealed_and_goes_with_its_key() -> None:
    office = make_documents(certified=False)
    found = bring(office, content="Lời kín đáo", signer="Người kín đáo", warnings=("Điều kín đáo",))
    actions.refuse(
        actor=office.records, incoming=found.id, version=found.version, note="Lẽ kín đáo", at=MONDAY
    )
    rows = [
        row for model in (Incoming, Arrival, IncomingNote, Act, Delivery, StoredFile)
        for row in model.objects.values_list()
    ]  # fmt: skip
    assert "kín đáo" not in "".join(str(value) for row in rows for value in row)
    sealed = [bytes(value) for row in rows for value in row if isinstance(value, bytes | memoryview)]
    assert sealed
    assert not [one for one in sealed if "kín đáo".encode() in one]
    sealing.destroy(found.key)
    assert Arrival.objects.get().content(key=found.key) == {}
    assert IncomingNote.objects.get().text(key=found.key) == ""
