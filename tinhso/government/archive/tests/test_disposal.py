"""Files whose day has passed are destroyed by three hands, for good, unless a case holds them."""

from __future__ import annotations

import pytest

from tinhso.foundation.files.models import StoredFile
from tinhso.government.archive import actions
from tinhso.government.archive.engine import printing
from tinhso.government.archive.models import Disposal
from tinhso.government.archive.queries.page import open_record_file
from tinhso.government.archive.rules import DisposalState, FileState
from tinhso.government.archive.tests.factories import (
    LATER,
    again,
    approved_disposal,
    closed,
    issued,
    make_archive,
)
from tinhso.government.documents.tests.factories import fresh
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_official
from tinhso.kernel import sealing
from tinhso.kernel.errors import Invalid, NotAllowed
from tinhso.kernel.ledger.queries import acts_about

pytestmark = pytest.mark.django_db


def destroyed(office: Office, disposal: Disposal | object) -> Disposal:
    actions.destroy(actor=office.records, disposal=disposal, at=LATER)  # type: ignore[arg-type]
    return actions.carry_out(disposal=disposal, at=LATER)  # type: ignore[arg-type]


def test_what_it_said_is_gone_and_what_it_was_remains() -> None:
    office = make_archive()
    document = issued(office)
    file = closed(office, document)
    done = destroyed(office, approved_disposal(office, file))
    assert done.state == DisposalState.DONE
    gone = again(file)
    assert gone.state == FileState.DESTROYED
    for key in (gone.key, document.key):
        with pytest.raises(sealing.Destroyed):
            sealing.seal(key, b"x", row="x")
    assert not StoredFile.objects.filter(owner__in=[file.ref, document.ref]).exists()
    assert fresh(document).text().get("paragraphs", []) == []
    shown = open_record_file(actor=office.officer, file=file.id, at=LATER)
    assert shown.file.title == "Hồ sơ chuyển đổi số năm 2026"
    assert shown.items[0].item.notation == document.notation
    assert any(one.verb == "archive.destroyed" for one in acts_about(about=file.ref))
    assert printing.print_certificate(actor=office.leader, disposal=done.id, at=LATER).startswith(b"%PDF")


def test_a_case_opened_after_the_approval_keeps_the_file() -> None:
    office = make_archive()
    held, free = closed(office), closed(office)
    disposal = approved_disposal(office, held, free)
    actions.hold(
        actor=office.records, agency=office.committee.id, title="Tòa yêu cầu", reason="Công văn", files=[held.id],
        at=LATER,
    )  # fmt: skip
    done = destroyed(office, disposal)
    assert again(held).state == FileState.CLOSED
    assert again(free).state == FileState.DESTROYED
    assert {one.why != "" for one in done.files.all()} == {True, False}


def test_a_document_that_another_file_needs_stays() -> None:
    office = make_archive()
    document = issued(office)
    first = closed(office, document)
    second = closed(office, document, retention="vinh-vien")
    destroyed(office, approved_disposal(office, first))
    assert fresh(document).file_id is not None
    assert sealing.seal(document.key, b"x", row="x")
    assert again(second).state == FileState.CLOSED


def test_nobody_destroys_alone() -> None:
    office = make_archive()
    file = closed(office)
    both = make_official("leader", office.committee)
    with pytest.raises(NotAllowed):
        actions.propose(
            actor=both,
            agency=office.committee.id,
            files=[file.id],
            council=["A", "B", "C"],
            minutes="01",
            at=LATER,
        )
    disposal = actions.propose(
        actor=office.records, agency=office.committee.id, files=[file.id], council=["A", "B", "C"], minutes="01",
        at=LATER,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.decide(actor=office.records, disposal=disposal.id, approve=True, reason="", at=LATER)
    Disposal.objects.filter(id=disposal.id).update(proposed_by=both.account)
    with pytest.raises(NotAllowed):
        actions.decide(actor=both, disposal=disposal.id, approve=True, reason="", at=LATER)
    actions.decide(actor=office.leader, disposal=disposal.id, approve=True, reason="", at=LATER)
    Disposal.objects.filter(id=disposal.id).update(decided_by=office.records.account)
    with pytest.raises(NotAllowed):
        actions.destroy(actor=office.records, disposal=disposal.id, at=LATER)


def test_nothing_goes_before_its_day_and_what_is_kept_for_ever_never() -> None:
    office = make_archive()
    early, forever = closed(office), closed(office, retention="vinh-vien")
    with pytest.raises(Invalid):
        approved_disposal(office, early, at=MONDAY)
    with pytest.raises(Invalid):
        approved_disposal(office, forever)


def test_a_retention_lengthened_after_the_approval_keeps_the_file() -> None:
    office = make_archive()
    file = closed(office)
    disposal = approved_disposal(office, file)
    actions.change_retention(
        actor=office.records,
        file=file.id,
        version=again(file).version,
        retention="vinh-vien",
        reason="Lịch sử",
        at=LATER,
    )
    destroyed(office, disposal)
    assert again(file).state == FileState.CLOSED
    assert sealing.seal(file.key, b"x", row="x")


def test_what_is_turned_down_is_free_again_and_destroyed_by_nobody() -> None:
    office = make_archive()
    file = closed(office)
    disposal = actions.propose(
        actor=office.records, agency=office.committee.id, files=[file.id], council=["A", "B", "C"], minutes="01",
        at=LATER,
    )  # fmt: skip
    with pytest.raises(Invalid):
        actions.decide(actor=office.leader, disposal=disposal.id, approve=False, reason="", at=LATER)
    actions.decide(actor=office.leader, disposal=disposal.id, approve=False, reason="Còn cần", at=LATER)
    actions.carry_out(disposal=disposal.id, at=LATER)
    assert again(file).state == FileState.CLOSED
    approved_disposal(office, file)
