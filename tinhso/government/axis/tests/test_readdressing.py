"""Receivers that are added or taken off once a document is issued: one update says so, and each does its part of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tinhso.contracts.documents import Change, Place, Standing
from tinhso.government.axis.engine import samples
from tinhso.government.axis.engine.simulator import simulator
from tinhso.government.axis.formats.messages import Business, DocumentMessage, Kind, Receiver
from tinhso.government.axis.formats.reading import read
from tinhso.government.axis.formats.writing import write
from tinhso.government.axis.models import Message, Package
from tinhso.government.axis.queries.outbox import sent
from tinhso.government.axis.rules import Sending, Taking
from tinhso.government.axis.tests.factories import (
    X01,
    X02,
    answer,
    held,
    incoming,
    issued,
    make_axis,
    place_of,
    states,
    work,
)
from tinhso.government.documents import actions as documents
from tinhso.government.documents.models import Document, Incoming
from tinhso.government.documents.tests.factories import fresh
from tinhso.government.dossiers.tests.factories import MONDAY, Office

pytestmark = pytest.mark.django_db
LATER, LAST = MONDAY + timedelta(minutes=1), MONDAY + timedelta(minutes=2)


def readdress(document: Document, office: Office, *to: Place, **changes: Any) -> None:
    documents.readdress(
        **{
            "actor": office.records, "document": document.id, "version": fresh(document).version,
            "receivers": [f"axis:{one.code}" for one in to], "reason": "Ghi sót nơi nhận", "at": MONDAY, **changes,
        }
    )  # fmt: skip


def said(document: Document) -> dict[str, str]:
    return {one.place.code: one.state for one in sent(document.id)}


def got(place: Place) -> list[DocumentMessage]:
    found = [read(bytes(one.body)).message for one in held(place)]
    return [one for one in found if isinstance(one, DocumentMessage)]


def test_one_update_brings_it_to_who_was_added_and_asks_it_back_of_who_was_taken_off() -> None:
    office = make_axis()
    document = issued(office, X01)
    work()
    readdress(document, office, X02)
    work(LATER)
    told, update = got(X02)[0], got(X01)[1]
    assert told == update
    assert told.business.kind is Kind.UPDATE
    assert told.business.document_id == str(document.id)
    assert (told.business.content_changed, told.business.receivers_changed) == (False, True)
    assert {(one.organ_id, one.added) for one in told.business.receivers} == {("X01", False), ("X02", True)}
    assert told.business.reason == "Ghi sót nơi nhận"
    assert [one.content for one in told.attachments] == [one.content for one in got(X01)[0].attachments]
    assert said(document) == {"X01": Standing.ASKED_BACK, "X02": Sending.SENT}
    answer(held(X02)[0], Standing.REGISTERED, place=X02, at=LAST)
    answer(held(X01)[0], Standing.GIVEN_BACK, at=LAST)
    work(LAST)
    assert said(document) == {"X01": Standing.GIVEN_BACK, "X02": Standing.REGISTERED}


def test_a_recall_reaches_who_was_added_and_no_more_who_was_taken_off() -> None:
    office = make_axis()
    document = issued(office, X01)
    work()
    readdress(document, office, X02)
    work(LATER)
    documents.take_back(
        actor=office.records, document=document.id, version=fresh(document).version, reason="Nhầm", at=LATER
    )
    work(LAST)
    assert [one.business.kind for one in got(X02)] == [Kind.UPDATE, Kind.RECALL]
    assert len(got(X01)) == 2
    assert said(document)["X02"] == Standing.ASKED_BACK


def test_taken_off_before_it_left_it_is_not_sent_there(settings: Any) -> None:
    settings.DOCUMENT_AXIS = ""
    office = make_axis()
    document = issued(office, X01, X02)
    work()
    readdress(document, office, X02)
    work()
    settings.DOCUMENT_AXIS = "simulator"
    work(MONDAY + timedelta(hours=1))
    assert (len(got(X01)), len(got(X02))) == (0, 1)
    assert said(document) == {"X01": Sending.WITHDRAWN, "X02": Sending.SENT}
    assert not Package.objects.filter(kind=Change.UPDATE).exists()


def test_the_first_receiver_outside_gets_it_as_it_was_issued() -> None:
    office = make_axis()
    document = issued(office)
    work()
    readdress(document, office, X01)
    work(LATER)
    (one,) = got(X01)
    assert (one.business.kind, one.document_id) == (Kind.NEW, str(document.id))
    assert said(document) == {"X01": Sending.SENT}


def _update(first: DocumentMessage, *receivers: Receiver) -> DocumentMessage:
    business = Business(
        kind=Kind.UPDATE, reason="Bổ sung nơi nhận", document_id=first.document_id, receivers_changed=True,
        receivers=receivers,
    )  # fmt: skip
    return replace(first, document_id="X01-update", business=business)


def _comes(message: DocumentMessage, *, at: Any = MONDAY) -> None:
    simulator().give(write(message), sender="X01", receivers=["H61.101"])
    work(at)


def test_whoever_is_added_takes_it_in_as_new_and_can_answer_for_it() -> None:
    office = make_axis()
    first = samples.document(sender=X01, receiver=place_of(office), at=MONDAY)
    update = _update(first, Receiver(organ_id="H61.101", added=True))
    _comes(update)
    _comes(update, at=LATER)
    (document,) = incoming()
    assert (document.message, document.state) == (first.document_id, "waiting")
    (arrival,) = document.arrivals.all()
    assert "Bổ sung nơi nhận" in arrival.content(key=document.key)["warnings"][-1]
    assert states(Message.objects.all()) == [(Taking.TAKEN, "")] * 2
    (status,) = [read(bytes(one.body)).message for one in held(X01)]
    assert (status.status, status.about.document_id) == ("01", first.document_id)  # type: ignore[union-attr]
    recall = replace(
        first, document_id="X01-recall", attachments=(),
        business=Business(kind=Kind.RECALL, reason="Nhầm", document_id=first.document_id),
    )  # fmt: skip
    _comes(recall, at=LAST)
    assert Incoming.objects.get().asked_back_at is not None


def test_whoever_is_taken_off_is_asked_to_give_it_back() -> None:
    office = make_axis()
    first = samples.document(sender=X01, receiver=place_of(office), at=MONDAY)
    _comes(first)
    _comes(_update(first, Receiver(organ_id="H61.101", added=False)), at=LATER)
    (document,) = incoming()
    assert document.asked_back_at is not None
    assert document.arrivals.filter(number__gt=0).count() == 1


def test_what_is_here_already_is_only_corrected() -> None:
    office = make_axis()
    first = samples.document(sender=X01, receiver=place_of(office), at=MONDAY)
    _comes(first)
    _comes(_update(first, Receiver(organ_id="H61.101", added=True)), at=LATER)
    (document,) = incoming()
    assert document.arrivals.count() == 2
    assert document.changed_at is not None
