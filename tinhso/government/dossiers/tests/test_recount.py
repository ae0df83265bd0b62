"""After the calendar changed, what is open is due by the calendar as it is known now; what is closed stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from tinhso.foundation.calendar.models import Day
from tinhso.foundation.calendar.tests.factories import at
from tinhso.foundation.notices.models import Notice
from tinhso.foundation.packs.actions import apply_packs
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.tests.factories import Office, let_pause, make_office
from tinhso.government.dossiers.tests.test_pauses import pause
from tinhso.government.dossiers.tests.test_straight_path import fresh, received
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ledger.queries import acts_about

pytestmark = pytest.mark.django_db

NOW = at("2026-11-18 08:00")
PROMISED, MOVED = at("2026-11-23 17:00"), at("2026-11-24 17:00")


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    office = make_office()
    let_pause()
    return office


def swap() -> None:
    """Friday the 20th is given off, decided two days before."""
    Day.objects.create(
        code="2026-11-20", effective_from=date(2026, 11, 18), kind="off", title="nghỉ hoán đổi", origin="test"
    )


def recompute(*flags: str) -> str:
    out = StringIO()
    call_command("dossiers", "recompute", *flags, stdout=out)
    return out.getvalue()


def test_an_open_dossier_moves_and_says_why(office: Office) -> None:
    dossier = received(office)
    swap()
    assert actions.recount(dossier=dossier.id, at=NOW)
    found = fresh(dossier)
    assert (found.due_at, found.urgent_at) == (MOVED, MOVED)
    assert found.first_due_at == PROMISED
    assert any("nghỉ hoán đổi" in line for line in found.due_trace)
    act = acts_about(about=dossier.ref)[-1]
    assert act.verb == "dossiers.recount"
    assert act.data["reason"] == "lịch làm việc thay đổi"
    assert [datetime.fromisoformat(act.data[name]) for name in ("due_before", "due_after")] == [
        PROMISED,
        MOVED,
    ]


def test_a_second_time_changes_nothing(office: Office) -> None:
    dossier = received(office)
    swap()
    actions.recount(dossier=dossier.id, at=NOW)
    version = fresh(dossier).version
    assert not actions.recount(dossier=dossier.id, at=NOW)
    assert fresh(dossier).version == version


def test_a_closed_dossier_is_not_touched(office: Office) -> None:
    dossier = received(office)
    version = fresh(dossier).version
    actions.stop(actor=office.clerk, dossier=dossier.id, version=version, reason="Ông/bà đề nghị", at=NOW)
    stopped = fresh(dossier)
    swap()
    assert not actions.recount(dossier=dossier.id, at=NOW)
    assert actions.recount_all(at=NOW) == 0
    assert recompute("--apply") == "Không có hồ sơ nào đổi hạn trả.\n"
    assert Dossier.objects.values().get(id=dossier.id) == Dossier.objects.values().get(id=stopped.id)
    assert (fresh(dossier).version, fresh(dossier).due_at) == (stopped.version, PROMISED)


def test_an_open_pause_lasts_as_long_as_the_calendar_now_says(office: Office) -> None:
    dossier = received(office)
    pause(dossier, office.officer, at=at("2026-11-17 09:00"))
    swap()
    actions.recount(dossier=dossier.id, at=NOW)
    found = fresh(dossier)
    assert found.pauses.get().ends_at == at("2026-11-23 17:00")
    assert found.due_at == at("2026-11-30 17:00")
    assert found.urgent_at is None


def test_the_command_lists_before_it_writes(office: Office) -> None:
    dossier = received(office)
    swap()
    listed = recompute()
    assert f"{dossier}: 17:00 23/11/2026 → 17:00 24/11/2026" in listed
    assert "1 hồ sơ sẽ đổi hạn trả" in listed
    assert fresh(dossier).due_at == PROMISED
    assert "1 hồ sơ đã đổi hạn trả" in recompute("--apply")
    assert fresh(dossier).due_at == MOVED


def test_packs_that_change_the_calendar_set_it_going_and_people_are_told(
    office: Office, tmp_path: Path
) -> None:
    dossier = received(office)
    (tmp_path / "swap").mkdir()
    (tmp_path / "swap" / "pack.yaml").write_text("name: swap\ntitle: Hoán đổi\n")
    rows = "# kind: day\n# effective_from: 2026-11-18\nday,kind,title\n2026-11-20,off,nghỉ hoán đổi\n"
    (tmp_path / "swap" / "days.csv").write_text(rows)
    work_off()
    apply_packs(tmp_path, ["swap"], actor=SYSTEM, at=NOW, demo=False)
    for _ in range(4):
        work_off()
    assert fresh(dossier).due_at == MOVED
    assert Notice.objects.filter(about=dossier.ref, kind="dossiers.due_changed").exists()
