"""Documents are found by every word of them, by those alone who may see them, and no more once they are erased."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client

from tinhso.contracts.documents import Change
from tinhso.foundation.files.models import FileText, StoredFile
from tinhso.foundation.files.tests.factories import take
from tinhso.foundation.files.tests.test_reading import pdf
from tinhso.foundation.search.actions import compare
from tinhso.foundation.search.jobs import forget_erased
from tinhso.foundation.search.models import Held
from tinhso.government.documents import actions
from tinhso.government.documents.models import KIND, Document, Incoming
from tinhso.government.documents.tests.coming import come, enclosure, picture, register, work_all
from tinhso.government.documents.tests.factories import (
    another,
    approved,
    client_of,
    draft,
    forward,
    make_documents,
    number,
    routed,
)
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel import sealing
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.text import fold

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/van-ban/tim/"
SAID = "Kiến nghị của bà Trương Thị Nguyệt Quế về con đường đất"


def page(client: Client, **asked: str) -> str:
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def attach(made: Document, office: Office, name: str, content: bytes) -> None:
    actions.attach(actor=office.officer, document=made.id, name=name, content=BytesIO(content), at=MONDAY)


@pytest.fixture
def office() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield make_documents()


def test_by_number_title_and_text_with_and_without_marks(office: Office) -> None:
    number(approved(office, type="quyet-dinh", subject="Thành lập Tổ công nghệ số"), office.records)
    routed(office, subject="Làm đường giao thông nông thôn", paragraphs=[SAID])
    work_off(limit=500)
    head = client_of(office.head)
    for typed in ("01/qđ", "1 qd", "to cong nghe so", "tổ công nghệ"):
        found = page(head, q=typed)
        assert "<mark>" in found
        assert "Làm đường" not in found
        assert "chưa có số" not in found
    found = page(head, q="con đường đất")
    assert "<mark>con đường đất</mark>" in found
    assert "Kiến nghị của bà" in found
    assert "Thành lập" not in page(head, q="truong thi nguyet que")
    assert "Không tìm thấy văn bản nào" in page(head, q="thủy lợi")
    assert "Văn bản mới nhất" in page(head)


def test_filters_pages_and_the_list_taken_along(office: Office) -> None:
    for turn in range(22):
        draft(office, subject=f"Kế hoạch {turn}", type="ke-hoach")
    draft(office, subject="Báo cáo khẩn", urgency="1")
    work_off(limit=500)
    officer = client_of(office.officer)
    first = page(officer, loai="ke-hoach")
    assert first.count("Kế hoạch ") >= 20
    assert "Báo cáo khẩn" not in first
    assert "trang=2" in first
    second = page(officer, loai="ke-hoach", trang="2")
    assert "trang=1" in second
    assert "trang=3" not in second
    assert "Báo cáo <mark>khẩn</mark>" in page(officer, do_khan="1", q="khan")
    assert "Không tìm thấy" in page(officer, chieu="den")
    assert "Không tìm thấy" in page(officer, noi_gui="so tai chinh")
    assert "<mark>Báo cáo khẩn</mark>" in page(officer, noi_gui="ủy ban", tu="2026-11-01", q="bao cao khan")
    assert "Không tìm thấy" in page(officer, den="2026-01-01")
    listed = officer.get(f"{PAGE}ket-qua.csv?loai=ke-hoach").content.decode()
    assert len(listed.splitlines()) == 23
    for odd in ({"trang": "x"}, {"trang": "0"}, {"loai": "???"}, {"tu": "hôm qua"}, {"q": "'|&"}):
        page(officer, **odd)


def test_nobody_finds_what_is_not_theirs_to_see(office: Office) -> None:
    routed(office, subject="Chuyện của xã này", paragraphs=[SAID])
    draft(office, subject="Dự thảo riêng", paragraphs=[SAID])
    work_off(limit=500)
    other = another(office)
    assert "Chuyện của xã này" in page(client_of(office.head), q="nguyet que")
    assert "Dự thảo riêng" not in page(client_of(office.head), q="nguyet que")
    assert "Dự thảo riêng" in page(client_of(office.officer), q="nguyet que")
    assert "Không tìm thấy" in page(client_of(other.head), q="nguyet que")


def test_an_incoming_document_is_found_from_the_register_on(office: Office) -> None:
    came = come(
        office, subject="Thu ngân sách", number="123", symbol="STC-VP", content="Tóm tắt: chậm nộp thuế đất"
    )
    head = client_of(office.head)
    work_off(limit=500)
    assert "Không tìm thấy" in page(head, q="thu ngan sach")
    register(came, office)
    work_off(limit=500)
    for typed in ("thu ngân sách", "123/stc", "so tai chinh", "den 1", "cham nop thue"):
        found = page(head, q=typed)
        assert "Sở Tài chính" in found, typed
        assert f"/can-bo/van-ban-den/{came.id}/" in found, typed
    assert "<mark>chậm nộp thuế</mark>" in page(head, q="chậm nộp thuế", chieu="den", noi_gui="tài chính")
    assert "Không tìm thấy" in page(head, q="ngan sach", chieu="di")


def test_a_draft_that_goes_on_is_found_by_the_agency_and_one_sent_back_is_not(office: Office) -> None:
    made = draft(office, subject="Đi rồi về")
    head = client_of(office.head)
    forward(made, office.officer)
    work_off(limit=500)
    assert "Đi rồi về" in page(head, q="di roi ve")
    forward(made, office.head, key="send_back", note="Thiếu số liệu")
    # Before the index knows: what is asked for and what is shown are asked of the documents themselves.
    assert "Đi rồi về" not in page(head, q="di roi ve")
    work_off(limit=500)
    assert "Đi rồi về" not in page(head, q="di roi ve")


def test_what_files_say_is_found_and_told_apart_from_the_document(office: Office) -> None:
    made = draft(office, subject="Trả lời kiến nghị", paragraphs=["Xem tệp kèm theo."])
    attach(made, office, "kien-nghi.pdf", pdf())
    attach(made, office, "anh.png", picture())
    came = register(come(office, subject="Chuyển đơn", enclosures=(enclosure("don.pdf", pdf()),)), office)
    work_all()
    officer = client_of(office.officer)
    found = page(officer, q="con đường đất")
    assert "Trong tệp kien-nghi.pdf:" in found
    assert "Trong tệp don.pdf:" in found
    assert found.count("<mark>con đường đất</mark>") == 2
    assert "Trong tệp" not in page(officer, q="tra loi kien nghi", chieu="di")
    assert "Chuyển đơn" in page(client_of(office.head), q="nguyet que")
    assert "Trả lời" not in page(client_of(office.head), q="nguyet que")
    assert "Không tìm thấy" in page(client_of(another(office).head), q="nguyet que")
    unread = "chưa đọc được chữ trong tệp"
    assert officer.get(f"/can-bo/van-ban/{made.id}/").content.decode().count(unread) == 1
    assert unread not in officer.get(f"/can-bo/van-ban-den/{came.id}/").content.decode()


def test_a_file_that_is_no_part_of_the_document_any_more_is_not_found_by(office: Office) -> None:
    made = draft(office, subject="Có tệp kèm")
    attach(made, office, "kien-nghi.pdf", pdf())
    come(office, message="1", subject="Chuyển đơn", enclosures=(enclosure("don.pdf", pdf()),))
    first = Incoming.objects.get()
    register(first, office)
    work_all()
    officer = client_of(office.officer)
    assert "Có tệp kèm" in page(officer, q="nguyet que", chieu="di")
    assert "Chuyển đơn" in page(officer, q="nguyet que", chieu="den")
    actions.detach(
        actor=office.officer, document=made.id, file=StoredFile.objects.get(owner=made.ref).id, at=MONDAY
    )
    come(office, message="2", changed="1", change=Change.UPDATE, subject="Chuyển đơn khác")
    work_all()
    assert "Không tìm thấy" in page(officer, q="nguyet que")
    assert "Chuyển đơn khác" in page(officer, q="chuyen don khac")


def test_papers_of_dossiers_are_read_by_nobody(office: Office) -> None:
    take(sealing.new_key("test"), "don.pdf", pdf())
    work_all()
    assert not FileText.objects.exists()


def test_what_lies_there_before_files_are_read_is_read_then(office: Office) -> None:
    made = draft(office, subject="Có tệp kèm")
    attach(made, office, "kien-nghi.pdf", pdf())
    theirs = take(sealing.new_key("test"), "don.pdf", pdf())
    StoredFile.objects.update(reading="")
    import_module("tinhso.government.documents.migrations.0008_read_files").have_read(apps, None)
    assert dict(StoredFile.objects.values_list("id", "reading")) == {
        theirs.id: "",
        StoredFile.objects.get(owner=made.ref).id: "waiting",
    }


def test_the_index_holds_no_word_of_what_is_sealed(office: Office) -> None:
    routed(office, subject="Đơn thư", paragraphs=[SAID])
    attach(draft(office, subject="Có tệp kèm"), office, "kien-nghi.pdf", pdf())
    work_all()
    assert Held.objects.count() == 2
    assert FileText.objects.exists()
    words = {word for word in fold(SAID).split() if len(word) > 4} | {"nguyệt", "quế", "nguyet_que"}
    with connection.cursor() as cursor:
        for table in ("search_held", "files_filetext", *_behind()):
            cursor.execute(f"SELECT * FROM {table}")
            kept = " ".join(
                str(bytes(one) if isinstance(one, memoryview) else one) for row in cursor for one in row
            )
            assert not [word for word in words if word in kept.replace("\\x", "")], table


def test_what_is_erased_is_found_no_more_by_its_words(office: Office) -> None:
    made = routed(office, subject="Đơn thư", paragraphs=[SAID])
    work_off(limit=500)
    head = client_of(office.head)
    assert "Đơn thư" in page(head, q="nguyet que")
    before = set(Held.objects.get().terms.split())
    sealing.destroy(Document.objects.get(id=made.id).key)
    forget_erased(Delivery())
    assert "Không tìm thấy" in page(head, q="nguyet que")
    assert "Đơn thư" in page(head, q="don thu")
    assert not {term for term in before & set(Held.objects.get().terms.split()) if term[0] in "tzy"}


def test_an_index_that_fell_behind_catches_up(office: Office) -> None:
    routed(office, subject="Đơn thư")
    work_off(limit=500)
    Held.objects.all().delete()
    assert compare(KIND) == 1
    work_off(limit=500)
    assert "Đơn thư" in page(client_of(office.head), q="don thu")


def _behind() -> list[str]:
    """What stands behind the table where the index is tables of its own."""
    return [f"search_held_terms_{part}" for part in ("data", "idx")] if connection.vendor == "sqlite" else []
