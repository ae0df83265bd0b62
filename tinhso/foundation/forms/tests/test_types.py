"""Each field type: what it takes, what it keeps, what it says when it cannot take it."""

import unicodedata
from typing import Any

import pytest
from django.utils import translation

from tinhso.foundation.forms.registry import field_types
from tinhso.foundation.forms.tests.factories import FILE, context, question

GOOD: list[tuple[str, dict[str, Any], object, object, str]] = [
    ("text", {}, "  ấp \t Chợ ", "ấp Chợ", "ấp Chợ"),
    ("text", {}, unicodedata.normalize("NFD", "Trà Vinh"), "Trà Vinh", "Trà Vinh"),
    ("text", {}, "Càng\x00 Lo\u202eng\ud800", "Càng Long", "Càng Long"),
    ("long_text", {}, " một \r\n\r\n\r\n\r\nhai ", "một\n\nhai", "một\n\nhai"),
    ("name", {}, "H'Hen Niê", "H'Hen Niê", "H'Hen Niê"),
    ("name", {}, "K’Brông", "K’Brông", "K’Brông"),
    ("personal_number", {}, "086 090 123 456", "086090123456", "086090123456"),
    ("phone", {}, "0912.345.678", "+84912345678", "0912 345 678"),
    ("phone", {}, "+84 912 345 678", "+84912345678", "0912 345 678"),
    ("phone", {}, "84912345678", "+84912345678", "0912 345 678"),
    ("phone", {}, "0270 3822 123", "+842703822123", "0270 382 2123"),
    ("phone", {}, "+81 90 1234 5678", "+819012345678", "+819012345678"),
    ("email", {}, " ba.sau@example.vn ", "ba.sau@example.vn", "ba.sau@example.vn"),
    ("date", {}, "5/11/2026", "2026-11-05", "05/11/2026"),
    ("date", {}, "05-11-2026", "2026-11-05", "05/11/2026"),
    ("date", {"max": "today"}, "2026-11-22", "2026-11-22", "22/11/2026"),
    ("date", {}, "29/02/2024", "2024-02-29", "29/02/2024"),
    ("partial_date", {}, "1960", "1960", "1960"),
    ("partial_date", {}, 1960, "1960", "1960"),
    ("partial_date", {}, "5/1960", "1960-05", "05/1960"),
    ("partial_date", {"max": "today"}, "2026", "2026", "2026"),
    ("partial_date", {}, "01/05/1960", "1960-05-01", "01/05/1960"),
    ("month", {}, "11/2026", "2026-11", "11/2026"),
    ("time", {}, "14h30", "14:30", "14:30"),
    ("time", {}, "7 giờ 5 phút", "07:05", "07:05"),
    ("time", {}, "9h", "09:00", "09:00"),
    ("integer", {}, "1.234", 1234, "1.234"),
    ("integer", {}, 3.0, 3, "3"),
    ("integer", {"min": -5}, "-3", -3, "-3"),
    ("money", {}, "150.000.000 đồng", 150_000_000,
     "150.000.000 đồng (một trăm năm mươi triệu đồng)"),
    ("money", {}, 0, 0, "0 đồng (không đồng)"),
    ("choice", {}, "b", "b", "Hai"),
    ("choice", {"options": [], "code_list": "ethnicities"}, "05", "05", "Khmer"),
    ("choices", {}, ["b", "a", "b"], ["a", "b"], "Một; Hai"),
    ("yes_no", {}, "no", False, "Không"),
    ("yes_no", {}, True, True, "Có"),
    ("address", {}, {"province": "86", "commune": "29242", "detail": " 12 ấp  Chợ"},
     {"province": "86", "commune": "29242", "detail": "12 ấp Chợ"},
     "12 ấp Chợ, xã Càng Long, tỉnh Vĩnh Long"),
    ("address", {}, {"country": "VN", "province": "86", "commune": "29242"},
     {"province": "86", "commune": "29242", "detail": ""}, "xã Càng Long, tỉnh Vĩnh Long"),
    ("address", {}, {"country": "JP", "detail": "Ōsaka"}, {"country": "JP", "detail": "Ōsaka"},
     "Ōsaka, Nhật Bản"),
    ("table", {}, [{"name": "An", "born": "2/2000"}, {}, {"name": "Bình"}],
     [{"name": "An", "born": "2000-02"}, {"name": "Bình"}], "An; 02/2000\nBình"),
    ("file", {}, FILE, FILE, "giay-to.pdf"),
    ("note", {}, "bất kỳ", None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "raw", "value", "shown"), GOOD)
