"""What every test here starts from: a simulator that remembers nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tinhso.government.axis.engine.simulator import simulator


@pytest.fixture(autouse=True)
def fresh(settings: Any) -> Iterator[None]:
    settings.DOCUMENT_AXIS = "simulator"
    settings.DOCUMENT_AXIS_SIMULATOR = {}
    simulator.cache_clear()
    yield
    simulator.cache_clear()
