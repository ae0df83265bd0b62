"""`make prove`: runs what the promises name at full count and writes `var/proof.json`.

Each line of the result says what was run, how many tests passed, failed and were skipped, and the figures that
the tests themselves recorded. Exits with 1 when anything failed. Names as arguments prove only those and keep the
other lines of an earlier run of the same commit.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("TINHSO_VAR", ROOT / "var"))


class Promise(NamedTuple):
    """One thing promised and the tests that prove it."""

    name: str
    tests: tuple[str, ...]
    postgresql: bool = False
    """On PostgreSQL; on SQLite otherwise."""


PROMISES = (
    Promise("journey", ("tests/journeys",)),
    Promise("crash", ("tests/faults/test_crash.py",)),
    Promise("crash_postgresql", ("tests/faults/test_crash.py",), postgresql=True),
    Promise("killed_database", ("tests/faults/test_killed_database.py",)),
    Promise("power_cut", ("tests/faults/test_power_cut.py",)),
    Promise("contested", ("tests/faults/test_contested.py",)),
    Promise("contested_postgresql", ("tests/faults/test_contested.py",), postgresql=True),
    Promise("processes", ("tests/faults/test_processes.py",)),
    Promise("sync_order", ("tests/faults/test_sync_order.py",)),
    Promise("full_disk", ("tests/faults/test_full_disk.py",)),
    Promise("neighbours", ("tests/faults/test_neighbours.py",)),
    Promise("dependencies", ("tests/faults/test_dependencies.py",)),
    Promise("guessing", ("tinhso/foundation/access/tests/test_guessing.py",), postgresql=True),
    Promise("authorization", ("tests/security/test_matrix.py",)),
    Promise("authorization_postgresql", ("tests/security/test_matrix.py",), postgresql=True),
    Promise("isolation", ("tests/security/test_canaries.py",)),
    Promise("isolation_postgresql", ("tests/security/test_canaries.py",), postgresql=True),
    Promise(
        "hostile_words", ("tests/security/test_upload_and_html.py", "tests/security/test_hostile_words.py")
    ),
    Promise("sealed_at_rest", ("tests/security/test_sealed_at_rest.py",)),
    Promise("api_fuzz", ("tests/security/test_schema_fuzz.py",)),
    Promise("api_fuzz_postgresql", ("tests/security/test_schema_fuzz.py",), postgresql=True),
    Promise("lifecycle", ("tests/lifecycle",)),
    Promise("lifecycle_postgresql", ("tests/lifecycle",), postgresql=True),
    Promise("tampering", ("tinhso/kernel/ledger/tests",)),
    Promise("deadlines", ("tinhso/foundation/calendar/tests",)),
    Promise("forgeries", ("tinhso/foundation/signing/tests",)),
    Promise("uploads", ("tinhso/foundation/files/tests",)),
    Promise("messages", ("tinhso/foundation/partners/tests",)),
    Promise("payments", ("tinhso/foundation/payments/tests",)),
    Promise("national_portal", ("tinhso/government/portalsync/tests",)),
    Promise(
        "document_axis",
        ("tests/faults/test_axis.py", "tests/faults/test_storm.py", "tinhso/government/axis/tests"),
    ),
    Promise("document_numbers", ("tinhso/government/documents/tests/test_numbers.py",), postgresql=True),
    Promise("archive", ("tinhso/government/archive/tests",)),
)


def main(names: list[str]) -> int:
    """Prove the named, or everything; the exit status."""
    proofs: dict[str, Callable[[], dict[str, Any]]] = {one.name: _tests_of(one) for one in PROMISES}
    proofs |= {
        "bite": lambda: _command("tests.bite", "bite.json"),
        "bench": lambda: _command("bench", "bench.json"),
    }
    target, commit = (
        VAR / "proof.json",
        _git("rev-parse", "HEAD") + ("+" if _git("status", "--porcelain") else ""),
    )
    results = _earlier(target, commit) if names else {}
    target.parent.mkdir(parents=True, exist_ok=True)
    for name in names or proofs:
        started = time.monotonic()
        result = proofs[name]()
        results[name] = {"name": name, "seconds": round(time.monotonic() - started), **result}
        sys.stdout.write(f"{json.dumps(results[name], ensure_ascii=False)}\n")
        sys.stdout.flush()
        proof = {
            "commit": commit,
            "machine": f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}",
            "results": [results[one] for one in proofs if one in results],
        }
        # After each, so that a run of hours that is cut off has not been for nothing.
        target.write_text(json.dumps(proof, indent=1, ensure_ascii=False), encoding="utf-8")
    failed = [name for name, result in results.items() if result["exit"]]
    missing = [name for name in proofs if name not in results]
    sys.stdout.write(f"written: {target}\nfailed: {', '.join(failed) or 'nothing'}\n")
    sys.stdout.write(f"not proved: {', '.join(missing)}\n" if missing else "")
    return 1 if failed else 0


def _earlier(target: Path, commit: str) -> dict[str, dict[str, Any]]:
    if not target.exists():
        return {}
    proof = json.loads(target.read_text(encoding="utf-8"))
    return {one["name"]: one for one in proof["results"]} if proof["commit"] == commit else {}


def _tests_of(promise: Promise) -> Callable[[], dict[str, Any]]:
    """Its tests, run at full count."""

    def prove() -> dict[str, Any]:
        with tempfile.NamedTemporaryFile(suffix=".xml") as report:
            beside = [str(ROOT / "tests" / "with-postgres")] if promise.postgresql else []
            command = [*beside, sys.executable, "-m", "pytest", f"--junitxml={report.name}", *promise.tests]
            # Whatever this run is set to, a promise names its own database; the tests have a folder of their own.
            mine = ("TINHSO_VAR", "TINHSO_DATABASE", "TINHSO_KEYS_DATABASE")
            environment = {name: value for name, value in os.environ.items() if name not in mine}
            done = subprocess.run(command, cwd=ROOT, env=environment | {"TINHSO_PROVE": "1"}, check=False)
            return {"exit": done.returncode, **_counts(Path(report.name))}

    return prove


def _counts(report: Path) -> dict[str, Any]:
    """What passed, failed and was skipped; the figures by test."""
    if not report.stat().st_size:
        return {"passed": 0, "failed": 0, "skipped": 0, "figures": {}}
    total = failed = skipped = 0
    figures: dict[str, dict[str, Any]] = {}
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
        for case in suite.iter("testcase"):
            found = {
                one.get("name", ""): json.loads(one.get("value", "null")) for one in case.iter("property")
            }
            if found:
                figures[case.get("name", "")] = found
    return {"passed": total - failed - skipped, "failed": failed, "skipped": skipped, "figures": figures}


def _command(module: str, written: str) -> dict[str, Any]:
    """A command of its own, and the figures in the file it wrote."""
    file = VAR / written
    file.unlink(missing_ok=True)
    environment = os.environ | {"TINHSO_PROVE": "1"}
    done = subprocess.run([sys.executable, "-m", module], cwd=ROOT, env=environment, check=False)
    return {"exit": done.returncode, "figures": json.loads(file.read_text()) if file.exists() else None}


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
