"""Closed dossiers lie in files as documents do: what they say stays sealed, and goes when the file goes, not before."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import signed_in
from tinhso.foundation.files.actions import keep
from tinhso.foundation.procedures.models import Procedure
from tinhso.government.archive import actions
from tinhso.government.archive.models import Item, RecordFile, TransferredFile
from tinhso.government.archive.queries.filing import found
from tinhso.government.archive.queries.page import open_record_file
from tinhso.government.archive.queries.transfers import package
from tinhso.government.archive.rules import FileState
from tinhso.government.archive.tests.factories import (
    LATER,
    again,
    another_keeper,
    approved_disposal,
    make_archive,
    offered,
    opened,
)
from tinhso.government.documents.tests.factories import another
from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.models import Dossier, DossierPaper, Original, Result
from tinhso.government.dossiers.tests.factories import BIRTH, MONDAY, Office
from tinhso.government.dossiers.tests.test_straight_path import fresh, received
from tinhso.kernel import sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.models import Read

pytestmark = pytest.mark.django_db
YEARS_LATER = MONDAY + timedelta(days=1100)
NOON = MONDAY + timedelta(hours=3)


def delivered(office: Office) -> Dossier:
    """A closed dossier with a paper and a result; both are stand-ins."""
    dossier = received(office)
    paper = keep(
        at=MONDAY, owner=dossier.ref, key=dossier.key, name="giay-chung-sinh.pdf", content=b"%PDF-1.7 in"
    )
    DossierPaper.objects.create(
        dossier=dossier, paper="birth_notice", title="Giấy", file=paper, added_at=MONDAY
    )
    result = keep(at=MONDAY, owner=dossier.ref, key=dossier.key, name="ket-qua.pdf", content=b"%PDF-1.7 out")
    Result.objects.create(
        dossier=dossier, code="x", title="Giấy khai sinh", content_sealed=b"", content_digest="", drafted_at=MONDAY,
        file=result, issued_at=MONDAY,
    )  # fmt: skip
    Dossier.objects.filter(id=dossier.id).update(phase="delivered", closed_at=MONDAY)
    return fresh(dossier)


def lying(office: Office) -> tuple[Dossier, RecordFile]:
    """A closed dossier in a closed file."""
    dossier, file = delivered(office), opened(office)
    actions.put_in(actor=office.officer, file=file.id, sources=[dossier.ref], at=MONDAY)
    version = again(file).version
    actions.close(actor=office.officer, file=file.id, version=version, on=MONDAY.date(), at=MONDAY)
    return dossier, again(file)


def keep_dossiers_for(years: int) -> None:
    version = Procedure.objects.get(code=BIRTH)
    version.body["retention"] = {"years": years, "assumed": True}
    version.save()


def test_its_line_names_the_procedure_alone_and_its_papers_leave_with_a_trace() -> None:
    office = make_archive()
    dossier, file = lying(office)
    line = file.items.get()
    assert (line.notation, line.subject) == (dossier.code, dossier.procedure.name)
    assert dossier.owner.name not in str(Item.objects.values().get())
    link = open_record_file(actor=office.officer, file=file.id, at=MONDAY).items[0].url
    assert str(dossier.id) in link
    transfer = offered(office, file)
    row = TransferredFile.objects.get()
    handed = b"".join(package(actor=office.records, transfer=transfer, row=row.pk, at=MONDAY).content)
    with zipfile.ZipFile(io.BytesIO(handed)) as whole:
        data = [whole.read(name) for name in sorted(whole.namelist()) if "/data/" in name]
    assert data == [b"%PDF-1.7 out", b"%PDF-1.7 in"]
    read = Read.objects.get(about=dossier.ref)
    assert read.actor == office.records.account


def test_only_the_agency_that_decided_files_it_and_only_once_it_is_closed() -> None:
    office = make_archive()
    stranger = another(office)
    dossier, file = delivered(office), opened(office)
    assert [one.ref for one in found(actor=office.officer, words=str(dossier.code), file=file.id)] == [
        dossier.ref
    ]
    assert not found(actor=stranger.officer, words=str(dossier.code), file=file.id)
    Dossier.objects.filter(id=dossier.id).update(phase="in_progress", closed_at=None)
    with pytest.raises(NotFound):
        actions.put_in(actor=office.officer, file=file.id, sources=[dossier.ref], at=MONDAY)


def shown(actor: Actor, dossier: Dossier, *, at: datetime = MONDAY) -> str:
    """The dossier's own page, as text."""
    with time_machine.travel(at, tick=False):
        assert actor.account is not None
        account = Account.objects.get(id=actor.account)
        return signed_in(account, at=at).get(f"/can-bo/ho-so/{dossier.id}/").content.decode()


