"""Nobody's write is lost where many want the same thing at once, and nothing is given twice; on a real database file.

140 contested writes; 10,000 when `TINHSO_PROVE` is set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import NAMES
from tests.faults.contested import AT_ONCE
from tests.faults.province import Province, drop, empty

pytestmark = pytest.mark.faults

WRITES = 10_000 if os.environ.get("TINHSO_PROVE") else 140


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[Province]:
    """A province with its tables and nothing in them."""
    home = empty(tmp_path / "var", *(os.environ.get(name, "") for name in NAMES))
    yield home
    drop(home)


def test_what_many_want_at_once_one_gets(nobody: Province, figures: Callable[..., None]) -> None:
    found = nobody.ask("contest", str(WRITES))
    figures(**found | {"faults": len(found["faults"])})
    assert not found["faults"], found["faults"][:20]
    assert found["writes"] >= WRITES
    assert min(found["kinds"].values()) >= AT_ONCE
    assert sum(found["refused"].values()) > WRITES / 4, "somebody has to lose: they were not at once"
