"""What goes out: once, to those outside, tried until it went, taken back before or after it left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography import x509

from tinhso.contracts.documents import Change, Place, Standing, desks
from tinhso.foundation.signing import keys
from tinhso.foundation.signing.models import Certificate
from tinhso.government.axis import actions
from tinhso.government.axis.engine import sending
from tinhso.government.axis.engine.simulator import simulator
from tinhso.government.axis.formats.messages import DocumentMessage, Kind, StatusMessage
from tinhso.government.axis.formats.reading import read
from tinhso.government.axis.formats.receiving import receive
from tinhso.government.axis.formats.signatures import Standing as Signature
from tinhso.government.axis.models import Message, Outside, Package
from tinhso.government.axis.queries.outbox import sent
from tinhso.government.axis.rules import NO_SUCH, PARK_AFTER, Problem, Sending
from tinhso.government.axis.tests.factories import (
    X01,
    X02,
    answer,
    held,
    issued,
    make_axis,
    outside,
    package_of,
    work,
)
from tinhso.government.documents import actions as documents
from tinhso.government.documents.tests.factories import fresh
from tinhso.government.dossiers.tests.factories import MONDAY, make_official
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.errors import Conflict

pytestmark = pytest.mark.django_db


def said(document: Any) -> list[tuple[str, str]]:
    return [(one.place.code, one.state) for one in sent(document.id)]


def take_back(document: Any, office: Any, *, reason: str = "Ban hành nhầm") -> None:
    documents.take_back(
        actor=office.records, document=document.id, version=fresh(document).version, reason=reason, at=MONDAY
    )


def test_an_issued_document_goes_to_each_receiver_outside_once() -> None:
    office = make_axis()
    document = issued(office, X01, X02)
    work()
    work()
    (one,) = held(X01)
    assert len(held(X02)) == 1
    found = read(bytes(one.body)).message
    assert isinstance(found, DocumentMessage)
    assert f"{found.number}/{found.notation}" == document.notation
    assert [to.id for to in found.receivers] == ["X01", "X02"]
    assert found.attachments[0].content.startswith(b"%PDF")
    assert said(document) == [("X01", "sent"), ("X02", "sent")]


def test_a_message_is_signed_by_the_agency_and_holds() -> None:
    office = make_axis()
    issued(office, X01)
    work()
    own = Certificate.objects.get(holder=f"axis.sender:{office.committee.id}")
    assert own.key is not None
    assert keys.load(own.key.label).key_size == 2048
    pinned = [x509.load_pem_x509_certificate(own.pem.encode())]
    judged = receive(bytes(held(X01)[0].body), pinned=pinned, at=MONDAY).judgement
    assert judged.standing is Signature.VALID
    assert not judged.weak


def test_what_has_no_receiver_outside_makes_no_package() -> None:
    issued(make_axis())
    work()
    assert not Package.objects.exists()


def test_a_code_that_ended_is_said_and_the_others_get_it() -> None:
    office = make_axis()
    gone = outside("Cục Cũ (mô phỏng)", "X03")
    document = issued(office, X01, Place(code="X03", name="Cục Cũ"))
    Outside.objects.filter(id=gone.id).update(effective_until=MONDAY.date())
    work()
    assert said(document) == [("X01", "sent"), ("X03", NO_SUCH)]
    found = read(bytes(held(X01)[0].body)).message
    assert isinstance(found, DocumentMessage)
    assert [to.id for to in found.receivers] == ["X01"]


def test_who_took_the_place_of_a_code_that_ended_is_named() -> None:
    office = make_axis()
    gone = outside("Cục Cũ (mô phỏng)", "X03")
    document = issued(office, Place(code="X03", name="Cục Cũ"))
    Outside.objects.filter(id=gone.id).update(effective_until=MONDAY.date(), successor="X02.05")
    with time_machine.travel(MONDAY, tick=False):
        work()
        (one,) = sent(document.id)
    assert "Nay là Cục Thử Nghiệm" in one.reason
    assert "X02.05" in one.reason


def test_a_silent_axis_is_tried_again_and_then_left_to_a_person(settings: Any) -> None:
    settings.DOCUMENT_AXIS_SIMULATOR = {"lost": "1"}
    office = make_axis()
    document = issued(office, X01)
    work()
    package = package_of(document)
    assert (package.state, package.attempts) == (Sending.WAITING, 1)
    assert package.due_at > MONDAY
    for hour in range(2, 2 + PARK_AFTER):
        sending.send(package=package.id, at=MONDAY + timedelta(hours=hour))
    package.refresh_from_db()
    assert (package.state, package.attempts) == (Sending.PARKED, PARK_AFTER)
    assert all("lost" in one.words for one in package.tries.all())
    settings.DOCUMENT_AXIS_SIMULATOR = {}
    simulator.cache_clear()
    admin = make_official("admin", office.committee)
    later = MONDAY + timedelta(hours=20)
    actions.send_again(actor=admin, package=package.id, at=later)
    with pytest.raises(Conflict):
        actions.send_again(actor=admin, package=package.id, at=later)
    work(later)
    assert said(document) == [("X01", "sent")]


def test_an_unanswered_call_is_made_again_under_the_same_id(settings: Any) -> None:
    settings.DOCUMENT_AXIS_SIMULATOR = {"unanswered": "1"}
    office = make_axis()
    document = issued(office, X01)
    work()
    settings.DOCUMENT_AXIS_SIMULATOR = {}
    simulator.cache_clear()
    work(MONDAY + timedelta(minutes=5))
    messages = [read(bytes(one.body)).message for one in held(X01)]
    assert len(messages) == 2
    assert len({one.document_id for one in messages if isinstance(one, DocumentMessage)}) == 1
    assert said(document) == [("X01", "sent")]


def test_taken_back_before_it_left_nothing_is_sent(settings: Any) -> None:
    settings.DOCUMENT_AXIS = ""
    office = make_axis()
    document = issued(office, X01)
    work()
    take_back(document, office)
    work()
    settings.DOCUMENT_AXIS = "simulator"
    work(MONDAY + timedelta(hours=1))
    assert held(X01) == []
    assert package_of(document).state == Sending.WITHDRAWN
    assert not Package.objects.filter(kind=Change.RECALL).exists()
    assert said(document) == [("X01", Sending.WITHDRAWN)]


def test_taken_back_when_it_may_have_left_it_is_asked_back_too() -> None:
    office = make_axis()
    document = issued(office, X01)
    letter = desks["documents"].desk.letter(document.id)
    package = actions.queue(letter, document=document.id, agency=office.committee.id, at=MONDAY)
    assert package is not None
    actions.begin_try(package=package.id, at=MONDAY)
    Delivery.objects.filter(handler="axis.send").delete()
    take_back(document, office)
    work()
    (only,) = [read(bytes(one.body)).message for one in held(X01)]
    assert isinstance(only, DocumentMessage)
    assert only.business.kind is Kind.RECALL


def test_a_recall_keeps_its_reason_and_follows_each_receiver() -> None:
    office = make_axis()
    document = issued(office, X01, X02)
    work()
    first = held(X01)[0]
    take_back(document, office, reason="Sai nơi nhận, xin trả lại")
    work(MONDAY + timedelta(seconds=1))
    recall = read(bytes(held(X01)[1].body)).message
    assert isinstance(recall, DocumentMessage)
    assert recall.business.reason == "Sai nơi nhận, xin trả lại"
    assert recall.business.document_id == str(document.id)
    assert recall.attachments == ()
    assert said(document) == [("X01", Standing.ASKED_BACK), ("X02", Standing.ASKED_BACK)]
    answer(held(X01)[1], Standing.GIVEN_BACK, at=MONDAY + timedelta(minutes=1))
    answer(
        held(X02)[0],
        Standing.NOT_GIVEN_BACK,
        place=X02,
        words="Đã thực hiện",
        at=MONDAY + timedelta(minutes=1),
    )
    work(MONDAY + timedelta(minutes=1))
    assert said(document) == [("X01", Standing.GIVEN_BACK), ("X02", Standing.NOT_GIVEN_BACK)]
    assert [one.reason for one in sent(document.id)] == ["", "Đã thực hiện"]
    assert first.receiver == "X01"


def test_where_the_axis_wants_it_a_recall_is_status_13() -> None:
    office = make_axis(recall="status")
    document = issued(office, X01)
    work()
    take_back(document, office, reason="Ban hành nhầm")
    work(MONDAY + timedelta(seconds=1))
    found = read(bytes(held(X01)[1].body)).message
    assert isinstance(found, StatusMessage)
    assert (found.status, found.description) == ("13", "Ban hành nhầm")
    assert found.about.document_id == str(document.id)


def test_a_correction_and_a_replacement_name_the_document_they_change() -> None:
    office = make_axis()
    document = issued(office, X01)
    other = issued(office, X01, subject="Báo cáo đã sửa", at=MONDAY + timedelta(minutes=1))
    work(MONDAY + timedelta(minutes=1))
    documents.correct(
        actor=office.records,
        document=document.id,
        version=fresh(document).version,
        reason="Đọc là 14 giờ",
        at=MONDAY,
    )
    documents.replace(
        actor=office.leader, document=document.id, version=fresh(document).version, by=other.id,
        reason="Thay thế", at=MONDAY,
    )  # fmt: skip
    work(MONDAY + timedelta(minutes=1))
    kinds = {}
    for one in held(X01):
        message = read(bytes(one.body)).message
        assert isinstance(message, DocumentMessage)
        kinds[message.business.kind] = message
    assert kinds[Kind.UPDATE].business.document_id == str(document.id)
    assert kinds[Kind.UPDATE].business.reason == "Đọc là 14 giờ"
    assert kinds[Kind.REPLACE].business.replacements[0].document_id == str(document.id)
    assert kinds[Kind.REPLACE].subject == "Báo cáo đã sửa"


def test_what_a_receiver_says_late_does_not_undo_what_it_said_since() -> None:
    office = make_axis()
    document = issued(office, X01)
    work()
    (one,) = held(X01)
    answer(one, Standing.PROCESSING, at=MONDAY + timedelta(minutes=2))
    work(MONDAY + timedelta(minutes=3))
    answer(one, Standing.ARRIVED, at=MONDAY + timedelta(minutes=1))
    answer(one, Standing.REGISTERED, at=MONDAY + timedelta(minutes=2))
    work(MONDAY + timedelta(minutes=4))
    assert said(document) == [("X01", Standing.PROCESSING)]


def test_only_a_receiver_may_say_how_far_it_is() -> None:
    office = make_axis()
    document = issued(office, X01)
    work()
    later = MONDAY + timedelta(minutes=1)
    answer(held(X01)[0], Standing.FINISHED, place=X02, at=later)
    work(later)
    assert said(document) == [("X01", "sent")]
    assert Message.objects.get().problem == Problem.UNKNOWN


def test_a_clock_that_runs_ahead_hides_nothing_that_is_said_later() -> None:
    office = make_axis()
    document = issued(office, X01)
    work()
    (one,) = held(X01)
    answer(one, Standing.REGISTERED, at=MONDAY + timedelta(days=365))
    work(MONDAY + timedelta(minutes=1))
    answer(one, Standing.FINISHED, at=MONDAY + timedelta(minutes=5))
    work(MONDAY + timedelta(minutes=6))
    assert said(document) == [("X01", Standing.FINISHED)]
