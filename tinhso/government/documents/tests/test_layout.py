"""The layout of annex I of Decree 30, measured on paper: margins, the place, face and size of each component."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tinhso.foundation.papers.engine import typeface
from tinhso.foundation.units.models import AgencyVersion
from tinhso.government.documents.engine.printing import preview
from tinhso.government.documents.tests.factories import draft, make_documents
from tinhso.government.documents.tests.sheets import MM, Found, Line, Page, pages_of
from tinhso.government.dossiers.tests.factories import MONDAY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.tools,
    pytest.mark.skipif(
        typeface().family != "Liberation Serif", reason="sizes are those of Times New Roman's metrics"
    ),
]
LEFT, RIGHT, TOP, BOTTOM = 30.0, 195.0, 20.0, 277.0
MIDDLE = (LEFT + RIGHT) / 2
SIGNER = "Phó Chủ tịch Càng Long"
CAPITALS = 0.66
"""Height of a capital of Times New Roman, in parts of its size."""
LONG = (
    "Ủy ban nhân dân xã yêu cầu các ấp tổ chức tuyên truyền, vận động người dân thực hiện dịch vụ công trực tuyến. "
    * 3
)


def typeset(folder: Path, **changes: Any) -> list[Page]:
    office = make_documents(certified=False)
    made = draft(office, **changes)
    return pages_of(preview(actor=office.officer, document=made.id, at=MONDAY), folder)


def face(found: Found) -> tuple[str, float]:
    return found.style.removeprefix("LiberationSerif").removeprefix("-") or "Regular", found.size


def under(page: Page, found: Found) -> Line:
    """The line drawn just below some words."""
    below = [
        one
        for one in page.lines
        if 0 < one.top - found.base < 4 and abs((one.left + one.right) / 2 - found.middle) < 2
    ]
    assert below, "no line below"
    return min(below, key=lambda one: one.top - found.base)


def check_head(page: Page) -> None:
    """(1) to (4)."""
    crown = page.find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto = page.find("Độc lập - Tự do - Hạnh phúc")
    agency = page.find("ỦY BAN NHÂN DÂN XÃ CÀNG LONG")
    number, day = page.find("Số:"), page.find("Càng Long, ngày 16 tháng 11 năm 2026")
    assert face(crown) == ("Bold", 12)
    assert face(motto) == ("Bold", 13)
    assert face(agency) == ("Bold", 12)
    assert face(number) == ("Regular", 13)
    assert face(day) == ("Italic", 13)
    assert agency.right < crown.left
    assert crown.right <= RIGHT + 0.1
    assert abs(crown.middle - motto.middle) < 0.5
    assert abs(day.middle - crown.middle) < 0.5
    assert abs(number.base - day.base) < 0.1
    assert crown.base - CAPITALS * crown.size * 25.4 / 72 == pytest.approx(TOP, abs=0.3)
    length = under(page, motto).right - under(page, motto).left
    assert length == pytest.approx(motto.right - motto.left, abs=0.5)
    ruled = under(page, agency)
    assert 1 / 3 <= (ruled.right - ruled.left) / (agency.right - agency.left) <= 1 / 2


def check_margins(pages: list[Page]) -> None:
    for page in pages:
        inside = [one for one in page.words if one.top > TOP - 1]
        assert min(one.left for one in inside) == pytest.approx(LEFT, abs=0.5)
        assert max(one.right for one in inside) == pytest.approx(RIGHT, abs=0.5)
        assert max(one.bottom for one in inside) <= BOTTOM + 1


def check_close(page: Page, *, titles: tuple[str, ...], recipients: tuple[str, ...]) -> None:
    """(7a), (7c) and (9b); the place between is as high as the signature and the seal need."""
    lines = [page.find(one) for one in titles]
    name = page.find(SIGNER)
    for one in (*lines, name):
        assert face(one) == ("Bold", 13)
        assert one.middle == pytest.approx(159, abs=0.7)
    assert 25 <= name.base - lines[-1].base <= 40
    label = page.find("Nơi nhận:")
    assert face(label) == ("BoldItalic", 12)
    assert label.left == pytest.approx(LEFT, abs=0.3)
    for line in recipients:
        assert face(page.find(line)) == ("Regular", 11)


def test_a_letter(tmp_path: Path) -> None:
    (page,) = pages = typeset(
        tmp_path, type="cong-van", subject="thực hiện dịch vụ công trực tuyến", urgency="1",
        addressed_to=["Ban nhân dân các ấp"], places=["Đảng ủy"], paragraphs=[LONG, LONG],
    )  # fmt: skip
    check_head(page)
    check_margins(pages)
    about = page.find("V/v thực hiện dịch")
    assert face(about) == ("Regular", 12)
    assert 4 <= about.base - page.find("Số:").base <= 7
    assert about.right < MIDDLE
    box = next(one for one in page.lines if one.right - one.left == pytest.approx(20, abs=0.1))
    assert box.bottom - box.top == pytest.approx(8, abs=0.1)
    assert face(page.find("KHẨN"))[0] == "Bold"
    to = page.find("Kính gửi: Ban nhân dân các ấp")
    assert face(to) == ("Regular", 13)
    assert to.middle == pytest.approx(MIDDLE, abs=0.5)
    check_body(page, "Ủy ban nhân dân xã yêu")
    check_close(
        page,
        titles=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        recipients=("- Như trên;", "- Đảng ủy;", "- Lưu: VT, VP."),
    )


def test_what_may_be_added(tmp_path: Path) -> None:
    """(11), (12), (13)."""
    office = make_documents(certified=False)
    AgencyVersion.objects.filter(agency=office.committee).update(
        address="ấp Mẫu, xã Càng Long, tỉnh Vĩnh Long", phone="0270 000 0000", email="xa@vidu.example"
    )
    made = draft(
        office, type="cong-van", subject="thực hiện dịch vụ công", urgency="1", addressed_to=["Ban nhân dân các ấp"],
        places=["Đảng ủy"], paragraphs=[LONG, LONG], circulation="luu-hanh-noi-bo", mark="NVA", copies=50, contact=True,
    )  # fmt: skip
    (page,) = pages_of(preview(actor=office.officer, document=made.id, at=MONDAY), tmp_path)
    round_it = page.find("LƯU HÀNH NỘI BỘ")
    assert face(round_it) == ("Bold", 13)
    boxes = [one for one in page.lines if one.bottom - one.top == pytest.approx(8, abs=0.1)]
    urgent, frame = sorted(boxes, key=lambda one: one.top)
    assert frame.top - urgent.bottom == pytest.approx(3, abs=1)
    assert frame.top < round_it.base < frame.bottom
    assert frame.left < round_it.left
    assert round_it.right < frame.right < MIDDLE
    mark = page.find("NVA.(50)")
    assert face(mark) == ("Regular", 11)
    assert mark.left == pytest.approx(LEFT, abs=0.3)
    assert 3 <= mark.base - page.find("- Lưu: VT, VP.").base <= 7
    address, reached = page.find("Địa chỉ: ấp Mẫu, xã Càng Long,"), page.find("Điện thoại: 0270 000 0000;")
    assert face(address) == face(reached) == ("Regular", 11)
    assert address.left == reached.left == pytest.approx(LEFT, abs=0.3)
    assert address.base < reached.base <= BOTTOM + 0.5
    rule = min((one for one in page.lines if one.top < address.base), key=lambda one: address.base - one.top)
    assert (rule.left, rule.right) == pytest.approx((LEFT, RIGHT), abs=0.3)
    assert page.find(SIGNER).base < rule.top


def check_body(page: Page, opening: str) -> None:
    """(6): 13 points, first line 12.7 mm in, lines single to one and a half, 6 points between paragraphs."""
    first = page.find(opening)
    assert face(first) == ("Regular", 13)
    assert first.left - LEFT == pytest.approx(12.7, abs=0.2)
    rows = page.rows(LEFT - 1, LEFT + 14, first.base - 0.1, page.find("Nơi nhận:").base - 1)
    gaps = [(after - before) * 72 / 25.4 for before, after in pairwise(rows)]
    pitch, between = min(gaps), max(gaps[:-1])
    assert 1.0 * 13 * 1.15 <= pitch <= 1.5 * 13 * 1.15
    assert between - pitch >= 0
    assert between - 13 >= 6


def test_a_decision_with_an_annex(tmp_path: Path) -> None:
    articles = [f"Điều {number}. {LONG}" for number in range(1, 9)]
    pages = typeset(
        tmp_path, type="quyet-dinh", subject="Về việc thành lập Tổ công nghệ số", addressed_to=[],
        places=["Như Điều 8"], authority="own", paragraphs=[
            "Căn cứ Luật Tổ chức chính quyền địa phương;", "Theo đề nghị của Chánh Văn phòng.", *articles,
            "Phụ lục I. Danh sách", "| STT | Họ tên |", "| 1 | Ví Dụ |", LONG,
        ],
    )  # fmt: skip
    first, last = pages[0], pages[-1]
    check_head(first)
    check_margins(pages[:1])
    kind, about = first.find("QUYẾT ĐỊNH"), first.find("Về việc thành lập Tổ công nghệ số")
    assert face(kind) == ("Bold", 14)
    assert face(about) == ("Bold", 13)
    by, word = first.find("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ CÀNG LONG"), first.find("QUYẾT ĐỊNH:")
    for one in (kind, about, by, word):
        assert one.middle == pytest.approx(MIDDLE, abs=0.5)
    assert face(by) == face(word) == ("Bold", 13)
    assert kind.base < about.base < by.base < word.base
    ruled = under(first, about)
    assert 1 / 3 <= (ruled.right - ruled.left) / (about.right - about.left) <= 1 / 2
    ground, article = first.find("Căn cứ Luật"), first.find("Điều 1.")
    assert face(ground) == ("Italic", 13)
    assert face(article) == ("Bold", 13)
    assert ground.left - LEFT == pytest.approx(12.7, abs=0.2)
    assert article.left - LEFT == pytest.approx(12.7, abs=0.2)
    signed = next(page for page in pages if any(one.text == "nhận:" for one in page.words))
    check_close(
        signed, titles=("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), recipients=("- Như Điều 8;", "- Lưu: VT, VP.")
    )
    annex, title = last.find("Phụ lục I"), last.find("DANH SÁCH")
    note = last.find(
        "(Kèm theo Quyết định số …/QĐ-UBND ngày 16 tháng 11 năm 2026 của Ủy ban nhân dân xã Càng Long)"
    )
    assert face(annex) == face(title) == ("Bold", 14)
    assert face(note) == ("Italic", 13)
    for one in (annex, title):
        assert one.middle == pytest.approx(MIDDLE, abs=0.5)


def test_pages_are_numbered_from_the_second_in_the_middle_of_the_top_margin(tmp_path: Path) -> None:
    pages = typeset(tmp_path, paragraphs=[LONG] * 20)
    assert len(pages) > 1
    assert not [one for one in pages[0].words if one.bottom < TOP - 1]
    for number, page in enumerate(pages[1:], 2):
        (mark,) = (one for one in page.words if one.bottom < TOP)
        assert mark.text == str(number)
        assert (mark.left + mark.right) / 2 == pytest.approx(MIDDLE, abs=0.3)
        assert face(page.find(str(number))) == ("Regular", 13)


def test_an_invitation(tmp_path: Path) -> None:
    (page,) = typeset(
        tmp_path, type="giay-moi", subject="Họp tổng kết năm 2026", addressed_to=["Bí thư Đảng ủy xã"],
        places=["Đảng ủy"], paragraphs=["Tới dự: Hội nghị.", "Thời gian: 8 giờ 00, ngày 20 tháng 12 năm 2026."],
    )  # fmt: skip
    check_head(page)
    kind, about = page.find("GIẤY MỜI"), page.find("Họp tổng kết năm 2026")
    assert (face(kind), face(about)) == (("Bold", 14), ("Bold", 13))
    assert kind.middle == pytest.approx(MIDDLE, abs=0.5)
    assert face(page.find("Ủy ban nhân dân xã Càng Long trân trọng kính mời: Bí thư Đảng ủy xã")) == (
        "Regular",
        13,
    )
    check_close(
        page, titles=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), recipients=("- Như trên;",)
    )


def test_minutes_are_signed_by_two(tmp_path: Path) -> None:
    (page,) = typeset(
        tmp_path,
        type="bien-ban",
        subject="Họp giao ban",
        addressed_to=[],
        places=["Đảng ủy"],
        paragraphs=["1. Một."],
    )
    clerk, chair = page.find("THƯ KÝ"), page.find("CHỦ TỌA")
    assert face(clerk) == face(chair) == ("Bold", 13)
    assert clerk.base == pytest.approx(chair.base, abs=0.3)
    assert clerk.right < MIDDLE < chair.left
    assert page.find("Nơi nhận:").base > page.find(SIGNER).base
    assert "TM." not in {one.text for one in page.words}


def test_the_place_of_signature_lies_under_the_title(tmp_path: Path) -> None:
    """(7b), (8): a named destination tells the signer where; it does not cover words."""
    office = make_documents(certified=False)
    made = preview(actor=office.officer, document=draft(office).id, at=MONDAY)
    (page,) = pages_of(made, tmp_path)
    with pikepdf.open(tmp_path / "paper.pdf") as opened:
        (name, target) = opened.Root.Names.Dests.Names
    assert str(name) == "sign/72x28"
    place = target.D if isinstance(target, pikepdf.Dictionary) else target
    left, top = float(place[2]) / MM, 297 - float(place[3]) / MM
    title, signer = page.find("PHÓ CHỦ TỊCH"), page.find(SIGNER)
    assert left == pytest.approx(123, abs=0.5)
    assert title.base < top + 2
    assert top + 28 <= signer.base
