"""What applying does to what is kept."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from tinhso.foundation.packs import rendering
from tinhso.foundation.packs.actions import Damaged, survey
from tinhso.foundation.packs.models import AppliedPack, CodeList, pack_key
from tinhso.foundation.packs.planning import Effect
from tinhso.foundation.packs.queries import code_list
from tinhso.foundation.packs.registry import pack_kinds
from tinhso.foundation.packs.tests.conftest import Apply
from tinhso.foundation.packs.tests.factories import World, crossings, tolls
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Described, Ref, describe

pytestmark = pytest.mark.django_db


def amounts() -> dict[str, int]:
    return dict(tolls.values_list("code", "amount"))


def effects(plans: Any) -> dict[Effect, int]:
    return dict(plans[0].counts())


def test_a_second_application_changes_nothing(world: World, apply: Apply) -> None:
    world.tolls("a,1000", "b,2000")
    assert effects(apply()) == {Effect.ADDED: 2}
    rows = list(tolls.values())
    assert apply()[0].up_to_date
    assert effects(apply(again=True)) == {Effect.UNCHANGED: 2}
    assert list(tolls.values()) == rows


def test_what_files_say_now_is_what_is_kept(world: World, apply: Apply) -> None:
    world.tolls("a,1000", "b,2000", "c,3000")
    apply()
    world.tolls("a,1500", "c,3000", "d,4000")
    assert effects(apply()) == {Effect.CHANGED: 1, Effect.REMOVED: 1, Effect.UNCHANGED: 1, Effect.ADDED: 1}
    assert amounts() == {"a": 1500, "c": 3000, "d": 4000}


def test_the_plan_shows_the_difference_in_words(world: World, apply: Apply) -> None:
    world.tolls("a,1000")
    apply()
    world.tolls("a,1500")
    text = "\n".join(rendering.lines(survey(world.root, ["delta"], demo=True)[0]))
    assert "~ a từ 01/07/2025" in text
    assert "amount: 1000 → 1500" in text
    assert amounts() == {"a": 1000}


def test_a_version_that_records_are_pinned_to_is_not_changed(world: World, apply: Apply) -> None:
    world.tolls("a,1000")
    apply()
    crossings.create(toll=tolls.get())
    world.tolls("a,1500", "b,1")
    with pytest.raises(Damaged) as refused:
        apply()
    (fault,) = refused.value.found
    assert (fault.file, fault.line) == ("delta/tolls.csv", 4)
    assert "1 lượt qua phà" in fault.reason
    assert amounts() == {"a": 1000}


def test_a_correction_says_why_and_is_recorded(world: World, apply: Apply) -> None:
    world.tolls("a,1000")
    apply()
    key = tolls.get().pk
    crossings.create(toll_id=key)
    world.tolls("a,1500", head="# corrects: in nhầm trong công báo")
    apply()
    assert tolls.get(pk=key).amount == 1500
    act = Act.objects.filter(verb="packs.applied").last()
    assert act is not None
    assert act.data["corrections"] == [{"kind": "toll", "code": "a", "why": "in nhầm trong công báo"}]


def test_a_pinned_version_may_end_and_another_follow(world: World, apply: Apply) -> None:
    world.tolls("a,1000")
    apply()
    crossings.create(toll=tolls.get())
    columns = "code,amount,effective_from,effective_until"
    world.tolls("a,1000,,2026-01-01", "a,1500,2026-01-01,", columns=columns)
    assert effects(apply()) == {Effect.ENDED: 1, Effect.ADDED: 1}
    assert [toll.amount for toll in tolls.on(date(2025, 12, 31))] == [1000]
    assert [toll.amount for toll in tolls.on(date(2026, 1, 1))] == [1500]


def test_a_pinned_version_is_not_removed(world: World, apply: Apply) -> None:
    world.tolls("a,1000", "b,2000")
    apply()
    crossings.create(toll=tolls.get(code="b"))
    world.tolls("a,1000")
    with pytest.raises(Damaged, match="1 lỗi"):
        apply()
    assert amounts() == {"a": 1000, "b": 2000}


def test_what_officials_changed_is_kept_and_shown(world: World, apply: Apply) -> None:
    world.tolls("a,1000", "b,2000")
    apply()
    tolls.filter(code="a").update(amount=999, origin="officials")
    world.tolls("a,1500", "b,2500")
    plans = apply()
    assert effects(plans) == {Effect.KEPT: 1, Effect.CHANGED: 1}
    assert amounts() == {"a": 999, "b": 2500}
    assert any("đã đổi tại đây, giữ nguyên" in line for line in rendering.lines(plans[0]))


def test_a_version_that_officials_made_ends_the_packs_own(world: World, apply: Apply) -> None:
    world.tolls("a,1000")
    apply()
    tolls.create(code="a", effective_from=date(2026, 1, 1), amount=7, origin="officials")
    tolls.filter(origin="pack:delta").update(effective_until=date(2026, 1, 1))
    assert effects(apply(again=True)) == {Effect.UNCHANGED: 1}
    assert [toll.amount for toll in tolls.on(date(2026, 6, 1))] == [7]


def test_a_rule_may_move_to_another_pack(world: World, apply: Apply) -> None:
    world.pack("nation")
    world.pack("delta", requires="nation")
    world.tolls("a,1000")
    apply()
    world.tolls("a,1000", pack="nation")
    world.tolls()
    apply()
    assert tolls.get().origin == "pack:nation"


def test_another_packs_rule_is_never_taken_over(world: World, apply: Apply) -> None:
    world.pack("nation")
    world.tolls("a,1000", pack="nation")
    apply(["nation"])
    world.tolls("a,1500")
    with pytest.raises(Damaged) as refused:
        apply()
    assert "gói nation đã có" in refused.value.found[0].reason


def test_a_failure_half_way_leaves_nothing(
    world: World, apply: Apply, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.pack("nation")
    world.tolls("n,1", pack="nation")
    world.pack("delta", requires="nation")
    world.tolls("a,1000")
    written: list[str] = []

    def break_off(rows: Any) -> None:
        written.extend(row.code for row in rows)
        if "a" in written:
            raise IntegrityError("the disk is full")

    kind = pack_kinds["toll"]
    object.__setattr__(kind, "prepare", break_off)
    try:
        with pytest.raises(IntegrityError):
            apply()
    finally:
        object.__setattr__(kind, "prepare", None)
    assert written == ["n", "a"]
    assert not tolls.exists() and not AppliedPack.objects.exists() and not Act.objects.exists()


def test_one_fault_in_one_pack_holds_back_every_pack(world: World, apply: Apply) -> None:
    world.pack("nation")
    world.tolls("n,1", pack="nation")
    world.pack("delta", requires="nation")
    world.tolls("a,nhiều")
    with pytest.raises(Damaged):
        apply()
    assert not tolls.exists() and not AppliedPack.objects.exists()


def test_an_unchanged_tree_is_not_read_again(
    world: World, apply: Apply, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.tolls("a,1000")
    apply()

    def read(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("read again")

    monkeypatch.setattr("tinhso.foundation.packs.actions.read", read)
    assert apply()[0].up_to_date
    world.tolls("a,1001")
    with pytest.raises(AssertionError, match="read again"):
        apply()


def test_one_act_is_recorded_for_each_application(world: World, apply: Apply) -> None:
    world.tolls("a,1000")
    apply()
    apply()
    (act,) = Act.objects.filter(verb="packs.applied")
    assert act.data["pack"] == "delta"
    assert act.data["counts"] == {"added": 1}


def test_the_ledger_names_the_pack_by_its_title(world: World, apply: Apply) -> None:
    world.tolls("a,1000")
    apply()
    about = Act.objects.get(verb="packs.applied").about
    assert describe([about], actor=SYSTEM) == {about: Described("delta", code="delta")}
    unknown = Ref(about.kind, pack_key("không có"))
    assert describe([unknown], actor=SYSTEM) == {}


def test_a_code_list_is_read_as_of_a_day(world: World, apply: Apply) -> None:
    world.write(
        "delta/codes.yaml",
        "kind: code_list\ncode: boats\neffective_from: 2025-01-01\neffective_until: 2026-01-01\n"
        "body:\n  title: Loại thuyền\n  entries:\n    - {value: '1', label: Xuồng, oars: 2}\n",
    )
    apply()
    found = code_list("boats", on=date(2025, 6, 1))
    assert found.label("1") == "Xuồng"
    assert found.label("9") == "9"
    assert CodeList.objects.get().body["entries"][0]["oars"] == 2


def test_24_000_rules_are_written_in_batches(
    world: World, apply: Apply, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    world.tolls(*(f"t{number},{number}" for number in range(24_000)))
    with django_assert_max_num_queries(24_000 // 80):
        apply()
    assert tolls.count() == 24_000


def test_a_check_sees_what_is_applied_and_what_is_being_read(
    world: World, apply: Apply, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    world.pack("nation")
    world.tolls("n,1", pack="nation")
    apply(["nation"])
    world.pack("delta", requires="nation")
    world.tolls("a,1,n", "b,1,a", "c,1,gone", columns="code,amount,replaces")
    with pytest.raises(Damaged) as refused:
        apply()
    (fault,) = refused.value.found
    assert (fault.line, fault.reason) == (6, "không có gone")
