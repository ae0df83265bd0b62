"""`make bite`: takes each guard out of a copy of the house and runs the test that must notice.

Writes `var/bite.json`; exits with 1 when a mutant survives or no longer fits its file.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.bite.mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("tinhso", "tests", "packs", "docs", "requirements", "pyproject.toml", "conftest.py", "Makefile")
AT_ONCE = 2


def main(names: list[str]) -> int:
    """Try the named mutants, or all; the exit status."""
    chosen = [mutant for mutant in MUTANTS if not names or mutant.name in names]
    results = []
    with tempfile.TemporaryDirectory(prefix="tinhso-bite-") as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        migrated = _migrated(Path(folder))
        for result in pool.map(lambda mutant: _try(mutant, migrated), chosen):
            results.append(result)
            sys.stdout.write(f"{result['verdict']:<10}{result['name']}\n")
            sys.stdout.flush()
    target = Path(os.environ.get("TINHSO_VAR", ROOT / "var")) / "bite.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(results, indent=1))
    red = sum(result["verdict"] == "red" for result in results)
    sys.stdout.write(f"{red} of {len(results)} guards are missed when they are gone\n")
    return 0 if red == len(results) else 1


def _migrated(folder: Path) -> Path:
    """A database as the migrations make it: each mutant's test begins with a copy."""
    subprocess.run(
        [sys.executable, "-m", "tinhso", "migrate", "--skip-checks", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, "TINHSO_VAR": str(folder)},
        check=True,
    )
    return folder / "tinhso.sqlite3"


def _try(mutant: Mutant, migrated: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tinhso-bite-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name)
            else:
                shutil.copy2(source, copy / name)
        file = copy / mutant.file
        text = file.read_text(encoding="utf-8")
        if text.count(mutant.old) != 1:
            return {"name": mutant.name, "verdict": "misfit", "test": mutant.test}
        file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        database = shutil.copy(migrated, copy / "test.sqlite3")
        changed = {
            "PYTHONDONTWRITEBYTECODE": "1",
            "TINHSO_VAR": str(copy / "var"),
            "TINHSO_TEST_DATABASE": str(database),
        }
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "--reuse-db", mutant.test],
            cwd=copy,
            env=os.environ | changed,
            capture_output=True,
            text=True,
            check=False,
        )
    # 1: tests ran and failed. Anything else (nothing collected, an import that broke) proves nothing.
    verdict = {0: "survived", 1: "red"}.get(done.returncode, "broken")
    return {"name": mutant.name, "verdict": verdict, "test": mutant.test}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
