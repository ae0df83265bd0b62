"""What every test here starts from: a simulator that remembers nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tinhso.government.axis.engine.simulator import simulator


@pytest.fixture(autouse=True)
def fresh(settings: Any) -> None:
    settings.DOCUMENT_AXIS = "simulator"
    settings.DOCUMENT_AXIS_SIMULATOR = {}
    simulator.cache_clear()
