"""Copies: asked, allowed, numbered in a sequence of their own, signed by the agency; what may not be copied."""

from __future__ import annotations

import io

import pikepdf
import pytest
import time_machine

from tinhso.foundation.files.engine.texts import ink_of
from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.signing.queries import verify
from tinhso.foundation.signing.rules import Verdict
from tinhso.government.documents.actions import take_back
from tinhso.government.documents.actions.copying import ask_copy, decide_copy, number_copy
from tinhso.government.documents.actions.erasing import erase_out
from tinhso.government.documents.engine.copies import print_copy
from tinhso.government.documents.engine.printing import preview
from tinhso.government.documents.models import Copy, Document, Incoming
from tinhso.government.documents.queries.copies import open_copy
from tinhso.government.documents.rules.copies import CopyKind, pages_of
from tinhso.government.documents.rules.room import last_filled
from tinhso.government.documents.tests.coming import come, enclosure, register, work_all
from tinhso.government.documents.tests.factories import (
    another,
    approved,
    client_of,
    draft,
    fresh,
    make_documents,
    number,
)
from tinhso.government.documents.tests.test_incoming_pages import blank_pdf
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db
HOME = "/can-bo/van-ban/sao/"


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return make_documents()


def issued(office: Office) -> Document:
    """An issued document."""
    made = number(approved(office), office.records)
    work_off()
    return fresh(made)


def asked(office: Office, document: Document | Incoming, **changes: object) -> Copy:
    given: dict[str, object] = {"kind": "sy", "pages": "", "receivers": ["Hội Nông dân xã"], **changes}
    return ask_copy(actor=office.officer, source=document.ref, at=MONDAY, **given)  # type: ignore[arg-type]


def allow(office: Office, copy: Copy, *, allowed: bool = True, reason: str = "") -> Copy:
    version = Copy.objects.get(id=copy.id).version
    return decide_copy(
        actor=office.leader, copy=copy.id, version=version, allowed=allowed, reason=reason, at=MONDAY
    )


def numbered(office: Office, copy: Copy) -> Copy:
    version = Copy.objects.get(id=copy.id).version
    return number_copy(actor=office.records, copy=copy.id, version=version, at=MONDAY)


def test_from_asking_to_a_copy_signed_by_the_agency(office: Office) -> None:
    document = issued(office)
    first, second = asked(office, document), asked(office, document, kind="trs", pages="1")
    for copy in (first, second):
        allow(office, copy)
        numbered(office, copy)
    work_off()
    done, extract = Copy.objects.get(id=first.id), Copy.objects.get(id=second.id)
    assert (done.notation, extract.notation) == ("01/SY-UBND", "02/TrS-UBND")
    assert done.file_id is not None
    signed = original_bytes(owner=done.ref, file=done.file_id)
    report = verify(signed, at=MONDAY)
    assert report.verdict is Verdict.VALID, report.sentence
    assert [one.is_organisation for one in report.signatures] == [True]
    with pikepdf.open(io.BytesIO(signed)) as opened:
        places = [[float(edge) for edge in one.Rect] for one in opened.pages[0].Annots]
        ((_, bottom, right, _),) = [one for one in places if one[2] > one[0]]
    assert right > 500
    assert bottom > 780
    verbs = set(Act.objects.filter(about=done.ref).values_list("verb", flat=True))
    assert verbs == {f"documents.{verb}_copy" for verb in ("ask", "allow", "number", "issue")}


def test_who_may_do_what(office: Office) -> None:
    document, stranger = issued(office), another(office)
    with pytest.raises(NotFound):
        ask_copy(actor=stranger.officer, source=document.ref, kind="sy", pages="", receivers=["A"], at=MONDAY)
    copy = asked(office, document)
    for actor in (office.officer, office.records):
        with pytest.raises(NotAllowed):
            decide_copy(actor=actor, copy=copy.id, version=1, allowed=True, reason="", at=MONDAY)
    with pytest.raises(NotFound):
        decide_copy(actor=stranger.leader, copy=copy.id, version=1, allowed=True, reason="", at=MONDAY)
    with pytest.raises(Conflict):
        numbered(office, copy)
    allow(office, copy)
    with pytest.raises(Stale):
        number_copy(actor=office.records, copy=copy.id, version=1, at=MONDAY)
    with pytest.raises(NotAllowed):
        number_copy(actor=office.leader, copy=copy.id, version=2, at=MONDAY)


