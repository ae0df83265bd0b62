"""The body as officials type it: what each line is, what is wrong with it, and that no word is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.government.documents.rules import lines_of
from tinhso.government.documents.rules.body import Block, Body, Run, read, runs_of

REGULATION = """Căn cứ Luật Tổ chức chính quyền địa phương;
Theo đề nghị của Chánh Văn phòng.
QUYẾT ĐỊNH:
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
1. Quy định này áp dụng cho **mọi** cơ quan.
a) Cơ quan _chuyên môn_;
| STT | Nội dung |
| 1 | Máy tính |
Điều 2. Giao Văn phòng thực hiện.
Phụ lục I. Danh sách
1. Một
Phụ lục II
BIỂU MẪU
Hai"""


def body(text: str, *, letter: bool = False, decides: str = "") -> Body:
    return read(lines_of(text), letter=letter, decides=decides)


def test_each_line_is_what_its_first_words_say() -> None:
    found = body(REGULATION, decides="QUYẾT ĐỊNH:")
    assert [(one.kind, one.label) for one in found.blocks] == [
        ("ground", ""), ("ground", ""), ("decides", "QUYẾT ĐỊNH:"), ("heading", "Chương I"), ("article", "Điều 1."),
        ("clause", "1."), ("point", "a)"), ("table", ""), ("article", "Điều 2."),
    ]  # fmt: skip
    assert found.blocks[3].runs == (Run("QUY ĐỊNH CHUNG"),)
    assert [one.titled for one in found.blocks if one.kind == "article"] == [True, False]
    assert found.blocks[5].runs == (Run("Quy định này áp dụng cho "), Run("mọi", bold=True), Run(" cơ quan."))
    assert found.blocks[7].rows[1] == ((Run("1"),), (Run("Máy tính"),))
    assert [(one.label, one.title, len(one.blocks)) for one in found.annexes] == [
        ("Phụ lục I", "Danh sách", 1),
        ("Phụ lục II", "BIỂU MẪU", 1),
    ]
    assert found.wrong == ()


@pytest.mark.parametrize("typed", ["", "QUYẾT ĐỊNH:\n", "Quyết định\n", "**QUYẾT ĐỊNH:**\n"])
def test_the_word_of_decision_stands_once_after_the_grounds(typed: str) -> None:
    found = body(f"Căn cứ Luật A.\n{typed}Điều 1. Một.", decides="QUYẾT ĐỊNH:")
    assert [one.kind for one in found.blocks] == ["ground", "decides", "article"]


def test_a_letter_may_begin_with_a_sentence_that_is_no_ground() -> None:
    sentence = "Căn cứ Công văn số 5, Ủy ban nhân dân xã báo cáo như sau."
    assert [one.kind for one in body(sentence, letter=True).blocks] == ["text"]
    assert [one.kind for one in body("Căn cứ Luật A;\nXã báo cáo.", letter=True).blocks] == ["ground", "text"]
    assert [one.kind for one in body("Xã báo cáo.\nCăn cứ Luật A;").blocks] == ["text", "text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thuần", (Run("thuần"),)),
        ("**_cả hai_**", (Run("cả hai", bold=True, italic=True),)),
        ("_**cả hai**_", (Run("cả hai", bold=True, italic=True),)),
        ("ten_tep_dai@vinhlong", (Run("ten_tep_dai@vinhlong"),)),
        ("2 * 3 * 4", (Run("2 * 3 * 4"),)),
        ("số _ trống _", (Run("số _ trống _"),)),
    ],
)
def test_faces(text: str, expected: tuple[Run, ...]) -> None:
    assert runs_of(text) == expected


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Một\n**hở", 2, "mở mà không đóng"),
        ("| a | b |\n| c |", 2, "1 ô"),
        ("| a | b", 1, "kết thúc bằng dấu |"),
        ("|", 1, "kết thúc bằng dấu |"),
        ("|" + " a |" * 11, 1, "quá 10 cột"),
    ],
)
def test_what_can_not_be_read_is_named_by_its_line(text: str, line: int, words: str) -> None:
    (wrong,) = body(text).wrong
    assert wrong.line == line
    assert words in wrong.words


def _words(blocks: tuple[Block, ...]) -> str:
    return " ".join(one.source for one in blocks)


@given(st.text(alphabet="aĐ1.;:) |*_\nCăncứPhụlụcIĐiềuươ", max_size=120), st.booleans())
def test_no_text_is_lost_and_none_breaks_it(text: str, letter: bool) -> None:
    lines = lines_of(text)
    found = read(lines, letter=letter)
    if found.wrong:
        return
    kept = _words(found.blocks) + " ".join(
        f"{one.label} {one.title} {_words(one.blocks)}" for one in found.annexes
    )
    assert all(
        word in kept.lower()
        for line in lines
        for word in line.lower().replace(".", " ").replace(":", " ").split()
    )
