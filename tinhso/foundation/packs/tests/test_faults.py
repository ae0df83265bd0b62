"""Every fault of a damaged pack, with file, line and reason; nothing raised, nothing missed."""

import pytest

from tinhso.foundation.packs.actions import examine
from tinhso.foundation.packs.reading import read
from tinhso.foundation.packs.rules import Fault
from tinhso.foundation.packs.tests.factories import World

HEAD = "kind: toll\neffective_from: 2025-07-01\n"


def faults(world: World) -> list[Fault]:
    return [fault for one in examine(world.root, ["delta"], demo=True) for fault in one.faults]


def only(world: World) -> tuple[int, str]:
    (fault,) = faults(world)
    return fault.line, fault.reason


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (HEAD + "code: a\nbody:\n  amount: nhiều\n", 5, "amount phải là số nguyên"),
        (HEAD + "code: a\nbody:\n  amount: 1\n  amuont: 2\n", 6, "không có khoá này: amuont"),
        (HEAD + "code: a\nbody:\n  note: x\n", 4, "thiếu amount"),
        (HEAD + "code: a\nbody:\n  amount: 1\n  amount: 2\n", 6, "khoá viết hai lần: amount"),
        (HEAD + "code: a\nbody: [1\n", 5, "không đọc được YAML"),
        (HEAD + "code: a\nbody:\n  amount: !!python/object:os.system 1\n", 5, "không dùng nhãn kiểu"),
        (HEAD + "code: 7\nbody:\n  amount: 1\n", 1, "cần mã (code)"),
        (HEAD + "body:\n  amount: 1\n", 1, "cần mã (code)"),
        (HEAD + "code: a\nbody: 3\n", 1, "mỗi quy định cần có body"),
        (HEAD + "rules:\n  - {code: a, body: {amount: 1}, effective_fro: 2026-01-01}\n", 4, "effective_fro"),
        (HEAD + "rules: []\n", 3, "danh sách rules"),
        (HEAD + "effective_until: 2025-07-01\ncode: a\nbody:\n  amount: 1\n", 1, "phải sau"),
        ("kind: toll\neffective_from: 2025-02-30\ncode: a\nbody:\n  amount: 1\n", 2, "ngày không có thật"),
        ("kind: toll\ncode: a\nbody:\n  amount: 1\n", 1, "thiếu effective_from"),
        (HEAD + "code: a\nbody:\n  amount: 1\n---\nkind: toll\n", 6, "một tài liệu"),
        ("- 1\n", 1, "tệp phải bắt đầu"),
        (
            HEAD + "rules:\n  - {code: a, body: {amount: 1}}\n  - {code: a, body: {amount: 2}}\n",
            5,
            "trùng thời gian",
        ),
        (HEAD + "code: a\nbody:\n  amount: 1\n  replaces: gone\n", 6, "không có gone"),
        (HEAD + "code: a\nbody:\n  amount: 1\n  note: " + "[" * 60 + "]" * 60 + "\n", 6, "lồng nhau quá"),
    ],
)
def test_yaml(world: World, text: str, line: int, reason: str) -> None:
    world.write("delta/a.yaml", text)
    found = only(world)
    assert found[0] == line
    assert reason in found[1]


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        (["a,1", "b,x"], 5, "amount phải là số nguyên"),
        (["a,1,2"], 4, "cần 2 ô, đang có 3"),
        (["a,1", ",2"], 5, "cần mã (code)"),
        (['a,"1', ""], 5, "không đọc được CSV"),
        (["a,1", "a,2"], 5, "trùng thời gian hiệu lực"),
    ],
)
def test_csv(world: World, rows: list[str], line: int, reason: str) -> None:
    world.tolls(*rows)
    found = only(world)
    assert found[0] == line
    assert reason in found[1]


