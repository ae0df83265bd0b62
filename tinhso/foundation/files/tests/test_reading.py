"""What files say is read for those who search: of the right owners alone, sealed, and at no cost to anything else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typst
from django.db import connection
from pytest_django.fixtures import Settings

from tinhso.foundation.files import jobs, queries
from tinhso.foundation.files.actions import discard, take_in
from tinhso.foundation.files.copying import copy
from tinhso.foundation.files.engine import reader, texts
from tinhso.foundation.files.engine.texts import text_of
from tinhso.foundation.files.models import FileText, StoredFile
from tinhso.foundation.files.reading import ReadFor, keep_text, read_for, texts_of
from tinhso.foundation.files.tests import corpus
from tinhso.foundation.files.tests.factories import AT, OWNER, take
from tinhso.kernel import sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
Reading = StoredFile.Reading
READ_FOR = Ref("tests.letter", new_id())
SAID = "Kiến nghị của bà Trương Thị Nguyệt Quế về con đường đất"
PDF, DOCX, XLSX = reader.READERS
WORDS = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>Kiến </w:t></w:r><w:r><w:t>nghị</w:t><w:tab/><w:t>một</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>hai</w:t></w:r></w:p>"
    "</w:body></w:document>"
)
TOLD: list[Ref] = []


@pytest.fixture(autouse=True)
def letters(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.FILES_ROOT = tmp_path / "files"
    TOLD.clear()
    with read_for.temporarily(ReadFor("tests.letter", then=TOLD.append)):
        yield


@cache
def pdf() -> bytes:
    return bytes(typst.compile(f"#set page(height: 60mm)\n{SAID}\n#pagebreak()\nTrang hai".encode()))


def docx(document: str = WORDS) -> bytes:
    made = corpus._zip_of({"word/document.xml": document.encode()})
    return made


def letter(content: bytes, name: str = "cong-van.pdf", owner: Ref = READ_FOR) -> StoredFile:
    return take_in(actor=SYSTEM, at=AT, owner=owner, key=sealing.new_key("test"), name=name, content=content)


def read_all() -> None:
    jobs.read({}, Delivery())


def reading(file: StoredFile) -> str:
    return StoredFile.objects.get(id=file.id).reading


def test_pages_paragraphs_and_cells_are_read() -> None:
    assert text_of(pdf(), PDF) == f"{SAID} Trang hai"
    assert text_of(docx(), DOCX) == "Kiến nghị một hai"
    assert text_of(corpus.xlsx(), XLSX).startswith("Bảng kê Dòng 0 0 0 https://example.vn Dòng 1 1 1.5")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (corpus.pdf(), PDF), (pdf()[:900], PDF), (b"", PDF), (docx("<w:document"), DOCX), (pdf(), DOCX),
        (corpus.jpeg(), "image/jpeg"),
    ],
)  # fmt: skip
def test_what_says_nothing_or_is_damaged_is_no_text(content: bytes, kind: str) -> None:
    assert text_of(content, kind) == ""


def test_a_long_file_is_read_from_its_beginning() -> None:
    long = WORDS.replace("hai", "đường " * reader.LONGEST)
    assert len(text_of(docx(long), DOCX)) == reader.LONGEST - 1


def test_what_takes_too_long_or_too_much_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = docx(WORDS.replace("hai", "x" * (1 << 24)))
    assert text_of(bomb, DOCX)
    monkeypatch.setattr(texts, "MEMORY", 1 << 26)
    assert text_of(docx(), DOCX)
    assert text_of(bomb, DOCX) == ""
    monkeypatch.setattr(texts, "PATIENCE", 0.001)
    assert text_of(docx(), DOCX) == ""


def test_only_what_belongs_to_owners_of_a_kind_is_read() -> None:
    theirs, ours = letter(pdf(), owner=OWNER), letter(pdf())
    read_all()
    assert (reading(theirs), reading(ours)) == (Reading.NOBODY, Reading.READ)
    assert TOLD == [READ_FOR]
    assert [one.text for one in texts_of([READ_FOR])[READ_FOR]] == [f"{SAID} Trang hai"]
    assert texts_of([OWNER]) == {}
    copied = copy(at=AT, of=OWNER, file=theirs.id, owner=READ_FOR, key=sealing.new_key("test"))
    assert copied.reading == Reading.WAITING


def test_a_file_that_breaks_the_reader_costs_its_own_text_alone() -> None:
    waiting = [letter(corpus.pdf(), "trang.pdf"), letter(pdf()), letter(corpus.jpeg(), "anh.jpg")]
    assert queries.to_read() == (3, 0)
    work_off()
    work_off()
    assert [reading(one) for one in waiting] == [Reading.UNREAD, Reading.READ, Reading.UNREAD]
    assert queries.to_read() == (0, 2)
    assert [one.unread for one in queries.files_of(owner=READ_FOR)] == [True, False, True]


def test_a_file_whose_bytes_are_lost_keeps_nobody_waiting(tmp_path: Path) -> None:
    whole, lost = letter(pdf()), letter(pdf())
    next((tmp_path / "files").rglob(lost.address)).unlink()
    read_all()
    assert (reading(whole), reading(lost)) == (Reading.READ, Reading.WAITING)


def test_what_was_read_is_kept_sealed_and_goes_with_the_file_or_its_key() -> None:
    gone, erased = letter(pdf()), letter(pdf())
    read_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM files_filetext")
        kept = b"".join(bytes(one) for row in cursor for one in row if isinstance(one, bytes | memoryview))
    assert kept
    assert "Nguyệt".encode() not in kept
    discard(actor=SYSTEM, at=AT, owner=READ_FOR, file=gone.id)
    assert FileText.objects.count() == 1
    sealing.destroy(erased.key)
    assert texts_of([READ_FOR]) == {}


def test_what_another_program_recognised_stays() -> None:
    scan = letter(corpus.jpeg(), "quet.jpg")
    keep_text(file=scan.id, text="Chữ nhận dạng", at=AT)
    keep_text(file=scan.id, text="", at=AT)
    read_all()
    assert [one.text for one in texts_of([READ_FOR])[READ_FOR]] == ["Chữ nhận dạng"]
    keep_text(file=new_id(), text="Tệp đã bỏ", at=AT)
    blank = take(sealing.new_key("test"), "anh.jpg", corpus.jpeg())
    keep_text(file=blank.id, text="", at=AT)
    assert TOLD == [READ_FOR]
