"""The straight path by pages: from a new draft to a PDF whose two signatures verify, and the register after it."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.signing.queries import verify
from tinhso.foundation.signing.rules import Verdict
from tinhso.government.documents import actions
from tinhso.government.documents.models import Document, OutgoingEntry
from tinhso.government.documents.rules import Phase
from tinhso.government.documents.tests.factories import (
    another,
    client_of,
    draft,
    forward,
    fresh,
    make_documents,
)
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off

pytestmark = pytest.mark.django_db
HOME = "/can-bo/van-ban/"


def typed(office: Office, **changes: str) -> dict[str, Any]:
    return {
        "agency": office.committee.id, "type": "quyet-dinh", "subject": "Về việc thành lập Tổ công nghệ số",
        "addressed_to": "", "body": "Căn cứ Luật Tổ chức chính quyền địa phương;\n\nĐiều 1. Thành lập tổ.",
        "places": "Như Điều 3\nCổng thông tin", "urgency": "1", "secrecy": "0", "unit": "VP",
        "signer": office.leader.account, "authority": "tm", "superior": "", **changes,
    }  # fmt: skip


def picture() -> bytes:
    held = BytesIO()
    Image.new("RGB", (40, 30), "white").save(held, "PNG")
    return held.getvalue()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="(\w+)"', page)
    assert found
    return found[1]


def press(client: Client, document: Document, act: str, **more: str) -> Any:
    """Press a button of the document's page, with what the page hands on."""
    page = client.get(f"{HOME}{document.id}/").content.decode()
    given = {"version": hidden(page, "version"), **more}
    if "digest" in page:
        given["digest"] = hidden(page, "digest")
    return client.post(f"{HOME}{document.id}/{act}/", given)


def test_from_a_new_draft_to_the_signed_pdf_and_its_line_in_the_register() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents()
        officer, head, leader, records = (
            client_of(office.officials[role]) for role in ("officer", "head", "leader", "records")
        )
        assert officer.get(f"{HOME}soan/").status_code == 200
        made = officer.post(f"{HOME}soan/", typed(office))
        assert made.status_code == 303
        document = Document.objects.get()
        assert made.headers["Location"] == f"{HOME}{document.id}/"
        papers = SimpleUploadedFile("so-lieu.png", picture(), content_type="image/png")
        assert officer.post(f"{HOME}{document.id}/tep/", {"file": papers}).status_code == 303
        assert "so-lieu.png" in officer.get(f"{HOME}{document.id}/").content.decode()
        preview = officer.get(f"{HOME}{document.id}/ban-in.pdf")
        assert preview.content.startswith(b"%PDF")

        assert press(officer, document, "chuyen/forward").status_code == 303
        assert press(head, document, "chuyen/forward").status_code == 303
        assert press(leader, document, "ky").status_code == 303
        assert press(records, document, "cap-so").status_code == 303
        assert "đang được ký số" in records.get(f"{HOME}{document.id}/").content.decode().lower()
        work_off()
        assert not Delivery.objects.exclude(error="").exists()

        issued = fresh(document)
        assert (issued.phase, issued.notation) == (Phase.ISSUED, "01/QĐ-UBND")
        report = verify(original_bytes(owner=issued.ref, file=issued.file_id), at=MONDAY)  # type: ignore[arg-type]
        assert report.verdict == Verdict.VALID, report.sentence
        assert len(report.signatures) == 2
        opened = records.get(f"{HOME}{document.id}/tep/{issued.file_id}/")
        assert opened.headers["Content-Type"] == "application/pdf"

        page = records.get("/can-bo/so-van-ban-di/").content.decode()
        assert "01/QĐ-UBND" in page
        assert "Như Điều 3; Cổng thông tin" in page
        book = records.get("/can-bo/so-van-ban-di/so.csv").content.decode()
        assert len(book.splitlines()[0].split(",")) == 12  # ten columns, two of which hold a comma
        assert records.get("/can-bo/so-van-ban-di/so.pdf").content.startswith(b"%PDF")

        shown = Client().get(f"/van-ban/{document.id}/").content.decode()
        assert "01/QĐ-UBND" in shown
        assert "Tổ công nghệ số" not in shown


