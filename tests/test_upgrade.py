"""A province with dossiers under way, as an earlier version kept them, is upgraded and goes on working."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tinhso.foundation.files.actions import keep
from tinhso.foundation.people.models import Organisation
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier, DossierPaper, Scan
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import MONDAY, Office, birth_filing, make_citizen, make_office
from tinhso.kernel import sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ids import new_id

EARLIER = [("dossiers", "0001_initial"), ("people", "0001_people"), ("workflow", "0001_initial")]
"""Where the tables of open work and of people stood in the first version handed over; what other apps got since
are tables and columns that nothing is carried over to."""
NUMBER = "084198001234"


@pytest.fixture
def earlier() -> Iterator[None]:
    """Leaves the tables as they were found, whatever happens."""
    yield
    _newest()


def _newest() -> None:
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    if plan := executor.migration_plan(newest):
        executor.migrate(newest, plan)


def _under_way(office: Office) -> dict[str, tuple[Actor, Dossier]]:
    """A dossier in each phase that still asks for something."""
    found: dict[str, tuple[Actor, Dossier]] = {}
    for phase in ("draft", "submitted", "supplement", "in_progress"):
        citizen = make_citizen(phone=f"09123456{len(found)}0")
        if phase == "draft":
            dossier = actions.start_draft(actor=citizen, filing=birth_filing(), at=MONDAY)
        else:
            dossier = actions.file(actor=citizen, filing=birth_filing(), channel=Channel.COUNTER, at=MONDAY)
        call: dict[str, Any] = {
            "actor": office.clerk, "dossier": dossier.id, "version": dossier.version, "at": MONDAY,
        }  # fmt: skip
        if phase == "supplement":
            lack = Lack("birth_notice", "Giấy chứng sinh", "Ảnh mờ", "Chụp lại")
            actions.request_supplement(**call, lacks=[lack], basis="Điều 9")
        elif phase == "in_progress":
            actions.receive(**call)
        file = keep(at=MONDAY, owner=dossier.ref, key=dossier.key, name="giay.pdf", content=b"%PDF-")
        DossierPaper.objects.create(
            dossier=dossier, paper="birth_notice", title="Giấy chứng sinh", file=file, added_at=MONDAY
        )
        found[phase] = (citizen, Dossier.objects.get(id=dossier.id))
    return found


def _kept_earlier() -> None:
    """The tables as they were, and what an earlier version wrote there another way."""
    executor = MigrationExecutor(connection)
    executor.migrate(EARLIER)
    earlier = executor.loader.project_state(EARLIER).apps
    owner = new_id()
    earlier.get_model("people", "Organisation").objects.create(
        id=owner, name="Hộ kinh doanh Thử", kind="household", tax_code=NUMBER, created_at=MONDAY,
        key=sealing.new_key(f"people.organisation:{owner}"),
    )  # fmt: skip


def _go_on(office: Office, phase: str, citizen: Actor, dossier: Dossier) -> Phase:
    """The next act each is waiting for."""
    call: dict[str, Any] = {"dossier": dossier.id, "at": MONDAY}
    match phase:
        case "draft":
            actions.submit(actor=citizen, **call)
        case "submitted":
            actions.receive(actor=office.clerk, version=dossier.version, **call)
        case "supplement":
            items = dossier.supplements.get().items.all()
            actions.answer_supplement(
                actor=citizen, answers={one.id: "Đã chụp lại" for one in items}, files={}, **call
            )
        case "in_progress":
            step = open_of(about=dossier.ref)[0]
            actions.move_on(
                actor=office.officer, version=dossier.version, assignment=step.id, move="forward", note="",
                **call,
            )  # fmt: skip
    return Phase(Dossier.objects.get(id=dossier.id).phase)


@pytest.mark.django_db(transaction=True)
def test_open_dossiers_go_on_after_every_migration_since(earlier: None) -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_office()
        before = _under_way(office)
        _kept_earlier()
        with pytest.raises(CommandError, match="tinhso migrate"):
            call_command("packs", "plan")
        _newest()
        sealed = Organisation.objects.get(name="Hộ kinh doanh Thử")
        assert (sealed.tax_code, sealed.national_id_index) == (
            "",
            sealing.blind("people.national_id", NUMBER),
        )
        scanned = Scan.objects.filter(state=Scan.State.UNSIGNED).values_list("paper__dossier", flat=True)
        assert set(scanned) == {one.id for phase, (_, one) in before.items() if phase != "draft"}
        reached = {}
        for phase, (citizen, then) in before.items():
            now = Dossier.objects.get(id=then.id)
            assert (now.phase, now.version, now.code, now.due_at) == (
                then.phase, then.version, then.code, then.due_at,
            )  # fmt: skip
            assert now.envelope()["answers"]["child.name"] == "Trần Gia Bảo"
            reached[phase] = _go_on(office, phase, citizen, now)
        assert reached == {
            "draft": Phase.SUBMITTED,
            "submitted": Phase.IN_PROGRESS,
            "supplement": Phase.SUBMITTED,
            "in_progress": Phase.IN_PROGRESS,
        }
        work_off(limit=500)
        assert list(Delivery.objects.exclude(error="").values_list("handler", "error")) == []
