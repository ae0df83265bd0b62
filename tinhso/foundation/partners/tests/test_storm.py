"""News on a bad line: some is lost, some answers are, some comes again late or is tampered with; each has one effect.

The receiver is written from the text of Standard Webhooks and knows nothing of this house: it takes what is signed and
not older than five minutes, each id once. 100 messages; 10,000 when `TINHSO_PROVE` is set.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_django import Settings

from tinhso.foundation.access import clients
from tinhso.foundation.partners import jobs
from tinhso.foundation.partners.actions import subscribe
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import SYSTEM, Actor, ActorKind
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.events import Event
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MESSAGES = 10_000 if os.environ.get("TINHSO_PROVE") else 100
WINDOW = timedelta(minutes=5)
START = datetime(2026, 11, 16, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
HAPPENS = ("lost", "unanswered", "refused", "again", "late", "made fresh", "altered", "known")


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    """Something that nobody in the house listens to."""

    name: ClassVar[str] = "vn.tinhso.tests.happened"
    number: int


class Line:
    """The receiver, and the line before it; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.dice, self.met = random.Random(seed), Counter[str]()
        self.secret = b""
        self.receipts: dict[str, str] = {}
        """The event that came under each message id: as often as there is an effect."""
        self.effects: Counter[int] = Counter()
        self._on_the_line: list[tuple[dict[str, str], bytes]] = []
        self._server = HTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def hear(self, headers: Mapping[str, str], body: bytes) -> int:
        """What the receiver answers; the effect is made once, whatever comes."""
        message, moment = headers["webhook-id"], headers["webhook-timestamp"]
        mark = hmac.digest(self.secret, f"{message}.{moment}.".encode() + body, "sha256")
        given = base64.b64decode(headers["webhook-signature"].removeprefix("v1,"))
        age = clock.now() - datetime.fromtimestamp(int(moment), clock.VIETNAM)
        if not hmac.compare_digest(mark, given) or abs(age) > WINDOW:
            return 401
        if message in self.receipts:
            self.met["known"] += 1
            return 204
        event = json.loads(body)
        self.receipts[message] = event["id"]
        self.effects[event["data"]["number"]] += 1
        return 204

    def carry(self, headers: dict[str, str], body: bytes) -> int | None:
        """One message over the line; None when nothing comes back."""
        fate = self.dice.random()
        if fate < 0.1:
            self.met["lost"] += 1
            return None
        if fate < 0.2:
            self.met["refused"] += 1
            return 503
        if fate < 0.4:
            self._on_the_line.append((headers, body))
        answer = self.hear(headers, body)
        if fate > 0.9:
            self.met["unanswered"] += 1
            return None
        return answer

    def bring_again(self) -> None:
        """What still goes about: soon, too late, too late under a new time, or with other words."""
        for headers, body in self._on_the_line:
            old = (
                clock.now() - datetime.fromtimestamp(int(headers["webhook-timestamp"]), clock.VIETNAM)
                > WINDOW
            )
            self.met["late" if old else "again"] += 1
            assert self.hear(headers, body) == (401 if old else 204)
            fresh = headers | {"webhook-timestamp": str(int(clock.now().timestamp()) + 1)}
            self.met["made fresh"] += 1
            assert self.hear(fresh, body) == 401
            self.met["altered"] += 1
            assert self.hear(headers, body.replace(b'"number":', b'"number":1')) == 401
            assert self.hear(headers | {"webhook-id": str(new_id())}, body) == 401
        self._on_the_line.clear()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        line = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = line.carry({name.lower(): value for name, value in self.headers.items()}, body)
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response(answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


@pytest.fixture
def line(settings: Settings) -> Iterator[Line]:
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]
    one = Line(20261122)
    yield one
    one.close()


def test_on_a_bad_line_each_message_has_one_effect(line: Line, figures: Callable[..., None]) -> None:
    with time_machine.travel(START, tick=False) as moment:
        client, _ = clients.create_client(
            actor=SYSTEM, at=clock.now(), client_id="may-1", name="Máy thử", scopes=["partners.subscribe"]
        )
        machine = Actor(
            ActorKind.MACHINE, account=client.account_id, scopes=frozenset({"partners.subscribe"})
        )
        _, secret = subscribe(actor=machine, url=line.url, events=["*"], at=clock.now())
        line.secret = base64.b64decode(secret.removeprefix("whsec_"))
        acts = set()
        for number in range(MESSAGES):
            act = ledger.record(
                actor=SYSTEM, verb="tests.happened", about=Ref("tests.thing", new_id()), at=clock.now(),
                event=Happened(number=number),
            )  # fmt: skip
            acts.add(str(act.id))
            if number % 50 == 49:
                work_off(limit=300)
                if line.dice.random() < 0.5:
                    moment.shift(line.dice.choice((1, 60, 240, 400)))
                line.bring_again()
        sent = Delivery.objects.filter(handler=jobs.SEND)
        while Delivery.objects.filter(handler__startswith="partners", state=Delivery.State.DUE).exists():
            work_off(limit=1000)
            moment.shift(30)
        moment.shift(600)
        line.bring_again()

    done = {str(one) for one in sent.filter(state=Delivery.State.DONE).values_list("id", flat=True)}
    assert line.receipts.keys() == done, "what is done here was received there, under the same id"
    assert sent.count() == len(done) == MESSAGES
    assert set(line.receipts.values()) >= acts, "each event has its message"
    assert [number for number in range(MESSAGES) if line.effects[number] != 1] == []
    assert min(line.met[what] for what in HAPPENS) > 0, "the storm bites"
    figures(messages=MESSAGES, effects=line.effects.total(), **line.met)
