"""The route: officer, head, leader, records; back with a reason; who may and who may not; what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.documents import actions
from tinhso.government.documents.models import Document, Note
from tinhso.government.documents.queries.lists import ALL, MINE, WAITING, Filters, listing, visible
from tinhso.government.documents.queries.page import open_document
from tinhso.government.documents.rules import Phase
from tinhso.government.documents.tests.factories import (
    TEXT,
    another,
    approve,
    approved,
    client_of,
    draft,
    forward,
    fresh,
    make_documents,
    number,
    routed,
)
from tinhso.government.dossiers.tests.factories import MONDAY, make_citizen, make_official
from tinhso.kernel import sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import describe

pytestmark = pytest.mark.django_db


def test_a_secret_document_is_refused_and_nothing_of_it_is_kept() -> None:
    office = make_documents(certified=False)
    assert office.leader.account is not None
    with pytest.raises(Invalid, match="Văn bản mật"):
        actions.begin(
            actor=office.officer, agency=office.committee.id, text=TEXT, signer=office.leader.account, secrecy="1",
            at=MONDAY,
        )  # fmt: skip
    found = draft(office)
    with pytest.raises(Invalid, match="Văn bản mật"):
        actions.revise(
            actor=office.officer, document=found.id, version=found.version, text=replace(TEXT, subject="Kín"),
            signer=office.leader.account, secrecy="3", at=MONDAY,
        )  # fmt: skip
    assert Document.objects.get().subject == TEXT.subject


def test_back_with_a_reason_and_every_word_before_it_falls_away() -> None:
    office = make_documents()
    found = approved(office)
    assert fresh(found).approved_digest
    with pytest.raises(Invalid):
        forward(found, office.records, key="send_back")
    forward(found, office.records, key="send_back", note="Sai thể thức nơi nhận")
    now = fresh(found)
    assert (now.phase, now.approved_at, now.approved_digest) == (Phase.DRAFT, None, "")
    assert [step.holder_id for step in open_of(about=found.ref)] == [office.officer.account]
    assert open_document(actor=office.officer, document=found.id, at=MONDAY).history[-1].note == (
        "Sai thể thức nơi nhận"
    )
    with pytest.raises(NotFound):
        number(found, office.records)


def test_a_draft_out_of_form_goes_nowhere_and_is_told_everything() -> None:
    office = make_documents(certified=False)
    found = draft(office, type="cong-van", addressed_to=[], places=[], paragraphs=[])
    with pytest.raises(Invalid) as refused:
        forward(found, office.officer)
    assert {one.field for one in refused.value.faults} == {"addressed_to", "places", "body"}
    assert fresh(found).phase == Phase.DRAFT


def test_where_there_is_no_head_it_goes_straight_to_the_leader_it_names() -> None:
    office = make_documents(certified=False)
    found = draft(office)
    forward(found, office.officer, key="direct")
    (step,) = open_of(about=found.ref)
    assert (step.step, step.holder_id) == ("sign", office.leader.account)
    assert fresh(found).phase == Phase.ROUTED


def test_where_there_is_an_office_it_looks_the_form_over_before_the_leader_does() -> None:
    office = make_documents(certified=False)
    AgencyVersion.objects.filter(agency=office.committee).update(kind="department")
    found = draft(office)
    assert keys(office.officer, found) == ["forward", "to_office"]
    forward(found, office.officer)
    assert keys(office.head, found) == ["to_office", "send_back"]
    with pytest.raises(Conflict, match="không có ở bước"):
        forward(found, office.head)
    forward(found, office.head, key="to_office")
    (step,) = open_of(about=found.ref)
    assert (step.step, step.role, fresh(found).phase) == ("office", "records", Phase.ROUTED)
    page = client_of(office.records).get(f"/can-bo/van-ban/{found.id}/").content.decode()
    assert "Kiểm tra thể thức" in page
    assert "Trình lãnh đạo ký" in page
    for actor in (office.officer, office.head, office.leader):
        with pytest.raises(Conflict, match="không ở bước này"):
            forward(found, actor)
    with pytest.raises(Invalid):
        forward(found, office.records, key="send_back")
    forward(found, office.records, key="send_back", note="Sai trích yếu")
    assert fresh(found).phase == Phase.DRAFT
    forward(found, office.officer, key="to_office")
    forward(found, office.records)
    (step,) = open_of(about=found.ref)
    assert (step.step, step.holder_id) == ("sign", office.leader.account)


def test_a_small_agency_has_no_office_on_its_route() -> None:
    office = make_documents(certified=False)
    found = draft(office)
    assert keys(office.officer, found) == ["forward", "direct"]
    with pytest.raises(Conflict, match="không có ở bước"):
        forward(found, office.officer, key="to_office")


def keys(actor: Actor, document: Document) -> list[str]:
    """The ways on that the document's page offers."""
    return [one.key for one in open_document(actor=actor, document=document.id, at=MONDAY).moves]


