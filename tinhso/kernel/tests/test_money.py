"""Money: written, read back, and spelled out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.money import format_dong, in_words, number_in_words, parse_dong

AMOUNTS = st.integers(0, 10**18 - 1)


@given(AMOUNTS)
def test_what_is_written_is_read_back(amount: int) -> None:
    assert parse_dong(format_dong(amount)) == amount
    assert parse_dong(f"{amount:,}") == amount
    assert parse_dong(str(amount)) == amount


@given(st.text())
def test_anything_else_is_a_value_error(text: str) -> None:
    try:
        assert parse_dong(text) >= 0
    except ValueError as error:
        assert text in str(error) or repr(text) in str(error)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("70.000", 70_000),
        ("105,000,000", 105_000_000),
        ("8 000 đồng", 8_000),
        ("8\u00a0000 đ", 8_000),
        ("50000 VNĐ", 50_000),
        ("5.000₫", 5_000),
        ("0", 0),
    ],
)
def test_the_ways_amounts_are_published(text: str, amount: int) -> None:
    assert parse_dong(text) == amount


@pytest.mark.parametrize(
    "text", ["", "đồng", "70.00", "1.000,50", "1.000,000", "-5.000", "7.0000", "miễn phí", "٧٠", "1e3"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="không đọc được số tiền"):
        parse_dong(text)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không đồng"),
        (5, "năm đồng"),
        (10, "mười đồng"),
        (15, "mười lăm đồng"),
        (21, "hai mươi mốt đồng"),
        (25, "hai mươi lăm đồng"),
        (55, "năm mươi lăm đồng"),
        (101, "một trăm lẻ một đồng"),
        (105, "một trăm lẻ năm đồng"),
        (115, "một trăm mười lăm đồng"),
        (1_000, "một nghìn đồng"),
        (1_005, "một nghìn không trăm lẻ năm đồng"),
        (8_000, "tám nghìn đồng"),
        (150_000, "một trăm năm mươi nghìn đồng"),
        (1_000_000, "một triệu đồng"),
        (1_000_001, "một triệu không trăm lẻ một đồng"),
        (1_050_000, "một triệu không trăm năm mươi nghìn đồng"),
        (2_000_000_000, "hai tỷ đồng"),
        (2_000_000_015, "hai tỷ không trăm mười lăm đồng"),
        (3_000_500_000_000, "ba nghìn tỷ năm trăm triệu đồng"),
    ],
)
def test_amounts_in_words(amount: int, words: str) -> None:
    assert in_words(amount) == words


_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"nghìn": 10**3, "triệu": 10**6}


def spoken(words: str) -> int:
    """Read number words the way they are heard, left to right."""
    head, _, tail = words.rpartition(" tỷ")
    if head:
        return spoken(head) * 10**9 + (spoken(tail.strip()) if tail else 0)
    total = group = digit = 0
    for word in words.split():
        if word in _DIGITS:
            digit = _DIGITS[word]
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word in _SCALES:
            total, group, digit = total + (group + digit) * _SCALES[word], 0, 0
        else:
            assert word == "lẻ", word
    return total + group + digit


@given(AMOUNTS)
def test_number_words_say_the_number(number: int) -> None:
    assert spoken(number_in_words(number)) == number


@pytest.mark.parametrize("number", [-1, 10**18])
def test_numbers_beyond_words_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="10\\^18"):
        number_in_words(number)
