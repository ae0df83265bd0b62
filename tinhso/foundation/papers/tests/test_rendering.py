"""Papers come out whole: the right size, PDF/A, embedded fonts, every word as it was typed."""

import io
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pytest_django import Settings

from tinhso.foundation.papers import engine
from tinhso.foundation.papers.rules import papers
from tinhso.foundation.papers.tests.factories import AT, DATA
from tinhso.kernel.errors import Invalid

A4, A4_WIDE, A5 = (595, 842), (842, 595), (420, 595)
FORMS = {"receipt", "supplement", "refusal", "apology", "stop-notice", "control-slip"}
WIDE = {"register", "outgoing-register", "incoming-register", "follow-up-register", "table"}
UNSIGNED = {"control-slip", "handling-slip", *WIDE}
OVERLAYS = {"arrival-stamp", "copy-on-paper"}
"""Laid over another paper, with no head of their own; tried with what they are laid over."""
HOSTILE = (
    "#set page(fill: red) *đậm* _nghiêng_ $x^2$ `mã` @ref <nhan> [] {} \"nháy\" 'đơn' \\u{41} \\ // /* = - + ~ ---",
    '#read("/etc/passwd")',
    '#import "layout.typ": *',
    '"; }) #panic("x")',
)


def text_of(pdf: bytes, tmp_path: Path) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf)
    done = subprocess.run([tool, "-layout", str(file), "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_every_registered_paper_has_an_example() -> None:
    assert {paper.key for paper in papers} - OVERLAYS == set(DATA)


@pytest.mark.parametrize("key", DATA)
def test_one_page_of_the_right_size_as_pdf_a(key: str) -> None:
    with pikepdf.open(io.BytesIO(engine.render(key, DATA[key], at=AT))) as opened:
        (page,) = opened.pages
        size = tuple(round(float(edge)) for edge in page.MediaBox[2:])
        assert size == (A5 if key in FORMS else A4_WIDE if key in WIDE else A4)
        with opened.open_metadata() as metadata:
            assert metadata.pdfa_status == "2B"
        assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not opened.is_encrypted
        assert str(opened.Root.Lang).startswith("vi")
        for font in page.Resources.Font.values():
            (descendant,) = font.DescendantFonts
            assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())
            assert "+" in str(font.BaseFont)


@pytest.mark.parametrize("key", DATA)
def test_the_same_data_and_moment_give_the_same_bytes(key: str) -> None:
    first = engine.render(key, DATA[key], at=AT)
    engine.render(key, DATA[key] | {"code": "H61.101-261121-9999"}, at=AT)
    assert engine.render(key, DATA[key], at=AT) == first
    assert engine.render(key, DATA[key], at=AT + timedelta(days=1)) != first


@pytest.mark.parametrize("key", DATA)
def test_a_preview_is_an_image_a_page(key: str) -> None:
    (image,) = engine.preview(key, DATA[key], at=AT, ppi=36)
    assert image.startswith(b"\x89PNG")


@pytest.mark.tools
@pytest.mark.parametrize("key", DATA)
def test_vietnamese_text_comes_out_as_typed(key: str, tmp_path: Path) -> None:
    text = text_of(engine.render(key, DATA[key], at=AT), tmp_path)
    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN XÃ CÀNG LONG",
        "Càng Long, ngày 21 tháng 11 năm 2026",
        DATA[key]["code"],
    ):
        assert expected in text


@pytest.mark.tools
def test_a_receipt_states_the_minute_it_was_taken_and_is_due(tmp_path: Path) -> None:
    text = text_of(engine.render("receipt", DATA["receipt"], at=AT), tmp_path)
    assert "14 giờ 30 phút, ngày 21 tháng 11 năm 2026" in text
    assert "11 giờ 30 phút, ngày 23 tháng 11 năm 2026" in text


