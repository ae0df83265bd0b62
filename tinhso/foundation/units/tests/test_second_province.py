"""Another, tiny province from the skeleton to a running register: nothing is wired to Vĩnh Long."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tinhso.foundation.packs import queries as packs
from tinhso.foundation.units import queries

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)
NATION = """\
# kind: administrative_unit
# effective_from: 2025-07-01
code,level,name,type,parent
96,province,Tỉnh Cà Mau,Tỉnh,
32014,commune,Phường Cà Mau thử,Phường,96
"""
COMMUNES = """\
# kind: agency
# effective_from: 2025-07-01
code,name,short_name,kind,identifier,parent,unit_code,provisional
phuong-thu,Ủy ban nhân dân phường thử,UBND phường thử,commune,H12.101,ubnd-tinh,32014,true
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    nation = tmp_path / "vietnam"
    nation.mkdir()
    (nation / "pack.yaml").write_text("name: vietnam\ntitle: Cả nước\n")
    (nation / "units.csv").write_text(NATION)
    return tmp_path


def run(*args: object) -> str:
    said = StringIO()
    call_command("packs", *map(str, args), stdout=said, stderr=said)
    return said.getvalue()


def test_new_check_plan_apply(root: Path, settings: object) -> None:
    run("new", "ca-mau", "--title", "Tỉnh Cà Mau", "--province", "96", "--identifier", "H12", "--root", root)
    (root / "ca-mau" / "communes.csv").write_text(COMMUNES)
    assert "ca-mau: 4 quy định, 0 lỗi" in run("check", "ca-mau", "--root", root)
    assert "+ phuong-thu từ 01/07/2025" in run("plan", "ca-mau", "--root", root)
    assert queries.provinces(on=DAY) == []

    run("apply", "ca-mau", "--root", root)
    settings.PROVINCE_PACK = "ca-mau"  # type: ignore[attr-defined]
    assert packs.province_pack().province == "96"
    assert queries.agency_by_identifier("H12", on=DAY).name == "Ủy ban nhân dân tỉnh Cà Mau"
    assert queries.agency_of_commune("32014", "commune", on=DAY).code == "phuong-thu"
    assert "không đổi từ lần áp dụng trước" in run("apply", "ca-mau", "--root", root)


def test_new_writes_over_nothing(root: Path) -> None:
    with pytest.raises(CommandError, match="Đã có"):
        run(
            "new", "vietnam", "--title", "Tỉnh Thử", "--province", "96", "--identifier", "H12", "--root", root
        )
    with pytest.raises(CommandError, match="Tên gói"):
        run("new", "../lạ", "--title", "Tỉnh Thử", "--province", "96", "--identifier", "H12", "--root", root)


def test_faults_stop_the_command_and_name_their_line(root: Path) -> None:
    run("new", "ca-mau", "--title", "Tỉnh Cà Mau", "--province", "96", "--identifier", "H12", "--root", root)
    (root / "ca-mau" / "communes.csv").write_text(
        COMMUNES.replace("32014", "32999").replace("H12.101", "H12-1")
    )
    said = StringIO()
    with pytest.raises(CommandError, match="chưa có gì được thay đổi"):
        call_command("packs", "apply", "ca-mau", "--root", str(root), stdout=said, stderr=said)
    assert "ca-mau/communes.csv:4: " in said.getvalue()
    assert queries.provinces(on=DAY) == []


def test_two_agencies_never_hold_one_identifier(root: Path) -> None:
    run("new", "ca-mau", "--title", "Tỉnh Cà Mau", "--province", "96", "--identifier", "H12", "--root", root)
    (root / "ca-mau" / "communes.csv").write_text(COMMUNES.replace("H12.101", "H12.01"))
    said = StringIO()
    with pytest.raises(CommandError, match="1 lỗi"):
        call_command("packs", "check", "ca-mau", "--root", str(root), stdout=said, stderr=said)
    assert "mã H12.01 đang là của vpubnd" in said.getvalue()
