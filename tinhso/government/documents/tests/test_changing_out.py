"""An issued document is taken back, corrected, readdressed or replaced: once ended it stays so; who may does it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from tinhso.contracts.documents import DocumentChanged, carriers
from tinhso.foundation.files.actions import keep
from tinhso.government.documents import actions
from tinhso.government.documents.models import Document, Incoming, OutgoingEntry
from tinhso.government.documents.queries.changes import changes_of, replacements
from tinhso.government.documents.queries.letters import inside_receivers
from tinhso.government.documents.queries.receivers import receivers_of
from tinhso.government.documents.queries.register import recognise_document
from tinhso.government.documents.tests.coming import picture
from tinhso.government.documents.tests.factories import (
    another,
    approved,
    client_of,
    fresh,
    make_documents,
    number,
)
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_office
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, Stale

pytestmark = pytest.mark.django_db


def issued(office: Office, *, minutes: int = 0, **changes: Any) -> Document:
    at, one = MONDAY + timedelta(minutes=minutes), approved(office, **changes)
    number(one, office.records)
    file = keep(at=at, owner=one.ref, key=one.key, name="a.png", content=picture())
    actions.finish_issue(document=one.id, file=file, digest=hashlib.sha256(b"a").hexdigest(), at=at)
    return fresh(one)


def test_what_was_taken_back_stays_in_the_register_and_ends() -> None:
    office = make_documents()
    one = issued(office)
    actions.take_back(
        actor=office.records, document=one.id, version=one.version, reason="Ban hành nhầm", at=MONDAY
    )
    (said,) = changes_of(fresh(one))
    assert (said.reason, said.ends) == ("Ban hành nhầm", True)
    assert OutgoingEntry.objects.filter(document=one).exists()
    for act in (actions.take_back, actions.correct):
        with pytest.raises(Conflict):
            act(actor=office.records, document=one.id, version=fresh(one).version, reason="Lại", at=MONDAY)
    page = client_of(office.records).get(f"/can-bo/van-ban/{one.id}/").content.decode()
    assert page.index("Đã thu hồi") < page.index("Ban hành nhầm") < page.index("Mở văn bản đã ký")
    assert "Sao văn bản" not in page
    desk = client_of(office.records)
    entry = OutgoingEntry.objects.get(document=one)
    register = f"unit={office.committee.id}&sequence={entry.sequence}&year={entry.year}"
    assert "Đã thu hồi" in desk.get("/can-bo/van-ban/?nhom=da-ban-hanh").content.decode()
    for page_of in ("", "so.csv"):
        assert "Đã thu hồi ngày" in desk.get(f"/can-bo/so-van-ban-di/{page_of}?{register}").content.decode()
    assert "Đã thu hồi ngày" in Client().get(f"/van-ban/{one.id}/").content.decode()
    known = recognise_document(fresh(one).file_digest)
    assert known is not None
    assert not known.holds
    assert "Đã thu hồi ngày" in known.text


def test_a_document_is_replaced_by_a_later_one_of_its_form_alone() -> None:
    office = make_documents()
    one, later = issued(office), issued(office, minutes=1, subject="Báo cáo đã sửa")
    other = issued(office, minutes=2, type="thong-bao")
    assert [key for key, _name in replacements(one, actor=office.leader)] == [str(later.id)]
    given: dict[str, Any] = {"actor": office.leader, "document": one.id, "version": one.version, "at": MONDAY}
    for wrong in (other.id, one.id):
        with pytest.raises(Invalid):
            actions.replace(**given, by=wrong, reason="Sai nội dung")
    actions.replace(**given, by=later.id, reason="Sai nội dung")
    assert changes_of(fresh(one))[0].notation == later.notation


def test_who_may_not_or_saw_an_older_page_or_gives_no_reason_changes_nothing() -> None:
    office = make_documents()
    one = issued(office)
    with pytest.raises(NotAllowed):
        actions.take_back(actor=office.officer, document=one.id, version=one.version, reason="x", at=MONDAY)
    with pytest.raises(Stale):
        actions.take_back(
            actor=office.records, document=one.id, version=one.version - 1, reason="x", at=MONDAY
        )
    with pytest.raises(Invalid):
        actions.take_back(actor=office.records, document=one.id, version=one.version, reason=" ", at=MONDAY)
    with pytest.raises(Conflict):
        draft = approved(office)
        actions.take_back(
            actor=office.records, document=draft.id, version=fresh(draft).version, reason="x", at=MONDAY
        )
    assert changes_of(fresh(one)) == []


def test_who_is_added_in_the_house_gets_it_and_who_is_taken_off_is_asked_for_it() -> None:
    office = make_documents()
    first = another(office)
    second = make_documents(make_office("29278", "Tân Hòa", 103), certified=False)
    one = issued(office)
    one.receivers.create(turn=0, agency=first.committee, code="H61.1", name="UBND xã Một")
    actions.deliver(document=one.id, agency=first.committee.id, made=None, at=MONDAY)
    given: dict[str, Any] = {"actor": office.records, "document": one.id, "reason": "Ghi sót", "at": MONDAY}
    with pytest.raises(Invalid):
        actions.readdress(**given, version=one.version, receivers=[f"inside:{first.committee.id}"])
    made = actions.readdress(**given, version=one.version, receivers=[f"inside:{second.committee.id}"])
    assert inside_receivers(one.id, made=made.id) == [first.committee.id, second.committee.id]
    for agency in inside_receivers(one.id, made=made.id):
        actions.deliver(document=one.id, agency=agency, made=made.id, at=MONDAY)
    assert Incoming.objects.get(agency=first.committee).asked_back_at is not None
    assert Incoming.objects.get(agency=second.committee).message == str(one.id)
    assert {said.state for said in carriers["inside"].sent(one.id)} == {"01", "13"}
    (said,) = changes_of(fresh(one))
    assert (len(said.added), list(said.taken_off), said.ends) == (1, ["UBND xã Một"], False)
    later = actions.correct(**given, version=fresh(one).version)
    assert inside_receivers(one.id, made=later.id) == [second.committee.id]
    with pytest.raises(Invalid) as refused:
        actions.readdress(**given, version=fresh(one).version, receivers=[f"inside:{first.committee.id}"])
    assert "UBND xã Một" in str(refused.value.faults)


def test_receivers_are_changed_on_a_page() -> None:
    office = make_documents()
    other = another(office)
    one = issued(office)
    page, key = f"/can-bo/van-ban/{one.id}/thay-doi/noi-nhan/", f"inside:{other.committee.id}"
    client = client_of(office.records)
    given = {"version": str(one.version), "reason": "Ghi sót nơi nhận"}
    looked = client.post(page, {**given, "press": "find", "find": other.name})
    assert f'value="{key}"' in looked.content.decode()
    assert "Ghi sót nơi nhận" in looked.content.decode()
    assert client.post(page, given).status_code == 422
    assert client.post(page, {**given, "receivers": key}).status_code == 303
    assert [place.agency_id for place in receivers_of(one.id)] == [other.committee.id]
    shown = client.get(f"/can-bo/van-ban/{one.id}/").content.decode()
    assert "Thêm, bớt nơi nhận" in shown
    assert f'value="{key}" checked' in client.get(page).content.decode()
    (told,) = receivers_of(one.id)
    assert f"<li>{told.name}" in client.get(page.replace("noi-nhan", "thu-hoi")).content.decode()


def test_what_an_earlier_version_owed_about_a_change_is_done_after_an_upgrade() -> None:
    """It named the document of a change alone, so that nobody could be told."""
    office = make_documents()
    one = issued(office)
    changed = [
        act(actor=office.records, document=one.id, version=fresh(one).version, reason="Sai số liệu", at=at)
        for act, at in ((actions.correct, MONDAY), (actions.take_back, MONDAY + timedelta(hours=1)))
    ]
    owed = Delivery.objects.filter(event=DocumentChanged.name).exclude(state=Delivery.State.DONE)
    complete = {one.id: one.payload for one in owed}
    assert {one["made"] for one in complete.values()} == {str(one.id) for one in changed}
    for row in owed:
        row.payload = {name: value for name, value in row.payload.items() if name != "made"}
        row.state, row.attempts, row.error = Delivery.State.PARKED, 8, "ValidationError"
        row.save()
    import_module("tinhso.government.documents.migrations.0011_changes_under_way").say_which(apps, None)
    assert {one.id: one.payload for one in owed.all()} == complete
    assert set(owed.values_list("state", "attempts", "error")) == {("due", 0, "")}
