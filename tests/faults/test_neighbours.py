"""Neighbours that are gone: a partner that refuses or hangs, a mail server, the database itself."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.faults.bookkeeping import SEND, disagreements
from tests.faults.citizens import Kept, arrive, birth, insist
from tests.faults.cluster import Cluster
from tests.faults.conftest import MakeProvince
from tests.faults.mailserver import MailServer
from tests.faults.province import Province, Web, Worker, drained, figures, request, wait
from tests.faults.receiver import Receiver

pytestmark = pytest.mark.faults
PROVE = bool(os.environ.get("TINHSO_PROVE"))


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


@pytest.mark.parametrize("way", ["refuses", "hangs"])
def test_filing_does_not_notice_a_dead_mail_server(province: MakeProvince, way: str) -> None:
    with MailServer() as server:
        server.mode = way
        home = province(
            TINHSO_SMTP_HOST="127.0.0.1", TINHSO_SMTP_PORT=str(server.port), TINHSO_SMTP_TLS="false"
        )
        kept, body = Kept(), birth()
        (citizen,) = arrive(home, 1)
        web, worker = Web(home), Worker(home)
        assert wait(web.answers)
        for _ in range(6):
            key = str(uuid4())
            assert kept.note(key, citizen.file(web.port, key, body)), kept.wrong or kept.met
        assert wait(lambda: server.calls > 0)
        assert not server.taken
        server.mode = "takes"
        assert wait(lambda: drained(web.port), seconds=240)
        assert worker.process.poll() is None
        books = home.ask("books")
        assert not disagreements(books, kept.told)
        assert len(server.taken) == len(set(server.taken)) == len(kept.told)


@pytest.mark.postgres
@pytest.mark.once
@pytest.mark.skipif(not PROVE, reason="a killed database is in every run, a stopped one with TINHSO_PROVE=1")
@pytest.mark.parametrize("way", ["fast", "immediate"])
def test_a_stopped_database_is_a_503_until_it_is_back(
    cluster: Cluster, postgres: Province, province: MakeProvince, way: str
) -> None:
    home, kept, body = province(of=postgres), Kept(), birth()
    (citizen,) = arrive(home, 1)
    web, worker = Web(home), Worker(home)
    assert wait(web.answers)
    keys = [str(uuid4()) for _ in range(4)]
    assert kept.note(keys[0], citizen.file(web.port, keys[0], body))
    cluster.stop(way)
    for key in keys[1:]:
        assert not kept.note(key, citizen.file(web.port, key, body))
    assert request(web.port, "GET", "/readyz").status == 503
    assert request(web.port, "GET", "/healthz").status == 200
    cluster.start()
    assert wait(web.answers)
    for key in keys:
        assert insist(citizen, web.port, kept, key, body, until=time.monotonic() + 60)
    home.ask("fall_due")
    assert wait(lambda: drained(web.port), seconds=120)
    assert not kept.wrong
    assert worker.process.poll() is None
    assert not disagreements(home.ask("books"), kept.told)
