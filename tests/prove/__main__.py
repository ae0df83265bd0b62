"""`make prove`: runs what the promises name at full count and writes `var/proof.json`.

Each line of the result says what was run, how many tests passed, failed and were skipped, and the figures that
the tests themselves recorded. Exits with 1 when anything failed.
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
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Promise(NamedTuple):
    """One thing promised and the tests that prove it."""

    name: str
    tests: tuple[str, ...]


PROMISES = (
    Promise("journey", ("tests/journeys",)),
    Promise("crash", ("tests/faults/test_crash.py",)),
    Promise("sync_order", ("tests/faults/test_sync_order.py",)),
    Promise("full_disk", ("tests/faults/test_full_disk.py",)),
    Promise("authorization", ("tests/security/test_matrix.py",)),
    Promise("isolation", ("tests/security/test_canaries.py",)),
    Promise("sealed_at_rest", ("tests/security/test_sealed_at_rest.py",)),
    Promise("api_fuzz", ("tests/security/test_schema_fuzz.py",)),
    Promise("lifecycle", ("tests/lifecycle",)),
    Promise("tampering", ("tinhso/kernel/ledger/tests",)),
    Promise("deadlines", ("tinhso/foundation/calendar/tests",)),
    Promise("forgeries", ("tinhso/foundation/signing/tests",)),
    Promise("uploads", ("tinhso/foundation/files/tests",)),
)


def main() -> int:
    """Prove everything; the exit status."""
    results = [_prove(promise) for promise in PROMISES]
    results += [_command("bite", "tests.bite"), _command("bench", "bench")]
    proof = {
        "commit": _git("rev-parse", "HEAD"),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}",
        "results": results,
    }
    target = Path(os.environ.get("TINHSO_VAR", ROOT / "var")) / "proof.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(proof, indent=1, ensure_ascii=False), encoding="utf-8")
    failed = [result["name"] for result in results if result["exit"]]
    sys.stdout.write(f"written: {target}\nfailed: {', '.join(failed) or 'nothing'}\n")
    return 1 if failed else 0


def _prove(promise: Promise) -> dict[str, Any]:
    started = time.monotonic()
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report.name}", *promise.tests]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "TINHSO_PROVE": "1"}, check=False)
        counts = _counts(Path(report.name))
    result = {
        "name": promise.name,
        "exit": done.returncode,
        "seconds": round(time.monotonic() - started),
        **counts,
    }
    sys.stdout.write(f"{json.dumps(result, ensure_ascii=False)}\n")
    return result


def _counts(report: Path) -> dict[str, Any]:
    if not report.stat().st_size:
        return {"passed": 0, "failed": 0, "skipped": 0, "figures": {}}
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    total = failed = skipped = 0
    figures: dict[str, str] = {}
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
        for recorded in suite.iter("property"):
            figures[recorded.get("name", "")] = recorded.get("value", "")
    return {"passed": total - failed - skipped, "failed": failed, "skipped": skipped, "figures": figures}


def _command(name: str, module: str) -> dict[str, Any]:
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-m", module], cwd=ROOT, check=False)
    return {"name": name, "exit": done.returncode, "seconds": round(time.monotonic() - started)}


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
