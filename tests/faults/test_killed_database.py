"""kill -9 of PostgreSQL, of the first process or of one that serves us, while citizens file: nothing accepted is lost.

The database comes back by itself after a serving process was killed, and is started again after the first one was;
the house needs nobody. How long it takes until something is accepted again is measured, not judged. 3 kills; 500 when
`TINHSO_PROVE` is set.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest

from tests.faults.bookkeeping import disagreements
from tests.faults.citizens import Kept, arrive, keep_filing
from tests.faults.cluster import Cluster
from tests.faults.conftest import MakeProvince
from tests.faults.province import Province, Web, Worker, drains, kill, wait

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.once]

KILLS = 500 if os.environ.get("TINHSO_PROVE") else 3
CITIZENS = 3
LONGEST = 60.0 * KILLS


def test_a_killed_database_has_kept_what_was_accepted(
    cluster: Cluster, postgres: Province, province: MakeProvince, figures: Callable[..., None]
) -> None:
    home, kept, going, until = province(of=postgres), Kept(), [True], time.monotonic() + LONGEST
    citizens = arrive(home, CITIZENS)
    web, worker = Web(home), Worker(home)
    assert wait(web.answers)
    with ThreadPoolExecutor(CITIZENS) as pool:
        filing = [
            pool.submit(keep_filing, one, web.port, kept, going=lambda: bool(going), until=until)
            for one in citizens
        ]
        try:
            killed, back = _kill(cluster, kept, until=until)
        finally:
            going.clear()
        silent = [key for one in filing for key in one.result()]
    home.ask("fall_due")
    assert drains(web.port, patience=240), "what is owed is not done: something is still broken"
    assert worker.process.poll() is None, "the worker went with the database"
    assert web.master.poll() is None, "the web server went with the database"
    home.stop()
    faults = disagreements(home.ask("books"), kept.told)
    figures(
        kills=dict(killed), accepted=len(kept.told), met=dict(kept.met), disagreements=len(faults),
        seconds_until_accepting={"median": round(median(back), 1), "longest": round(max(back), 1)},
    )  # fmt: skip
    assert not silent
    assert not kept.wrong
    assert not faults
    assert killed.total() == KILLS
    stands = home.command("ledger", "verify")
    assert stands.returncode == 0, stands.stdout + stands.stderr


def _kill(cluster: Cluster, kept: Kept, *, until: float) -> tuple[Counter[str], list[float]]:
    """Kill it at random moments, each time when something was accepted since; of what kind, and how long it took."""
    killed, back, chance = Counter[str](), list[float](), random.Random(20261122)
    accepted = 0
    while killed.total() < KILLS and time.monotonic() < until:
        time.sleep(chance.uniform(0.0, 0.3))
        if len(kept.told) == accepted:
            continue
        victims = cluster.backends
        kind = "backend" if victims and killed.total() % 2 == 0 else "postmaster"
        since = time.monotonic()
        if kind == "backend":
            kill(chance.choice(victims))
        else:
            kill(cluster.master)
            cluster.start_again()
        killed[kind] += 1
        accepted = len(kept.told)
        assert wait(lambda: len(kept.told) > accepted)  # noqa: B023
        back.append(time.monotonic() - since)
    return killed, back
