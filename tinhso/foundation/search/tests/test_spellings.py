"""However it is typed, it is found."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.foundation.search.tests.factories import indexed, titles

pytestmark = pytest.mark.django_db
BIRTH = "Thủ tục đăng ký khai sinh"
OTHERS = (
    "Đăng ký kết hôn",
    "Hòa giải tranh chấp đất đai",
    "Cấp giấy phép khai thác nước",
    "Đổi giấy phép lái xe",
)


@pytest.mark.parametrize(
    "typed",
    [
        "khai sinh", "khaisinh", "KHAI SINH", "khai sinh con",
        "Khai Sinh", "KhaiSinh", "khai  sinh", "khai-sinh", "khai sính", "khai si", "khaisi",
        "đăng ký khai sinh", "dang ky khai sinh", "dangkykhaisinh", "dang ky khaisinh", "thu tuc khai sinh",
        "thủ tục đăng ký khai sinh", "thutucdangkykhaisinh", "làm giấy khai sinh cho con thì cần gì",
    ],
)  # fmt: skip
def test_birth_registration_comes_first(typed: str) -> None:
    indexed(BIRTH, *OTHERS)
    assert titles(typed)[0] == BIRTH
    assert titles(unicodedata.normalize("NFD", typed))[0] == BIRTH


@pytest.mark.parametrize("typed", ["hoà giải", "hòa giải", "hoa giai", "HOÀ GIẢI", "hoagiai"])
def test_either_placement_of_the_tone(typed: str) -> None:
    indexed(BIRTH, *OTHERS)
    assert titles(typed) == ["Hòa giải tranh chấp đất đai"]


@pytest.mark.parametrize(
    "typed", ["đất đai", "dat dai", "ĐẤT", "đ", "Đ", "d", "đổi giấy phép", "doi giay phep"]
)
def test_no_query_is_empty_for_the_letter_d(typed: str) -> None:
    indexed(BIRTH, *OTHERS)
    assert titles(typed)


HOSTILE = [
    '"', "'", "khai\"sinh", "khai' OR '1'='1", "khai AND", "NOT khai", "NEAR(khai sinh)", "khai*", "*", "khai:*", "()",
    "khai & sinh | !con", "folded:khai", "-khai", "^khai", "khai;DROP TABLE search_entry", "%", "_", "\\", "%s", "{0}",
    "\x00khai", "khai\ud800 sinh", "🙂", "a" * 100_000, "khai " * 5_000, "<->", "''khai''", "1e5a 2.5 007 0khai",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_is_taken_for_a_command(typed: str) -> None:
    indexed(BIRTH)
    titles(typed)
    assert titles("khai sinh") == [BIRTH]


def test_signs_alone_find_nothing_and_nothing_finds_everything() -> None:
    indexed(BIRTH, "Đăng ký kết hôn")
    assert titles('"*"') == []
    assert titles(" ") == ["Đăng ký kết hôn", BIRTH]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["khai", "sinh", "đăng", '"', "*", "AND", "1.5", "'"])).map(" ".join)
)
def test_whatever_is_typed_is_answered(typed: str) -> None:
    titles(typed)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_run_of_a_title_finds_it(data: st.DataObject) -> None:
    indexed(BIRTH, *OTHERS)
    title = data.draw(st.sampled_from([BIRTH, *OTHERS]))
    words = title.split()
    start = data.draw(st.integers(0, len(words) - 1))
    some = words[start : data.draw(st.integers(start + 1, len(words)))]
    spelled = data.draw(st.sampled_from([" ".join(some), " ".join(some).upper(), "  ".join(some)]))
    assert title in titles(unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD"])), spelled))