def test_what_is_secret_is_told_on_the_page_and_not_kept() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        answer = client_of(office.officer).post(f"{HOME}soan/", typed(office, secrecy="2"))
        assert answer.status_code == 422
        assert "không nối mạng" in answer.content.decode()
        assert not Document.objects.exists()


def test_a_draft_is_sent_back_with_a_reason_and_written_anew() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        officer, head = client_of(office.officer), client_of(office.head)
        document = draft(office)
        press(officer, document, "chuyen/forward")
        way = f"{HOME}{document.id}/chuyen/send_back/"
        assert "Lý do" in head.get(way).content.decode()
        version = fresh(document).version
        assert head.post(way, {"version": version, "note": ""}).status_code == 422
        done = head.post(way, {"version": version, "note": "Thiếu số liệu"})
        assert done.headers["Location"] == HOME
        page = officer.get(f"{HOME}{document.id}/").content.decode()
        assert "Thiếu số liệu" in page
        assert "Trả lại: Soạn thảo" in page
        change = f"{HOME}{document.id}/sua/"
        assert "Kết quả chuyển đổi số" in officer.get(change).content.decode()
        stale = officer.post(change, typed(office) | {"version": "1"})
        assert stale.status_code == 412
        assert "thành lập Tổ công nghệ số" in stale.content.decode()
        saved = officer.post(change, typed(office) | {"version": str(fresh(document).version)})
        assert saved.status_code == 303
        assert fresh(document).type == "quyet-dinh"


def test_a_reason_that_was_typed_is_there_after_a_colleague_was_faster() -> None:
    office = make_documents(certified=False)
    made = forward(draft(office), office.officer)
    head, page = client_of(office.head), f"{HOME}{made.id}/chuyen/send_back/"
    given = {"version": hidden(head.get(page).content.decode(), "version"), "note": "Điều 2 thiếu kinh phí"}
    actions.say(actor=office.officer, document=made.id, words="Xin xem Điều 1", quote="", at=MONDAY)
    answer = head.post(page, given)
    shown = answer.content.decode()
    assert answer.status_code == 412
    assert "Văn bản vừa thay đổi: Góp ý" in shown
    assert "Điều 2 thiếu kinh phí" in shown
    assert head.post(page, given | {"version": hidden(shown, "version")}).status_code == 303
    assert fresh(made).phase == Phase.DRAFT


def test_lists_with_search_export_and_empty_state() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        officer = client_of(office.officer)
        assert "Chưa có văn bản nào ở đây" in officer.get(HOME).content.decode()
        document = draft(office)
        assert document.subject in officer.get(HOME).content.decode()
        assert document.subject in officer.get(f"{HOME}?q=chuyen doi&nhom=cua-toi").content.decode()
        assert "Không tìm thấy" in officer.get(f"{HOME}?q=zzz").content.decode()
        assert document.subject in officer.get(f"{HOME}danh-sach.csv?nhom=tat-ca").content.decode()
        assert document.subject in officer.get("/can-bo/").content.decode()
        stranger = client_of(another(office).officer)
        assert document.subject not in stranger.get(f"{HOME}?nhom=tat-ca").content.decode()


def test_a_number_taken_on_paper_is_entered_once() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        records = client_of(office.records)
        page = f"/can-bo/so-van-ban-di/{office.committee.id}/chung/so-giay/"
        given = {
            "number": "1", "notation": "01/QĐ-UBND", "dated": "16/11/2026", "about": "Quyết định: cấp bách",
            "signer": "Lê Văn Ví Dụ", "receivers": "Như Điều 2", "reason": "Mất điện",
        }  # fmt: skip
        assert records.get(page).status_code == 200
        assert records.post(page, given).status_code == 303
        again = records.post(page, given)
        assert again.status_code == 422
        assert "đã có trong sổ" in again.content.decode()
        assert OutgoingEntry.objects.count() == 1
        assert client_of(office.officer).get(page).status_code == 403
        after = given | {"number": "2", "dated": f"{MONDAY + timedelta(days=2):%d/%m/%Y}"}
        assert records.post(page, after).status_code == 422