def test_a_copy_is_refused_with_a_reason(office: Office) -> None:
    copy = asked(office, issued(office))
    with pytest.raises(Invalid):
        allow(office, copy, allowed=False)
    assert allow(office, copy, allowed=False, reason="Chưa cần thiết").reason == "Chưa cần thiết"
    with pytest.raises(Conflict):
        allow(office, copy)


def test_what_can_not_be_copied(office: Office) -> None:
    with pytest.raises(Conflict):
        asked(office, draft(office))
    document = issued(office)
    wrong: tuple[dict[str, object], ...] = (
        {"kind": "trs", "pages": "2"}, {"kind": "trs", "pages": ""}, {"kind": "trs", "pages": "1-x"}, {"kind": "sl"},
        {"receivers": []}, {"receivers": ["x" * 301]},
    )  # fmt: skip
    for changes in wrong:
        with pytest.raises(Invalid):
            asked(office, document, **changes)
    assert not Copy.objects.exists()


def test_no_number_is_spent_without_a_certificate_or_on_another_file(office: Office) -> None:
    copy = asked(office, issued(office))
    allow(office, copy)
    Certificate.objects.filter(kind="organisation").update(revoked_at=MONDAY)
    with pytest.raises(Conflict, match="chứng thư số"):
        numbered(office, copy)
    Certificate.objects.filter(kind="organisation").update(revoked_at=None)
    Copy.objects.filter(id=copy.id).update(source_digest="0" * 64)
    with pytest.raises(Conflict, match="bản khác"):
        numbered(office, copy)
    Copy.objects.filter(id=copy.id).update(source_digest=copy.source_digest)
    assert numbered(office, copy).number == 1


def test_nothing_is_copied_any_more_of_what_was_taken_back_and_its_copies_say_so(office: Office) -> None:
    document = issued(office)
    waiting, done = asked(office, document), asked(office, document)
    for copy in (waiting, done):
        allow(office, copy)
    numbered(office, done)
    take_back(
        actor=office.records, document=document.id, version=fresh(document).version, reason="Ban hành nhầm", at=MONDAY
    )  # fmt: skip
    with pytest.raises(Conflict, match="thu hồi ngày 16/11/2026: Ban hành nhầm"):
        asked(office, document)
    with pytest.raises(Conflict, match="thu hồi ngày 16/11/2026"):
        numbered(office, waiting)
    work_off()
    assert Copy.objects.get(id=done.id).issued_at is not None
    assert Copy.objects.get(id=waiting.id).number is None
    page = client_of(office.officer).get(f"{HOME}{done.id}/").content.decode()
    assert "Văn bản gốc đã thu hồi ngày 16/11/2026: Ban hành nhầm" in page


def test_a_copy_of_a_corrected_document_says_of_which_edition_it_is() -> None:
    office = make_documents()
    old, new = blank_pdf(), blank_pdf(width=500)
    came = come(office, message="van-ban-1", enclosures=(enclosure("a.pdf", old),))
    work_all()
    register(came, office)
    first = asked(office, came)
    come(office, change="2", changed="van-ban-1", message="sua-1", enclosures=(enclosure("b.pdf", new),))
    work_all()
    second = asked(office, came)
    words = [
        [one.words for one in open_copy(actor=office.officer, copy=copy.id, at=MONDAY)[0].fates]
        for copy in (first, second)
    ]
    assert ["bản trước" in words[0][0], "bản đã đính chính" in words[1][0]] == [True, True]
    allow(office, first)
    with pytest.raises(Conflict, match="bản khác"):
        numbered(office, first)


