"""Every mutant still fits the house: otherwise `make bite` would prove less than its list says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bite.mutants import MUTANTS, Mutant

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_what_is_taken_out_is_there_once_and_so_is_its_test(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    file, _, name = mutant.test.partition("::")
    assert (ROOT / file).exists()
    assert not name or f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")
