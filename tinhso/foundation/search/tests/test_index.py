"""The index follows what it is told, and shows each actor only what that actor may see."""

from datetime import date
from uuid import uuid4

import pytest

from tinhso.foundation.search import queries
from tinhso.foundation.search.actions import index, rebuild, remove
from tinhso.foundation.search.jobs import rebuild_all, rebuild_kind
from tinhso.foundation.search.models import Entry, Facet
from tinhso.foundation.search.queries import find
from tinhso.foundation.search.registry import Document, Searchable, searchables
from tinhso.foundation.search.tests.factories import document, indexed, titles
from tinhso.kernel.actors import ANONYMOUS, SYSTEM, Actor, ActorKind, Seat
from tinhso.kernel.deliveries.models import Delivery

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


def official(role: str, agency: object) -> Actor:
    return Actor(ActorKind.OFFICIAL, account=uuid4(), seats=(Seat(role=role, agency=agency),))  # type: ignore[arg-type]


def test_what_changed_is_found_as_it_is_now() -> None:
    first = document("Đăng ký khai sinh")
    assert index([first]) == 1
    assert index([first]) == 0
    changed = Document(ref=first.ref, kind=first.kind, title="Đăng ký khai tử")
    assert index([changed]) == 1
    assert titles("khai sinh") == ["Đăng ký khai tử"]
    assert titles("sinh") == []
    remove(first.ref)
    assert titles("khai tu") == []
    assert not Entry.objects.exists()


def test_facets_narrow_and_follow_changes() -> None:
    index(
        [
            document("Khai sinh A", facets={"field": ["Hộ tịch"], "level": ["commune", "province"]}),
            document("Khai sinh B", facets={"field": ["Hộ tịch"], "level": ["commune"]}),
            document("Khai sinh C", facets={"field": ["Cư trú"], "level": ["commune"]}),
        ]
    )
    assert titles("khai sinh", facets={"field": ["Hộ tịch"]}) == ["Khai sinh A", "Khai sinh B"]
    assert titles("khai sinh", facets={"field": ["Hộ tịch"], "level": ["province"]}) == ["Khai sinh A"]
    assert titles("", facets={"field": ["Hộ tịch", "Cư trú"], "level": ["commune"]})[-1] == "Khai sinh C"
    assert index([document("Khai sinh A", facets={"field": ["Cư trú"]})]) == 1
    assert titles("khai sinh", facets={"field": ["Hộ tịch"]}) == ["Khai sinh B"]
    assert Facet.objects.filter(entry__title="Khai sinh A").count() == 1


def test_a_rebuild_drops_what_is_gone_and_leaves_other_kinds_alone() -> None:
    indexed("Vẫn còn")
    there = [document("Một", kind="tests.rebuilt"), document("Hai", kind="tests.rebuilt")]
    with searchables.temporarily(
        Searchable("tests.rebuilt", "Thử", "tests.read_open", lambda on: list(there))
    ):
        assert rebuild(kind="tests.rebuilt", on=TODAY) == 2
        assert rebuild(kind="tests.rebuilt", on=TODAY) == 0
        there.pop()
        assert rebuild(kind="tests.rebuilt", on=TODAY) == 1
        assert sorted(titles("")) == ["Một", "Vẫn còn"]


def test_each_sees_only_what_it_may() -> None:
    here, there = uuid4(), uuid4()
    index(
        [
            document("Giấy phép công khai"),
            document("Giấy phép ở đây", kind="tests.own", agencies=[here]),
            document("Giấy phép ở kia", kind="tests.own", agencies=[there]),
            document("Giấy phép không của ai", kind="tests.own"),
        ]
    )
    assert titles("giay phep") == ["Giấy phép công khai"]
    assert set(titles("giay phep", actor=official("officer", here))) == {
        "Giấy phép công khai",
        "Giấy phép ở đây",
    }
    assert titles("", actor=official("officer", here), kinds=["tests.own"]) == ["Giấy phép ở đây"]
    assert len(titles("giay phep", actor=official("admin", here))) == 4
    assert titles("giay phep", actor=official("clerk", here), kinds=["tests.own"]) == []
    assert titles("giay phep", kinds=["tests.own"]) == []
    assert titles("giay phep", actor=SYSTEM, kinds=["tests.none"]) == []


def test_what_no_part_declares_is_not_found() -> None:
    index([document("Mồ côi", kind="tests.orphan")])
    assert titles("mo coi", actor=SYSTEM) == []


def test_pages_follow_one_another_without_gaps() -> None:
    indexed(*(f"Đăng ký số {number:02}" for number in range(25)))
    pages = [find(text="dang ky", actor=ANONYMOUS, limit=10, offset=offset) for offset in (0, 10, 20)]
    assert [page.more for page in pages] == [True, True, False]
    assert len({hit.ref for page in pages for hit in page.hits}) == 25


def test_there_is_no_page_beyond_the_furthest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "FURTHEST", 20)
    indexed(*(f"Đăng ký số {number:02}" for number in range(25)))
    pages = [find(text="dang ky", actor=ANONYMOUS, limit=10, offset=offset) for offset in (0, 10, 20, 30)]
    assert [(len(page.hits), page.more) for page in pages] == [
        (10, True),
        (10, False),
        (0, False),
        (0, False),
    ]


def test_the_jobs_rebuild_each_kind_and_pass_over_unknown_ones() -> None:
    Delivery.objects.all().delete()
    delivery = Delivery()
    rebuild_kind({"kind": "tests.nobody"}, delivery)
    rebuild_all(delivery)
    asked = {one.payload["kind"] for one in Delivery.objects.filter(handler="search.rebuild")}
    assert {"tests.open", "tests.own"} <= asked
