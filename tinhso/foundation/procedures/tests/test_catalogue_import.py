"""An import keeps what is sound, holds what is not, and a second run changes nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tinhso.foundation.procedures.actions import KEPT_OF_A_LINE, Outcome, import_catalogue
from tinhso.foundation.procedures.models import CatalogueEntry, QuarantinedLine
from tinhso.foundation.procedures.tests.factories import channel, file_of, row
from tinhso.foundation.search.actions import rebuild
from tinhso.foundation.search.queries import find
from tinhso.foundation.units.models import AdministrativeUnit
from tinhso.kernel.actors import ANONYMOUS, SYSTEM
from tinhso.kernel.errors import NotAllowed
from tinhso.kernel.ledger.models import Act

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def take(*rows: Any, source: str = "a.jsonl") -> Outcome:
    return import_catalogue(stream=file_of(*rows), source=source, actor=SYSTEM, at=AT)


def held() -> list[tuple[int, str]]:
    return [(one.line, one.reasons[0][0]) for one in QuarantinedLine.objects.order_by("line")]


def snapshot() -> tuple[list[Any], list[Any]]:
    return list(CatalogueEntry.objects.order_by("code").values()), list(
        QuarantinedLine.objects.order_by("key").values()
    )


def tra_vinh_ends() -> None:
    AdministrativeUnit.objects.create(
        code="84", level="province", name="Tỉnh Trà Vinh", type="Tỉnh", folded="tra vinh", origin="pack:test",
        effective_from=date(1992, 1, 1), effective_until=date(2025, 7, 1),
    )  # fmt: skip


def test_sound_lines_become_drafts_and_the_others_are_held() -> None:
    done = take(
        row(), "{cut", row("1.000002", agency="Công an huyện"), row("1.000003", channels=[channel(time=None)])
    )
    assert (done.lines, done.added, done.held, done.time_not_published) == (4, 2, 2, 1)
    assert done.faults == {"unreadable_line": 1, "abolished_unit": 1}
    assert held() == [(2, "unreadable_line"), (3, "abolished_unit")]
    assert list(CatalogueEntry.objects.order_by("code").values_list("code", "time_published")) == [
        ("1.000001", True),
        ("1.000003", False),
    ]


def test_the_same_file_again_changes_nothing() -> None:
    rows = (row(), "{cut", row(), row(), row("1.000002", channels=[channel(fees=["120"])]))
    assert take(*rows).changed_anything
    before = snapshot()
    again = take(*rows)
    assert not again.changed_anything
    assert (again.unchanged, again.held) == (1, 4)
    assert snapshot() == before


def test_a_corrected_file_releases_what_was_held() -> None:
    take(row(channels=[channel(fees=["120"])]), "{cut", row("1.000003", agency="Công an huyện"))
    done = take(
        row(channels=[channel(fees=["120.000"])]), row("1.000002"), row("1.000003", agency="Công an huyện")
    )
    assert (done.added, done.released) == (2, 2)
    assert held() == [(3, "abolished_unit")]


def test_a_truncated_file_loses_nothing_of_the_rest() -> None:
    take(row(), row("1.000002"), row("1.000003"))
    done = take(row(), '{"code": "1.000002", "na')
    assert (done.unchanged, done.held) == (1, 1)
    assert CatalogueEntry.objects.count() == 3


def test_a_held_line_leaves_the_earlier_draft_as_it_was() -> None:
    take(row(name="Tên đúng"))
    take(row(name="Tên đúng 1.000001"))
    assert CatalogueEntry.objects.get().name == "Tên đúng"
    assert held() == [(1, "name_ends_in_code")]


def test_units_that_came_later_turn_a_draft_into_a_held_line() -> None:
    line = row(agency="Sở Tư pháp tỉnh Trà Vinh")
    take(line)
    tra_vinh_ends()
    take(line)
    assert not CatalogueEntry.objects.exists()
    assert held() == [(1, "abolished_unit")]


def test_a_long_line_is_known_again_though_only_its_beginning_is_held() -> None:
    long = row(agency="Sở Tư pháp tỉnh Trà Vinh", components=["Giấy tờ " * (KEPT_OF_A_LINE // 4)])
    assert take(long).added == 1
    tra_vinh_ends()
    assert take(long).held == 1
    assert not CatalogueEntry.objects.exists()
    assert len(QuarantinedLine.objects.get().raw) == KEPT_OF_A_LINE


def test_a_change_changes_that_draft_alone() -> None:
    take(row(), row("1.000002"))
    done = take(row(), row("1.000002", name="Tên mới"))
    assert (done.added, done.changed, done.unchanged) == (0, 1, 1)
    assert CatalogueEntry.objects.get(code="1.000002").name == "Tên mới"


def test_each_run_is_an_act_without_anyone_s_data() -> None:
    take(row(), "{cut")
    act = Act.objects.get(verb="procedures.catalogue_imported")
    assert act.data["added"] == 1
    assert act.data["faults"] == {"unreadable_line": 1}


def test_only_who_may_imports_and_finds_drafts() -> None:
    with pytest.raises(NotAllowed):
        import_catalogue(stream=file_of(row()), source="a", actor=ANONYMOUS, at=AT)
    take(row())
    rebuild(kind="procedures.catalogue_entry", on=AT.date())
    assert find(text="chung nhan", actor=SYSTEM).hits
    assert not find(text="chung nhan", actor=ANONYMOUS).hits


def test_the_command_prints_counts_by_reason(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.jsonl"
    path.write_bytes(file_of(row(), row("1.000002", channels=[channel(fees=["120"])])).read())

    def run(*words: str) -> str:
        out = StringIO()
        call_command("procedures", *words, stdout=out)
        return out.getvalue()

    first = run("import", str(path))
    assert "1  mức phí dưới 1.000 đồng (fee_too_small)" in first
    assert "Không có gì thay đổi" not in first
    assert "Không có gì thay đổi" in run("import", str(path))
    listed = run("list", "--quarantined")
    assert "catalogue.jsonl:2 1.000002" in listed
    assert "120.000 đồng?" in listed
    assert run("list", "--reason", "abolished_unit") == ""
    assert run("list").startswith("1.000001 ")
    with pytest.raises(CommandError, match="không đọc được tệp"):
        run("import", str(tmp_path / "none"))


def _kilobytes(name: str) -> int:
    """What the system says this process has of memory: `VmRSS` now, `VmHWM` at most since it was told to forget."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1])


@pytest.mark.shared
def test_the_whole_national_catalogue(shared: Path) -> None:
    Path("/proc/self/clear_refs").write_text("5")
    before = _kilobytes("VmRSS")
    with (shared / "data" / "national-procedures.jsonl").open("rb") as stream:
        done = import_catalogue(stream=stream, source="n.jsonl", actor=SYSTEM, at=AT)
    assert done.lines == 2271
    assert done.added + done.held == 2271
    assert done.faults["fee_too_small"] == 66
    assert done.faults["name_ends_in_code"] == 6
    assert done.faults["fee_unreadable"] == 2
    assert done.faults["abolished_unit"] >= 57
    assert _kilobytes("VmHWM") - before < 350_000, "with what the platform itself takes, more than 500 MB"
    with (shared / "data" / "national-procedures.jsonl").open("rb") as stream:
        again = import_catalogue(stream=stream, source="n.jsonl", actor=SYSTEM, at=AT)
    assert not again.changed_anything
