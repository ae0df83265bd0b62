"""The API as machines and devices use it: read, file once, hear of events."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client

from tinhso.foundation.access import clients
from tinhso.foundation.access.tests.factories import citizen as citizen_account
from tinhso.foundation.access.tests.factories import signed_in
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import (
    BIRTH,
    birth_filing,
    make_citizen,
    make_office,
    make_rules,
)
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ledger.sealer import seal_visible

pytestmark = pytest.mark.django_db


def test_a_procedure_is_published_whole() -> None:
    make_rules()
    answer = Client().get(f"/api/v1/procedures/{BIRTH}")
    assert answer.status_code == 200
    assert answer.json()["body"]["form"] == "birth_registration"
    assert "Luật Hộ tịch số 60/2014/QH13" in answer.json()["legal_basis"]


def test_an_unknown_procedure_is_a_problem_with_a_next_step() -> None:
    answer = Client().get("/api/v1/procedures/9.999999")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["next_step"]


@pytest.mark.parametrize(
    "address", ["/api/v1/procedures?text=a%00", "/api/v1/tracking/%00", "/api/v1/procedures/%00"]
)
def test_a_null_character_is_refused_on_every_database(address: str) -> None:
    assert Client().get(address).status_code == 400


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("POST", "/api/v1/dossiers", 400),
        ("DELETE", "/api/v1/procedures", 405),
        ("POST", "/api/v1/openapi.json", 405),
        ("GET", "/api/v1/nowhere", 404),
    ],
)
def test_whatever_is_wrong_is_told_as_a_problem(method: str, address: str, status: int) -> None:
    client = signed_in(citizen_account())
    answer = client.generic(
        method,
        address,
        "{cut",
        "application/json",
        headers={"Idempotency-Key": "k", "Accept": "application/json"},
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert ("Allow" in answer.headers) is (status == 405)


def test_a_session_needs_its_csrf_token_whatever_else_it_sends() -> None:
    signed = signed_in(citizen_account())
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed.cookies
    for header in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "x"}):
        answer = client.post("/api/v1/dossiers", {}, content_type="application/json", headers=header)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:tinhso:problem:not-allowed")


def test_filing_needs_a_key_and_a_session() -> None:
    body = {"procedure": BIRTH, "commune": "29266"}
    without = Client().post("/api/v1/dossiers", body, content_type="application/json")
    assert without.status_code == 422
    assert [fault["field"] for fault in without.json()["faults"]] == ["Idempotency-Key"]
    nobody = Client().post(
        "/api/v1/dossiers", body, content_type="application/json", headers={"Idempotency-Key": "k"}
    )
    assert nobody.status_code == 401


def test_the_same_key_files_once_and_gets_the_first_answer() -> None:
    make_office()
    client = signed_in(citizen_account())
    filing = birth_filing()
    body = {
        "procedure": filing.procedure,
        "commune": filing.commune,
        "precheck": dict(filing.precheck),
        "answers": dict(filing.answers),
    }
    first, again = (
        client.post(
            "/api/v1/dossiers", body, content_type="application/json", headers={"Idempotency-Key": "k1"}
        )
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Dossier.objects.count() == 1
    other = client.post(
        "/api/v1/dossiers",
        {**body, "commune": "29275"},
        content_type="application/json",
        headers={"Idempotency-Key": "k1"},
    )
    assert other.status_code == 422
    assert Dossier.objects.count() == 1


def test_a_row_of_ones_own_dossiers_says_by_what_id_to_ask_for_it() -> None:
    make_office()
    client, key = filing_client()
    (row,) = client.get("/api/v1/dossiers").json()
    assert row["id"] == key
    again = client.get(f"/api/v1/dossiers/{row['id']}").json()
    assert (again["id"], again["request_id"]) == (key, row["request_id"])
    assert "id" not in Client().get(f"/api/v1/tracking/{row['request_id']}").json()
    assert client.post(f"/api/v1/dossiers/{key}/withdraw").json()["id"] == key


def test_the_description_names_the_id_where_it_is_answered() -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]

    def answered(path: str, method: str = "get") -> str:
        shape = paths[path][method]["responses"]["200"]["content"]["application/json"]["schema"]
        return str(shape.get("items", shape)["$ref"]).rpartition("/")[2]

    assert answered("/api/v1/dossiers") == answered("/api/v1/dossiers/{dossier}") == "OwnOut"
    assert answered("/api/v1/tracking/{code}") == "TrackedOut"


def test_a_machine_hears_of_events_by_webhook_and_feed(settings: Any) -> None:
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]
    make_office()
    with received() as (port, letters):
        machine = machine_client("partners.subscribe")
        made = machine.post(
            "/api/v1/webhooks",
            {"url": f"http://127.0.0.1:{port}/hook", "events": ["vn.tinhso.dossiers.submitted"]},
            content_type="application/json",
        )
        assert made.status_code == 201, made.content
        filed = actions.file(
            actor=make_citizen(), filing=birth_filing(), channel=Channel.ONLINE, at=clock.now()
        )
        while work_off():
            pass
    (headers, content) = letters[0]
    event = json.loads(content)
    assert event["type"] == "vn.tinhso.dossiers.submitted"
    assert event["data"]["request_id"] == filed.request_id
    secret = base64.b64decode(made.json()["secret"].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + content
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    while seal_visible():
        pass
    feed = machine.get("/api/v1/events").json()
    assert [one["id"] for one in feed if one["type"] == event["type"]] == [event["id"]]
    assert machine.get(f"/api/v1/events?after={int(feed[-1]['sequence'])}").json() == []


def test_a_stranger_hears_nothing() -> None:
    assert Client().get("/api/v1/events").status_code == 403
    assert signed_in(citizen_account()).get("/api/v1/events").status_code == 403


def filing_client() -> tuple[Client, str]:
    """A citizen's browser that has filed once, and the id of what it filed."""
    client = signed_in(citizen_account())
    filing = birth_filing()
    body = {
        "procedure": filing.procedure,
        "commune": filing.commune,
        "precheck": dict(filing.precheck),
        "answers": dict(filing.answers),
    }
    receipt = client.post(
        "/api/v1/dossiers", body, content_type="application/json", headers={"Idempotency-Key": "k1"}
    )
    return client, receipt.json()["id"]


def machine_client(*scopes: str) -> Client:
    """A client with a Bearer token for these scopes."""
    at = clock.now()
    _, secret = clients.create_client(
        actor=SYSTEM, at=at, client_id="may-1", name="Hệ thống thử", scopes=scopes
    )
    token = clients.issue_token(client_id="may-1", secret=secret, address="127.0.0.1", at=at)
    return Client(headers={"authorization": f"Bearer {token.token}"})


Letter = tuple[dict[str, str], bytes]


@contextmanager
def received() -> Iterator[tuple[int, list[Letter]]]:
    """A receiver on this machine: its port and what it was sent."""
    letters: list[Letter] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            letters.append(({key.lower(): value for key, value in self.headers.items()}, content))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, letters
    finally:
        server.shutdown()
        server.server_close()