def test_takes_what_people_write(
    kind: str, more: dict[str, Any], raw: object, value: object, shown: str
) -> None:
    asked = question(kind, **more)
    cleaned = field_types[kind].clean(raw, asked, context())
    assert cleaned.faults == ()
    assert cleaned.value == value
    assert type(cleaned.value) is type(value)
    assert field_types[kind].show(value, asked, context()) == shown


BAD: list[tuple[str, dict[str, Any], object, str]] = [
    ("text", {}, "   ", "chưa nhập “Câu hỏi”"),
    ("text", {}, None, "chưa nhập"),
    ("text", {}, 12, "bằng chữ"),
    ("text", {}, "\u200b\x00", "chưa có chữ nào"),
    ("text", {"max_length": 3}, "bốn chữ", "dài nhất 3 ký tự, ông/bà đã nhập 7"),
    ("long_text", {}, "x" * 4001, "4000"),
    ("name", {}, "Nguyễn Văn 3", "không có chữ số"),
    ("name", {}, "<script>", "không có ký tự “<”"),
    ("name", {}, "'.-", "cần có chữ cái"),
    ("personal_number", {}, "08609012345", "gồm 12 chữ số, ông/bà đã nhập 11"),
    ("personal_number", {}, "331234567", "ông/bà đã nhập 9, có thể là số chứng minh nhân dân cũ"),
    ("personal_number", {}, 86090123456, "dưới dạng chữ"),
    ("personal_number", {}, "08609012345a", "chỉ gồm chữ số"),
    ("personal_number", {}, "٠٨٦٠٩٠١٢٣٤٥٦", "chỉ gồm chữ số"),
    ("personal_number", {}, "000090123456", "không phải mã"),
    ("phone", {}, "091234567", "9 chữ số"),
    ("phone", {}, "0112345678", "Số di động gồm 10 chữ số"),
    ("phone", {}, "912345678", "bắt đầu bằng 0"),
    ("phone", {}, "không có", "chỉ gồm chữ số"),
    ("email", {}, "ba.sau@", "xin xem lại"),
    ("date", {}, "31/02/2026", "Tháng 2/2026 không có ngày 31"),
    ("date", {}, "11/2026", "đủ ngày, tháng, năm"),
    ("date", {}, "2026-13-01", "Tháng từ 1 đến 12"),
    ("date", {}, "hôm qua", "Chưa đọc được “hôm qua”"),
    ("date", {"max": "today"}, "23/11/2026", "Không được sau ngày 22/11/2026 (hôm nay)"),
    ("date", {"min": "2026-01-01"}, "31/12/2025", "Không được trước ngày 01/01/2026"),
    ("date", {}, "01/01/0190", "quá xa"),
    ("partial_date", {"max": "today"}, "12/2026", "Không được sau"),
    ("month", {}, "2026", "tháng và năm"),
    ("time", {}, "24:00", "Giờ từ 0 đến 23"),
    ("integer", {}, True, "cần một số"),
    ("integer", {}, 3.5, "số nguyên"),
    ("integer", {}, float("nan"), "số nguyên"),
    ("integer", {}, "1e5", "số nguyên"),
    ("integer", {}, 10**30, "quá lớn"),
    ("integer", {"min": 1}, "0", "Nhỏ nhất là 1, ông/bà đã nhập 0"),
    ("integer", {"max": 20}, 21, "Lớn nhất là 20"),
    ("money", {}, "-5", "số tiền"),
    ("money", {}, -5, "Nhỏ nhất là 0 đồng"),
    ("money", {}, "12,5", "số tiền"),
    ("choice", {}, "c", "không có trong danh sách"),
    ("choice", {}, ["a"], "không có trong danh sách"),
    ("choice", {"options": [], "code_list": "nothing"}, "a", "không có trong danh sách"),
    ("choices", {}, ["a", {}], "không có trong danh sách"),
    ("choices", {}, [], "chưa chọn"),
    ("yes_no", {}, "maybe", "có hoặc không"),
    ("yes_no", {}, 1, "có hoặc không"),
    ("address", {}, {"province": "99"}, "không có trong danh sách"),
    ("address", {}, {"province": "86"}, "chưa chọn xã, phường, đặc khu của tỉnh Vĩnh Long"),
    ("address", {}, {"province": "86", "commune": "31135"}, "không thuộc tỉnh Vĩnh Long"),
    ("address", {}, {"detail": "12 ấp Chợ"}, "chưa chọn tỉnh"),
    ("address", {}, {"country": "JP"}, "địa chỉ chi tiết ở nước ngoài"),
    ("address", {}, {"country": "XX", "detail": "?"}, "Quốc gia này"),
    ("address", {}, {"country": "JP", "province": "86", "detail": "a"}, "không ghi tỉnh và xã"),
    ("address", {}, {"province": "86", "district": "1"}, "không có mục “district”"),
    ("address", {}, "12 ấp Chợ", "cần có tỉnh"),
    ("table", {}, [{"name": "A"}] * 4, "nhiều nhất 3 dòng, ông/bà đã ghi 4"),
    ("table", {"min_rows": 2}, [{"name": "A"}], "ít nhất 2 dòng, ông/bà mới ghi 1"),
    ("table", {}, [{}, {"name": ""}], "chưa ghi dòng nào"),
    ("table", {}, {"name": "A"}, "danh sách các dòng"),
    ("table", {}, [[1]], "không đúng kiểu"),
    ("file", {}, "files.file:0198c0de-0000-7000-8000-000000000002", "Không tìm thấy tệp"),
    ("file", {}, "../../etc/passwd", "Không tìm thấy tệp"),
]


