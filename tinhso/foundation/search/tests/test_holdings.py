"""Holdings: found in whatever spelling by those alone who may see them; what is sealed stays unreadable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import pytest

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.search import held
from tinhso.foundation.search.actions import compare, hold, hold_soon, release
from tinhso.foundation.search.held import look
from tinhso.foundation.search.jobs import compare_holdings, forget_erased
from tinhso.foundation.search.models import Held
from tinhso.foundation.search.registry import Holding, HoldingKind, holdings
from tinhso.foundation.search.snippets import marked, passage
from tinhso.kernel import sealing
from tinhso.kernel.actors import SYSTEM, Actor, ActorKind, Seat
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
HERE, THERE = uuid5(NAMESPACE_URL, "here"), uuid5(NAMESPACE_URL, "there")
KIND = "tests.letter"
THINGS: dict[UUID, Holding] = {}


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    def source(ids: Sequence[UUID]) -> list[Holding]:
        return [THINGS[one] for one in ids if one in THINGS]

    def versions(after: UUID | None, most: int) -> list[tuple[UUID, int]]:
        return [(one, THINGS[one].version) for one in sorted(THINGS) if after is None or one > after][:most]

    THINGS.clear()
    with (
        permissions.temporarily(
            Permission("tests.read_letters", "Xem", {"officer": Reach.AGENCY, "auditor": Reach.PROVINCE})
        ),
        holdings.temporarily(HoldingKind(KIND, "tests.read_letters", source, versions)),
    ):
        yield


def letter(title: str = "", *text: str, code: str = "", day: date = TODAY, **more: Any) -> Ref:
    """A letter of this agency that is held."""
    made = Holding(
        ref=Ref(KIND, more.pop("id", None) or uuid4()), version=1, day=day, title=title, code=code, text=text,
        **{"agencies": [HERE], **more},
    )  # fmt: skip
    hold([made])
    THINGS[made.ref.id] = made
    return made.ref


def official(role: str = "officer", agency: UUID = HERE, account: UUID | None = None) -> Actor:
    return Actor(
        ActorKind.OFFICIAL, account=account or uuid4(), seats=(Seat(role=role, agency=agency),)
    )  # fmt: skip


def found(text: str, actor: Actor | None = None, **narrowed: Any) -> list[Ref]:
    return list(look(text=text, actor=actor or official(), today=TODAY, **narrowed).refs)


def test_what_is_typed_with_marks_comes_first_and_without_finds_all() -> None:
    plain = letter("Bao cao ke toan", day=TODAY)
    meant = letter("Báo cáo kế toán", day=TODAY - timedelta(days=3))
    other = letter("Báo cáo kê toàn bộ", day=TODAY - timedelta(days=2))
    assert found("kế toán")[0] == meant
    assert set(found("kế toán")) == {plain, meant, other}
    assert found("ke toan") == [plain, other, meant]


def test_the_older_and_the_newer_place_of_a_tone_are_one() -> None:
    older, newer = letter("Hòa giải ở cơ sở", day=TODAY - timedelta(days=1)), letter("Hoà giải cơ sở")
    assert found("hoà giải") == found("hòa giải") == [newer, older]


@pytest.mark.parametrize(
    "typed", ["123 ubnd", "123/UBND", "123/ub", "123", "0123/qđ", "123/QĐ-UBND", "qd-ubnd 123"]
)
def test_a_number_is_found_by_its_fragments(typed: str) -> None:
    meant = letter("Thành lập tổ", code="123/QĐ-UBND", day=TODAY - timedelta(days=900))
    letter("Kế hoạch 123 ngày đêm của UBND", code="07/KH-UBND")
    letter("Thành lập ban", code="1230/QĐ-UBND")
    assert found(typed)[0] == meant


def test_leading_zeros_are_not_typed() -> None:
    meant = letter("Khen thưởng", code="05/QĐ-UBND")
    assert found("5/qd") == found("05/QĐ") == [meant]


def test_a_title_comes_before_a_text_and_words_side_by_side_before_scattered_ones() -> None:
    scattered = letter("Số liệu", "Chuyển sang đổi mới số hóa.")
    in_text = letter("Kế hoạch năm", "Đẩy mạnh chuyển đổi số ở cấp xã.", day=TODAY - timedelta(days=9))
    in_title = letter("Chuyển đổi số", day=TODAY - timedelta(days=99))
    assert found("chuyen doi so") == [in_title, in_text, scattered]
    assert found("chuyển đổi số") == [in_title, in_text, scattered]
    # One word in the title, one in the text.
    assert found("nam xa") == [in_text]


def test_the_beginning_of_a_word_is_enough_where_nothing_else_is_found() -> None:
    meant = letter("Phòng chống thiên tai")
    assert found("phong chong thi") == [meant]
    assert found("phong thiex") == []


def test_nobody_finds_what_is_not_theirs() -> None:
    me = uuid4()
    mine = letter("Dự thảo", "nội dung kín", agencies=[], accounts=[me])
    theirs = letter("Quyết định", "nội dung kín", agencies=[THERE])
    both = letter("Công văn", "nội dung kín", agencies=[HERE, THERE])
    assert found("noi dung kin") == [both]
    assert set(found("noi dung kin", official(account=me))) == {both, mine}
    assert set(found("noi dung kin", official(agency=THERE))) == {both, theirs}
    assert set(found("", official("auditor"))) == {both, theirs}
    assert found("noi dung kin", official("clerk")) == []
    assert look(text="noi dung", actor=official(), today=TODAY, limit=1).more is False


def test_facets_and_days_narrow() -> None:
    old = letter("Kế hoạch A", day=date(2025, 3, 31), facets={"type": ["ke-hoach"], "urgency": ["0"]})
    new = letter("Kế hoạch B", day=date(2026, 4, 1), facets={"type": ["ke-hoach"], "urgency": ["1"]})
    assert found("ke hoach", facets={"type": ["ke-hoach"]}) == [new, old]
    assert found("ke hoach", facets={"type": ["ke-hoach"], "urgency": ["1", "2"]}) == [new]
    assert found("", facets={"type": ["bao-cao"]}) == []
    assert found("", facets={"type": [""]}) == [new, old]
    assert found("ke hoach", since=date(2025, 3, 31), until=date(2026, 3, 31)) == [old]
    assert found("", since=date(2026, 4, 1)) == [new]
    assert found("", since=TODAY, until=date(2026, 4, 1)) == []
    assert found("", kinds=["tests.other"]) == []


def test_names_are_found_with_the_rest_and_by_themselves() -> None:
    sent = letter("Công văn", names={"sender": "Sở Tài chính", "signer": "Lê Văn Ví"})
    letter("Tài chính", names={"sender": "Sở Nội vụ"})
    assert found("", names={"sender": "tai chinh", "signer": ""}) == [sent]
    assert found("vi", names={"sender": "Sở"}) == [sent]


@pytest.mark.parametrize(
    "typed",
    ["'", '"', "\\", "a' | 'b", "' & !", "()", ":*", "\x00", "\ud800", "_", "NEAR(", "ơ " * 300, "***"],
)
def test_nothing_that_is_typed_is_read_as_a_command(typed: str) -> None:
    letter("Kế hoạch")
    found(typed)


def test_the_newest_come_first_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "LOOKED_AT", 5)
    # Kept out of order, over six years.
    days = {letter("Báo cáo", day=TODAY - timedelta(days=n * 71 % 31 * 70)): n * 71 % 31 for n in range(31)}
    ordered = sorted(days, key=lambda ref: days[ref])
    assert found("bao cao", limit=6) == ordered[:6]
    pages = [
        look(text="bao cao", actor=official(), today=TODAY, limit=10, offset=start)
        for start in (0, 10, 20, 30)
    ]
    assert [one for page in pages for one in page.refs] == ordered
    assert [page.more for page in pages] == [True, True, True, False]


def test_what_is_sealed_is_kept_as_fingerprints_alone() -> None:
    letter("Khen thưởng", "Bà Huệ tố giác")
    kept = Held.objects.get().terms
    assert "wthuong" in kept.split()
    assert not {"hue", "giac", "huệ", "giác"} & {term[1:] for term in kept.split()}
    assert "to_giac" not in kept


def test_what_is_released_leaves_no_word() -> None:
    gone, kept = letter("Một", "bí mật"), letter("Hai", "bí mật")
    release(gone)
    assert found("bi mat") == [kept]


def test_what_changed_is_found_as_it_is_now() -> None:
    ref = letter("Kế hoạch", "nội dung cũ")
    letter("Báo cáo", "nội dung mới", id=ref.id)
    assert found("cu") == found("ke hoach") == []
    assert found("noi dung moi") == [ref]
    assert Held.objects.count() == 1


def test_the_worker_follows_what_it_is_told_and_finds_what_it_was_not() -> None:
    Delivery.objects.all().delete()
    told, missed = letter("Một"), letter("Hai")
    gone = letter("Ba")
    Held.objects.filter(ref__in=[told, missed]).delete()
    del THINGS[gone.id]
    hold_soon(told)
    work_off()
    assert found("mot") == [told]
    assert compare(KIND) == 2
    work_off()
    assert found("hai") == [missed]
    assert found("ba") == []
    assert compare(KIND) == 0
    compare_holdings(Delivery())


def test_an_erased_thing_is_found_no_more_by_what_it_said() -> None:
    thing = uuid4()
    key = sealing.new_key(f"{KIND}:{thing}")
    ref = letter("Kỷ luật", "lời khai", id=thing)
    sealing.destroy(key)
    THINGS[thing] = Holding(ref=ref, version=1, day=TODAY, title="Kỷ luật", agencies=[HERE])
    forget_erased(Delivery())
    assert found("loi khai") == []
    assert found("ky luat") == [ref]


def test_the_passage_that_says_most_is_shown_with_its_words_marked() -> None:
    text = [
        "Mở đầu nói về số.",
        " ".join(["trước"] * 60) + " đẩy mạnh chuyển đổi số, " + " ".join(["sau"] * 60),
    ]
    pieces = passage(text, "chuyen doi so")
    assert [piece.text for piece in pieces if piece.met] == ["chuyển đổi số"]
    assert pieces[0].text == "… "
    assert pieces[-1].text == " …"
    assert passage(text, "không thấy") == ()
    assert passage([], "a") == ()
    whole = marked("Số 05/QĐ-UBND", "5 qd")
    assert "".join(piece.text for piece in whole) == "Số 05/QĐ-UBND"
    assert [piece.text for piece in whole if piece.met] == ["05", "QĐ"]


def test_the_system_finds_everything() -> None:
    ref = letter("Một", agencies=[THERE])
    assert found("mot", SYSTEM) == [ref]
