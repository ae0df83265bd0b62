"""Who may do what to a dossier, in which order, and what a second pair of hands is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.issuing import digest_of
from tinhso.government.dossiers.engine.contents import compose
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.lists import visible
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.queries.tracking import tracked
from tinhso.government.dossiers.rules import TRANSITIONS, Channel, Phase, target_of
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_filing,
    make_citizen,
    make_office,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from tinhso.kernel.ledger.models import Act, Read

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=10)


def filed(citizen: Actor | None = None, commune: str = "29266") -> Dossier:
    return actions.file(
        actor=citizen or make_citizen(), filing=birth_filing(commune), channel=Channel.ONLINE, at=MONDAY
    )


def version(dossier: Dossier) -> int:
    return Dossier.objects.values_list("version", flat=True).get(id=dossier.id)


def brought_to_sign(office: Office, dossier: Dossier) -> dict[str, Any]:
    """The dossier lies before the leader; the content drafted."""
    actions.receive(actor=office.clerk, dossier=dossier.id, version=version(dossier), at=LATER)
    content = compose(open_dossier(actor=office.officer, dossier=dossier.id, at=LATER))
    actions.draft_result(
        actor=office.officer, dossier=dossier.id, version=version(dossier), content=content, at=LATER
    )
    for _ in ("verify", "draft"):
        step = open_of(about=dossier.ref)[0]
        actions.move_on(
            actor=office.officer, dossier=dossier.id, version=version(dossier), assignment=step.id, move="forward",
            note="", at=LATER,
        )  # fmt: skip
    return content


def test_only_the_receiving_counter_receives() -> None:
    office, other = make_office(), make_office(OTHER_COMMUNE, "An Trường", 102)
    dossier = filed()
    for stranger in (office.officer, office.leader, other.clerk, make_citizen(phone="0912345679")):
        with pytest.raises((NotAllowed, NotFound)):
            actions.receive(actor=stranger, dossier=dossier.id, version=1, at=LATER)
    assert actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=LATER).code


def test_only_the_receiving_counter_refuses() -> None:
    office = make_office()
    dossier = filed()
    for colleague in (office.officer, office.leader, office.records):
        with pytest.raises(NotAllowed):
            actions.refuse(
                actor=colleague, dossier=dossier.id, version=1, reason="Trùng", basis="Điều 17", at=LATER
            )
    refused = actions.refuse(
        actor=office.clerk, dossier=dossier.id, version=1, reason="Trùng", basis="Điều 17", at=LATER
    )
    assert refused.phase == Phase.REFUSED


def test_only_the_counter_hands_over() -> None:
    office = make_office()
    dossier = filed()
    Dossier.objects.filter(id=dossier.id).update(phase=Phase.ISSUED, issued_at=LATER)
    for colleague in (office.officer, office.leader):
        with pytest.raises(NotAllowed):
            actions.deliver(actor=colleague, dossier=dossier.id, version=1, at=LATER)
    assert (
        actions.deliver(actor=office.clerk, dossier=dossier.id, version=1, at=LATER).phase == Phase.DELIVERED
    )


def test_only_the_leader_of_the_agency_approves() -> None:
    office, other = make_office(), make_office(OTHER_COMMUNE, "An Trường", 102)
    dossier = filed()
    digest = digest_of(brought_to_sign(office, dossier))
    for stranger in (office.officer, office.clerk, office.records, other.leader):
        with pytest.raises((NotAllowed, NotFound)):
            actions.approve_result(
                actor=stranger, dossier=dossier.id, version=version(dossier), digest=digest, at=LATER
            )
    actions.approve_result(
        actor=office.leader, dossier=dossier.id, version=version(dossier), digest=digest, at=LATER
    )


def test_each_agency_sees_its_own() -> None:
    office, other = make_office(), make_office(OTHER_COMMUNE, "An Trường", 102)
    mine, theirs = filed(), filed(commune=OTHER_COMMUNE)
    for official in office.officials.values():
        assert set(visible(actor=official)) == {mine}
        with pytest.raises(NotFound):
            open_dossier(actor=official, dossier=theirs.id, at=LATER)
    assert set(visible(actor=other.head)) == {theirs}


def test_a_citizen_sees_only_what_is_theirs() -> None:
    make_office()
    one, other = make_citizen(), make_citizen(phone="0912345670")
    mine = filed(one)
    assert set(visible(actor=one)) == {mine}
    assert set(visible(actor=other)) == set()
    with pytest.raises(NotFound):
        open_dossier(actor=other, dossier=mine.id, at=LATER)


def test_a_second_officer_is_told_what_changed() -> None:
    office = make_office()
    dossier = filed()
    actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=LATER)
    with pytest.raises(Stale, match=r"tiếp nhận hồ sơ|bắt đầu giải quyết"):
        actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=LATER)


@pytest.mark.parametrize("phase", Phase)
def test_illegal_moves_are_impossible(phase: Phase) -> None:
    for act, transition in TRANSITIONS.items():
        if phase in transition.sources:
            assert target_of(act, phase=phase) == transition.target
        else:
            with pytest.raises(Conflict):
                target_of(act, phase=phase)


def test_pressing_send_twice_files_once() -> None:
    make_office()
    citizen = make_citizen()
    draft = actions.start_draft(actor=citizen, filing=birth_filing(), at=MONDAY)
    first = actions.submit(actor=citizen, dossier=draft.id, at=LATER)
    again = actions.submit(actor=citizen, dossier=draft.id, at=LATER + timedelta(seconds=1))
    assert again.submitted_at == first.submitted_at
    assert Act.objects.filter(verb="dossiers.submit").count() == 1


def test_what_is_missing_is_named_and_the_draft_stays() -> None:
    make_office()
    citizen = make_citizen()
    draft = actions.start_draft(
        actor=citizen, filing=birth_filing(**{"child.name": "", "child.birth_date": "2030-01-01"}), at=MONDAY
    )
    with pytest.raises(Invalid) as refused:
        actions.submit(actor=citizen, dossier=draft.id, at=LATER)
    assert {"child.name", "child.birth_date"} <= {fault.field for fault in refused.value.faults}
    kept = Dossier.objects.get(id=draft.id)
    assert kept.phase == Phase.DRAFT
    assert kept.envelope()["answers"]["mother.name"] == "Nguyễn Thị Hạnh"


def test_a_leader_approves_only_what_was_shown() -> None:
    office = make_office()
    dossier = filed()
    shown = digest_of(brought_to_sign(office, dossier))
    with pytest.raises(Conflict, match="đã được sửa"):
        actions.approve_result(
            actor=office.leader, dossier=dossier.id, version=version(dossier), digest=shown[::-1], at=LATER
        )


def test_a_result_sent_back_loses_its_approval() -> None:
    office = make_office()
    dossier = filed()
    content = brought_to_sign(office, dossier)
    actions.approve_result(
        actor=office.leader, dossier=dossier.id, version=version(dossier), digest=digest_of(content), at=LATER
    )
    step = open_of(about=dossier.ref)[0]
    actions.move_on(
        actor=office.records, dossier=dossier.id, version=version(dossier), assignment=step.id, move="send_back",
        note="Sai tên xã", at=LATER,
    )  # fmt: skip
    dossier.refresh_from_db()
    assert dossier.result.approved_at is None


def test_signing_and_numbering_cannot_be_skipped() -> None:
    office = make_office()
    dossier = filed()
    brought_to_sign(office, dossier)
    step = open_of(about=dossier.ref)[0]
    with pytest.raises(Conflict, match="không chuyển tiếp trực tiếp"):
        actions.move_on(
            actor=office.leader, dossier=dossier.id, version=version(dossier), assignment=step.id, move="forward",
            note="", at=LATER,
        )  # fmt: skip


def test_looking_is_recorded_before_anything_is_shown() -> None:
    office = make_office()
    citizen = make_citizen()
    dossier = filed(citizen)
    open_dossier(actor=office.officer, dossier=dossier.id, at=LATER)
    look = Read.objects.get()
    assert (look.actor, look.about) == (office.officer.account, dossier.ref)
    assert f"people.person:{citizen.person}" in look.subjects
    open_dossier(actor=citizen, dossier=dossier.id, at=LATER)
    assert Read.objects.count() == 1


def test_codes_run_without_gap_within_the_day_and_start_again_the_next() -> None:
    office = make_office()
    codes = []
    for day in (0, 0, 1):
        dossier = filed()
        at = LATER + timedelta(days=day)
        codes.append(actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=at).code)
    assert codes == ["H61.101.01-261116-0001", "H61.101.01-261116-0002", "H61.101.01-261117-0001"]


def test_a_supplement_is_asked_once_item_by_item_and_answered_whole() -> None:
    office = make_office()
    citizen = make_citizen()
    dossier = filed(citizen)
    lacks = [
        actions.receiving.Lack("birth_notice", "Giấy chứng sinh", "Ảnh mờ", "Chụp lại đủ bốn góc"),
        actions.receiving.Lack("question:father.name", "Tên cha", "Thiếu chữ đệm", "Ghi như căn cước"),
    ]
    actions.request_supplement(
        actor=office.clerk, dossier=dossier.id, version=1, lacks=lacks, basis="Điều 17", at=LATER
    )
    page = open_dossier(actor=citizen, dossier=dossier.id, at=LATER)
    items = page.supplements[0].items
    assert [(words.fault, words.remedy) for words in items] == [(lack.fault, lack.remedy) for lack in lacks]
    with pytest.raises(Invalid) as open_left:
        actions.answer_supplement(
            actor=citizen, dossier=dossier.id, answers={items[0].item.id: "Đã chụp lại"}, files={}, at=LATER
        )
    assert [fault.field for fault in open_left.value.faults] == [f"item:{items[1].item.id}"]
    answers = {words.item.id: "Đã sửa" for words in items}
    answered = actions.answer_supplement(
        actor=citizen, dossier=dossier.id, answers=answers, files={}, at=LATER
    )
    assert answered.phase == Phase.SUBMITTED


def test_every_move_says_what_was_promised_before_and_after() -> None:
    office = make_office()
    dossier = filed()
    received = actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=LATER)
    assert received.due_at is not None
    actions.stop(
        actor=office.clerk, dossier=dossier.id, version=version(dossier), reason="Đã đổi ý", at=LATER
    )
    dues = {
        act.verb: (act.data["due_before"], act.data["due_after"])
        for act in Act.objects.filter(about=dossier.ref)
        if "due_before" in act.data
    }
    due = received.due_at.isoformat()
    assert dues["dossiers.receive"] == (None, due)
    assert dues["dossiers.begin"] == (due, due)
    assert [moment is not None for moment in dues["dossiers.stop"]] == [True, True]


def test_the_public_learns_where_it_stands_and_not_whose_it_is() -> None:
    make_office()
    dossier = filed()
    found = tracked(text=dossier.request_id.lower(), at=LATER)
    assert found.phase == Phase.SUBMITTED
    assert "Hạnh" not in found.owner
    with pytest.raises(NotFound) as unknown:
        tracked(text="YC-261116-00000000", at=LATER)
    with pytest.raises(NotFound) as nonsense:
        tracked(text="' OR 1=1", at=LATER)
    assert unknown.value.detail == nonsense.value.detail
