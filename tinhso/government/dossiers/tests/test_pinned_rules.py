"""Every rule a dossier was made under is pinned: a pack changes it only by saying what it corrects."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tinhso.foundation.packs.actions import Damaged, apply_packs
from tinhso.foundation.procedures.models import FeeTable
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.filing import Filing
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import MONDAY, birth_filing, make_citizen, make_office
from tinhso.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db

FEE = "civil_status_birth_late"


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


def test_a_draft_pins_no_fee_before_it_is_sent(root: Path) -> None:
    filing: Filing = birth_filing()
    draft = actions.start_draft(actor=make_citizen(), filing=filing, at=MONDAY)
    assert not draft.rates.exists()
    apply(root, 8000, 5000)
    assert FeeTable.objects.on(date(2026, 11, 16)).get(fee=FEE, channel="online").amount == 5000
