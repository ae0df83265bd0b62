"""What is read off a scan is a suggestion; without a program that reads the clerk is told so and types."""

from __future__ import annotations

import random
import re
import shutil
from io import BytesIO

import fontpkg_noto_serif
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tinhso.foundation.files.actions import Came
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.reading import texts_of
from tinhso.government.documents import actions
from tinhso.government.documents.engine import scans
from tinhso.government.documents.models import Incoming
from tinhso.government.documents.rules.scans import suggested
from tinhso.government.documents.tests.coming import picture, work_all
from tinhso.government.documents.tests.factories import client_of, make_documents
from tinhso.government.dossiers.tests.factories import MONDAY
from tinhso.kernel.errors import Unavailable

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
    dirty = PAGE.replace("VP  ", "VP_ ").replace("\nquý", "\n: quý").replace("ngân sách\n", "ngân sách |\n")
    dirty = dirty.replace("V/v", "VỊv").replace("CHÍNH  ", "CHÍNH - ")
    assert suggested(dirty) == suggested(PAGE)


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
        monkeypatch.setattr(
            scans, "pages_of_scan", lambda content, media_type: [PAGE, "Trang sau: thu nội địa"]
        )
        scans.read_scan(incoming=found.id)
        form = records.get(f"{HOME}{found.id}/thong-tin/").content.decode()
        assert "báo cáo tình hình thu ngân sách quý IV năm 2026" in form
        assert 'value="123"' in form
        (said,) = texts_of([found.ref])[found.ref]
        assert "thu nội địa" in said.text


@pytest.mark.django_db
def test_a_file_that_is_still_examined_is_read_later() -> None:
    office = make_documents(certified=False)
    found = actions.enter_scan(
        actor=office.records, agency=office.committee.id, came=Came("quet.png", picture()), at=MONDAY
    )
    StoredFile.objects.update(state=StoredFile.State.AWAITING_SCAN)
    with pytest.raises(Unavailable):
        scans.read_scan(incoming=found.id)
    assert not found.arrivals.get().content(key=found.key).get("tried")


@pytest.mark.tools
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="no tesseract")
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no poppler")
@pytest.mark.parametrize("kind", ["image/jpeg", "application/pdf"])
def test_the_machines_program_reads_a_scan_that_lay_askew(kind: str) -> None:
    """A page as a clerk's scanner gives it: a little turned, blurred, with dirt on the glass; of a PDF both pages."""
    first = scanned(PAGE)
    held = BytesIO()
    if kind == "application/pdf":
        first.save(
            held, "PDF", resolution=200, save_all=True, append_images=[scanned("Trang hai: thu nội địa")]
        )
    else:
        first.save(held, "JPEG")
    pages = list(scans.pages_of_scan(held.getvalue(), kind))
    read = suggested(pages[0])
    assert (read["number"], read["symbol"], read["dated"]) == ("123", "STC-VP", "03/11/2026")
    assert read["subject"].startswith("báo cáo tình hình thu ngân sách")
    assert read["sender"] == "Sở tài chính"
    assert [bool(re.search("thu nội địa", one)) for one in pages[1:]] == [True] * (kind == "application/pdf")


def scanned(text: str) -> Image.Image:
    """Lines of text at 200 points an inch."""
    face = ImageFont.truetype(str(fontpkg_noto_serif.ROOT / "files" / "NotoSerif[wdth,wght].ttf"), 32)
    page = Image.new("L", (1654, 700), 255)
    drawn = ImageDraw.Draw(page)
    for place, line in enumerate(text.strip().splitlines()):
        drawn.text((90, 60 + place * 62), re.sub(r"  +", "    ", line), font=face, fill=20)
    page = page.rotate(0.6, fillcolor=255, resample=Image.Resampling.BICUBIC).filter(
        ImageFilter.GaussianBlur(0.7)
    )
    chance, dots = random.Random(20261122), page.load()
    assert dots is not None
    for _ in range(8000):
        dots[chance.randrange(page.width), chance.randrange(page.height)] = chance.randrange(90, 200)
    return page
