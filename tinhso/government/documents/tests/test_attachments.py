"""Files that go with a document: each PDF under the agency's own signature, the others as they are."""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pytest
import time_machine

from tinhso.foundation.files.actions import keep
from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.signing.queries import verify
from tinhso.foundation.signing.recognising import recognise
from tinhso.foundation.signing.rules import Verdict
from tinhso.government.documents import actions
from tinhso.government.documents.engine.printing import issue
from tinhso.government.documents.models import SignedAttachment
from tinhso.government.documents.queries.letters import letter_of
from tinhso.government.documents.queries.page import attachments_of, open_document
from tinhso.government.documents.queries.register import columns, entries, lines
from tinhso.government.documents.tests.coming import picture
from tinhso.government.documents.tests.factories import (
    approve,
    client_of,
    draft,
    forward,
    fresh,
    make_documents,
    number,
)
from tinhso.government.documents.tests.test_incoming_pages import blank_pdf
from tinhso.government.dossiers.tests.factories import MONDAY
from tinhso.kernel.errors import Conflict

pytestmark = pytest.mark.django_db


@time_machine.travel(MONDAY, tick=False)
def test_each_pdf_goes_out_signed_by_the_agency_alone() -> None:
    office = make_documents()
    made = draft(office, circulation="luu-hanh-noi-bo", mark="NVA", copies=3)
    for name, content in (("so-lieu.pdf", blank_pdf()), ("anh.png", picture())):
        actions.attach(
            actor=office.officer, document=made.id, name=name, content=io.BytesIO(content), at=MONDAY
        )
    warned = [one.words for one in open_document(actor=office.officer, document=made.id, at=MONDAY).warnings]
    assert [one for one in warned if "anh.png" in one]
    assert not [one for one in warned if "so-lieu.pdf" in one]
    forward(made, office.officer, key="direct")
    approve(made, office.leader)
    number(made, office.records)
    document = issue(document=made.id, at=MONDAY)
    (pdf, png) = sorted(attachments_of(document), key=lambda one: one.media_type)
    signed = original_bytes(owner=document.ref, file=pdf.id)
    report = verify(signed, at=MONDAY)
    assert report.verdict is Verdict.VALID, report.sentence
    assert [one.is_organisation for one in report.signatures] == [True]
    with pikepdf.open(io.BytesIO(signed)) as opened:
        left, bottom, right, _top = max((one.Rect for one in opened.pages[0].Annots), key=lambda one: one[2])
        box = [float(edge) for edge in opened.pages[0].MediaBox]
    assert float(left) > box[2] / 3
    assert float(right) <= box[2]
    assert float(bottom) > box[3] / 2
    assert png.name == "anh.png"
    (row,) = SignedAttachment.objects.all()
    assert row.file.reading == row.file.Reading.WAITING
    assert (row.file_id, row.digest) == (pdf.id, hashlib.sha256(signed).hexdigest())
    (known,) = recognise(signed)
    assert document.notation in known.text
    assert [one.name for one in letter_of(document.id).enclosures] == [
        "01-BC-UBND.pdf",
        "anh.png",
        "so-lieu.pdf",
    ]
    assert signed in [one.open() for one in letter_of(document.id).enclosures]
    sent = letter_of(document.id)
    assert (sent.circulation, sent.mark, sent.copies) == ("Lưu hành nội bộ", "NVA", 3)
    (line,) = lines(entries(actor=office.records, agency=office.committee.id, sequence="chung", year=2026))
    assert columns(line)[6] == "3"
    page = client_of(office.records).get(f"/can-bo/van-ban/{document.id}/").content.decode()
    assert page.count("Cơ quan đã ký số") == 1


@time_machine.travel(MONDAY, tick=False)
def test_one_that_takes_no_signature_holds_nothing_up_and_nothing_is_kept_twice() -> None:
    office = make_documents()
    made = draft(office)
    keep(at=MONDAY, owner=made.ref, key=made.key, name="hong.pdf", content=b"%PDF-1.7 no more")
    forward(made, office.officer, key="direct")
    approve(made, office.leader)
    number(made, office.records)
    document = issue(document=made.id, at=MONDAY)
    assert document.issued_at is not None
    assert not SignedAttachment.objects.exists()
    before = len(attachments_of(document))
    with pytest.raises(Conflict):
        actions.finish_issue(document=document.id, file=document.file, digest="0" * 64, at=MONDAY)  # type: ignore[arg-type]
    assert len(attachments_of(fresh(document))) == before == 1
