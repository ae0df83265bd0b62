"""kill -9 at random moments while citizens file: nothing accepted is lost, doubled or left without its effects."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.faults.bookkeeping import SEND, SUBMIT, SUBMITTED, disagreements
from tests.faults.citizens import Citizen, Kept, arrive, birth, insist_together, keep_filing
from tests.faults.conftest import MakeProvince
from tests.faults.province import Province, Web, Worker, drained, kill, wait
from tests.faults.receiver import Receiver

pytestmark = pytest.mark.faults

PROVE = bool(os.environ.get("TINHSO_PROVE"))
KILLS = 1000 if PROVE else 25
CITIZENS = 3
LONGEST = 20.0 * KILLS
RACES = 200 if PROVE else 20
AT_ONCE = 6


@pytest.fixture
def neighbour() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


def test_kills_lose_double_and_forget_nothing(
    province: MakeProvince, neighbour: Receiver, figures: Callable[..., None]
) -> None:
    home, kept, chance = province(), Kept(), random.Random(20261122)
    home.ask("partner", neighbour.url)
    citizens = arrive(home, CITIZENS)
    web, worker = Web(home), Worker(home)
    assert wait(web.answers)
    going, until = [True], time.monotonic() + LONGEST
    with ThreadPoolExecutor(CITIZENS) as pool:
        filing = [
            pool.submit(keep_filing, one, web.port, kept, going=lambda: bool(going), until=until)
            for one in citizens
        ]
        try:
            killed = _kill(web, worker, kept, neighbour, chance, until=until)
        finally:
            going.clear()
        while not all(one.done() for one in filing):
            web.attend()
            time.sleep(0.1)
        silent = [key for one in filing for key in one.result()]
    _drain(home, web, worker)
    books = home.ask("books")
    faults = disagreements(books, kept.told) + _untold(books, neighbour)
    figures(
        kills=dict(killed), accepted=len(kept.told), met=dict(kept.met), told=neighbour.times,
        without_a_receipt=len(silent), disagreements=len(faults),
    )  # fmt: skip
    assert not silent
    assert not kept.wrong
    assert not faults
    assert killed.total() >= KILLS
    stands = home.command("ledger", "verify")
    assert stands.returncode == 0, stands.stdout + stands.stderr


def test_one_key_at_the_same_time_is_one_dossier(province: MakeProvince, neighbour: Receiver) -> None:
    home, kept, body = province(), Kept(), birth()
    home.ask("partner", neighbour.url)
    (one, other), until = arrive(home, 2), time.monotonic() + LONGEST
    web, worker = Web(home), Worker(home)
    assert wait(web.answers)
    for _ in range(RACES):
        assert insist_together(one, web.port, kept, str(uuid4()), body, times=AT_ONCE, until=until)
    _drain(home, web, worker)
    books = home.ask("books")
    assert not kept.wrong
    assert not disagreements(books, kept.told) + _untold(books, neighbour)
    assert kept.met["201"] == len(kept.told) == RACES
    assert kept.met["200"] == RACES * (AT_ONCE - 1)
    _keys_are_of_one_citizen_and_one_request(home, one, other, body)


def _keys_are_of_one_citizen_and_one_request(
    home: Province, one: Citizen, other: Citizen, body: bytes
) -> None:
    web, key = Web(home), str(uuid4())
    assert wait(web.answers)
    first, second = one.file(web.port, key, body), other.file(web.port, key, body)
    assert first.status == second.status == 201
    assert first.said["id"] != second.said["id"]
    assert one.file(web.port, key, body.replace(b'"male"', b'"female"')).status == 422


def _kill(
    web: Web, worker: Worker, kept: Kept, neighbour: Receiver, chance: random.Random, *, until: float
) -> Counter[str]:
    """Kill what has work in hand, at random, until it is enough; what was killed, by kind.

    A web process is killed when something was accepted since the last one died, the worker when it has done
    something since it began.
    """
    killed: Counter[str] = Counter()
    accepted = told = 0
    while killed.total() < KILLS and time.monotonic() < until:
        time.sleep(chance.uniform(0.0, 0.3))
        web.attend()
        kinds = ["worker"] if neighbour.times > told else []
        if len(kept.told) > accepted:
            kinds += [*kinds, "web worker", "web worker", "web worker", "web master"]
        if not kinds:
            continue
        kind = chance.choice(kinds)
        if kind == "worker":
            kill(worker.process.pid)
            worker.process.wait()
            told = neighbour.times
            worker.start()
        elif kind == "web worker":
            there = web.workers
            if not there:
                continue
            kill(chance.choice(there))
            accepted = len(kept.told)
        else:
            web.kill_master()
            accepted = len(kept.told)
            web.start()
        killed[kind] += 1
    return killed


def _drain(home: Province, web: Web, worker: Worker) -> None:
    """Let everything owed be done, stop, and sign what is there."""

    def done() -> bool:
        # The last one killed may have been one too many for the web master.
        web.attend()
        return drained(web.port)

    assert worker.process.poll() is None
    home.ask("fall_due")
    assert wait(done, seconds=240)
    home.stop()
    once = home.command("worker", "--once")
    assert once.returncode == 0, once.stderr


def _untold(books: dict[str, object], neighbour: Receiver) -> list[str]:
    """Each submitted dossier was told outside under one message id, however often."""
    acts, deliveries = books["acts"], books["deliveries"]
    assert isinstance(acts, list)
    assert isinstance(deliveries, list)
    submitted = {
        act["id"]: act["about"].rpartition(":")[2]
        for act in acts
        if (act["verb"], act["event"]) == (SUBMIT, SUBMITTED)
    }
    sent = Counter(one["act"] for one in deliveries if one["handler"] == SEND)
    found = [
        f"{dossier}: {sent[act]} deliveries outside" for act, dossier in submitted.items() if sent[act] != 1
    ]
    return found + [
        f"{dossier} was told under {len(neighbour.got[dossier])} ids"
        for dossier in submitted.values()
        if len(neighbour.got[dossier]) != 1
    ]


def test_the_bookkeeping_bites() -> None:
    """Each thing that could go wrong is found in books where exactly that went wrong."""

    def books(**wrong: object) -> dict[str, object]:
        about = "dossiers.dossier:d"
        sound: dict[str, object] = {
            "dossiers": {"d": {"phase": "submitted", "readable": True}},
            "acts": [{"id": "a", "verb": SUBMIT, "about": about, "event": SUBMITTED}],
            "deliveries": [{"handler": "l", "act": "a", "state": "done"}],
            "listeners": {SUBMITTED: ["l"]},
            "notices": [about],
            "answers": {"k": "d"},
            "positions": [0, 1],
            "unsealed": 0,
            "lost_files": [],
        }
        return sound | wrong

    done = {"handler": "l", "act": "a", "state": "done"}
    assert not disagreements(books(), {"k": {"d"}})
    ways: tuple[dict[str, object], ...] = (
        {"dossiers": {}},
        {"dossiers": {"d": {"phase": "draft", "readable": True}}},
        {"dossiers": {"d": {"phase": "submitted", "readable": False}}},
        {"dossiers": {one: {"phase": "submitted", "readable": True} for one in "de"}},
        {"acts": []},
        {"acts": [{"id": "a", "verb": SUBMIT, "about": "dossiers.dossier:d", "event": ""}]},
        {"deliveries": []},
        {"deliveries": [done, done]},
        {"deliveries": [done | {"state": "due"}]},
        {"notices": []},
        {"notices": ["dossiers.dossier:d"] * 2},
        {"answers": {}},
        {"answers": {"k": "d", "j": "d"}},
        {"positions": [0, 2]},
        {"unsealed": 1},
        {"lost_files": ["f"]},
    )
    for wrong in ways:
        assert disagreements(books(**wrong), {"k": {"d"}}), wrong
    assert disagreements(books(), {"k": {"d", "e"}})
    assert disagreements(books(), {})
