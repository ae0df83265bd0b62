"""What is said of a document's form before it goes to be signed: faults hold it back, warnings do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tinhso.government.documents.rules import Text
from tinhso.government.documents.rules.body import read
from tinhso.government.documents.rules.form import Finding, Form, look_over
from tinhso.government.documents.tests.factories import client_of, draft, forward, fresh, make_documents

GOOD = Text(
    type="quyet-dinh",
    subject="Về việc thành lập Tổ công nghệ số cộng đồng",
    urgency="0",
    addressed_to=[],
    places=["Như Điều 2", "Đảng ủy"],
    paragraphs=[
        "Căn cứ Luật A;",
        "Theo đề nghị của B.",
        "Điều 1. Thành lập tổ.",
        "Điều 2. Tổ trưởng thi hành.",
    ],
    unit="VP",
    authority="own",
    superior="",
)
LETTER: dict[str, Any] = {"letter": True, "decides": False, "addressed_to": ["Sở A"], "authority": "tm"}


def found(
    *, letter: bool = False, decides: bool = True, form: dict[str, Any] | None = None, **changes: Any
) -> list[Finding]:
    text = replace(GOOD, **changes)
    body = read(text.paragraphs, letter=letter, decides="QUYẾT ĐỊNH:" if decides else "")
    given: dict[str, Any] = {
        "agency": "Ủy ban nhân dân xã Càng Long", "signer": "Lê Văn Ví Dụ", "signer_title": "Chủ tịch", "delivered": 1,
        **(form or {}),
    }  # fmt: skip
    return look_over(Form(text=text, body=body, letter=letter, decides=decides, articles=decides, **given))


def test_a_document_in_form_is_left_alone() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subject": "Về việc thành lập."}, "không kết thúc bằng dấu chấm"),
        (LETTER | {"subject": "V/v thành lập"}, "“V/v”"),
        ({"subject": "THÀNH LẬP TỔ"}, "chữ thường"),
        ({"subject": "a " * 130}, "ngắn gọn"),
        ({"authority": "tm", "form": {"agency": "Sở Tài chính"}}, "chế độ thủ trưởng"),
        ({"decides": False}, "thay mặt tập thể"),
        ({"authority": "q", "form": {"signer_title": "Phó Chủ tịch"}}, "cấp phó"),
        ({"authority": "tl", "superior": "Chủ tịch"}, "của chính mình"),
        ({"form": {"signer_title": ""}}, "chức danh"),
        ({"form": {"signer": "TS. Lê Văn Ví Dụ"}}, "học vị"),
        ({"paragraphs": ["Điều 1. Một."]}, "căn cứ ban hành"),
        ({"paragraphs": ["Căn cứ Luật A.", "Căn cứ Luật B.", "Điều 1. Một."]}, "chấm phẩy"),
        ({"paragraphs": ["Căn cứ Luật A;", "Căn cứ Luật B;", "Điều 1. Một."]}, "căn cứ cuối cùng"),
        ({"addressed_to": ["Sở A"]}, "không có Kính gửi"),
        ({"paragraphs": ["Căn cứ Luật A.", "Một."]}, "chia thành điều"),
        ({"paragraphs": ["Căn cứ Luật A.", "Điều 1. Một …"]}, "chưa điền"),
        ({"paragraphs": ["Căn cứ Luật A.", "Chương 1. Chung", "Điều 1. Một."]}, "La Mã"),
        ({"paragraphs": ["Căn cứ Luật A.", "Điều 1. Một.", "Điều 3. Ba."]}, "số của điều"),
        ({"paragraphs": ["Căn cứ Luật A.", "Điều 1. Một.", "1. a.", "3. b."]}, "số của khoản"),
        ({"paragraphs": ["Căn cứ Luật A.", "Điều 1. Một.", "1. a.", "a) x;", "c) y."]}, "chữ của điểm"),
        ({"paragraphs": [*GOOD.paragraphs, "Phụ lục. Danh sách", "Một"]}, "chỉ dẫn đến phụ lục"),
        ({"paragraphs": [*GOOD.paragraphs, "Kèm theo phụ lục.", "Phụ lục", "Một"]}, "chưa có tiêu đề"),
        ({"paragraphs": [*GOOD.paragraphs, "Kèm theo.", "Phụ lục I. A", "x", "Phụ lục III. B", "y"]}, "không liên tục"),
        ({"paragraphs": [*GOOD.paragraphs, "Kèm theo.", "Phụ lục 1. A", "x", "Phụ lục II. B", "y"]}, "La Mã"),
        ({"places": ["Đảng ủy", "Lưu: VT"]}, "tự có khi in"),
        ({"unit": ""}, "ký hiệu đơn vị"),
        ({"form": {"delivered": 0}}, "gửi điện tử"),
    ],
)  # fmt: skip
def test_what_should_be_looked_at(changes: dict[str, Any], words: str) -> None:
    (one,) = found(**changes)
    assert words in one.words
    assert not one.is_fault
    assert one.where


def test_letters_of_points_follow_the_vietnamese_alphabet() -> None:
    points = [f"{letter}) x;" for letter in "abcdđe"]
    assert found(paragraphs=["Căn cứ Luật A.", "Điều 1. Một.", "1. a:", *points]) == []


def test_faults_come_first_each_with_its_place_in_the_decree() -> None:
    findings = found(paragraphs=["| a | b |", "| c |"], places=[], subject="Một.")
    assert [one.is_fault for one in findings[:2]] == [True, True]
    assert {one.field for one in findings if one.is_fault} == {"places", "body"}
    assert all(one.where for one in findings)


@pytest.mark.django_db
def test_it_stands_on_the_page_and_a_fault_holds_the_draft_back() -> None:
    office = make_documents(certified=False)
    made = draft(office, paragraphs=["| a | b |", "| c |"])
    client = client_of(office.officer)
    page = client.get(f"/can-bo/van-ban/{made.id}/").content.decode()
    assert "Phải sửa trước khi trình" in page
    assert "hàng có 1 ô" in page
    answer = client.post(f"/can-bo/van-ban/{made.id}/chuyen/forward/", {"version": made.version})
    assert answer.status_code == 422
    assert "hàng có 1 ô" in answer.content.decode()
    assert fresh(made).phase == "draft"
    forward(draft(office, subject="Chỉ đáng xem lại."), office.officer)
