"""A bad week on the wire: a fifth of the calls lost, of the messages doubled, and as many delayed, a tenth of the
answers lost, and the worker killed with -9 at random moments meanwhile.

Every document has exactly one effect on either side, and every status is said. 1,000 messages: a third out, a third in,
a third the words that they came; 10,000 when `TINHSO_PROVE` is set. When two provinces are both killed: `test_axis.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.conftest import MakeProvince
from tests.faults.province import ROOT
from tests.faults.wire import Axis, inside
from tinhso.contracts.documents import Place
from tinhso.government.axis.engine import samples
from tinhso.government.axis.engine.samples import Mishap
from tinhso.government.axis.formats.messages import Message, StatusMessage
from tinhso.government.axis.formats.reading import read
from tinhso.kernel import clock

pytestmark = [pytest.mark.faults, pytest.mark.once]
PROVE = bool(os.environ.get("TINHSO_PROVE"))
EACH, KILLS = (3334, 200) if PROVE else (334, 20)
_AT_ONCE = 20
_HERE, _THERE = (
    Place(code="H61", name="Ủy ban nhân dân tỉnh A"),
    Place(code="X01", name="Ủy ban nhân dân tỉnh B"),
)


def test_each_message_has_one_effect_though_its_worker_is_killed(
    province: MakeProvince, figures: Callable[..., None], tmp_path: Path
) -> None:
    axis = Axis({"A": (_HERE.code, _HERE.name), "B": (_THERE.code, _THERE.name)})
    home = province(**axis.known_to("A"))
    inside(home, "join", _HERE.code, _THERE.code, _THERE.name)
    documents = inside(home, "issue", str(EACH), _THERE.code)
    comes = [_letter(number + 1) for number in range(EACH)]
    command = [sys.executable, "-m", "tests.faults.storm", str(EACH), str(KILLS)]
    said = tmp_path / "said"
    with said.open("wb") as out, subprocess.Popen(command, cwd=ROOT, env=home.environ, stdout=out) as storm:
        while storm.poll() is None:
            axis.axis.catch_up()
            for raw in comes[:_AT_ONCE]:
                axis.axis.give(raw, sender=_THERE.code, receivers=[_HERE.code])
            del comes[:_AT_ONCE]
            with suppress(subprocess.TimeoutExpired):
                storm.wait(0.5)
    axis.axis.catch_up()
    told = json.loads(said.read_text().splitlines()[-1])
    axis.close()
    books = inside(home, "books")
    got = Counter(
        _said(read(one.body).message)
        for one in axis.shelf.edocs.values()
        if one.receiver == _THERE.code and one.sender == _HERE.code
    )
    came = Counter(one["message"] for one in books["in"])
    figures(
        killed=told["killed"], out=sum(" " not in one for one in got), into=len(came),
        statuses=sum(" " in one for one in got), doubled=sum(got.values()) - len(got),
        came_twice=len(books["messages"]) - EACH, offered_again=sum(one[2] - 1 for one in books["messages"]),
    )  # fmt: skip
    assert told == {"killed": KILLS, "ended": 0}
    assert len(came) == books["arrivals"] == EACH
    assert set(came.values()) == {1}
    assert len(books["messages"]) > EACH
    assert got.keys() == {*documents, *(f"01 {one}" for one in came)}
    assert Counter(kind for kind, _state in books["packages"]) == {"0": EACH, "01": EACH}
    assert {state for _kind, state in books["packages"]} == {"sent"}
    assert {state for state, _problem, _times in books["messages"]} == {"taken"}
    assert books["parked"] == 0


def _letter(number: int) -> bytes:
    (one,) = samples.messages(Mishap.NONE, sender=_THERE, receiver=_HERE, at=clock.now(), number=f"{number}")
    return one.raw


def _said(message: Message) -> str:
    if isinstance(message, StatusMessage):
        return f"{message.status} {message.about.document_id}"
    return message.document_id
