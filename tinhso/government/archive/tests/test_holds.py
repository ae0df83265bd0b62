"""Cases hold files: several at once, each for itself, and nothing held is destroyed."""

from __future__ import annotations

import pytest

from tinhso.government.archive import actions
from tinhso.government.archive.queries.files import disposable
from tinhso.government.archive.queries.page import open_record_file
from tinhso.government.archive.tests.factories import LATER, closed, make_archive
from tinhso.government.documents.tests.factories import another
from tinhso.government.dossiers.tests.factories import MONDAY
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_a_file_is_free_when_every_case_is_closed() -> None:
    office = make_archive()
    file = closed(office)
    agency = office.committee.id
    assert disposable(agency=agency, at=LATER).exists()
    cases = [
        actions.hold(
            actor=office.records, agency=agency, title=title, reason="Công văn 5", files=[file.id], at=MONDAY
        )
        for title in ("Thanh tra đất đai", "Khiếu nại")
    ]
    why = open_record_file(actor=office.officer, file=file.id, at=MONDAY).why
    assert sum("Đang giữ lại" in line for line in why) == 2
    for case in cases:
        assert not disposable(agency=agency, at=LATER).exists()
        actions.end_hold(actor=office.records, case=case.id, reason="Đã kết luận", at=MONDAY)
    assert disposable(agency=agency, at=LATER).exists()
    with pytest.raises(Conflict):
        actions.end_hold(actor=office.records, case=cases[0].id, reason="Lần nữa", at=MONDAY)


def test_a_case_has_a_reason_and_holds_what_its_agency_keeps() -> None:
    office = make_archive()
    file = closed(office)
    foreign = another(office)
    with pytest.raises(Invalid):
        actions.hold(
            actor=office.records,
            agency=office.committee.id,
            title="Thanh tra",
            reason=" ",
            files=[file.id],
            at=MONDAY,
        )
    with pytest.raises(NotAllowed):
        actions.hold(
            actor=office.officer,
            agency=office.committee.id,
            title="Thanh tra",
            reason="x",
            files=[file.id],
            at=MONDAY,
        )
    with pytest.raises(Invalid):
        actions.hold(
            actor=foreign.records, agency=foreign.committee.id, title="Thanh tra", reason="x", files=[file.id],
            at=MONDAY,
        )  # fmt: skip
    case = actions.hold(
        actor=office.records,
        agency=office.committee.id,
        title="Thanh tra",
        reason="x",
        files=[file.id],
        at=MONDAY,
    )
    with pytest.raises(NotFound):
        actions.end_hold(actor=foreign.records, case=case.id, reason="x", at=MONDAY)
