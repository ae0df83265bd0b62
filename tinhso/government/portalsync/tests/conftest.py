"""What every test here starts from: nothing known of the portal from the one before."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tinhso.government.portalsync.engine.simulator import simulator


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()
    simulator.cache_clear()
