"""The best first: exact, then beginning so, then holding the words as typed, then the rest."""

import pytest

from tinhso.foundation.search.actions import index
from tinhso.foundation.search.tests.factories import document, indexed, titles

pytestmark = pytest.mark.django_db


def test_tiers_follow_one_another() -> None:
    ranked = [
        "Đất ở",
        "Đất ở nông thôn",
        "Cấp đất ở",
        "Dật ơ",
        "Dat o moi",
        "Giao dat o moi",
        "Đất để làm nhà ở",
    ]
    indexed(*reversed(ranked))
    assert titles("đất ở") == ranked


def test_a_word_is_not_found_in_the_middle_of_another() -> None:
    indexed("Cấp giấy hộ", "Nhộ hội")
    assert titles("hộ")[0] == "Cấp giấy hộ"


def test_an_opening_word_of_every_title_counts_for_nothing() -> None:
    indexed("Thủ tục kết hôn", "Kết hôn có yếu tố nước ngoài", "Ghi chú kết hôn")
    assert titles("kết hôn") == ["Thủ tục kết hôn", "Kết hôn có yếu tố nước ngoài", "Ghi chú kết hôn"]


def test_keywords_and_codes_find_too_but_after_titles() -> None:
    index(
        [
            document("Đăng ký khai sinh", code="1.001193", keywords=["sinh con", "em bé"]),
            document("Chính sách sinh con thứ hai"),
        ]
    )
    assert titles("em be") == ["Đăng ký khai sinh"]
    assert titles("sinh con") == ["Chính sách sinh con thứ hai", "Đăng ký khai sinh"]
    assert titles("1.001193") == ["Đăng ký khai sinh"]


def test_words_side_by_side_say_more_than_scattered_ones() -> None:
    scattered = "Khai thác nguồn nước phục vụ thủy sinh cho các công trình con"
    indexed(scattered, "Đăng ký khai sinh")
    assert titles("khai sinh con") == ["Đăng ký khai sinh", scattered]


def test_among_equals_the_heavier_then_the_shorter() -> None:
    index([document("Cấp đổi thẻ A B"), document("Cấp đổi thẻ A"), document("Cấp đổi thẻ A B C", weight=1)])
    assert titles("cap doi the") == ["Cấp đổi thẻ A B C", "Cấp đổi thẻ A", "Cấp đổi thẻ A B"]


def test_words_that_are_all_found_leave_out_those_that_are_not() -> None:
    indexed("Đăng ký khai sinh", "Đăng ký kết hôn")
    assert titles("khai sinh") == ["Đăng ký khai sinh"]
    assert titles("khai sinh xyzq")[0] == "Đăng ký khai sinh"
    assert titles("xyzq") == []
