"""Which version holds, and what a pack may not say."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from tinhso.foundation.packs.rules import Draft, Fault
from tinhso.foundation.procedures import queries
from tinhso.foundation.procedures.checks import check_procedures, faults_of_procedure
from tinhso.foundation.procedures.shapes import TimeLimit
from tinhso.foundation.procedures.tests.factories import ON, body, procedure
from tinhso.foundation.search.actions import rebuild
from tinhso.kernel.actors import ANONYMOUS
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Described, describe


@pytest.mark.django_db
def test_the_version_of_the_day() -> None:
    old = procedure(effective_until=date(2026, 7, 1), name="Bản cũ")
    new = procedure(effective_from=date(2026, 7, 1), name="Bản mới")
    assert queries.procedure(code="9.000001", on=date(2026, 6, 30)) == old
    assert queries.procedure(code="9.000001", on=date(2026, 7, 1)) == new
    assert queries.version(id=old.pk) == old
    assert [one.name for one in queries.published(on=ON)] == ["Bản mới"]
    assert old.ref == new.ref
    with pytest.raises(NotFound):
        queries.procedure(code="9.000001", on=date(2025, 12, 31))
    with pytest.raises(NotFound):
        queries.version(id=0)


@pytest.mark.django_db
def test_a_procedure_is_called_by_the_name_of_its_latest_version() -> None:
    new = procedure(effective_from=date(2026, 7, 1), name="Bản mới")
    old = procedure(effective_until=date(2026, 7, 1), name="Bản cũ")
    assert describe([old.ref], actor=ANONYMOUS) == {new.ref: Described("Bản mới", code="9.000001")}


@pytest.mark.django_db
def test_search_by_words_and_by_choice() -> None:
    procedure("9.000001", keywords=["sinh con"], life_events=["sinh-con"])
    procedure("9.000002", name="Đăng ký kết hôn", process="civil_status")
    procedure(
        "9.000003", name="Cấp giấy phép xây dựng", field="Xây dựng", levels=["province"], competent="province"
    )
    procedure("9.000004", name="Đăng ký khai tử", effective_until=date(2026, 2, 1))
    rebuild(kind="procedures.procedure", on=ON)

    def codes(**choice: str) -> list[str]:
        found = queries.search_procedures(actor=ANONYMOUS, on=ON, **choice)  # type: ignore[arg-type]
        return [one.code[-1] for one in found.procedures]

    assert codes() == ["2", "3", "1"]
    assert codes(text="dang ky") == ["2", "1"]
    assert codes(text="khai sinh con") == ["1"]
    assert codes(text="giay khai sinh") == ["1"]
    assert codes(text="9.000003") == ["3"]
    assert codes(field="Xây dựng") == ["3"]
    assert codes(level="commune") == ["2", "1"]
    assert codes(life_event="sinh-con") == ["1"]
    assert codes(competent="province", text="xay dung") == ["3"]
    assert codes(text="khai tử") != ["4"]


@pytest.mark.django_db
def test_pages_of_results_follow_one_another() -> None:
    for number in range(5):
        procedure(f"9.00000{number}", name=f"Đăng ký {number}")
    rebuild(kind="procedures.procedure", on=ON)
    first = queries.search_procedures(actor=ANONYMOUS, on=ON, size=3)
    rest = queries.search_procedures(actor=ANONYMOUS, on=ON, size=3, page=2)
    assert (len(first.procedures), first.more) == (3, True)
    assert (len(rest.procedures), rest.more) == (2, False)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"papers": [{"code": "a", "title": "A", "cases": ["none"]}]}, "không có trường hợp 'none'"),
        ({"results": [{"code": "KQ", "title": "A", "cases": ["none"]}]}, "không có trường hợp 'none'"),
        ({"papers": [{"code": "a", "title": "A"}, {"code": "a", "title": "B"}]}, "trùng mã: a"),
        ({"cases": [{"code": "a", "title": "A"}, {"code": "b", "title": "B"}]}, "không bao giờ tới"),
        (
            {"channels": ["counter"], "time_limits": [{"amount": 1, "unit": "day", "channel": ["post"]}]},
            "'post'",
        ),
        ({"competent": "department"}, "department"),
        ({"process": "p", "parts": [{"code": "a", "title": "A", "procedure": "1"}]}, "không có process"),
        ({"parts": [{"code": "a", "title": "A", "procedure": "1", "after": "b"}]}, "không có phần 'b'"),
    ],
)
def test_faults_within_a_procedure_are_told(parts: dict[str, object], said: str) -> None:
    ((_, reason),) = faults_of_procedure(body(**parts))
    assert said in reason


def test_a_part_must_be_a_procedure_that_is_dealt_with_by_itself() -> None:
    whole = draft("2", parts=[{"code": "a", "title": "A", "procedure": "1"}])
    (fault,) = faults_between(whole, draft("1"))
    assert "1 không có quy trình riêng" in str(fault)
    assert faults_between(whole, draft("1", process="p")) == []


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"procedure": "3"}, "không có thủ tục '3'"),
        ({"answers": {"person.nick": {"answer": "child.name"}}}, "1 không hỏi 'person.nick'"),
        ({"answers": {"person.name": {"answer": "child.nick"}}}, "hồ sơ liên thông không hỏi 'child.nick'"),
        ({"commune": "child.name"}, "không hỏi địa chỉ nào là 'child.name'"),
        ({"answers": {"person.name": {"answer": "child.name"}}, "commune": "child.home"}, ""),
    ],
)
def test_what_is_passed_on_to_a_part_is_asked_there_and_here(part: dict[str, object], said: str) -> None:
    name = {"key": "child.name", "label": "Tên", "type": "text"}
    home = {"key": "child.home", "label": "Nơi ở", "type": "address"}
    asked = {"precheck": {"questions": [name | {"key": "person.name"}]}, "process": "p"}
    linked = {"code": "a", "title": "A", "procedure": "1"} | part
    whole = draft("2", precheck={"questions": [name, home]}, parts=[linked])
    found = faults_between(whole, draft("1", **asked))
    assert [said in str(fault) for fault in found] == ([True] if said else [])


def draft(code: str, **parts: object) -> Draft:
    return Draft("procedure", code, ON, None, (), False, body(**parts), "", f"test/{code}.yaml", 1)


def faults_between(*drafts: Draft) -> list[Fault]:
    class Read:
        def codes(self, kind: str) -> frozenset[str]:
            return frozenset({"p", *(one.code for one in drafts)})

        def bodies(self, kind: str, code: str) -> list[Any]:
            return [one.body for one in drafts if (one.kind, one.code) == (kind, code)]

    return list(check_procedures(drafts, Read()))


def test_a_sound_procedure_has_no_faults() -> None:
    assert list(faults_of_procedure(body())) == []


@pytest.mark.parametrize("cutoff", ["15h", "24:00", "15:60", "9:00"])
def test_an_hour_that_no_clock_shows_is_refused(cutoff: str) -> None:
    limit = {"amount": 1, "unit": "working_day", "same_day": True}
    assert TimeLimit.model_validate(limit | {"cutoff": "09:30"}).cutoff == "09:30"
    with pytest.raises(ValidationError):
        TimeLimit.model_validate(limit | {"cutoff": cutoff})
