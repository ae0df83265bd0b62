"""What comes in: each message one effect, whoever wrote it how; what can not be taken waits with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding

from tinhso.contracts.documents import Standing
from tinhso.foundation.units.models import AgencyVersion
from tinhso.government.axis import actions
from tinhso.government.axis.engine import samples
from tinhso.government.axis.engine.samples import Mishap
from tinhso.government.axis.engine.simulator import simulator
from tinhso.government.axis.formats.messages import Organ, ResponseFor, StatusMessage
from tinhso.government.axis.formats.reading import read
from tinhso.government.axis.formats.writing import write
from tinhso.government.axis.models import Message, SimulatedEdoc
from tinhso.government.axis.queries.inbox import answered, content, told, waited_out
from tinhso.government.axis.rules import EARLY_FOR, REPLACING_FOR, Problem, Taking
from tinhso.government.axis.tests.factories import (
    X01,
    X02,
    comes,
    held,
    incoming,
    make_axis,
    place_of,
    states,
    work,
)
from tinhso.government.documents.actions import give_back, keep_on, register
from tinhso.government.documents.queries.incoming_page import open_incoming
from tinhso.government.dossiers.tests.factories import MONDAY, make_official
from tinhso.kernel import sealing
from tinhso.kernel.errors import Conflict

pytestmark = pytest.mark.django_db
AS_IT_SHOULD = (Mishap.NONE, Mishap.PACKED, Mishap.REORDERED, Mishap.BARE, Mishap.UNSIGNED, Mishap.EMPTY_SIGNATURE,
                Mishap.OLD_SIGNATURE)  # fmt: skip


@pytest.mark.parametrize("mishap", AS_IT_SHOULD)
def test_every_kit_of_the_field_is_understood(mishap: Mishap) -> None:
    office = make_axis()
    (came,) = comes(mishap, office)
    work()
    (document,) = incoming()
    said = read(came.raw).message
    assert (document.agency_id, document.sender_code) == (office.committee.id, "X01")
    assert document.notation == f"{said.number}/{said.notation}"  # type: ignore[union-attr]
    assert states(Message.objects.all()) == [(Taking.TAKEN, "")]
    assert SimulatedEdoc.objects.get(receiver="H61.101").marked == "done"


def test_its_sender_hears_that_it_arrived() -> None:
    office = make_axis()
    comes(Mishap.NONE, office)
    work()
    (status,) = held(X01)
    found = read(bytes(status.body)).message
    assert isinstance(found, StatusMessage)
    assert found.status == Standing.ARRIVED
    assert found.about.organ_id == "X01"
    assert found.about.document_id == Message.objects.get().document_id


def test_what_was_taken_in_leaves_nothing_of_itself_here(django_capture_on_commit_callbacks: Any) -> None:
    office = make_axis()
    with time_machine.travel(MONDAY, tick=False):
        (came,) = samples.messages(Mishap.NONE, sender=X01, receiver=place_of(office), at=MONDAY)
    kept = actions.keep(axis_id="1", receiver="H61.101", raw=came.raw, at=MONDAY)
    key = kept.key
    assert key is not None
    sealed = sealing.seal_text(key, "lời", row="any")
    with django_capture_on_commit_callbacks(execute=True):
        actions.take(message=kept.id, at=MONDAY)
    kept.refresh_from_db()
    assert kept.body is None
    with pytest.raises(sealing.Destroyed):
        sealing.unseal_text(key, sealed, row="any")


def test_the_same_sent_twice_is_one_document() -> None:
    office = make_axis()
    comes(Mishap.DOUBLED, office)
    work()
    assert len(incoming()) == 1
    assert states(Message.objects.all()) == [(Taking.TAKEN, "")] * 2


def test_a_mark_that_was_lost_is_made_again() -> None:
    office = make_axis()
    comes(Mishap.NONE, office)
    work()
    SimulatedEdoc.objects.filter(receiver="H61.101").update(marked="")
    work(MONDAY + timedelta(minutes=1))
    assert len(incoming()) == 1
    assert SimulatedEdoc.objects.get(receiver="H61.101").marked == "done"
    assert Message.objects.get().times == 2


@pytest.mark.parametrize(
    ("mishap", "problem"),
    [
        (Mishap.CUT, Problem.UNREADABLE),
        (Mishap.CHANGED, Problem.UNREADABLE),
        (Mishap.UNKNOWN, Problem.AGENCY),
    ],
)
def test_what_can_not_be_taken_waits_with_its_reason(mishap: Mishap, problem: Problem) -> None:
    office = make_axis()
    (came,) = comes(mishap, office)
    work()
    found = Message.objects.get()
    assert (found.state, found.problem) == (Taking.PARKED, problem)
    assert found.faults()
    assert content(found) == came.raw
    assert incoming() == []
    assert SimulatedEdoc.objects.get(edoc=found.axis_id).marked == "fail"


def test_what_can_not_be_read_has_a_name_and_a_code_that_ended_names_the_present_one() -> None:
    office = make_axis()
    comes(Mishap.CUT, office)
    comes(Mishap.UNKNOWN, office)
    version = AgencyVersion.objects.get(agency=office.committee)
    version.pk, version.identifier = None, "X99.999"
    version.effective_from, version.effective_until = (
        version.effective_from - timedelta(9),
        version.effective_from,
    )
    version.save(force_insert=True)
    work()
    cut, unknown = (Message.objects.get(problem=one) for one in (Problem.UNREADABLE, Problem.AGENCY))
    assert told(cut).title == "Thông điệp chưa đọc được"
    assert "mã H61.101" in unknown.faults()[0].reason


def test_what_waits_for_a_document_that_never_comes_is_given_up_where_it_can_be_seen() -> None:
    office = make_axis()
    recall, _document = samples.messages(
        Mishap.RECALLED_FIRST, sender=X01, receiver=place_of(office), at=MONDAY
    )
    samples.give([recall], sender="X01")
    work()
    found = Message.objects.get()
    assert told(found).until == MONDAY + EARLY_FOR
    actions.give_up(message=found.id, at=MONDAY + EARLY_FOR)
    found.refresh_from_db()
    assert (found.state, found.body, told(found).state) == (Taking.SETTLED, None, "Hết hạn chờ")


def test_only_what_came_early_is_given_up() -> None:
    office = make_axis()
    comes(Mishap.CUT, office)
    work()
    found = Message.objects.get()
    assert waited_out(MONDAY + 3 * EARLY_FOR) == []
    actions.give_up(message=found.id, at=MONDAY + EARLY_FOR)
    found.refresh_from_db()
    assert found.state == Taking.PARKED


def test_after_the_cause_is_gone_it_is_taken_in() -> None:
    office = make_axis()
    comes(Mishap.UNKNOWN, office)
    work()
    AgencyVersion.objects.filter(agency=office.committee).update(old_identifier="X99.999")
    admin = make_official("admin", office.committee)
    found = Message.objects.get()
    actions.replay(actor=admin, message=found.id, at=MONDAY)
    work()
    assert len(incoming()) == 1
    with pytest.raises(Conflict):
        actions.replay(actor=admin, message=found.id, at=MONDAY)


def test_a_recall_that_overtakes_its_document_waits_for_it() -> None:
    office = make_axis()
    comes(Mishap.RECALLED_FIRST, office)
    work()
    (document,) = incoming()
    assert document.asked_back_at is not None
    assert states(Message.objects.all()) == [(Taking.TAKEN, "")] * 2


def test_a_recall_is_brought_to_the_desk_and_answered() -> None:
    office = make_axis()
    comes(Mishap.RECALLED, office)
    work()
    (document,) = incoming()
    assert document.asked_back_at is not None
    give_back(actor=office.records, incoming=document.id, version=document.version, at=MONDAY)
    work()
    said = {}
    for one in held(X01):
        message = read(bytes(one.body)).message
        assert isinstance(message, StatusMessage)
        said[message.status] = message
    assert said.keys() == {Standing.ARRIVED, Standing.GIVEN_BACK}
    assert said[Standing.GIVEN_BACK].about.document_id == Message.objects.get(kind="0").document_id


def test_status_13_asks_for_the_same() -> None:
    office = make_axis()
    comes(Mishap.NONE, office)
    work()
    first = Message.objects.get()
    raw = _status("13", about=first.document_id, words="Sai nơi nhận")
    simulator().give(raw, sender="X01", receivers=["H61.101"], status=True)
    work(MONDAY + timedelta(minutes=1))
    assert incoming()[0].asked_back_at is not None


def test_each_time_it_is_asked_for_or_refused_its_sender_is_answered() -> None:
    office = make_axis()
    comes(Mishap.NONE, office)
    work()
    (document,) = incoming()
    for turn in (1, 2):
        at = MONDAY + timedelta(hours=turn)
        raw = _status("13", about=document.message, words=f"Lần {turn}", at=at)
        simulator().give(raw, sender="X01", receivers=["H61.101"], status=True)
        work(at)
        (document,) = incoming()
        keep_on(
            actor=office.records, incoming=document.id, version=document.version, note=f"Không {turn}", at=at
        )
        work(at)
    told_ = [one.description for one in statuses() if one.status == Standing.NOT_GIVEN_BACK]
    assert told_ == ["Không 1", "Không 2"]


def test_nobody_else_asks_back_what_somebody_sent() -> None:
    office = make_axis()
    comes(Mishap.NONE, office)
    work()
    raw = _status("13", about=Message.objects.get().document_id, words="", sender=X02.code)
    simulator().give(raw, sender="X02", receivers=["H61.101"], status=True)
    work(MONDAY + timedelta(minutes=1))
    assert incoming()[0].asked_back_at is None
    assert Message.objects.get(status="13").problem == Problem.EARLY


def test_a_correction_and_a_replacement_are_applied() -> None:
    office = make_axis()
    comes(Mishap.UPDATED, office)
    comes(Mishap.REPLACED, office)
    work()
    assert len(incoming()) == 3
    assert incoming()[0].arrivals.count() == 2
    assert states(Message.objects.all()) == [(Taking.TAKEN, "")] * 4


def test_who_sent_a_replacement_hears_of_it_and_may_ask_it_back() -> None:
    office = make_axis()
    comes(Mishap.REPLACED, office)
    work()
    _old, new = incoming()
    assert office.leader.account is not None
    register(
        actor=office.records, incoming=new.id, version=new.version, leader=office.leader.account, at=MONDAY
    )
    work()
    assert {one.status for one in statuses() if one.about.document_id == new.message} == {"01", "03"}
    assert [one.document_id for one in answered([new.message])] == [new.message]
    raw = _status("13", about=new.message, words="Lại sai")
    simulator().give(raw, sender="X01", receivers=["H61.101"], status=True)
    work(MONDAY + timedelta(minutes=1))
    assert [one.asked_back_at is not None for one in incoming()] == [False, True]


def test_a_replacement_of_what_never_came_comes_in_by_itself_after_a_day() -> None:
    office = make_axis()
    (_old, whole) = samples.messages(Mishap.REPLACED, sender=X01, receiver=place_of(office), at=MONDAY)
    samples.give([whole], sender="X01")
    work()
    found = Message.objects.get()
    assert (found.problem, found.kind, told(found).until) == (Problem.EARLY, "3", MONDAY + REPLACING_FOR)
    work(MONDAY + REPLACING_FOR)
    assert incoming() == []
    work(MONDAY + REPLACING_FOR + timedelta(hours=1))
    (document,) = incoming()
    assert document.state == "waiting"
    shown = open_incoming(actor=office.records, incoming=document.id, at=MONDAY)
    assert shown.newest is not None
    assert "thay thế văn bản mã" in shown.newest.warnings[-1]
    assert "Thay thế văn bản có sai sót" in shown.newest.warnings[-1]
    assert [one.about.document_id for one in statuses()] == [document.message]


def test_an_agency_of_the_house_does_not_speak_over_the_axis() -> None:
    office = make_axis()
    (came,) = comes(Mishap.UNSIGNED, office)
    said = read(came.raw).message
    forged = write(replace(said, sender=Organ(id="H61.101", name="UBND xã")))
    SimulatedEdoc.objects.all().delete()
    simulator().give(forged, sender="X01", receivers=["H61.101"])
    work()
    assert states(Message.objects.all()) == [(Taking.PARKED, Problem.OWN)]
    assert incoming() == []


def test_whoever_has_a_pinned_certificate_is_believed_by_it_alone() -> None:
    office = make_axis()
    admin = make_official("admin", office.committee)
    pem = samples.certificate().public_bytes(Encoding.PEM)
    actions.pin(
        actor=admin, code="X01", pem=pem, at=samples.certificate().not_valid_before_utc + timedelta(days=2)
    )
    at = samples.certificate().not_valid_before_utc + timedelta(days=2)
    comes(Mishap.UNSIGNED, office, at=at)
    work(at)
    assert states(Message.objects.all()) == [(Taking.PARKED, Problem.SIGNATURE)]
    comes(Mishap.NONE, office, at=at)
    work(at + timedelta(minutes=1))
    assert len(incoming()) == 1
    assert Message.objects.get(state=Taking.TAKEN).signature == "valid"
    assert "Không mang" not in str(incoming()[0])


def test_a_message_put_away_is_gone_and_says_why() -> None:
    office = make_axis()
    comes(Mishap.CUT, office)
    work()
    found = Message.objects.get()
    admin = make_official("admin", office.committee)
    actions.discard(actor=admin, message=found.id, reason="Cơ quan gửi đã gửi lại", at=MONDAY)
    found.refresh_from_db()
    assert (found.state, found.body, found.key) == (Taking.SETTLED, None, None)
    with pytest.raises(Conflict):
        content(found)


def test_one_that_can_not_be_had_holds_up_nobody(settings: Any) -> None:
    office = make_axis()
    comes(Mishap.NONE, office)
    simulator().give(b"", sender="X01", receivers=["H61.101"])
    SimulatedEdoc.objects.filter(body=b"").update(edoc="gone")
    comes(Mishap.NONE, office)
    work()
    assert len(incoming()) == 2


def statuses() -> list[StatusMessage]:
    """What the agency outside was told, the first first."""
    said = [read(bytes(one.body)).message for one in held(X01)]
    return [one for one in said if isinstance(one, StatusMessage)]


def _status(status: str, *, about: str, words: str, sender: str = "X01", at: datetime = MONDAY) -> bytes:
    return write(
        StatusMessage(
            sender=Organ(id=sender), about=ResponseFor(organ_id=sender, document_id=about), status=status,
            description=words, at=at,
        )
    )  # fmt: skip
