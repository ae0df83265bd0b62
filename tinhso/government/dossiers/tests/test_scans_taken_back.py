"""A scan of the wrong paper is taken back: erased here and wherever it was carried, told of, and scanned anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.security.world import picture
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import actor_of, signed_in
from tinhso.foundation.access.tests.factories import citizen as person
from tinhso.foundation.files.actions import keep
from tinhso.foundation.files.jobs import sweep
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.storage import storage
from tinhso.foundation.signing.tests.factories import letter
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.linked import advance
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.engine.scanning import sign_scan
from tinhso.government.dossiers.models import Dossier, DossierPaper, Scan, TakenBackScan
from tinhso.government.dossiers.queries.archiving import records
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.queries.scans import digitised_file, taken_back_file
from tinhso.government.dossiers.queries.shelf import held
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
from tinhso.government.dossiers.tests.test_scans import PAPER, brought, certified, kept
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db
WHY = "Quét nhầm giấy của người khác"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def account() -> Account:
    return person()


@pytest.fixture
def citizen(account: Account) -> Actor:
    return actor_of(account)


@pytest.fixture
def dossier(office: Office, citizen: Actor) -> Dossier:
    return actions.file(actor=citizen, filing=birth_filing(office.unit), channel=Channel.COUNTER, at=MONDAY)


def again(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(id=dossier.id)


def taken_back(actor: Actor, scan: Scan, **given: Any) -> None:
    whole = again(scan.paper.dossier)
    call: dict[str, Any] = {
        "dossier": whole.id,
        "version": whole.version,
        "reason": WHY,
        "at": MONDAY,
    } | given
    actions.take_back_scan(actor=actor, scan=scan.paper_id, **call)


def test_it_is_erased_and_says_who_when_and_why(office: Office, dossier: Dossier) -> None:
    certified(office.clerk)
    scan = brought(office, dossier, picture())
    content, address = kept(scan), scan.paper.file.address
    version = again(dossier).version
    taken_back(office.clerk, scan)
    assert not StoredFile.objects.filter(owner=dossier.ref).exists()
    assert not DossierPaper.objects.exists() and not Scan.objects.exists()
    sweep(at=MONDAY.replace(year=2100))
    with pytest.raises(FileNotFoundError):
        storage().get(address)
    act = Act.objects.get(verb="dossiers.take_back_scan")
    assert (act.about, act.actor, act.data["paper"]) == (dossier.ref, office.clerk.account, PAPER)
    assert WHY not in str(act.data)
    assert Act.objects.filter(verb="files.discarded", actor=office.clerk.account).exists()
    assert again(dossier).version == version + 1
    with time_machine.travel(MONDAY, tick=False):
        page = client_of(office.clerk).get(f"/can-bo/ho-so/{dossier.id}/").content.decode()
        assert f"Bản quét do {office.clerk.name} thu hồi và xóa lúc" in page and WHY in page
    assert digitised_file(content) is None
    assert taken_back_file(content) == MONDAY
    file = SimpleUploadedFile("giay.pdf", content, content_type="application/pdf")
    judged = Client().post("/kiem-tra/", {"file": file}).content.decode()
    assert "Bản số hóa này đã bị thu hồi" in judged and "Nguyễn Thị Hạnh" not in judged and WHY not in judged


def test_it_is_scanned_anew_at_once(office: Office, dossier: Dossier) -> None:
    taken_back(office.clerk, brought(office, dossier, picture(), sign=False))
    right = brought(office, dossier, letter(), name="dung.pdf", sign=False)
    opened = open_dossier(actor=office.clerk, dossier=dossier.id, at=MONDAY)
    assert [one.id for one in opened.papers] == [right.paper_id]


def test_what_answered_words_of_an_official_is_scanned_anew_too(office: Office, dossier: Dossier) -> None:
    """It is no component of the procedure, so it is offered because it was there."""
    actions.request_supplement(
        actor=office.clerk, dossier=dossier.id, version=dossier.version, basis="Điều 16", at=MONDAY,
        lacks=[Lack("", "Giấy viết tay", "Thiếu", "Mang đến")],
    )  # fmt: skip
    item = again(dossier).supplements.get().items.get()
    actions.complete_at_counter(
        actor=office.clerk, dossier=dossier.id, answers={}, sign=False, at=MONDAY,
        uploads={item.id: SimpleUploadedFile("giay.png", picture())},
    )  # fmt: skip
    scan = Scan.objects.select_related("paper__dossier").get()
    taken_back(office.clerk, scan)
    with time_machine.travel(MONDAY, tick=False):
        clerk, page = client_of(office.clerk), f"/can-bo/ho-so/{dossier.id}/"
        assert f'value="{scan.paper.paper}"' in clerk.get(page).content.decode()
        file = SimpleUploadedFile("giay.png", picture(), content_type="image/png")
        assert clerk.post(f"{page}ban-quet/", {"paper": scan.paper.paper, "file": file}).status_code == 303
    assert DossierPaper.objects.get().title == scan.paper.title


def test_only_who_may_scan_takes_back_and_says_why(office: Office, dossier: Dossier) -> None:
    scan = brought(office, dossier, picture(), sign=False)
    with pytest.raises(NotAllowed):
        taken_back(office.officer, scan)
    with pytest.raises(NotFound):
        taken_back(make_office(OTHER_COMMUNE, "Tân An", 102).clerk, scan)
    with pytest.raises(Invalid):
        taken_back(office.clerk, scan, reason="  ")
    with pytest.raises(Stale):
        taken_back(office.clerk, scan, version=0)
    assert Scan.objects.filter(paper=scan.paper_id).exists()
    taken_back(office.clerk, scan)
    with pytest.raises(NotFound):
        taken_back(office.clerk, scan)


def test_what_a_person_sent_is_not_taken_back_by_the_counter(office: Office, dossier: Dossier) -> None:
    file = keep(at=MONDAY, owner=dossier.ref, key=dossier.key, name="giay.pdf", content=b"%PDF-1.7")
    sent = DossierPaper.objects.create(dossier=dossier, paper=PAPER, title="Giấy", file=file, added_at=MONDAY)
    with pytest.raises(NotFound):
        taken_back(office.clerk, Scan(paper=sent))


@pytest.mark.parametrize("phase", [Phase.ISSUED, Phase.DELIVERED, Phase.REFUSED])
def test_once_decided_it_stays_and_the_page_says_why(office: Office, dossier: Dossier, phase: Phase) -> None:
    scan = brought(office, dossier, picture(), sign=False)
    closed = None if phase == Phase.ISSUED else MONDAY
    Dossier.objects.filter(id=dossier.id).update(phase=phase, closed_at=closed)
    with pytest.raises(Conflict) as refusal:
        taken_back(office.clerk, scan)
    assert "căn cứ" in refusal.value.detail and "xem xét lại" in refusal.value.next_step
    with time_machine.travel(MONDAY, tick=False):
        clerk, page = client_of(office.clerk), f"/can-bo/ho-so/{dossier.id}/"
        assert "Thu hồi bản quét" not in clerk.get(page).content.decode()
        told = clerk.get(f"{page}ban-quet/{scan.paper_id}/thu-hoi/")
        assert told.status_code == 409 and "xem xét lại" in told.content.decode()


def test_it_goes_into_no_wallet_and_no_archive(office: Office, dossier: Dossier, citizen: Actor) -> None:
    scan = brought(office, dossier, picture(), sign=False)
    found = actions.receive(actor=office.clerk, dossier=dossier.id, version=dossier.version, at=MONDAY)
    assert len(held([found.owner.ref])) == 1
    taken_back(office.clerk, scan)
    assert not held([found.owner.ref])
    Dossier.objects.filter(id=dossier.id).update(phase=Phase.DELIVERED, closed_at=MONDAY)
    assert not records(SYSTEM, [dossier.id])[dossier.id].enclosures


def test_one_taken_back_while_it_waits_is_not_signed(office: Office, dossier: Dossier) -> None:
    certified(office.clerk)
    paper = actions.add_scan(
        actor=office.clerk, dossier=dossier.id, paper=PAPER, upload=SimpleUploadedFile("giay.png", picture()),
        sign=True, at=MONDAY,
    )  # fmt: skip
    taken_back(office.clerk, Scan.objects.select_related("paper__dossier").get())
    sign_scan(scan=paper.id, at=MONDAY)
    actions.scanning.settle_scan(scan=paper.id, state=Scan.State.SIGNED, signed=b"%PDF-1.7", at=MONDAY)
    assert not StoredFile.objects.filter(owner=dossier.ref).exists()


def test_on_pages(office: Office, dossier: Dossier, account: Account) -> None:
    scan = brought(office, dossier, picture(), sign=False)
    page = f"/can-bo/ho-so/{dossier.id}/"
    here = f"{page}ban-quet/{scan.paper_id}/thu-hoi/"
    with time_machine.travel(MONDAY, tick=False):
        clerk, officer = client_of(office.clerk), client_of(office.officer)
        assert here in clerk.get(page).content.decode()
        assert here not in officer.get(page).content.decode()
        told = officer.get(here)
        assert told.status_code == 409 and "nơi tiếp nhận" in told.content.decode()
        assert scan.paper.file.name in clerk.get(here).content.decode()
        version = again(dossier).version
        assert clerk.post(here, {"version": version, "note": ""}).status_code == 422
        assert clerk.post(here, {"version": version - 1, "note": WHY}).status_code == 412
        assert clerk.post(here, {"version": version, "note": WHY}).status_code == 303
        assert clerk.get(here).status_code == 404
        shown = officer.get(page).content.decode()
        assert "đã thu hồi" in shown and WHY in shown
        own = signed_in(account).get(f"/ho-so/{dossier.id}/").content.decode()
        assert "đã thu hồi và xóa một bản quét" in own and WHY not in own


def whole_with_a_scan(office: Office) -> tuple[Dossier, Scan]:
    """A linked filing whose papers were scanned where it was filed; its first part has begun."""
    link(office)
    whole = actions.file(actor=make_citizen(), filing=linked_filing(), channel=Channel.COUNTER, at=MONDAY)
    file = keep(at=MONDAY, owner=whole.ref, key=whole.key, name="giay.pdf", content=b"%PDF-1.7 in")
    paper = DossierPaper.objects.create(dossier=whole, paper=PAPER, title="Giấy", file=file, added_at=MONDAY)
    scan = Scan.objects.create(paper=paper)
    with time_machine.travel(MONDAY, tick=False):
        advance(dossier=whole.id, at=MONDAY)
    return again(whole), scan


def test_the_scan_of_a_linked_filing_goes_with_its_copies(office: Office) -> None:
    whole, scan = whole_with_a_scan(office)
    part = whole.parts.get()
    assert part.papers.filter(paper=PAPER).exists()
    with time_machine.travel(MONDAY, tick=False):
        clerk = client_of(office.clerk)
        here = f"/can-bo/ho-so/{whole.id}/ban-quet/{scan.paper_id}/thu-hoi/"
        shown = clerk.get(f"/can-bo/ho-so/{part.id}/").content.decode()
        assert here in shown and "Thu hồi ở hồ sơ liên thông" in shown
        asked = clerk.get(here).content.decode()
        assert f"/can-bo/ho-so/{part.id}/" in asked and "Phần chưa bắt đầu" in asked
        assert clerk.post(here, {"version": whole.version, "note": WHY}).status_code == 303
        assert WHY in client_of(office.officer).get(f"/can-bo/ho-so/{part.id}/").content.decode()
    assert not DossierPaper.objects.exists()
    assert not StoredFile.objects.filter(owner__in=[whole.ref, part.ref]).exists()
    assert TakenBackScan.objects.count() == Act.objects.filter(verb="dossiers.take_back_scan").count() == 2
    assert brought(office, part, picture(), sign=False).paper.dossier_id == part.id


def test_the_scan_a_part_was_decided_with_stays(office: Office) -> None:
    whole, scan = whole_with_a_scan(office)
    part = whole.parts.get()
    Dossier.objects.filter(id=part.id).update(phase=Phase.ISSUED)
    with pytest.raises(Conflict) as refusal:
        taken_back(office.clerk, scan)
    assert part.procedure.name in refusal.value.detail and refusal.value.next_step
    assert DossierPaper.objects.count() == 2
    DossierPaper.objects.filter(dossier=part).delete()
    taken_back(office.clerk, scan)
    assert not DossierPaper.objects.exists()


def test_another_paper_of_the_same_bytes_stays_in_the_part(office: Office) -> None:
    whole, scan = whole_with_a_scan(office)
    part = whole.parts.get()
    file = keep(at=MONDAY, owner=part.ref, key=part.key, name="khac.pdf", content=b"%PDF-1.7 in")
    other = DossierPaper.objects.create(dossier=part, paper="other", title="Khác", file=file, added_at=MONDAY)
    taken_back(office.clerk, scan)
    assert DossierPaper.objects.get() == other


def test_whoever_decides_on_an_older_page_is_told(office: Office, dossier: Dossier) -> None:
    scan = brought(office, dossier, picture(), sign=False)
    before = again(dossier).version
    taken_back(office.clerk, scan)
    with pytest.raises(Stale) as refusal:
        actions.receive(
            actor=office.clerk, dossier=dossier.id, version=before, at=MONDAY + timedelta(minutes=1)
        )
    assert "thu hồi bản quét" in refusal.value.detail
