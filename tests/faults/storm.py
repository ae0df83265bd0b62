"""A worker of the axis that is killed again and again: `python -m tests.faults.storm DOCUMENTS KILLS`, JSON out.

It runs with the environment of a province that has so many documents to send. What has read the house once makes the
workers, so that a new one works at once; each is killed at a moment that dice choose, the last works to the end. Each
begins a day after the one before: whatever that one had claimed has fallen due.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

_ROUND, _NEXT = timedelta(minutes=11), timedelta(days=1)
_LONGEST = 0.9
"""Seconds that a worker has worked at most, while they are killed: of its own time, whatever else the machine does."""


def main(documents: int, kills: int) -> dict[str, Any]:
    """How many were killed, and how the last one ended: 0 when everything was done."""
    django.setup()
    from django.db import connections

    from tinhso.kernel import clock

    dice, killed, at = random.Random(20261122), 0, clock.now()
    _only_the_axis(at)
    while True:
        connections.close_all()
        at += _NEXT
        worker = os.fork()
        if not worker:
            _work(documents, at)
        if killed == kills:
            return {"killed": killed, "ended": os.waitpid(worker, 0)[1]}
        until = dice.uniform(0.05, _LONGEST)
        while (
            _worked(worker) < until
            and os.waitid(os.P_PID, worker, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
        ):
            time.sleep(0.01)
        os.kill(worker, signal.SIGKILL)
        if os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) != -signal.SIGKILL:
            return {"killed": killed, "ended": "before it was killed"}
        killed += 1


def _worked(process: int) -> float:
    """Seconds it was at work."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def _work(documents: int, at: datetime) -> None:
    """Everything that is due for the axis, round by round, until nothing is left; then this process ends."""
    import time_machine

    from tinhso.government.axis.models import Package
    from tinhso.kernel.deliveries.models import Delivery
    from tinhso.kernel.deliveries.working import work_off

    # A look at the axis that a killed worker had begun is not made up for: the next is due.
    Delivery.objects.filter(state="due", handler="axis.fetch").delete()
    while not _calm(documents):
        at += _ROUND
        with time_machine.travel(at, tick=False):
            for _round in range(20):
                Delivery.objects.filter(state="due").exclude(handler__startswith="axis.").delete()
                if not work_off(limit=1000):
                    break
            Package.objects.filter(state="parked").update(state="waiting", attempts=1)
    os._exit(0)


def _calm(documents: int) -> bool:
    """Everything went, everything came, and of all that came it was said."""
    from tinhso.government.axis.models import Message, Package

    if (
        Package.objects.filter(state="sent").count() < 2 * documents
        or Package.objects.exclude(state="sent").exists()
    ):
        return False
    return not Message.objects.exclude(state="taken").exists()


def _only_the_axis(at: datetime) -> None:
    """Nobody else has repeated jobs: what others make of a document that came or went is not what is asked."""
    from tinhso.kernel.deliveries.handlers import handlers
    from tinhso.kernel.deliveries.models import Schedule

    for one in handlers:
        if one.every and not one.key.startswith("axis."):
            Schedule.objects.update_or_create(key=one.key, defaults={"next_at": at + timedelta(days=3650)})


if __name__ == "__main__":
    sys.stdout.write(f"\n{json.dumps(main(int(sys.argv[1]), int(sys.argv[2])))}\n")