@pytest.mark.parametrize(("kind", "more", "raw", "words"), BAD)
def test_says_what_to_do_about_the_rest(kind: str, more: dict[str, Any], raw: object, words: str) -> None:
    cleaned = field_types[kind].clean(raw, question(kind, **more), context())
    assert cleaned.value is None
    assert words in cleaned.faults[0].reason
    assert cleaned.faults[0].field.split(".")[0] == "q"


@pytest.mark.parametrize("kind", [kind.name for kind in field_types])
def test_an_optional_question_may_stay_empty(kind: str) -> None:
    for nothing in (None, "", "  "):
        assert field_types[kind].clean(nothing, question(kind, required=False), context()).faults == ()


def test_faults_in_a_table_name_row_and_column_as_sent() -> None:
    rows = [{"name": "An"}, {}, {"name": "B1", "born": "13/2000", "age": 3}]
    cleaned = field_types["table"].clean(rows, question("table"), context())
    assert [fault.field for fault in cleaned.faults] == ["q.2.name", "q.2.born", "q.2.age"]


def test_without_lookups_no_place_list_or_file_passes() -> None:
    from tinhso.foundation.forms.registry import Context

    nothing_known = Context(on=context().on)
    for kind, raw in (("address", {"province": "86", "commune": "29242"}), ("file", FILE)):
        assert field_types[kind].clean(raw, question(kind), nothing_known).faults


def test_a_reader_of_english_is_told_in_english_and_what_is_kept_is_the_same() -> None:
    asked, answered = question("date", max="today"), question("yes_no")
    with translation.override("en"):
        late = field_types["date"].clean("01/01/2999", asked, context()).faults[0].reason
        missing = field_types["date"].clean("", asked, context()).faults[0].reason
        yes = field_types["yes_no"].clean("yes", answered, context()).value
        assert field_types["yes_no"].show(yes, answered, context()) == "Yes"
    assert late.startswith("It cannot be after")
    assert late.endswith("(today)")
    assert missing == f"You have not entered “{asked.label}”"
    assert yes is True
    assert field_types["yes_no"].show(yes, answered, context()) == "Có"
