"""What the environment says wrongly is refused before anything is served."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("name", "value", "word"), [("TINHSO_MODE", "prod", "Must be one of: demo, production")]
)
def test_a_wrong_word_is_refused(name: str, value: str, word: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import tinhso.project.settings"],
        env=os.environ | {name: value}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert word in done.stderr
