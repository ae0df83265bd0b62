"""Delivery within the house: an issued document is at its receivers at once, and how far they are is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tinhso.contracts.documents import Change, Place, Standing, carriers
from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.signing.rules import Verdict
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.units.models import AgencyVersion
from tinhso.government.documents import actions
from tinhso.government.documents.actions import Share
from tinhso.government.documents.actions.carrying import DocumentsDesk
from tinhso.government.documents.models import Document, Incoming, Note
from tinhso.government.documents.queries.incoming_page import open_incoming
from tinhso.government.documents.queries.letters import letter_of
from tinhso.government.documents.rules.incoming import State
from tinhso.government.documents.tests.coming import again, come, instruct, letter, register, work_all
from tinhso.government.documents.tests.factories import (
    another,
    approve,
    draft,
    forward,
    fresh,
    make_documents,
    number,
)
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


def issue(office: Office, *receivers: Office) -> Document:
    """A document of one commune, out to others of the house."""
    made = draft(office)
    for turn, one in enumerate(receivers):
        made.receivers.create(turn=turn, agency=one.committee, code=f"H61.{turn}", name=f"UBND xã {one.name}")
    forward(made, office.officer)
    forward(made, office.head)
    number(approve(made, office.leader), office.records)
    with time_machine.travel(MONDAY, tick=False):
        work_all()
    return fresh(made)


def another_below(office: Office) -> Office:
    below = another(office)
    key = AgencyVersion.objects.get(agency=office.committee).code
    AgencyVersion.objects.filter(agency=below.committee).update(parent_key=key)
    return below


def states(document: Document) -> list[tuple[str, str]]:
    return [(one.state, one.reason) for one in carriers["inside"].sent(document.id)]


def test_an_issued_document_is_at_its_receivers_with_its_signatures_and_its_sender_sees_how_far() -> None:
    office = make_documents()
    other = another(office)
    document = issue(office, other)
    found = Incoming.objects.get()
    assert (found.agency_id, found.carrier, found.state) == (other.committee.id, "inside", State.WAITING)
    assert found.notation == document.notation
    assert found.verdict == Verdict.VALID, found.report()
    shown = open_incoming(actor=other.records, incoming=found.id, at=MONDAY)
    assert shown.newest is not None
    kept = original_bytes(owner=found.ref, file=shown.newest.files[0].id)
    assert document.file_id is not None
    assert kept == original_bytes(owner=document.ref, file=document.file_id)
    assert states(document) == [("01", "")]
    refused = actions.refuse(
        actor=other.records, incoming=found.id, version=found.version, note="Gửi nhầm", at=MONDAY
    )
    assert states(document) == [("02", "Gửi nhầm")]
    actions.deliver(document=document.id, agency=other.committee.id, made=None, at=MONDAY)
    assert Incoming.objects.get().version == refused.version


def test_what_a_house_sends_outside_names_no_receiver_of_the_house() -> None:
    office = make_documents()
    other = another(office)
    document = issue(office, other)
    document.receivers.create(turn=9, carrier="axis", code="G09", name="Bộ Tài chính")
    said = DocumentsDesk().letter(document.id)
    assert [one.code for one in said.receivers] == ["G09"]
    assert [one.agency for one in letter_of(document.id, inside=True).receivers] == [other.committee.id]
    assert letter_of(document.id).places == ("Thường trực Đảng ủy",), "as above is no place"
    assert (said.number, said.symbol, said.authority) == ("01", "BC-UBND", "TM.")
    assert said.enclosures[0].open().startswith(b"%PDF")
    with pytest.raises(NotFound):
        letter_of(draft(office).id)


def test_a_document_is_passed_on_to_an_agency_below_and_asked_back_there_when_it_is_recalled() -> None:
    office = make_documents(certified=False)
    below = another_below(office)
    found = register(come(office, message="m-1"), office)
    instruct(found, office, Share(below.committee.id))
    with time_machine.travel(MONDAY, tick=False):
        work_all()
        copy = Incoming.objects.get(agency=below.committee)
        assert (copy.source_id, copy.sender, copy.state) == (found.id, "Sở Tài chính", State.WAITING)
        assert Task.objects.get().hands.get().agency_id == below.committee.id
        assert again(found).handler_id is None
        recall = letter(message="m-2", change=Change.RECALL, changed="m-1", enclosures=())
        actions.arrive(recall, carrier="axis", agency=office.committee.id, at=MONDAY)
        actions.give_back(actor=office.records, incoming=found.id, version=again(found).version, at=MONDAY)
        work_all()
    assert again(copy).asked_back_at is not None


def test_what_is_given_back_before_it_was_passed_on_is_passed_on_to_nobody() -> None:
    office = make_documents(certified=False)
    below = another_below(office)
    found = register(come(office, message="m-1"), office)
    instruct(found, office, Share(below.committee.id))
    recall = letter(message="m-2", change=Change.RECALL, changed="m-1", enclosures=())
    actions.arrive(recall, carrier="axis", agency=office.committee.id, at=MONDAY)
    actions.give_back(actor=office.records, incoming=found.id, version=again(found).version, at=MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        work_all()
    assert not Incoming.objects.filter(agency=below.committee).exists()


def test_what_is_replaced_is_asked_back_from_those_it_was_passed_on_to() -> None:
    office = make_documents(certified=False)
    below = another_below(office)
    instruct(register(come(office, message="m-1"), office), office, Share(below.committee.id))
    with time_machine.travel(MONDAY, tick=False):
        work_all()
        new = come(office, message="m-2", change=Change.REPLACE, changed="m-1", number="124")
        register(new, office)
        work_all()
    assert Incoming.objects.get(agency=below.committee).asked_back_at is not None


def test_what_a_receiver_outside_says_is_kept_once_with_the_document() -> None:
    office = make_documents()
    document = issue(office)
    place = Place(code="G09", name="Bộ Tài chính")
    for standing in (Standing.ARRIVED, Standing.REFUSED, Standing.REFUSED):
        actions.heard(str(document.id), place=place, standing=standing, reason="Sai thể thức", at=MONDAY)
    assert (
        Note.objects.get(document=document).text(key=document.key) == "Bộ Tài chính: Bị trả lại. Sai thể thức"
    )
    later = MONDAY + timedelta(hours=1)
    for _ in range(2):
        actions.heard(
            str(document.id), place=place, standing=Standing.REFUSED, reason="Vẫn sai thể thức", at=later
        )
    words = [one.text(key=document.key) for one in Note.objects.filter(document=document)]
    assert sorted(words) == [
        "Bộ Tài chính: Bị trả lại. Sai thể thức",
        "Bộ Tài chính: Bị trả lại. Vẫn sai thể thức",
    ]
    for unknown in ("khong-co", str(office.committee.id)):
        with pytest.raises(NotFound):
            actions.heard(unknown, place=place, standing="02", reason="", at=MONDAY)