def test_its_own_page_says_where_it_lies_to_whoever_may_see_it() -> None:
    office = make_archive()
    dossier, file = delivered(office), opened(office)
    Result.objects.all().delete()  # A stand-in says nothing that could be shown.
    assert file.title not in shown(office.clerk, dossier)
    actions.put_in(actor=office.officer, file=file.id, sources=[dossier.ref], at=MONDAY)
    link = reverse("archive:file", args=[file.id])
    for actor in (office.clerk, office.officer):
        page = shown(actor, dossier)
        assert f'<span class="code">{file.code}</span> {file.title}' in page
        assert "10 năm" in page and "chưa nộp lưu" in page
        # The clerk sees the dossier, not the archive.
        assert (link in page) == (actor is office.officer)
    version = again(file).version
    actions.close(actor=office.officer, file=file.id, version=version, on=MONDAY.date(), at=MONDAY)
    assert "đến hết 31/12/2036" in shown(office.clerk, dossier)
    taker = another_keeper(office)
    sent_back = offered(office, again(file))
    actions.refuse(actor=taker, transfer=sent_back, reason="Thiếu mục lục", at=MONDAY)
    assert "chưa nộp lưu" in shown(office.clerk, dossier)
    actions.accept(actor=taker, transfer=offered(office, again(file)), at=NOON)
    page = shown(office.clerk, dossier)
    assert "Đã nộp lưu" in page and NOON.isoformat() in page
    disposal = approved_disposal(office, again(file))
    actions.destroy(actor=office.records, disposal=disposal, at=LATER)
    actions.carry_out(disposal=disposal, at=LATER)
    page = shown(office.clerk, dossier, at=LATER)
    assert "Đã tiêu hủy lúc" in page and LATER.isoformat() in page and file.title in page


def test_it_outlives_its_own_retention_and_goes_with_its_file() -> None:
    office = make_archive()
    keep_dossiers_for(2)
    dossier, file = lying(office)
    assert dossiers.erase_expired(at=YEARS_LATER) == 0
    dossiers.erase(dossier=dossier.id, at=YEARS_LATER)
    assert fresh(dossier).erased_at is None
    RecordFile.objects.filter(id=file.id).update(kept_until=date(2025, 12, 31))
    original = Original.objects.create(
        dossier=dossier, paper="x", title="x", count=1, moved_at=MONDAY, place=office.committee
    )
    disposal = approved_disposal(office, again(file), at=MONDAY)
    actions.destroy(actor=office.records, disposal=disposal, at=MONDAY)
    actions.carry_out(disposal=disposal, at=MONDAY)
    assert again(file).state == FileState.CLOSED
    original.delete()
    disposal = approved_disposal(office, again(file), at=MONDAY)
    actions.destroy(actor=office.records, disposal=disposal, at=MONDAY)
    actions.carry_out(disposal=disposal, at=MONDAY)
    assert again(file).state == FileState.DESTROYED
    assert fresh(dossier).erased_at == MONDAY
    with pytest.raises(sealing.Destroyed):
        sealing.seal(dossier.key, b"x", row="x")
