"""Two provinces, each with processes and databases of its own, exchange over a simulated axis that loses, doubles and
delays a fifth each; workers are killed with -9 at random moments. Each document has one effect. One of them is really
drafted, approved, numbered, signed and sealed (PAdES B-LTA): what came of it is confirmed by `pdfsig` and `openssl`,
its recall is applied, and its sender learns of it. The files of the others stand in for signed ones.

1,000 documents and 60 kills; only when `TINHSO_PROVE` is set.
"""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import MakeProvince
from tests.faults.province import Province, Worker, kill, wait
from tests.faults.wire import Axis, inside
from tinhso.foundation.signing.tests.outside import confirmed_by_openssl, valid_by_pdfsig
from tinhso.kernel import clock

pytestmark = [
    pytest.mark.faults, pytest.mark.once, pytest.mark.tools,
    pytest.mark.skipif(not os.environ.get("TINHSO_PROVE"), reason="two provinces for minutes with TINHSO_PROVE=1 only"),
]  # fmt: skip
DOCUMENTS, KILLS = 1000, 60
_PATIENCE = 1800.0
_CODES = {"A": "H61", "B": "H15"}


@pytest.fixture
def axis() -> Iterator[Axis]:
    found = Axis({name: (code, f"Ủy ban nhân dân tỉnh {name}") for name, code in _CODES.items()})
    yield found
    found.close()


def test_two_provinces_exchange_while_their_workers_are_killed(
    province: MakeProvince, axis: Axis, figures: Callable[..., None], tmp_path: Path
) -> None:
    a, b = (_joined(province, axis, name) for name in ("A", "B"))
    decision = inside(a, "decide", _CODES["B"])
    documents = [decision, *inside(a, "issue", str(DOCUMENTS - 1), _CODES["B"])]
    workers, dice, killed = {"A": Worker(a), "B": Worker(b)}, random.Random(20261122), Counter[str]()
    homes = {"A": a, "B": b}
    for _kill in range(KILLS):
        time.sleep(dice.uniform(2.0, 6.0))
        name = dice.choice("AB")
        kill(workers[name].process.pid)
        workers[name].process.wait()
        killed[name] += 1
        workers[name].start()
    here, there = _when(homes, axis, lambda out, into: _all_are_there(out, into, len(documents)))
    sent, came, proved = _confirmed(a, b, decision, tmp_path)
    inside(a, "take_back", decision)
    _when(homes, axis, lambda _out, into: any(one["asked_back"] for one in into["in"]))
    inside(b, "give_back", decision)
    learnt, given = _when(homes, axis, lambda out, _into: [decision, "15"] in out["receipts"])
    figures(
        documents=DOCUMENTS, killed=dict(killed), offered_again=sum(one[2] - 1 for one in there["messages"]),
        arrived=there["arrivals"], confirmed=proved,
    )  # fmt: skip
    assert came == {"verdict": "valid", "notation": sent["notation"]}
    assert Counter(one["message"] for one in there["in"]) == Counter(documents)
    assert there["arrivals"] == DOCUMENTS
    assert len({one["files"][0] for one in there["in"]}) == DOCUMENTS
    assert Counter(one for one, _state in here["receipts"]) == Counter(documents)
    assert {state for _kind, state in here["packages"]} == {"sent"}
    assert Counter(kind for kind, _state in there["packages"]) == Counter({"01": DOCUMENTS})
    (recalled,) = [one for one in given["in"] if one["message"] == decision]
    assert recalled["state"] == "given_back"
    assert recalled["files"] == [sent["digest"]]
    assert {one["state"] for one in given["in"] if one["message"] != decision} == {"waiting"}
    assert [one for one in learnt["receipts"] if one[1] != "01"] == [[decision, "15"]]
    assert here["parked"] == there["parked"] == 0


def _confirmed(a: Province, b: Province, decision: str, folder: Path) -> tuple[Any, Any, dict[str, int]]:
    """What A says it sent and B says came; how many signatures and timestamps in B's file others confirm."""
    sent, file = inside(a, "issued", decision), folder / "received.pdf"
    assert wait(lambda: inside(b, "received", decision, str(file))["verdict"] != "", seconds=_PATIENCE)
    came, signed = inside(b, "received", decision, str(file)), file.read_bytes()
    assert hashlib.sha256(signed).hexdigest() == sent["digest"]
    told = confirmed_by_openssl(
        signed, root=sent["root"], issuers=sent["issuers"], moment=clock.now(), folder=folder
    )
    proved = {
        "pdfsig": valid_by_pdfsig(signed, folder=folder),
        "cms": told.count("cms"),
        "ts": told.count("ts"),
    }
    # The person and the organisation, a timestamp on each, and one at least on the whole that lasts.
    assert proved["pdfsig"] == proved["cms"] == 2
    assert proved["ts"] >= 3
    changed = signed[:1000] + bytes([signed[1000] ^ 1]) + signed[1001:]
    assert valid_by_pdfsig(changed, folder=folder) == 0
    return sent, came, proved


def _all_are_there(out: Any, into: Any, number: int) -> bool:
    return len(into["in"]) == number and {state for _one, state in out["receipts"]} == {"01"}


def _when(homes: dict[str, Province], axis: Axis, until: Callable[[Any, Any], bool]) -> tuple[Any, Any]:
    """The books of both once they say so; what waits for a later try is hurried on at each look."""
    books: list[Any] = []

    def look() -> bool:
        axis.axis.catch_up()
        books[:] = [inside(home, "hurry") for home in homes.values()]
        return until(*books)

    assert wait(look, seconds=_PATIENCE), books
    return books[0], books[1]


def _joined(province: MakeProvince, axis: Axis, name: str) -> Province:
    other = "B" if name == "A" else "A"
    home = province(**axis.known_to(name))
    inside(home, "join", _CODES[name], _CODES[other], f"Ủy ban nhân dân tỉnh {other}")
    return home
