"""Closed files go to an archive: packed, offered, taken by somebody else, or sent back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from uuid import UUID

import pytest
from lxml import etree

from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.units.models import Agency
from tinhso.government.archive import actions
from tinhso.government.archive.engine import packing, printing
from tinhso.government.archive.formats.described import SCHEMA
from tinhso.government.archive.models import TransferredFile
from tinhso.government.archive.queries.transfers import package
from tinhso.government.archive.rules import FileState
from tinhso.government.archive.tests.factories import (
    again,
    another_keeper,
    closed,
    filled,
    issued,
    make_archive,
    offered,
)
from tinhso.government.documents.tests.factories import another
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_one_offers_and_another_takes_over() -> None:
    office = make_archive()
    file = closed(office)
    transfer = offered(office, file)
    with pytest.raises(NotAllowed):
        actions.accept(actor=office.records, transfer=transfer, at=MONDAY)
    keeper = another_keeper(office)
    actions.accept(actor=keeper, transfer=transfer, at=MONDAY)
    assert again(file).state == FileState.HANDED_OVER
    with pytest.raises(Conflict):
        actions.refuse(actor=keeper, transfer=transfer, reason="Muộn rồi", at=MONDAY)
    assert printing.print_minutes(actor=keeper, transfer=transfer, at=MONDAY).startswith(b"%PDF")


def test_what_is_sent_back_is_closed_as_before_and_may_go_again() -> None:
    office = make_archive()
    file = closed(office)
    transfer = offered(office, file)
    keeper = another_keeper(office)
    with pytest.raises(Invalid):
        actions.refuse(actor=keeper, transfer=transfer, reason=" ", at=MONDAY)
    actions.refuse(actor=keeper, transfer=transfer, reason="Thiếu mục lục", at=MONDAY)
    assert again(file).state == FileState.CLOSED
    actions.accept(actor=keeper, transfer=offered(office, file), at=MONDAY)


def test_a_file_is_in_one_hand_over_at_a_time_and_only_once_closed() -> None:
    office = make_archive()
    file, still_open = closed(office), filled(office)
    offered(office, file)
    for one in (file, still_open):
        with pytest.raises(Invalid):
            offered(office, one)
    with pytest.raises(Conflict):
        actions.reopen(actor=office.records, file=file.id, version=file.version, at=MONDAY)


def test_another_archive_sees_what_it_was_offered_and_keeps_what_it_took() -> None:
    office = make_archive()
    foreign = another(office)
    Agency.objects.filter(id=foreign.committee.id).update(key="so-noi-vu")
    foreign.committee.versions.update(code="so-noi-vu")
    file = closed(office)
    begun = actions.begin_transfer(
        actor=office.records,
        agency=office.committee.id,
        receiver=foreign.committee.id,
        files=[file.id],
        at=MONDAY,
    )
    row = TransferredFile.objects.get(transfer=begun)
    with pytest.raises(Conflict):
        actions.offer(actor=office.records, transfer=begun.id, at=MONDAY)
    packing.package(row=row.pk, at=MONDAY)
    with pytest.raises(NotFound):
        actions.accept(actor=foreign.records, transfer=begun.id, at=MONDAY)
    actions.offer(actor=office.records, transfer=begun.id, at=MONDAY)
    actions.accept(actor=foreign.records, transfer=begun.id, at=MONDAY)
    taken = again(file)
    assert (taken.agency_id, taken.custodian_id) == (office.committee.id, foreign.committee.id)
    assert headers_of(foreign, begun.id, row.pk)["Content-Type"] == "application/zip"
    with pytest.raises(NotAllowed):
        package(actor=office.officer, transfer=begun.id, row=row.pk, at=MONDAY)
    with pytest.raises(NotAllowed):
        actions.note_event(
            actor=office.records, file=file.id, version=taken.version, on=MONDAY.date(), at=MONDAY
        )


def headers_of(office: Office, transfer: UUID, row: int) -> Mapping[str, str]:
    return package(actor=office.records, transfer=transfer, row=row, at=MONDAY).headers


def test_a_package_holds_the_bytes_that_were_filed_and_names_their_digests() -> None:
    office = make_archive()
    file = closed(office, issued(office, b"%PDF-1.7 dung tung byte"))
    made = b"".join(packing.pack_file(file, at=MONDAY))
    assert made == b"".join(packing.pack_file(file, at=MONDAY))
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        names = opened.namelist()
        root = f"uuid-{str(file.id).upper()}"
        assert {name.partition("/")[0] for name in names} == {root}
        (paper,) = (name for name in names if "/data/" in name)
        assert opened.read(paper) == b"%PDF-1.7 dung tung byte"
        fields = etree.fromstring(opened.read(f"{root}/metadata/other/ho-so.xml"))
        etree.XMLSchema(etree.fromstring(SCHEMA.read_bytes())).assertValid(fields)
        described = opened.read(f"{root}/representations/rep1/METS.xml").decode()
        assert file.items.get().digests[0] in described


def test_bytes_that_are_not_those_that_were_filed_are_not_packed() -> None:
    office = make_archive()
    file = closed(office)
    item = file.items.get()
    item.digests = ["0" * 64]
    item.save()
    begun = actions.begin_transfer(
        actor=office.records,
        agency=office.committee.id,
        receiver=office.committee.id,
        files=[file.id],
        at=MONDAY,
    )
    row = TransferredFile.objects.get(transfer=begun)
    packing.package(row=row.pk, at=MONDAY)
    row.refresh_from_db()
    assert "không còn đúng" in row.failure
    with pytest.raises(Conflict):
        actions.offer(actor=office.records, transfer=begun.id, at=MONDAY)
    item.digests = []
    item.save()
    actions.pack_again(actor=office.records, transfer=begun.id, at=MONDAY)
    packing.package(row=row.pk, at=MONDAY)
    packing.package(row=row.pk, at=MONDAY)
    actions.offer(actor=office.records, transfer=begun.id, at=MONDAY)
    assert StoredFile.objects.filter(owner=file.ref, media_type="application/zip").count() == 1