def test_signing_and_numbering_are_no_mere_moves() -> None:
    office = make_documents()
    found = routed(office)
    with pytest.raises(Conflict, match="hoàn thành bằng việc ký"):
        forward(found, office.leader)
    approve(found, office.leader)
    with pytest.raises(Conflict, match="hoàn thành bằng việc ký"):
        forward(found, office.records)
    number(found, office.records)
    with pytest.raises(Conflict, match="đã được cấp số"):
        forward(found, office.records, key="send_back", note="Muộn rồi")


def test_the_leader_signs_what_was_shown_and_with_a_certificate() -> None:
    office = make_documents()
    found = routed(office)
    with pytest.raises(Conflict, match="đã được sửa"):
        actions.approve(
            actor=office.leader, document=found.id, version=fresh(found).version, digest="0" * 64, at=MONDAY
        )
    other = make_official("leader", office.committee, title="Chủ tịch")
    with pytest.raises(Conflict, match="do người khác xử lý"):
        approve(found, other)
    Certificate.objects.filter(kind=Certificate.Kind.PERSON).delete()
    with pytest.raises(Conflict, match="chứng thư số"):
        approve(found, office.leader)


def test_what_was_approved_is_what_is_numbered() -> None:
    office = make_documents()
    found = approved(office)
    tampered = fresh(found)
    tampered.write({"paragraphs": ["Khác"], "addressed_to": [], "places": []})
    tampered.save()
    with pytest.raises(Conflict, match="chưa được duyệt ký"):
        number(found, office.records)


def test_an_older_page_changes_nothing() -> None:
    office = make_documents(certified=False)
    found = draft(office)
    version = found.version
    forward(found, office.officer)
    with pytest.raises(Stale, match="Chuyển bước"):
        actions.send(actor=office.head, document=found.id, version=version, key="forward", note="", at=MONDAY)


def test_each_act_asks_for_its_own_right() -> None:
    office = make_documents()
    assert office.leader.account is not None
    for actor in (office.head, office.leader, office.records, office.clerk, make_citizen()):
        with pytest.raises(NotAllowed):
            actions.begin(
                actor=actor, agency=office.committee.id, text=TEXT, signer=office.leader.account, secrecy="0",
                at=MONDAY,
            )  # fmt: skip
    found = routed(office)
    for actor in (office.officer, office.head, office.records):
        with pytest.raises(NotAllowed):
            approve(found, actor)
    approve(found, office.leader)
    for actor in (office.officer, office.head, office.leader):
        with pytest.raises(NotAllowed):
            number(found, actor)


def test_another_agency_sees_nothing_and_a_draft_is_its_drafters() -> None:
    office = make_documents(certified=False)
    other = another(office)
    found = draft(office)
    for actor in (*other.officials.values(), office.head, office.clerk, make_citizen()):
        assert not visible(actor=actor).exists()
        with pytest.raises(NotFound):
            open_document(actor=actor, document=found.id, at=MONDAY)
        assert describe([found.ref], actor=actor) == {}
    with pytest.raises(NotFound):
        forward(found, other.officer)
    forward(found, office.officer)
    assert visible(actor=office.head).exists()
    assert not visible(actor=other.head).exists()
    assert describe([found.ref], actor=office.head)[found.ref].title == TEXT.subject


def test_each_finds_what_waits_for_them() -> None:
    office = make_documents()
    found = draft(office)

    def holds(actor: object, group: str, text: str = "") -> bool:
        rows = listing(actor=actor, filters=Filters(group=group, text=text), at=MONDAY)  # type: ignore[arg-type]
        return rows.filter(id=found.id).exists()

    assert holds(office.officer, WAITING)
    forward(found, office.officer)
    assert [holds(one, WAITING) for one in (office.officer, office.head, office.leader)] == [
        False,
        True,
        False,
    ]
    forward(found, office.head)
    assert [holds(one, WAITING) for one in (office.head, office.leader)] == [False, True]
    assert holds(office.officer, MINE)
    assert holds(office.records, ALL, "chuyen doi so")
    assert not holds(office.records, ALL, "khong co")
    approve(found, office.leader)
    number(found, office.records)
    assert holds(office.records, ALL, "01/bc-ubnd")


def test_what_it_says_and_why_it_came_back_lie_sealed() -> None:
    office = make_documents()
    found = routed(office, paragraphs=["Lời kín đáo"], places=["Nơi kín đáo"])
    forward(found, office.leader, key="send_back", note="Lẽ kín đáo")
    rows = [*Document.objects.values_list(), *Note.objects.values_list(), *Act.objects.values_list()]
    assert "kín đáo" not in "".join(str(value) for row in rows for value in row)
    sealed = [fresh(found).text_sealed, *Note.objects.values_list("text_sealed", flat=True)]
    assert not [one for one in sealed if "kín đáo".encode() in bytes(one)]
    sealing.destroy(found.key)
    assert fresh(found).text()["paragraphs"] == []
