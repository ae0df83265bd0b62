"""Putting documents and papers into a file, and taking them out."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from tinhso.contracts.documents import panels
from tinhso.government.archive import actions
from tinhso.government.archive.queries import filing
from tinhso.government.archive.rules import PaperWords
from tinhso.government.archive.tests.factories import (
    again,
    closed,
    filled,
    issued,
    make_archive,
    opened,
    picture,
    put,
)
from tinhso.government.documents.tests.factories import another, approved
from tinhso.government.dossiers.tests.factories import MONDAY, make_official
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale

pytestmark = pytest.mark.django_db
WORDS = PaperWords("Biên bản", "", date(2026, 11, 2), "Ấp 3", "Biên bản họp ấp")


def test_a_document_is_filed_once_however_often_it_is_asked_for() -> None:
    office = make_archive()
    file, document = opened(office), issued(office)
    put(file, document, actor=office.officer)
    put(file, document, actor=office.officer)
    (item,) = file.items.all()
    assert (item.notation, item.author) == (document.notation, "Ủy ban nhân dân xã Càng Long")
    assert len(item.digests) == 1


def test_what_is_not_issued_or_not_seen_is_not_there() -> None:
    office = make_archive()
    file = opened(office)
    foreign = another(office)
    with pytest.raises(NotFound):
        put(file, approved(office), actor=office.officer)
    assert not filing.found(actor=foreign.records, words="", file=file.id)
    with pytest.raises(NotFound):
        put(file, issued(office), actor=foreign.officer)
    assert not file.items.exists()


def test_an_official_works_in_own_files_and_the_keeper_in_all() -> None:
    office = make_archive()
    file, document = opened(office), issued(office)
    colleague = make_official("officer", office.committee)
    with pytest.raises(NotAllowed):
        put(file, document, actor=colleague)
    assert not filing.takers(actor=colleague, words="", source=document.ref)
    put(file, document, actor=office.records)
    assert file.items.count() == 1


def test_a_paper_is_kept_sealed_with_the_file_and_thrown_away_with_its_line() -> None:
    office = make_archive()
    file = opened(office)
    item = actions.add_paper(
        actor=office.officer, file=file.id, words=WORDS, name="hop.png", content=picture(), at=MONDAY
    )
    assert item.stored is not None
    assert item.stored.key == file.key
    stored = item.stored.pk
    actions.take_out(actor=office.officer, file=file.id, item=item.id, at=MONDAY)
    assert not type(item.stored).objects.filter(pk=stored).exists()
    with pytest.raises(Invalid):
        actions.add_paper(
            actor=office.officer,
            file=file.id,
            words=WORDS,
            name="hop.docm",
            content=BytesIO(b"PK\x03\x04"),
            at=MONDAY,
        )


def test_a_closed_file_takes_nothing_and_gives_nothing_until_it_is_opened_again() -> None:
    office = make_archive()
    file = closed(office)
    item = file.items.get()
    with pytest.raises(Conflict):
        put(file, issued(office), actor=office.officer)
    with pytest.raises(Conflict):
        actions.take_out(actor=office.officer, file=file.id, item=item.id, at=MONDAY)
    with pytest.raises(NotAllowed):
        actions.reopen(actor=office.officer, file=file.id, version=file.version, at=MONDAY)
    actions.reopen(actor=office.records, file=file.id, version=file.version, at=MONDAY)
    assert again(file).kept_until is None
    put(file, issued(office), actor=office.officer)


def test_two_who_write_at_once_are_told() -> None:
    office = make_archive()
    file = filled(office)
    actions.describe(actor=office.officer, file=file.id, version=file.version, text="Ghi chú", at=MONDAY)
    with pytest.raises(Stale):
        actions.describe(actor=office.officer, file=file.id, version=file.version, text="Khác", at=MONDAY)
    assert again(file).description() == "Ghi chú"


def test_a_document_says_in_which_file_it_lies() -> None:
    office = make_archive()
    document = issued(office)
    panel = panels["archive.files"]
    assert [one.text for one in panel.lines(office.officer, document.ref, MONDAY)] == ["Đưa vào hồ sơ"]
    file = filled(office, document)
    lines = panel.lines(office.officer, document.ref, MONDAY)
    assert lines[0].text == str(file)
