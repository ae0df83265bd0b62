"""Identifiers, numbers, names and dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.foundation.people import rules
from tinhso.foundation.people.rules import PartialDate


@pytest.mark.parametrize(
    ("text", "sex", "year"),
    [
        ("086060001234", "male", 1960),
        ("086 160 001 234", "female", 1960),
        ("084.212.000.001", "male", 2012),
        ("083399000001", "female", 2099),
    ],
)
def test_a_personal_number_tells_sex_and_year(text: str, sex: str, year: int) -> None:
    found = rules.read_national_id(text)
    assert (found.sex, found.birth_year, len(found.number)) == (sex, year, 12)


@pytest.mark.parametrize(
    "text",
    ["", "08606000123", "0860600012345", "000060001234", "097060001234", "08606000123a", "٠٨٦٠٦٠٠٠١٢٣٤"],
)
def test_what_is_no_personal_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"12 chữ số|mã của tỉnh"):
        rules.read_national_id(text)


def test_what_disagrees_with_the_number_is_doubted_not_refused() -> None:
    found = rules.read_national_id("086060001234")
    assert rules.national_id_doubts(found, birth_date="1960-05", sex="male") == ()
    assert len(rules.national_id_doubts(found, birth_date="1961", sex="female")) == 2


@pytest.mark.parametrize(
    ("text", "stored"),
    [("0100109106", "0100109106"), ("0100684378-001", "0100684378-001"), ("0100684378001", "0100684378-001")],
)
def test_a_tax_code_is_read(text: str, stored: str) -> None:
    assert rules.read_tax_code(text) == stored
    assert rules.tax_code_doubts(stored) == ()


def test_a_mistyped_tax_code_is_doubted() -> None:
    assert rules.tax_code_doubts("0100109107")
    with pytest.raises(ValueError, match="Mã số thuế"):
        rules.read_tax_code("01001091")


@pytest.mark.parametrize(
    "text", ["0912345678", "091 234 56 78", "+84912345678", "84.912.345.678", "(091) 234-5678"]
)
def test_a_mobile_number_has_one_stored_form(text: str) -> None:
    assert rules.read_mobile(text) == "+84912345678"


@pytest.mark.parametrize(
    "text", ["", "912345678", "0212345678", "09123456789", "+85512345678", "09１2345678"]
)
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="10 chữ số"):
        rules.read_mobile(text)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Nguyễn Văn An", "Nguyễn V** A**"),
        ("  Lê   Hoa ", "Lê H**"),
        ("Đỗ", "Đ**"),
        ("Võ Thị Út Mười", "Võ T** Ú** M**"),
    ],
)
def test_a_masked_name_keeps_the_family_name_and_initials(name: str, masked: str) -> None:
    assert rules.mask_name(name) == masked


def test_masked_numbers_keep_their_last_digits() -> None:
    assert rules.mask_number("086060001234") == "********1234"
    assert rules.mask_mobile("+84912345678") == "**** *** 678"
    assert rules.show_mobile("+84912345678") == "0912 345 678"


@pytest.mark.parametrize(
    ("text", "stored", "shown"),
    [
        ("1960", "1960", "1960"),
        ("5/1960", "1960-05", "05/1960"),
        ("21/05/1960", "1960-05-21", "21/05/1960"),
        ("1960-05-21", "1960-05-21", "21/05/1960"),
    ],
)
def test_a_date_may_be_partial(text: str, stored: str, shown: str) -> None:
    found = PartialDate.read(text)
    assert (found.stored(), str(found)) == (stored, shown)
    assert PartialDate.read(stored) == found


@pytest.mark.parametrize("text", ["", "60", "31/02/1960", "13/1960", "0/1960", "mùa xuân 1960", "00/00/1960"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"lịch|Ghi ngày sinh"):
        PartialDate.read(text)


def test_the_age_of_a_partial_date_is_the_one_certainly_reached() -> None:
    assert PartialDate(1960).age_on(date(2020, 12, 30)) == 59
    assert PartialDate(1960).age_on(date(2020, 12, 31)) == 60
    assert PartialDate(2000, 2).last_day == date(2000, 2, 29)


@given(st.text(max_size=20))
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (
        rules.read_national_id,
        rules.read_old_id,
        rules.read_tax_code,
        rules.read_mobile,
        PartialDate.read,
    ):
        try:
            read(text)
        except ValueError as refused:
            assert str(refused)
    rules.mask_name(text)
