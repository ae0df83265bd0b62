"""eark-validator, which nobody here wrote, finds the hand-over package in order."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from tinhso.government.archive.engine.packing import pack_file
from tinhso.government.archive.tests.factories import closed, issued, make_archive
from tinhso.government.dossiers.tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.once]
JUDGE = settings.ROOT / ".venv/judges/bin/python"
CONTRADICTED = ["SIP14"]
"""Wants of every note of a creator what CSIP16 forbids of the one note that must be there; no package can do both."""


def judged(package: Path) -> dict[str, list[str]]:
    if not JUDGE.exists():
        pytest.skip("eark-validator is not installed (make judges)")
    done = subprocess.run(
        [str(JUDGE), str(Path(__file__).with_name("judge.py")), str(package)],
        capture_output=True, check=False, cwd=package.parent, env={"TMPDIR": str(package.parent)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    told: dict[str, list[str]] = json.loads(done.stdout)
    return told


def test_the_judge_has_nothing_against_a_package(tmp_path: Path) -> None:
    office = make_archive()
    file = closed(office, issued(office), issued(office, subject="Dấu <lạ> & “nháy”"))
    place = tmp_path / "package.zip"
    place.write_bytes(b"".join(pack_file(file, at=MONDAY)))
    assert judged(place) == {"structure": [], "schema": [], "rules": CONTRADICTED}


def test_the_judge_bites(tmp_path: Path) -> None:
    office = make_archive()
    place, spoilt = tmp_path / "package.zip", tmp_path / "spoilt.zip"
    place.write_bytes(b"".join(pack_file(closed(office), at=MONDAY)))
    with zipfile.ZipFile(place) as whole, zipfile.ZipFile(spoilt, "w") as less:
        for name in whole.namelist():
            content = whole.read(name)
            root = name.count("/") == 1 and name.endswith("METS.xml")
            less.writestr(
                name, content.replace(b'OAISPACKAGETYPE="SIP"', b'OAISPACKAGETYPE="?"') if root else content
            )
    assert "CSIP9" in judged(spoilt)["rules"]
