"""A process that is killed is started again, and takes nothing with it that would hold its port."""

from __future__ import annotations

import http.client
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.conftest import MakeProvince
from tests.faults.province import Web, children, free_port, kill, request, wait
from tinhso.project.management.commands.serve import Child

pytestmark = [pytest.mark.faults, pytest.mark.once]


def test_web_workers_end_with_their_master(province: MakeProvince) -> None:
    web = Web(province())
    assert wait(web.answers)
    left = web.workers
    assert len(left) == 2
    with closing(http.client.HTTPConnection("127.0.0.1", web.port)) as line:
        line.request("GET", "/healthz")
        line.getresponse().read()  # and it stays open
        kill(web.master.pid)
        web.master.wait()
        assert wait(lambda: not any(map(_runs, left)))


def test_a_province_that_is_served_stands_up_again(province: MakeProvince) -> None:
    home, port = province(), free_port()
    serving = home.start([sys.executable, "-m", "tinhso", "serve", "--port", str(port)])

    def answers() -> bool:
        try:
            return request(port, "GET", "/readyz", timeout=5).status == 200
        except (OSError, http.client.HTTPException):
            return False

    assert wait(answers)
    web, worker = children(serving.pid)
    for _ in range(2):  # the second dies before its server believes that it is up
        kill(*children(web))
        assert wait(answers)
    web, worker = children(serving.pid)
    kill(web, worker)
    assert wait(lambda: len(children(serving.pid)) == 2 and {web, worker}.isdisjoint(children(serving.pid)))
    assert wait(answers)
    web, worker = children(serving.pid)
    left = [web, worker, *children(web)]
    kill(serving.pid)
    serving.wait()
    assert wait(lambda: not any(map(_runs, left)))


def test_a_port_is_not_shared_with_another_province(province: MakeProvince) -> None:
    home = province()
    web = Web(home)
    assert wait(web.answers)
    refused = home.command("serve", "--port", str(web.port))
    assert refused.returncode == 1
    assert str(web.port) in refused.stderr


def test_what_cannot_stay_up_is_given_up() -> None:
    child = Child([sys.executable, "-c", "raise SystemExit(1)"])
    assert wait(lambda: not child.kept_up())


def _runs(pid: int) -> bool:
    """Whether it is there and not only waiting to be forgotten."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
