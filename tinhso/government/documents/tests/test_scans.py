"""What is read off a scan is a suggestion; without a program that reads the clerk is told so and types."""

from __future__ import annotations

import shutil

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tinhso.government.documents.engine import scans
from tinhso.government.documents.models import Incoming
from tinhso.government.documents.rules.scans import suggested
from tinhso.government.documents.tests.coming import picture, work_all
from tinhso.government.documents.tests.factories import client_of, make_documents
from tinhso.government.dossiers.tests.factories import MONDAY

HOME = "/can-bo/van-ban-den/"
PAGE = """
UBND TỈNH VĨNH LONG          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ TÀI CHÍNH                     Độc lập - Tự do - Hạnh phúc
Số: 123/STC - VP              Vĩnh Long, ngày 03 tháng 11 năm 2026
V/v báo cáo tình hình thu ngân sách
quý IV năm 2026
Kính gửi: Ủy ban nhân dân các xã, phường
"""


def test_number_day_abstract_and_sender_are_read_off_a_page() -> None:
    assert suggested(PAGE) == {
        "number": "123", "symbol": "STC-VP", "dated": "03/11/2026", "sender": "Sở tài chính",
        "subject": "báo cáo tình hình thu ngân sách quý IV năm 2026",
    }  # fmt: skip
    assert suggested("ngày 45 tháng 13 năm 2026, số máy") == {}


@pytest.mark.django_db
def test_a_scan_begins_a_document_that_waits_for_the_clerks_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "OCR", "no-such-program")
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        records = client_of(office.records)
        given = {"agency": str(office.committee.id)}
        assert records.post(f"{HOME}ban-quet/", given).headers["Location"] == f"{HOME}nhap/"
        bad = SimpleUploadedFile("x.exe", b"MZ")
        assert records.post(f"{HOME}ban-quet/", given | {"scan": bad}).headers["Location"] == f"{HOME}nhap/"
        assert not Incoming.objects.exists()
        scan = SimpleUploadedFile("quet.png", picture(), content_type="image/png")
        made = records.post(f"{HOME}ban-quet/", given | {"scan": scan})
        found = Incoming.objects.get()
        assert made.headers["Location"] == f"{HOME}{found.id}/thong-tin/"
        work_all()
        assert "chưa cài phần mềm đọc chữ" in records.get(f"{HOME}{found.id}/").content.decode()
        monkeypatch.setattr(scans, "text_of_scan", lambda content, media_type: PAGE)
        scans.read_scan(incoming=found.id)
        form = records.get(f"{HOME}{found.id}/thong-tin/").content.decode()
        assert "báo cáo tình hình thu ngân sách quý IV năm 2026" in form
        assert 'value="123"' in form


@pytest.mark.tools
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="no tesseract")
def test_the_machines_program_reads_a_picture() -> None:
    assert isinstance(scans.text_of_scan(picture(), "image/png"), str)
