"""A register is asked before a person is; one that is down is an outcome."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from pytest_django import Settings

from tinhso.foundation.partners.actions import look_up
from tinhso.foundation.partners.models import DemoRecord, Lookup
from tinhso.foundation.partners.queries import compared, lookups_about
from tinhso.foundation.partners.rules import agrees
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Read
from tinhso.kernel.refs import Ref

HANH = "084198001234"
Outcome = Lookup.Outcome


def known(**record: str) -> None:
    DemoRecord.objects.create(
        code=f"population:{HANH}", effective_from=date(2025, 7, 1), origin="test", body={"record": record}
    )


def asked(source: str = "population", number: str = HANH, **declared: str) -> Lookup:
    return look_up(
        actor=SYSTEM, about=Ref("dossiers.dossier", new_id()), item="identity", source=source, number=number,
        declared=declared or {"name": "Nguyễn Thị Hạnh"}, subjects=(Ref("people.person", new_id()),),
        key=sealing.new_key("test"), purpose="thử", at=clock.now(),
    )  # fmt: skip


@contextmanager
def register(body: bytes, questions: list[Any]) -> Iterator[str]:
    """The address of one that answers so, and hears these questions."""

    class Register(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            questions.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Register)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.django_db
def test_what_agrees_is_found_and_the_look_is_in_the_ledger() -> None:
    known(name="NGUYỄN THỊ HẠNH", birth_date="1998-03-12", residence="Xã Càng Long, Tỉnh Vĩnh Long")
    found = asked(name="Nguyễn Thị Hạnh", birth_date="1998", residence="Ấp 3, Xã Càng Long, Tỉnh Vĩnh Long")
    assert found.outcome == Outcome.FOUND
    read = Read.objects.get()
    assert (read.about, read.basis) == (found.about, "Nghị quyết số 66.7/2025/NQ-CP")
    assert read.data["fields"] == ["population.birth_date", "population.name", "population.residence"]


@pytest.mark.django_db
def test_what_differs_is_shown_side_by_side_and_nothing_that_was_not_asked_for() -> None:
    known(name="Nguyễn Thị Hạnh", birth_date="1989-03-12", residence="Xã Càng Long, Tỉnh Vĩnh Long")
    lookup = asked(name="Nguyễn Thị Hạnh", birth_date="1998-03-12")
    assert lookup.outcome == Outcome.DIFFERS
    assert [(one.declared, one.told, one.agrees) for one in compared(lookup)] == [
        ("Nguyễn Thị Hạnh", "Nguyễn Thị Hạnh", True),
        ("12/03/1998", "12/03/1989", False),
    ]
    sealing.destroy(lookup.key)
    assert compared(lookup) == []


@pytest.mark.django_db
def test_a_register_is_asked_for_no_more_than_was_declared(settings: Settings) -> None:
    questions: list[Any] = []
    with register(b'{"found": true, "record": {"name": "x", "residence": "y"}}', questions) as address:
        settings.SOURCES, settings.OUTGOING_NETWORKS = {"population": address}, ["127.0.0.0/8"]
        lookup = asked(name="Nguyễn Thị Hạnh")
    assert [question["fields"] for question in questions] == [["name"]]
    assert lookup.told()["told"] == {"name": "x"}


@pytest.mark.django_db
def test_a_register_that_knows_nobody_or_tells_nothing_of_it_has_no_answer() -> None:
    assert asked().outcome == Outcome.UNKNOWN
    known(name="Nguyễn Thị Hạnh", residence="Xã Càng Long")
    assert asked(name="Nguyễn Thị Hạnh", birth_date="1998-03-12").outcome == Outcome.UNKNOWN
    assert asked(name="Nguyễn Thị Hoa", birth_date="1998-03-12").outcome == Outcome.DIFFERS


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["down", "slow", "garbled"])
def test_a_source_that_does_not_answer_is_an_outcome(settings: Settings, wrong: str) -> None:
    known(name="Nguyễn Thị Hạnh")
    settings.SOURCES_SIMULATOR = {"population": wrong}
    down = asked()
    assert down.outcome == Outcome.DOWN
    assert Read.objects.get().about == down.about
    assert [one.id for one in lookups_about(about=down.about)] == [down.id]


@pytest.mark.django_db
def test_a_source_that_is_not_connected_counts_as_down(settings: Settings) -> None:
    settings.SOURCES = {}
    assert asked().outcome == Outcome.DOWN
    assert asked("land").outcome == Outcome.DOWN


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (
            b'{"found": true, "record": {"name": "Nguy\xe1\xbb\x85n Th\xe1\xbb\x8b H\xe1\xba\xa1nh"}}',
            Outcome.FOUND,
        ),
        (b'{"found": "no"}', Outcome.DOWN),
        (b"<html>", Outcome.DOWN),
        (b"", Outcome.DOWN),
    ],
)
def test_over_the_wire(settings: Settings, body: bytes, outcome: str) -> None:
    with register(body, []) as address:
        settings.SOURCES, settings.OUTGOING_NETWORKS = {"population": address}, ["127.0.0.0/8"]
        assert asked().outcome == outcome
    assert asked().outcome == Outcome.DOWN


@pytest.mark.parametrize(
    ("field", "declared", "told", "same"),
    [
        ("name", "Trần Văn Hòa", "TRẦN VĂN HOÀ", True),
        ("name", "Trần Văn Hoa", "Trần Văn Hòa", False),
        ("birth_date", "1964-10-05", "1964", True),
        ("birth_date", "", "1964", False),
        ("residence", "Ấp 3, Xã Càng Long, Tỉnh Vĩnh Long", "xã Càng Long, tỉnh Vĩnh Long", True),
        ("residence", "Ấp 3, Xã Càng Long, Tỉnh Vĩnh Long", "xã Tân An, tỉnh Vĩnh Long", False),
        ("residence", "", "xã Tân An", False),
    ],
)
def test_when_two_answers_are_one(field: str, declared: str, told: str, same: bool) -> None:
    assert agrees(field, declared=declared, told=told) is same
