"""Papers scanned at the counter: signed once by who took them in, an issuer's signature left alone, the rest told."""

from __future__ import annotations

import io
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tests.security.world import picture
from tinhso.contracts.dossiers import OutsideFiling, OutsidePaper
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.queries import open_file, original_bytes
from tinhso.foundation.files.tests.corpus import docx
from tinhso.foundation.measures.rules import Window
from tinhso.foundation.signing import demo
from tinhso.foundation.signing.actions import sign
from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.signing.queries import verify
from tinhso.foundation.signing.rules import SignerSpec, Verdict
from tinhso.foundation.signing.tests.factories import letter
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.from_outside import file_from_outside
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier, DossierPaper, Scan
from tinhso.government.dossiers.queries.figures import counts
from tinhso.government.dossiers.queries.figures.faces import SCANS
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.queries.scans import digitised_file
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_filing,
    link,
    linked_filing,
    make_citizen,
    make_office,
)
from tinhso.government.dossiers.tests.test_originals import client_of
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
PAPER = "birth_notice"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return actions.file(
        actor=make_citizen(), filing=birth_filing(office.unit), channel=Channel.COUNTER, at=MONDAY
    )


def certified(actor: Actor, **given: Any) -> Certificate:
    """A certificate of the demo authority."""
    demo.ensure(at=MONDAY)
    assert actor.account is not None
    holder = Ref("access.account", actor.account)
    return demo.issue(kind=Certificate.Kind.PERSON, holder=holder, name=actor.name, at=MONDAY, **given)


def brought(
    office: Office, dossier: Dossier, content: bytes, *, name: str = "giay.png", sign: bool = True
) -> Scan:
    """The clerk adds a scan, and what follows from it is done."""
    with time_machine.travel(MONDAY, tick=False):
        paper = actions.add_scan(
            actor=office.clerk, dossier=dossier.id, paper=PAPER, upload=SimpleUploadedFile(name, content), sign=sign,
            at=MONDAY,
        )  # fmt: skip
        work_off()
    return Scan.objects.select_related("paper__file", "paper__dossier").get(paper=paper)


def _later(*seconds: int) -> None:
    """What comes due is done, at each of these."""
    for after in seconds:
        with time_machine.travel(MONDAY + timedelta(seconds=after), tick=False):
            while work_off():
                pass


def kept(scan: Scan) -> bytes:
    return original_bytes(owner=scan.paper.dossier.ref, file=scan.paper.file_id)


def test_a_picture_becomes_a_pdf_signed_by_who_took_it_in(office: Office, dossier: Dossier) -> None:
    certified(office.clerk)
    scan = brought(office, dossier, picture())
    assert (scan.state, scan.signer, scan.signed_at) == (Scan.State.SIGNED, office.clerk.name, MONDAY)
    assert (scan.paper.file.media_type, scan.paper.file.name) == ("application/pdf", "giay.pdf")
    report = verify(kept(scan), at=MONDAY)
    assert report.verdict == Verdict.INCOMPLETE
    assert [one.signer for one in report.signatures] == [office.clerk.name]
    assert b"pdfaid" in kept(scan)
    found = digitised_file(kept(scan))
    assert found is not None and found.signer == office.clerk.name
    assert digitised_file(kept(scan) + b"\n") is None
    assert StoredFile.objects.filter(owner=dossier.ref).count() == 1


def test_one_press_signs_all_and_a_second_nothing(office: Office, dossier: Dossier) -> None:
    for _ in range(2):
        assert brought(office, dossier, letter(), name="giay.pdf").state == Scan.State.UNSIGNED
    with pytest.raises(Conflict):
        actions.sign_scans(actor=office.clerk, dossier=dossier.id, at=MONDAY)
    certified(office.clerk)
    with time_machine.travel(MONDAY, tick=False):
        assert actions.sign_scans(actor=office.clerk, dossier=dossier.id, at=MONDAY) == 2
        with pytest.raises(Conflict):
            actions.sign_scans(actor=office.clerk, dossier=dossier.id, at=MONDAY)
        work_off()
    assert set(Scan.objects.values_list("state", flat=True)) == {Scan.State.SIGNED}
    assert Act.objects.filter(verb="dossiers.sign_scans", actor=office.clerk.account).count() == 1
    assert Act.objects.filter(verb="dossiers.scan_settled").count() == 2


def test_what_its_issuer_signed_is_not_signed_over(office: Office, dossier: Dossier) -> None:
    certified(office.clerk)
    issuer = certified(office.leader)
    issued = sign(letter(), signers=[SignerSpec(issuer.pk)], at=MONDAY)
    scan = brought(office, dossier, issued, name="dien-tu.pdf")
    assert (scan.state, scan.signer, scan.reason) == (Scan.State.ISSUED, office.leader.name, "")
    assert kept(scan) == issued


