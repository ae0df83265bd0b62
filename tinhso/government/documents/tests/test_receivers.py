"""Whom a document is delivered to: chosen among agencies of the house and places that carriers reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pytest
import time_machine

from tinhso.contracts.documents import Carrier, Place, carriers
from tinhso.government.documents import actions
from tinhso.government.documents.models import Document, OutgoingEntry, Receiver
from tinhso.government.documents.queries.page import digest_of
from tinhso.government.documents.queries.receivers import found, receivers_of
from tinhso.government.documents.tests.coming import come, register
from tinhso.government.documents.tests.factories import (
    TEXT,
    another,
    approved,
    client_of,
    fresh,
    make_documents,
    number,
)
from tinhso.government.documents.tests.test_pages import typed
from tinhso.government.dossiers.tests.factories import MONDAY
from tinhso.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
DAY = MONDAY.date()
AWAY = Place(code="H99.05", name="Sở Thử tỉnh Xa")


def _places(text: str, on: date) -> Sequence[Place]:
    return [AWAY] if "tinh xa" in text or "tỉnh Xa" in text else []


def _named(codes: Sequence[str], on: date) -> Mapping[str, Place]:
    return {AWAY.code: AWAY} if AWAY.code in codes else {}


@pytest.fixture
def post() -> Iterator[Carrier]:
    with carriers.temporarily(Carrier("post", "Đường thử", _places, _named, lambda _: ())) as carrier:
        yield carrier


def test_places_are_found_by_part_of_a_name_with_or_without_marks(post: Carrier) -> None:
    office = make_documents(certified=False)
    other = another(office)
    inside = f"inside:{other.committee.id}"
    assert inside in [one.key for one in found("tan an", on=DAY)]
    assert inside in [one.key for one in found("Tân An", on=DAY)]
    assert inside not in [one.key for one in found("tan an", on=DAY, without=[inside])]
    assert [(one.key, one.way) for one in found("tinh xa", on=DAY)] == [("post:H99.05", "Đường thử")]
    assert found("  ", on=DAY) == []


def test_they_are_kept_in_order_and_changed_by_saving(post: Carrier) -> None:
    office = make_documents(certified=False)
    other = another(office)
    assert office.leader.account is not None
    inside = f"inside:{other.committee.id}"
    made = actions.begin(
        actor=office.officer, agency=office.committee.id, text=TEXT, signer=office.leader.account, secrecy="0",
        receivers=["post:H99.05", inside, inside], at=MONDAY,
    )  # fmt: skip
    kept = receivers_of(made.id)
    assert [(one.carrier, one.code, one.agency_id) for one in kept[:1]] == [("post", "H99.05", None)]
    assert [(one.carrier, one.agency_id) for one in kept[1:]] == [("", other.committee.id)]
    before = digest_of(fresh(made))

    def revise(receivers: list[str] | None) -> None:
        assert office.leader.account is not None
        actions.revise(
            actor=office.officer, document=made.id, version=fresh(made).version, text=TEXT,
            signer=office.leader.account, secrecy="0", receivers=receivers, at=MONDAY,
        )  # fmt: skip

    revise(None)
    assert digest_of(fresh(made)) == before
    revise([inside])
    assert [one.agency_id for one in receivers_of(made.id)] == [other.committee.id]
    assert digest_of(fresh(made)) != before


def test_a_place_that_is_no_more_is_named_and_nothing_is_kept() -> None:
    office = make_documents(certified=False)
    assert office.leader.account is not None
    for key in ("post:H99.05", "inside:không phải", "inside:00000000-0000-0000-0000-000000000000"):
        with pytest.raises(Invalid) as refused:
            actions.begin(
                actor=office.officer, agency=office.committee.id, text=TEXT, signer=office.leader.account, secrecy="0",
                receivers=[key], at=MONDAY,
            )  # fmt: skip
        (fault,) = refused.value.faults
        assert fault.field == "receivers"
        assert key.partition(":")[2] in fault.reason
    assert not Receiver.objects.exists()


def test_the_form_looks_for_places_without_saving(post: Carrier) -> None:
    office = make_documents(certified=False)
    officer = client_of(office.officer)
    asked = typed(office) | {"press": "find", "find": "tỉnh Xa"}
    page = officer.post("/can-bo/van-ban/soan/", asked)
    assert page.status_code == 200
    assert AWAY.name in page.content.decode()
    assert "thành lập Tổ công nghệ số" in page.content.decode()
    saved = officer.post("/can-bo/van-ban/soan/", typed(office) | {"receivers": ["post:H99.05"]})
    assert saved.status_code == 303
    assert Receiver.objects.get().name == AWAY.name
    assert AWAY.name in officer.get(saved.headers["Location"]).content.decode()


def test_the_register_names_places_and_never_says_as_above() -> None:
    office = make_documents()
    found = approved(office, places=["Như trên", "Thường trực Đảng ủy", "Lưu: VT"])
    number(found, office.records)
    assert OutgoingEntry.objects.get().receivers == "Ủy ban nhân dân tỉnh Vĩnh Long; Thường trực Đảng ủy"


def test_an_answer_takes_its_receiver_and_subject_from_what_it_answers(post: Carrier) -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        came = register(come(office, sender=AWAY), office)
        officer = client_of(office.officer)
        address = f"/can-bo/van-ban/soan/?tra_loi={came.id}"
        page = officer.get(address).content.decode()
        assert "phúc đáp Công văn số 123/STC-VP ngày 13/11/2026 của Sở Thử tỉnh Xa" in page
        assert 'value="post:H99.05" checked' in page
        saved = officer.post(address, typed(office) | {"receivers": ["post:H99.05"]})
        assert saved.status_code == 303
        assert Document.objects.get().answers == came.ref
        assert came.subject in officer.get(saved.headers["Location"]).content.decode()
        stranger = client_of(another(office).officer)
        assert stranger.get(address).status_code == 404
        assert officer.get("/can-bo/van-ban/soan/?tra_loi=x").status_code == 404
