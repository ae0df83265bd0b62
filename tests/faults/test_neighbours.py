"""Neighbours that are gone: a partner that refuses or hangs, a mail server, the database itself."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults.bookkeeping import SEND, disagreements
from tests.faults.citizens import Kept, arrive, birth
from tests.faults.conftest import MakeProvince
from tests.faults.province import Web, Worker, drained, figures, wait
from tests.faults.receiver import Receiver

pytestmark = pytest.mark.faults


@pytest.fixture
def neighbour() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.mark.parametrize("way", ["refuses", "hangs"])
def test_filing_does_not_notice_a_dead_partner(province: MakeProvince, neighbour: Receiver, way: str) -> None:
    home, kept, body = province(), Kept(), birth()
    home.ask("partner", neighbour.url)
    (citizen,) = arrive(home, 1)
    web, worker = Web(home), Worker(home)
    assert wait(web.answers)
    if way == "hangs":
        neighbour.let_go.clear()
    neighbour.status = 500
    for _ in range(12):
        key = str(uuid4())
        assert kept.note(key, citizen.file(web.port, key, body)), kept.wrong or kept.met
    assert wait(lambda: figures(web.port).get("tinhso_deliveries_due", 0) > 0)
    neighbour.status = 204
    neighbour.let_go.set()
    assert wait(lambda: drained(web.port), seconds=240)
    assert worker.process.poll() is None
    books = home.ask("books")
    assert not disagreements(books, kept.told)
    assert sum(one["handler"] == SEND for one in books["deliveries"]) == len(kept.told) == 12
    assert {len(neighbour.got[one]) for ids in kept.told.values() for one in ids} == {1}