def test_of_what_was_destroyed_nothing_is_copied_and_its_copies_stay(office: Office) -> None:
    document = issued(office)
    copy = asked(office, document)
    allow(office, copy)
    numbered(office, copy)
    work_off()
    erase_out(document.id, MONDAY)
    with pytest.raises(Conflict, match="tiêu hủy"):
        asked(office, document)
    client = client_of(office.officer)
    assert "đã tiêu hủy" in client.get(f"{HOME}{copy.id}/").content.decode()
    assert client.get(f"{HOME}{copy.id}/tep/").content.startswith(b"%PDF")


@pytest.mark.parametrize(("body", "pages", "down"), [("Một.", 1, 195), ("Một dòng dài. " * 100, 2, 60)])
def test_on_paper_it_stands_under_the_last_line_or_on_a_page_of_its_own(
    office: Office, body: str, pages: int, down: int
) -> None:
    """Form 3.1, of a document that came; and the register on paper."""
    paper = preview(actor=office.officer, document=draft(office, paragraphs=[body]).id, at=MONDAY)
    came = come(office, enclosures=(enclosure("a.pdf", paper),))
    work_all()
    register(came, office)
    copy = asked(office, came)
    with pytest.raises(Conflict, match="chưa được cấp số"):
        print_copy(actor=office.officer, copy=copy.id, at=MONDAY)
    allow(office, copy)
    numbered(office, copy)
    client = client_of(office.officer)
    made = client.get(f"{HOME}{copy.id}/ban-giay.pdf").content
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(opened.pages) == pages
    assert last_filled(ink_of(made, last=True)) == pytest.approx(down, abs=30)
    if pages == 1:
        assert client.get(f"{HOME}so.pdf?co-quan={office.committee.id}").content.startswith(b"%PDF")


def test_pages_as_they_are_written() -> None:
    assert list(pages_of("1-3, 5", of=6)) == [1, 2, 3, 5]
    for wrong in ("", "0", "3-2", "7", "1,,2", "-1", "1 2"):
        with pytest.raises(ValueError, match=r".*"):
            pages_of(wrong, of=6)


def test_by_pages(office: Office) -> None:
    document = issued(office)
    officer, leader, records = (
        client_of(office.officials[role]) for role in ("officer", "leader", "records")
    )
    assert "Chưa có bản sao nào" in officer.get(HOME).content.decode()
    page = f"{HOME}di/{document.id}/"
    assert officer.get(page).status_code == 200
    assert officer.post(page, {"kind": "sy", "receivers": ""}).status_code == 422
    one = officer.post(page, {"kind": CopyKind.WHOLE.value, "receivers": "Hội Nông dân xã"}).headers[
        "Location"
    ]
    assert "Cho sao" in leader.get(one).content.decode()
    assert "Cho sao" not in officer.get(one).content.decode()
    assert leader.post(f"{one}duyet/", {"version": 1, "word": "refuse", "reason": ""}).status_code == 422
    assert leader.post(f"{one}duyet/", {"version": 1, "word": "allow", "reason": ""}).status_code == 303
    assert records.post(f"{one}cap-so/", {"version": 1}).status_code == 412
    assert records.post(f"{one}cap-so/", {"version": 2}).status_code == 303
    assert officer.get(f"{one}tep/").status_code == 404
    work_off()
    assert officer.get(f"{one}tep/").content.startswith(b"%PDF")
    shown = officer.get(f"{HOME}?q=01/SY&hinh-thuc=sy&trang-thai=issued").content.decode()
    assert one in shown
    assert "01/SY-UBND" in officer.get(f"{HOME}so.csv").content.decode()
    assert "Không có bản sao nào như vậy" in officer.get(f"{HOME}?q=zzz").content.decode()
    assert one not in client_of(another(office).officer).get(HOME).content.decode()
    assert officer.get(f"{HOME}khac/{document.id}/").status_code == 404
