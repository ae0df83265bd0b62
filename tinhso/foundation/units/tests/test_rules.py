"""Identifiers in both forms, names as they are searched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.foundation.units import rules

PAIRS = [
    ("000.00.00.H61", "H61"),
    ("000.00.05.H61", "H61.05"),
    ("000.03.05.H61", "H61.05.03"),
    ("012.03.05.H61", "H61.05.03.012"),
    ("000.00.00.G12", "G12"),
]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_both_forms_say_the_same(old: str, new: str) -> None:
    assert rules.to_identifier(old) == new
    assert rules.to_old_identifier(new) == old


two = st.integers(1, 99).map(lambda number: f"{number:02d}")
three = st.integers(1, 999).map(lambda number: f"{number:03d}")


@given(st.tuples(st.just("H61"), two, two, three), st.integers(1, 4))
def test_there_and_back(groups: tuple[str, ...], depth: int) -> None:
    code = ".".join(groups[:depth])
    assert rules.to_identifier(rules.to_old_identifier(code)) == code


@pytest.mark.parametrize("code", ["H61", "H61.05", "H55.242", "H15.50.05.13", "H37.DN.001"])
def test_every_shape_in_use_is_an_identifier(code: str) -> None:
    assert rules.is_identifier(code)


@pytest.mark.parametrize("text", ["", "61.05", "H61.5", "h61.05", "H61.05.", "000.00.05.H61", "H61 05"])
def test_what_is_none_is_refused(text: str) -> None:
    assert not rules.is_identifier(text)
    with pytest.raises(ValueError, match=r"không viết được"):
        rules.to_old_identifier(text)


@pytest.mark.parametrize("code", ["H55.242", "H37.DN.001", "H15.50.05.13"])
def test_what_does_not_fit_four_groups_has_no_old_form(code: str) -> None:
    with pytest.raises(ValueError, match=r"bốn nhóm"):
        rules.to_old_identifier(code)


@pytest.mark.parametrize("old", ["", "H61", "00.00.05.H61", "000.00.05.61", "000.00.05.H61.1"])
def test_what_is_no_old_identifier_is_refused(old: str) -> None:
    with pytest.raises(ValueError, match="bốn nhóm"):
        rules.to_identifier(old)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Xã Càng Long", "cang long"),
        ("Thành phố Hồ Chí Minh", "ho chi minh"),
        ("Đặc khu Phú Quý", "phu quy"),
        ("Phường 1", "1"),
        ("Thị trấn Cầu Kè", "cau ke"),
        ("Xã Xã Phiên", "xa phien"),
    ],
)
def test_a_name_is_searched_without_its_type(name: str, folded: str) -> None:
    assert rules.folded_name(name) == folded


@pytest.mark.parametrize("typed", ["P. Long Châu", "phường long châu", "p long chau", "LONG CHAU"])
def test_the_type_may_be_typed_short_or_left_out(typed: str) -> None:
    assert rules.folded_query(typed)[1] == "long chau"
