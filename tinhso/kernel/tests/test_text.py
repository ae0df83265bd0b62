"""Vietnamese text: what is stored, what is searched, what counts as the same word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.text import canonical, compact, fold, nfc

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậ ÀĐẾỖỮ-,.", max_size=30)


@given(st.text())
def test_stored_form_is_composed_trimmed_and_stable(text: str) -> None:
    stored = nfc(text)
    assert unicodedata.is_normalized("NFC", stored)
    assert stored == stored.strip()
    assert "  " not in stored
    assert nfc(stored) == stored


@given(st.text())
def test_folded_form_is_plain_words_one_space_apart(text: str) -> None:
    folded = fold(text)
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert folded == " ".join(folded.split())
    assert fold(folded) == folded


@given(VIETNAMESE)
def test_every_way_of_writing_a_text_folds_alike(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert fold(decomposed) == fold(text) == fold(text.upper())
    assert canonical(decomposed) == canonical(text) == canonical(text.upper())


@given(VIETNAMESE)
def test_canonical_form_is_stable_and_folds_as_before(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert fold(canonical(text)) == fold(text)


@given(VIETNAMESE)
def test_compact_form_forgets_spaces(text: str) -> None:
    assert compact(text) == compact(text.replace(" ", ""))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("KHAI  SINH", "khai sinh"),
        ("Xã Càng Long (Trà Vinh)", "xa cang long tra vinh"),
        ("Giấy phép 04/2025", "giay phep 04 2025"),
        ("đường Điện Biên Phủ", "duong dien bien phu"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("Thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("HOÀ BÌNH", "Hòa Bình"),
        ("tuỳ ý", "tùy ý"),
    ],
)
def test_old_and_new_placement_of_tones_are_one(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize("text", ["hoàn", "quý", "Quỳ Châu", "thoát", "quả", "huyền"])
def test_a_tone_that_stands_right_is_left_alone(text: str) -> None:
    assert canonical(text) == text.lower()


@pytest.mark.parametrize(("one", "other"), [("má", "mà"), ("đa", "da"), ("hòa", "hóa")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)
