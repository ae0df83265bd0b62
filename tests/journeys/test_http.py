"""What `make journey` writes is true: lawful order, who and when, due dates, notices, papers, proof, signatures."""

from __future__ import annotations

import io
import itertools
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.journeys import drive
from tinhso.kernel.ledger import verifier
from tinhso.kernel.ledger.merkle import root_from_inclusion

Told = dict[str, Any]
OFFICES = {
    "request_supplement": "clerk", "receive": "clerk", "begin": "clerk", "draft_result": "officer",
    "approve_result": "leader", "number_result": "records",
}  # fmt: skip
CITIZENS = {"start_draft", "submit", "answer_supplement", "deliver", "rate"}
PHASES = {
    "birth": [
        "draft",
        "submitted",
        "supplement",
        "submitted",
        "received",
        "in_progress",
        "issued",
        "delivered",
    ],
    "household-business": ["draft", "submitted", "received", "in_progress", "issued", "delivered"],
}
NOTICES = {
    "birth": ["submitted", "supplement", "received", "issued"],
    "household-business": ["submitted", "received", "issued"],
}
FORMS = {"birth": {"01", "02", "06"}, "household-business": {"01", "06"}}
NAMES = pytest.mark.parametrize("name", list(PHASES))
pytestmark = pytest.mark.once


class Journeys(NamedTuple):
    """What two journeys left behind: the report by journey, and the address and the folder of their province."""

    told: dict[str, Told]
    base: str
    home: Path

    def command(self, *words: str) -> str:
        """What a command of this province prints."""
        return drive.command(self.base, self.home, "tinhso", *words)


@pytest.fixture(scope="module")
def journeys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journeys]:
    folder = tmp_path_factory.mktemp("journey")
    with drive.fresh_province() as (base, home):
        report = drive.run(base, home, folder)
        yield Journeys({one["name"]: one for one in json.loads(json.dumps(report))}, base, home)


@NAMES
def test_the_phases_follow_the_law(journeys: Journeys, name: str) -> None:
    moves = [one for one in journeys.told[name]["transitions"] if one["to"]]
    assert [moves[0]["from"], *(one["to"] for one in moves)] == PHASES[name]
    assert all(one["to"] == following["from"] for one, following in itertools.pairwise(moves))
    assert journeys.told[name]["phase"] == PHASES[name][-1]


@NAMES
def test_each_transition_says_who_and_when(journeys: Journeys, name: str) -> None:
    moves = journeys.told[name]["transitions"]
    times = [datetime.fromisoformat(one["at"]) for one in moves]
    assert times == sorted(times) and all(one.tzinfo for one in times)
    for one in moves:
        act = one["act"].removeprefix("dossiers.")
        if act in CITIZENS:
            assert (one["actor"], one["role"]) == ("citizen", "")
        elif act in OFFICES:
            assert (one["actor"], one["role"]) == ("official", OFFICES[act])
        elif act in ("issue", "paid"):
            assert (one["actor"], one["role"]) == ("system", "")
        else:  # a step passed on; once the paper is signed, by the house in the place of the records clerk
            assert one["role"] and one["actor"] == ("system" if one["step"] == "number" else "official")


@NAMES
def test_the_clock_starts_at_receipt(journeys: Journeys, name: str) -> None:
    moves = {one["act"].removeprefix("dossiers."): one for one in journeys.told[name]["transitions"]}
    assert moves["submit"]["due_after"] is None
    assert moves["receive"]["due_before"] is None
    due = datetime.fromisoformat(moves["receive"]["due_after"])
    assert due > datetime.fromisoformat(moves["receive"]["at"])
    assert due == datetime.fromisoformat(moves["issue"]["due_after"])
    assert due == datetime.fromisoformat(journeys.told[name]["due_at"])
    assert len(journeys.told[name]["due_trace"]) >= 3


@NAMES
def test_the_person_was_told_and_given_papers(journeys: Journeys, name: str) -> None:
    told = journeys.told[name]
    # The code the counter hands over against is told by another system: before or after, no order is promised.
    assert [one for one in told["notices"] if one != "counter.hand_over"] == [
        f"dossiers.{kind}" for kind in NOTICES[name]
    ]
    assert told["notices"].count("counter.hand_over") == 1
    assert set(told["forms"]) == FORMS[name]
    papers = [Path(one).read_bytes() for one in told["form_papers"]]
    assert len(papers) == len(told["forms"]) and all(one.startswith(b"%PDF-") for one in papers)
    assert all(one["result"] for one in told["assignments"])


@NAMES
def test_the_ledger_holds_it(journeys: Journeys, name: str, tmp_path: Path) -> None:
    """By our own arithmetic, and by the stand-alone verifier given only what is kept elsewhere."""
    proof = journeys.told[name]["proof"]
    path = [bytes.fromhex(step) for step in proof["path"]]
    found = root_from_inclusion(bytes.fromhex(proof["leaf"]), proof["position"], proof["size"], path)
    key = journeys.command("ledger", "key").strip()
    assert verifier.read_note(proof["checkpoint"], key) == (proof["size"], found, [])

    export, note = tmp_path / "ledger.jsonl", tmp_path / "checkpoint.txt"
    export.write_text(journeys.command("ledger", "export"), encoding="utf-8")
    note.write_text(proof["checkpoint"], encoding="utf-8")
    row = json.loads(export.read_text(encoding="utf-8").splitlines()[proof["position"]])
    assert verifier.leaf_hash(row["record"], row["salt"]).hex() == proof["leaf"]
    alone = [sys.executable, "-I", str(Path(verifier.__file__)), str(export), str(note), key]
    assert subprocess.run(alone, cwd=tmp_path, check=False).returncode == 0
    altered = export.read_text(encoding="utf-8").replace('"dossiers.receive"', '"dossiers.refuse"', 1)
    export.write_text(altered, encoding="utf-8")
    assert subprocess.run(alone, cwd=tmp_path, check=False).returncode == 1


@pytest.mark.tools
@NAMES
def test_pdfsig_confirms_leader_and_seal(journeys: Journeys, name: str) -> None:
    told = _run(_program("pdfsig"), "-nocert", journeys.told[name]["result"])
    assert told.count("Signature is Valid.") == 2
    assert told.count("Total document signed") == 1


@pytest.mark.tools
@NAMES
def test_openssl_confirms_leader_and_seal(journeys: Journeys, name: str, tmp_path: Path) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    openssl, signed = _program("openssl"), Path(journeys.told[name]["result"]).read_bytes()
    anchors = tmp_path / "anchors.pem"
    anchors.write_text(_roots(journeys))
    signatures = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures
    assert len(signatures) == 2
    for signature in signatures:
        first, length, second, rest = signature.byte_range
        covered, container = tmp_path / "covered", tmp_path / "container.der"
        covered.write_bytes(signed[first : first + length] + signed[second : second + rest])
        container.write_bytes(signature.pkcs7_content)
        verify = [
            openssl, "cms", "-verify", "-binary", "-inform", "DER", "-in", str(container), "-content", str(covered),
            "-CAfile", str(anchors), "-purpose", "any", "-out", str(tmp_path / "out"),
        ]  # fmt: skip
        assert "successful" in _run(*verify)
        covered.write_bytes(covered.read_bytes() + b" ")
        assert "successful" not in _run(*verify)


def _roots(journeys: Journeys) -> str:
    """The demo authorities of this province, as PEM."""
    return journeys.command(
        "shell", "-v", "0", "-c",
        "from tinhso.foundation.signing.models import Authority\n"
        "print(*Authority.objects.values_list('pem', flat=True), sep='')",
    )  # fmt: skip


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
