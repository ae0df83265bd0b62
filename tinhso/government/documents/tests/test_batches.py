"""Many documents with one press: each by itself, what changed meanwhile is left out, an end loses nothing."""

from __future__ import annotations

import os

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.foundation.signing.models import Certificate
from tinhso.government.documents.actions.batches import Chosen, begin_batch, settle_batch, try_again
from tinhso.government.documents.actions.routing import approve
from tinhso.government.documents.models import Batch, BatchItem, Document, OutgoingEntry
from tinhso.government.documents.queries.batches import progress, waiting
from tinhso.government.documents.rules import Phase
from tinhso.government.documents.tests.factories import (
    another,
    approved,
    client_of,
    fresh,
    make_documents,
    routed,
)
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db
SIGN, NUMBER = Batch.Kind.SIGN, Batch.Kind.NUMBER
MANY = 200 if os.environ.get("TINHSO_PROVE") else 6
HOME = "/can-bo/van-ban/"


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(MONDAY, tick=False):
        yield


def marked(actor: Actor, kind: Batch.Kind) -> list[Chosen]:
    return [Chosen(one.id, one.version, one.digest) for one in waiting(actor=actor, kind=kind, at=MONDAY)]


def press(actor: Actor, kind: Batch.Kind, chosen: list[Chosen] | None = None) -> Batch:
    given = marked(actor, kind) if chosen is None else chosen
    batch = begin_batch(actor=actor, kind=kind, chosen=given, at=MONDAY)
    settle_batch(batch=batch.id)
    return batch


def test_one_press_signs_all_and_another_numbers_and_issues_them_without_gap(office: Office) -> None:
    for _ in range(MANY):
        routed(office)
    signed = press(office.leader, SIGN)
    assert set(signed.items.values_list("state", flat=True)) == {BatchItem.State.DONE}
    assert Document.objects.filter(phase=Phase.APPROVED).count() == MANY
    numbered = press(office.records, NUMBER)
    assert progress(actor=office.records, batch=numbered.id).issuing == MANY
    numbers = OutgoingEntry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, MANY + 1))
    assert Delivery.objects.filter(handler="documents.issue").count() == MANY


def test_what_was_changed_after_the_page_was_drawn_is_left_out(office: Office) -> None:
    first, second = routed(office), routed(office)
    chosen = marked(office.leader, SIGN)
    Document.objects.filter(id=first.id).update(subject="Một trích yếu khác")
    batch = press(office.leader, SIGN, chosen)
    left = batch.items.get(state=BatchItem.State.LEFT)
    assert (left.document_id, fresh(first).phase, fresh(second).phase) == (
        first.id,
        Phase.ROUTED,
        Phase.APPROVED,
    )
    assert "đã được sửa" in left.reason
    settle_batch(batch=try_again(actor=office.leader, batch=batch.id, at=MONDAY).id)
    assert fresh(first).phase == Phase.ROUTED


def test_what_was_left_out_for_want_of_a_certificate_is_signed_at_the_next_try(office: Office) -> None:
    document = routed(office)
    Certificate.objects.filter(kind="person").update(revoked_at=MONDAY)
    batch = press(office.leader, SIGN)
    assert "chứng thư số" in batch.items.get().reason
    Certificate.objects.filter(kind="person").update(revoked_at=None)
    settle_batch(batch=try_again(actor=office.leader, batch=batch.id, at=MONDAY).id)
    assert fresh(document).phase == Phase.APPROVED
    with pytest.raises(Conflict):
        try_again(actor=office.leader, batch=batch.id, at=MONDAY)


