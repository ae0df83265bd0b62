"""How long a file is kept: counted in whole years, from the later of closing and event, never cut by itself."""

from __future__ import annotations

from datetime import date

import pytest

from tinhso.foundation.packs.models import CodeList
from tinhso.government.archive import actions
from tinhso.government.archive.queries.page import open_record_file
from tinhso.government.archive.rules import CLOSING, Kept, explain, hand_over_by, is_shorter
from tinhso.government.archive.tests.factories import again, closed, filled, make_archive
from tinhso.government.dossiers.tests.factories import MONDAY
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed


@pytest.mark.parametrize(
    ("kept", "until"),
    [
        (Kept(10, CLOSING, date(2026, 3, 15), None), date(2036, 12, 31)),
        (Kept(10, CLOSING, date(2026, 12, 31), None), date(2036, 12, 31)),
        (Kept(None, CLOSING, date(2026, 3, 15), None), None),
        (Kept(10, CLOSING, None, None), None),
        (Kept(5, "settlement", date(2026, 3, 15), None), None),
        (Kept(5, "settlement", date(2026, 3, 15), date(2028, 1, 1)), date(2033, 12, 31)),
        (Kept(5, "settlement", date(2026, 3, 15), date(2024, 1, 1)), date(2031, 12, 31)),
        (Kept(5, "settlement", None, date(2024, 1, 1)), None),
    ],
)
def test_it_is_kept_for_whole_years_from_the_later_day(kept: Kept, until: date | None) -> None:
    assert kept.until == until


def test_for_ever_is_longer_than_any_number_of_years() -> None:
    assert is_shorter(70, None)
    assert not is_shorter(None, 70)
    assert is_shorter(5, 10)
    assert not is_shorter(10, 10)


def test_the_hand_over_is_due_a_year_after_closing_on_a_leap_day_too() -> None:
    assert hand_over_by(date(2026, 3, 15)) == date(2027, 3, 15)
    assert hand_over_by(date(2028, 2, 29)) == date(2029, 3, 1)


def test_each_rule_that_had_a_say_has_its_line() -> None:
    kept = Kept(10, CLOSING, date(2026, 3, 15), None)
    lines = explain(kept, retention="10 năm", event="", changes=[], cases=[])
    assert len(lines) == 4
    assert "01/01/2027 đến 31/12/2036" in lines[2]
    assert "31/12/2036" in lines[-1]


@pytest.mark.django_db
def test_closing_begins_it_and_a_later_list_of_the_pack_shortens_nothing() -> None:
    office = make_archive()
    file = closed(office)
    assert file.kept_until == date(2036, 12, 31)
    listed = CodeList.objects.get(code="archive_retention")
    for one in listed.body["entries"]:
        one["years"] = 1
    listed.save()
    version = actions.reopen(actor=office.records, file=file.id, version=file.version, at=MONDAY).version
    anew = actions.close(actor=office.officer, file=file.id, version=version, on=MONDAY.date(), at=MONDAY)
    assert anew.kept_until == date(2036, 12, 31)


@pytest.mark.django_db
def test_an_event_may_only_move_later() -> None:
    office = make_archive()
    file = closed(office, starts="settlement")
    assert file.kept_until is None
    noted = actions.note_event(
        actor=office.records, file=file.id, version=file.version, on=date(2026, 11, 10), at=MONDAY
    )
    assert noted.kept_until == date(2036, 12, 31)
    with pytest.raises(Invalid):
        actions.note_event(
            actor=office.records, file=file.id, version=noted.version, on=date(2026, 11, 9), at=MONDAY
        )


@pytest.mark.django_db
def test_who_keeps_the_files_lengthens_and_only_the_leader_shortens() -> None:
    office = make_archive()
    file = closed(office)
    longer = actions.change_retention(
        actor=office.records,
        file=file.id,
        version=file.version,
        retention="20-nam",
        reason="Dự án kéo dài",
        at=MONDAY,
    )
    assert longer.kept_until == date(2046, 12, 31)
    with pytest.raises(NotAllowed):
        actions.change_retention(
            actor=office.records,
            file=file.id,
            version=longer.version,
            retention="5-nam",
            reason="Ngắn thôi",
            at=MONDAY,
        )
    shorter = actions.change_retention(
        actor=office.leader,
        file=file.id,
        version=longer.version,
        retention="5-nam",
        reason="Xác định lại",
        at=MONDAY,
    )
    assert shorter.kept_until == date(2031, 12, 31)
    why = open_record_file(actor=office.records, file=file.id, at=MONDAY).why
    assert any("Dự án kéo dài" in line for line in why)
    assert any("Xác định lại" in line for line in why)


@pytest.mark.django_db
def test_a_file_without_documents_or_with_a_later_one_is_not_closed() -> None:
    office = make_archive()
    file = filled(office)
    with pytest.raises(Invalid):
        actions.close(
            actor=office.officer, file=file.id, version=file.version, on=date(2026, 11, 1), at=MONDAY
        )
    item = file.items.get()
    actions.take_out(actor=office.officer, file=file.id, item=item.id, at=MONDAY)
    with pytest.raises(Conflict):
        actions.close(
            actor=office.officer, file=file.id, version=again(file).version, on=MONDAY.date(), at=MONDAY
        )
