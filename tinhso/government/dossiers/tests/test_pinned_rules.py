"""Every rule a dossier was made under is pinned: a pack changes it only by saying what it corrects."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.security import world
from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.foundation.packs.actions import Damaged, apply_packs
from tinhso.foundation.procedures.models import FeeTable, Procedure
from tinhso.foundation.units.models import Agency, AgencyVersion
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.filing import Filing
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.drafts import open_draft
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import (
    BIRTH,
    MONDAY,
    birth_filing,
    citizen_of,
    make_citizen,
    make_office,
)
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict

pytestmark = pytest.mark.django_db

FEE = "civil_status_birth_late"
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A pack with the fees of a late birth registration, applied before anybody files."""
    (tmp_path / "delta").mkdir()
    (tmp_path / "delta" / "pack.yaml").write_text("name: delta\ntitle: Châu thổ\n")
    apply(tmp_path, 8000)
    make_office()
    return tmp_path


def apply(root: Path, counter: int, online: int = 0, *, head: str = "", since: str = "2020-01-01") -> None:
    rows = [f"{FEE},,,{counter}", f"{FEE},,online,{online}"]
    text = [
        "# kind: fee",
        f"# effective_from: {since}",
        *head.splitlines(),
        "code,territory,channel,amount",
        *rows,
    ]
    (root / "delta" / "fees.csv").write_text("\n".join(text) + "\n")
    apply_packs(root, ["delta"], actor=SYSTEM, at=MONDAY, demo=True)


def filed() -> Dossier:
    return actions.file(actor=make_citizen(), filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)


def test_a_dossier_keeps_the_row_its_fee_is_reckoned_by(root: Path) -> None:
    (kept,) = filed().rates.all()
    assert kept.rate == FeeTable.objects.get(fee=FEE, channel="online")


def test_a_fee_in_use_is_changed_only_as_a_correction(root: Path) -> None:
    filed()
    with pytest.raises(Damaged) as refused:
        apply(root, 8000, 5000)
    (fault,) = refused.value.found
    assert "đang có 1 hồ sơ theo phiên bản này" in fault.reason
    assert FeeTable.objects.get(fee=FEE, channel="online").amount == 0
    apply(root, 8000, 5000, head="# corrects: in nhầm trong nghị quyết")
    assert FeeTable.objects.get(fee=FEE, channel="online").amount == 5000


def test_a_fee_in_use_is_not_taken_away(root: Path) -> None:
    filed()
    with pytest.raises(Damaged, match="1 lỗi"):
        apply(root, 8000, since="2021-01-01")


def test_a_row_no_dossier_was_reckoned_by_changes_freely(root: Path) -> None:
    filed()
    apply(root, 9000)
    assert FeeTable.objects.get(fee=FEE, channel="").amount == 9000


def _begun(writer: Actor | None = None) -> Dossier:
    """A draft with all it needs, begun on Monday."""
    make_office()
    writer = writer or make_citizen()
    draft = actions.start_draft(actor=writer, filing=birth_filing(), at=MONDAY)
    picture = SimpleUploadedFile("giay.png", world.picture(), content_type="image/png")
    actions.attach(actor=writer, dossier=draft.id, paper="birth_notice", upload=picture, at=MONDAY)
    return draft


def _changed(version: Procedure, body: dict[str, Any]) -> Procedure:
    """The next version of a procedure, in force from Tuesday."""
    Procedure.objects.filter(pk=version.pk).update(effective_until=TUESDAY.date())
    version.pk, version.body, version.effective_from = None, {**version.body, **body}, TUESDAY.date()
    version.save(force_insert=True)
    return version


def test_a_draft_is_sent_under_the_rules_of_the_day_it_is_sent() -> None:
    draft = _begun()
    writer = citizen_of(draft.owner)
    limits = {"time_limits": [{"amount": 9, "unit": "working_day"}]}
    newer = _changed(Procedure.objects.get(code=BIRTH), limits)
    with pytest.raises(Conflict, match="đã thay đổi"):
        actions.submit(actor=writer, dossier=draft.id, at=TUESDAY)
    seen = open_draft(actor=writer, dossier=draft.id, at=TUESDAY)
    assert seen is not None and seen.dossier.procedure == newer, "what is asked now is seen before it is sent"
    sent = actions.submit(actor=writer, dossier=draft.id, at=TUESDAY)
    assert (sent.phase, Dossier.objects.get(id=draft.id).procedure) == (Phase.SUBMITTED, newer)


def test_a_draft_goes_to_the_agencies_of_the_day_it_is_sent() -> None:
    draft = _begun()
    writer = citizen_of(draft.owner)
    for gone in (draft.agency, draft.counter):
        AgencyVersion.objects.filter(agency=gone).update(effective_until=TUESDAY.date())
    with pytest.raises(Conflict, match="không còn cơ quan"):
        actions.submit(actor=writer, dossier=draft.id, at=TUESDAY)
    heir = Agency.objects.create(key="xa-moi")
    for gone, agency in ((draft.agency, heir), (draft.counter, draft.counter)):
        last = AgencyVersion.objects.get(agency=gone)
        last.pk, last.agency, last.code = None, agency, agency.key
        last.effective_from, last.effective_until = TUESDAY.date(), None
        last.save(force_insert=True)
    with pytest.raises(Conflict, match="đã thay đổi"):
        actions.submit(actor=writer, dossier=draft.id, at=TUESDAY)
    assert actions.submit(actor=writer, dossier=draft.id, at=TUESDAY).agency == heir


def test_its_writer_is_told_on_the_page_from_which_it_is_sent() -> None:
    account = citizen(name="Nguyễn Thị Hạnh")
    draft = _begun(actor_of(account, at=MONDAY))
    _changed(Procedure.objects.get(code=BIRTH), {"time_limits": [{"amount": 9, "unit": "working_day"}]})
    client, address = signed_in(account, at=TUESDAY), reverse("dossiers:check", args=[draft.id])
    with time_machine.travel(TUESDAY, tick=False):
        answer = client.post(address)
        assert (answer.status_code, answer.headers["Location"]) == (303, address)
        assert "đã thay đổi từ khi ông/bà bắt đầu" in client.get(address).content.decode()


def test_a_draft_pins_no_fee_before_it_is_sent(root: Path) -> None:
    filing: Filing = birth_filing()
    draft = actions.start_draft(actor=make_citizen(), filing=filing, at=MONDAY)
    assert not draft.rates.exists()
    apply(root, 8000, 5000)
    assert FeeTable.objects.on(date(2026, 11, 16)).get(fee=FEE, channel="online").amount == 5000