def test_an_issuers_signature_that_does_not_hold_is_told_and_not_covered(
    office: Office, dossier: Dossier
) -> None:
    certified(office.clerk)
    held = io.BytesIO()
    with pikepdf.open(
        io.BytesIO(sign(letter(), signers=[SignerSpec(certified(office.leader).pk)], at=MONDAY))
    ) as pdf:
        pdf.save(held)
    scan = brought(office, dossier, held.getvalue(), name="sua.pdf")
    assert (scan.state, scan.digest) == (Scan.State.ISSUED, "")
    assert scan.reason
    assert kept(scan) == held.getvalue()


def test_what_cannot_be_signed_says_why(office: Office, dossier: Dossier) -> None:
    certified(office.clerk)
    scan = brought(office, dossier, docx(), name="don.docx")
    assert scan.state == Scan.State.FAILED
    assert "PDF" in scan.reason


def test_a_certificate_that_ended_meanwhile_signs_nothing(office: Office, dossier: Dossier) -> None:
    certificate = certified(office.clerk)
    actions.add_scan(
        actor=office.clerk, dossier=dossier.id, paper=PAPER, upload=SimpleUploadedFile("giay.png", picture()),
        sign=True, at=MONDAY,
    )  # fmt: skip
    Certificate.objects.filter(pk=certificate.pk).update(revoked_at=MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        work_off()
    scan = Scan.objects.get()
    assert (scan.state, scan.digest) == (Scan.State.FAILED, "")


def test_only_the_receiving_counter_stands_for_scans(office: Office, dossier: Dossier) -> None:
    foreign = make_office(OTHER_COMMUNE, "Tân An", 102)
    upload = SimpleUploadedFile("giay.png", picture())
    given: dict[str, Any] = {
        "dossier": dossier.id,
        "paper": PAPER,
        "upload": upload,
        "sign": False,
        "at": MONDAY,
    }
    with pytest.raises(NotAllowed):
        actions.add_scan(actor=office.officer, **given)
    with pytest.raises(NotFound):
        actions.add_scan(actor=foreign.clerk, **given)
    with pytest.raises(NotAllowed):
        actions.sign_scans(actor=office.officer, dossier=dossier.id, at=MONDAY)
    with pytest.raises(Invalid):
        actions.add_scan(actor=office.clerk, **given | {"paper": "khac"})
    actions.refuse(
        actor=office.clerk,
        dossier=dossier.id,
        version=dossier.version,
        reason="Sai",
        basis="Điều 9",
        at=MONDAY,
    )
    with pytest.raises(Conflict):
        actions.add_scan(actor=office.clerk, **given)
    assert not DossierPaper.objects.exists()


def test_what_a_person_sends_online_is_no_scan(office: Office) -> None:
    citizen = make_citizen()
    draft = actions.start_draft(actor=citizen, filing=birth_filing(office.unit), at=MONDAY)
    actions.attach(
        actor=citizen,
        dossier=draft.id,
        paper=PAPER,
        upload=SimpleUploadedFile("giay.png", picture()),
        at=MONDAY,
    )
    actions.submit(actor=citizen, dossier=draft.id, at=MONDAY)
    assert not Scan.objects.exists()
    certified(office.clerk)
    with pytest.raises(Conflict):
        actions.sign_scans(actor=office.clerk, dossier=draft.id, at=MONDAY)


def test_a_supplement_on_paper_is_scanned_signed_and_answers(office: Office, dossier: Dossier) -> None:
    certified(office.clerk)
    lacks = [Lack(PAPER, "Giấy chứng sinh", "Mờ", "Chụp lại"), Lack("", "Lời khai", "Thiếu", "Nói rõ")]
    actions.request_supplement(
        actor=office.clerk,
        dossier=dossier.id,
        version=dossier.version,
        lacks=lacks,
        basis="Điều 16",
        at=MONDAY,
    )
    page = f"/can-bo/ho-so/{dossier.id}/nhan-bo-sung/"
    with time_machine.travel(MONDAY, tick=False):
        clerk = client_of(office.clerk)
        first, second = Dossier.objects.get().supplements.get().items.order_by("order")
        shown = clerk.get(page).content.decode()
        assert "Mờ" in shown and "Nói rõ" in shown
        file = SimpleUploadedFile("giay.png", picture(), content_type="image/png")
        assert clerk.post(page, {f"file:{first.id}": file, "sign": "on"}).status_code == 422
        assert clerk.post(page, {f"words:{second.id}": "Đúng là cháu", "sign": "on"}).status_code == 303
        work_off()
    assert Dossier.objects.get().phase == Phase.SUBMITTED
    assert Act.objects.get(verb="dossiers.answer_supplement").data["source"] == "counter"
    assert [one.state for one in Scan.objects.all()] == [Scan.State.SIGNED]
    with pytest.raises(Conflict):
        actions.complete_at_counter(
            actor=office.clerk, dossier=dossier.id, answers={}, uploads={}, sign=False, at=MONDAY
        )


def test_on_pages(office: Office, dossier: Dossier) -> None:
    with time_machine.travel(MONDAY, tick=False):
        clerk, page = client_of(office.clerk), f"/can-bo/ho-so/{dossier.id}/"
        wrong = clerk.post(f"{page}ban-quet/", {"paper": PAPER})
        assert wrong.status_code == 422
        file = SimpleUploadedFile("giay.png", picture(), content_type="image/png")
        assert clerk.post(f"{page}ban-quet/", {"paper": PAPER, "file": file}).status_code == 303
        shown = clerk.get(page).content.decode()
        assert "Thêm bản quét" in shown
        assert "Thêm bản quét" not in client_of(office.officer).get(page).content.decode()
        assert "chưa ký số" in shown and "chưa có chứng thư số còn hiệu lực" in shown
        certified(office.clerk)
        assert clerk.post(f"{page}ban-quet/ky/").status_code == 303
        assert clerk.get(f"{page}ban-quet/tien-do/").status_code == 200
        work_off()
        assert clerk.get(f"{page}ban-quet/tien-do/").status_code == 204
        shown = clerk.get(page).content.decode()
        assert f"Bản số hóa, ký số bởi {office.clerk.name}" in shown
        signed = kept(Scan.objects.select_related("paper__dossier", "paper__file").get())
        file = SimpleUploadedFile("giay.pdf", signed, content_type="application/pdf")
        judged = Client().post("/kiem-tra/", {"file": file}).content.decode()
        assert "Bản số hóa" in judged and "Nguyễn Thị Hạnh" not in judged


def test_a_person_sees_who_signed_the_scan(office: Office, dossier: Dossier) -> None:
    certified(office.clerk)
    scan = brought(office, dossier, picture())
    opened = open_dossier(actor=office.clerk, dossier=dossier.id, at=MONDAY)
    assert [one.said for one in opened.papers] == [scan]
    assert open_file(owner=dossier.ref, file=scan.paper.file_id).media_type == "application/pdf"


@pytest.mark.parametrize("parts_first", [True, False])
def test_the_parts_of_a_linked_filing_have_the_signed_scan(office: Office, parts_first: bool) -> None:
    """Whether they begin before or after it is signed."""
    link(office)
    certified(office.clerk)
    asked = linked_filing()
    applicant = make_citizen().person
    assert applicant is not None
    with time_machine.travel(MONDAY, tick=False):
        filed = file_from_outside(
            actor=office.clerk, at=MONDAY,
            filing=OutsideFiling(
                source="counter", code="1", channel="counter", procedure=asked.procedure, commune=asked.commune,
                applicant=applicant, precheck=asked.precheck, answers=asked.answers, filed_at=MONDAY,
                papers=[OutsidePaper(paper=PAPER, name="giay.png", content=picture())],
            ),
        )  # fmt: skip
        whole = filed.standing.dossier
    if parts_first:
        _later(0, 120)
        assert Dossier.objects.filter(part_of=whole).exists()
    with time_machine.travel(MONDAY, tick=False):
        actions.scanned(actor=office.clerk, dossier=whole, sign=True, at=MONDAY)
    _later(0, 5, 240)
    part = DossierPaper.objects.select_related("file").get(dossier__part_of=whole, paper=PAPER).dossier
    opened = open_dossier(actor=office.clerk, dossier=part.id, at=MONDAY)
    (paper,) = [one for one in opened.papers if one.paper == PAPER]
    assert paper.said is not None and paper.said.state == Scan.State.SIGNED
    assert paper.file.media_type == "application/pdf"
    assert digitised_file(original_bytes(owner=part.ref, file=paper.file_id))


def test_the_share_of_signed_scans_counts_what_nobody_had_to_sign(office: Office, dossier: Dossier) -> None:
    brought(office, dossier, picture(), sign=False)
    certified(office.clerk)
    issued = sign(letter(), signers=[SignerSpec(certified(office.leader).pk)], at=MONDAY)
    brought(office, dossier, issued, name="dien-tu.pdf")
    cut = Window(MONDAY - timedelta(days=1), MONDAY + timedelta(days=1), office.centre.id)
    assert (counts.scans(cut).count(), counts.scans_stood_for(cut).count()) == (2, 1)
    (row, *_) = SCANS.show(list(counts.scans_stood_for(cut)), office.clerk, MONDAY.date())
    assert "Nguyễn Thị Hạnh" not in str(row)
    other = Window(cut.start, cut.until, make_office(OTHER_COMMUNE, "Tân An", 102).centre.id)
    assert not counts.scans(other).exists()


def test_what_open_requests_came_with_before_is_a_scan_too(office: Office, dossier: Dossier) -> None:
    brought(office, dossier, picture(), sign=False)
    Scan.objects.all().delete()
    later = brought(office, dossier, picture(), sign=False)
    DossierPaper.objects.exclude(id=later.paper_id).update(added_at=dossier.submitted_at)
    DossierPaper.objects.filter(id=later.paper_id).update(added_at=MONDAY + timedelta(days=1))
    Scan.objects.all().delete()
    migration = import_module("tinhso.government.dossiers.migrations.0008_scans")
    migration.scans_so_far(apps, SimpleNamespace(connection=connection))
    assert Scan.objects.get().paper_id != later.paper_id
