"""What every test here starts from: one commune with a counter, at a Monday morning."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tinhso.government.counter.tests.factories import make_groups
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_office


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    with time_machine.travel(MONDAY, tick=False):
        made = make_office()
        make_groups()
        yield made