def test_an_end_in_between_signs_nothing_twice_and_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        routed(office)
    batch = begin_batch(actor=office.leader, kind=SIGN, chosen=marked(office.leader, SIGN), at=MONDAY)
    calls: list[object] = []

    def dies_at_the_second(**given: object) -> Document:
        calls.append(given)
        if len(calls) == 2:
            raise OSError("the machine went off")
        return approve(**given)  # type: ignore[arg-type]

    monkeypatch.setattr("tinhso.government.documents.actions.batches.approve", dies_at_the_second)
    with pytest.raises(OSError, match="went off"):
        settle_batch(batch=batch.id)
    assert batch.items.filter(state=BatchItem.State.DONE).count() == 1
    settle_batch(batch=batch.id)
    settle_batch(batch=batch.id)
    assert set(batch.items.values_list("state", flat=True)) == {BatchItem.State.DONE}
    assert len(calls) == 4


def test_who_may_press_and_who_may_see(office: Office) -> None:
    stranger = another(office)
    routed(office)
    chosen = marked(office.leader, SIGN)
    assert waiting(actor=office.records, kind=SIGN, at=MONDAY) == []
    assert waiting(actor=stranger.leader, kind=SIGN, at=MONDAY) == []
    for actor in (office.officer, stranger.leader):
        with pytest.raises(NotAllowed):
            begin_batch(actor=actor, kind=SIGN, chosen=chosen, at=MONDAY)
    batch = press(office.leader, SIGN, chosen)
    for other in (office.records, stranger.leader):
        with pytest.raises(NotFound):
            progress(actor=other, batch=batch.id)
        with pytest.raises(NotFound):
            try_again(actor=other, batch=batch.id, at=MONDAY)


def test_one_to_two_hundred(office: Office) -> None:
    document = routed(office)
    digest = "0" * 64
    with pytest.raises(Invalid):
        begin_batch(actor=office.leader, kind=SIGN, chosen=[], at=MONDAY)
    many = [Chosen(new_id(), 1, digest) for _ in range(200)] + [Chosen(document.id, 1, digest)]
    with pytest.raises(Invalid):
        begin_batch(actor=office.leader, kind=SIGN, chosen=many, at=MONDAY)


def test_reads_do_not_grow_with_what_waits(office: Office) -> None:
    counts = []
    for _ in range(3):
        routed(office)
        with CaptureQueriesContext(connection) as made:
            assert waiting(actor=office.leader, kind=SIGN, at=MONDAY)
        counts.append(len(made))
    assert counts[1] == counts[2]


def test_by_pages(office: Office) -> None:
    documents = [routed(office) for _ in range(2)]
    leader, records = client_of(office.leader), client_of(office.records)
    page = f"{HOME}ky-nhieu/"
    assert client_of(office.officer).get(page).status_code == 403
    shown = leader.get(page).content.decode()
    values = [one.chosen for one in waiting(actor=office.leader, kind=SIGN, at=MONDAY)]
    assert all(value in shown for value in values)
    assert leader.post(page, {}).status_code == 422
    assert leader.post(page, {"chosen": "x"}).status_code == 422
    went = leader.post(page, {"chosen": values})
    outcome = went.headers["Location"]
    assert "Đang thực hiện" in leader.get(outcome).content.decode()
    work_off()
    part = leader.get(outcome, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-get" not in part
    assert part.count("Đã ký") == 2
    page = f"{HOME}cap-so-nhieu/"
    values = [one.chosen for one in waiting(actor=office.records, kind=NUMBER, at=MONDAY)]
    outcome = records.post(page, {"chosen": values}).headers["Location"]
    work_off()
    assert leader.get(outcome).status_code == 404
    work_off()
    assert {fresh(one).phase for one in documents} == {Phase.ISSUED}
    assert "Không có văn bản nào chờ cấp số" in records.get(page).content.decode()


def test_numbers_are_not_given_to_what_is_not_signed(office: Office) -> None:
    document = approved(office)
    chosen = marked(office.records, NUMBER)
    Document.objects.filter(id=document.id).update(approved_digest="0" * 64)
    batch = press(office.records, NUMBER, chosen)
    assert batch.items.get().state == BatchItem.State.LEFT
    assert not OutgoingEntry.objects.exists()


@pytest.fixture
def office() -> Office:
    return make_documents()