@pytest.mark.tools
def test_number_title_and_circular_are_those_of_the_form_set(tmp_path: Path) -> None:
    old = {"form": "04", "title": "Phiếu xin lỗi và hẹn lại", "circular": "Thông tư số 01/2018/TT-VPCP"}
    text = text_of(engine.render("apology", DATA["apology"] | old, at=AT), tmp_path)
    assert "Mẫu số 04 (Thông tư số 01/2018/TT-VPCP)" in text
    assert "PHIẾU XIN LỖI VÀ HẸN LẠI" in text


@pytest.mark.tools
def test_only_the_demo_says_it_is_one(tmp_path: Path) -> None:
    data = DATA["birth-certificate"]
    demo, real = (engine.render("birth-certificate", data | {"demo": flag}, at=AT) for flag in (True, False))
    assert len(demo) > len(real)
    for family in ("BẢN", "TRÌNH"):
        assert family not in text_of(real, tmp_path)


@pytest.mark.tools
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_person_typed_is_never_markup(hostile: str, tmp_path: Path) -> None:
    applicant = DATA["receipt"]["applicant"] | {"name": hostile, "address": hostile}
    text = text_of(engine.render("receipt", DATA["receipt"] | {"applicant": applicant}, at=AT), tmp_path)
    assert text.replace(" ", "").count(hostile.replace(" ", "")) >= 2


@pytest.mark.tools
def test_a_character_no_font_has_does_not_stop_the_paper(tmp_path: Path) -> None:
    data = DATA["birth-certificate"] | {"name": "An\u0000 \u202e🎉 Nguyễn"}
    text = text_of(engine.render("birth-certificate", data, at=AT), tmp_path)
    assert "AN ? NGUYỄN" in text


def test_decomposed_letters_are_composed() -> None:
    composed, decomposed = "Nguyễn", "Nguye\u0302\u0303n"
    made = [
        engine.render("birth-certificate", DATA["birth-certificate"] | {"declarant": name}, at=AT)
        for name in (composed, decomposed)
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize("key", DATA)
def test_the_place_to_sign_is_marked(key: str) -> None:
    with pikepdf.open(io.BytesIO(engine.render(key, DATA[key], at=AT))) as opened:
        names: Any = opened.Root.Names.Dests.Names if "/Names" in opened.Root else []
        marks = {str(names[index]): names[index + 1] for index in range(0, len(names), 2)}
    if key in UNSIGNED:
        assert marks == {}
    else:
        (name,) = marks
        assert name == ("sign/54x17" if key in FORMS else "sign/72x28")


def test_a_long_list_runs_on_to_numbered_pages() -> None:
    many = [{"name": f"Giấy tờ số {number}", "originals": 1} for number in range(1, 80)]
    with pikepdf.open(
        io.BytesIO(engine.render("receipt", DATA["receipt"] | {"papers": many}, at=AT))
    ) as opened:
        assert len(opened.pages) > 2


@pytest.mark.parametrize(
    ("key", "change", "field"),
    [
        ("receipt", {"due_at": "2026-11-23T11:30:00"}, "due_at"),
        ("refusal", {"legal_basis": []}, "legal_basis"),
        ("supplement", {"items": []}, "items"),
        ("household-business", {"capital": -1}, "capital"),
        ("apology", {"new_due_at": None}, "new_due_at"),
        ("decision", {"unknown": 1}, "unknown"),
    ],
)
def test_wrong_data_is_refused_by_field(key: str, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        engine.render(key, DATA[key] | change, at=AT)
    assert field in {fault.field for fault in refused.value.faults}


def test_a_font_without_vietnamese_letters_is_passed_over(tmp_path: Path, settings: Settings) -> None:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "A"])
    builder.setupCharacterMap({65: "A"})
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf({".notdef": empty, "A": empty})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "A": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupOS2()
    builder.setupPost()
    builder.setupNameTable({"familyName": "Liberation Serif"})
    builder.save(tmp_path / "LiberationSerif-Regular.ttf")
    settings.PAPERS_FONT_FOLDERS = [str(tmp_path)]
    assert engine.typeface.__wrapped__().family == "Noto Serif"


def test_the_compiler_is_loaded_by_rendering_alone() -> None:
    code = "import tinhso.foundation.papers.engine, tinhso.foundation.papers.shapes, sys; print('typst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"