def test_every_fault_of_every_file_is_collected(world: World) -> None:
    world.tolls("a,x", "b,y", "c,1,2")
    world.write("delta/one.yaml", HEAD + "code: d\nbody:\n  amount: z\n  extra: 1\n")
    world.write("delta/two.yml", "kind: toll\n")
    (world.root / "delta" / "three.yaml").write_bytes(b"kind: \xff\n")
    places = [(fault.file, fault.line) for fault in faults(world)]
    assert places == [
        ("delta/one.yaml", 5),
        ("delta/one.yaml", 6),
        ("delta/three.yaml", 0),
        ("delta/tolls.csv", 4),
        ("delta/tolls.csv", 5),
        ("delta/tolls.csv", 6),
        ("delta/two.yml", 0),
    ]


def test_aliases_are_copied_out_but_never_explode(world: World) -> None:
    world.write(
        "delta/ok.yaml", HEAD + "rules:\n  - {code: a, body: &b {amount: 1}}\n  - {code: c, body: *b}\n"
    )
    assert faults(world) == []
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 12)
    )
    world.write("delta/ok.yaml", bomb)
    assert "phình ra" in only(world)[1]
    world.write("delta/ok.yaml", "kind: &k [*k]\n")
    assert len(faults(world)) == 1


def test_words_that_look_like_something_else_stay_words(world: World) -> None:
    world.write("delta/a.yaml", HEAD + "code: a\nbody:\n  amount: 1\n  note: no\n")
    world.write("delta/b.yaml", HEAD + "code: 00097\nbody:\n  amount: 1\n  note: 15:00\n")
    drafts = read(world.root / "delta").drafts
    assert [(draft.code, draft.body.note) for draft in drafts] == [("a", "no"), ("00097", "15:00")]


def test_huge_files_and_links_are_refused(world: World) -> None:
    world.write("delta/big.yaml", "# " + "x" * 1_100_000)
    (world.root / "delta" / "link.yaml").symlink_to("/etc/hostname")
    assert [(fault.file, fault.reason.split(":")[0]) for fault in faults(world)] == [
        ("delta/big.yaml", "tệp lớn hơn 1 MB"),
        ("delta/link.yaml", "không có tệp này, hoặc là liên kết"),
    ]


def test_rules_of_absent_systems_are_passed_over_and_named(world: World) -> None:
    world.write("delta/a.yaml", "kind: festival\neffective_from: 2025-07-01\ncode: a\nbody: {day: 1}\n")
    pack = read(world.root / "delta")
    assert not pack.faults
    assert "festival" in pack.notices[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name: gamma\ntitle: x\n", "thư mục tên delta"),
        ("name: delta\ntitle: x\nrequires: [gone]\n", "không có gói 'gone'"),
        ("name: delta\ntitle: x\nrequires: [delta]\n", "thành vòng"),
        ("name: delta\ntitle: x\nchange_sets: [{folder: later, title: y}]\n", "không có thư mục later"),
        ("name: delta\ntitle: x\nversion: 3\n", "không có khoá này: version"),
        ("", "nội dung"),
    ],
)
def test_the_head_of_the_pack(world: World, text: str, reason: str) -> None:
    world.write("delta/pack.yaml", text)
    assert reason in only(world)[1]


def test_a_change_set_is_read_only_when_switched_on(world: World) -> None:
    sets = "change_sets:\n  - {{folder: later, title: Sau này, enabled: {}}}\n"
    world.write("delta/later/a.yaml", HEAD + "code: a\nbody:\n  amount: 1\n")
    for enabled, demo, count in (
        ("false", True, 0),
        ("true", False, 1),
        ("demo", True, 1),
        ("demo", False, 0),
    ):
        world.pack("delta", more=sets.format(enabled))
        assert len(read(world.root / "delta", demo=demo).drafts) == count


def test_a_later_version_of_another_pack_ends_the_earlier_one(world: World) -> None:
    world.pack("nation")
    world.tolls("a,1", pack="nation")
    world.pack("delta", requires="nation")
    world.write("delta/a.yaml", "kind: toll\neffective_from: 2026-01-01\ncode: a\nbody:\n  amount: 2\n")
    assert faults(world) == []
    world.write("delta/a.yaml", "kind: toll\neffective_from: 2025-07-01\ncode: a\nbody:\n  amount: 2\n")
    assert "trùng thời gian" in only(world)[1]
