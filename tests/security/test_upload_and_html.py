"""What people type comes out as text on every page, and every answer carries the headers that keep scripts out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http.cookie import parse_cookie
from django.test import Client
from lxml import html

from tests.security.payloads import PAYLOADS
from tests.security.routes import routes
from tests.security.test_matrix import _cells as cells
from tests.security.test_matrix import _fresh as fresh
from tests.security.test_matrix import _send as send
from tests.security.test_matrix import table
from tests.security.world import NOW, World, make_world
from tinhso.foundation.access.rules import CITIZEN, OFFICIAL
from tinhso.foundation.access.tests.factories import actor_of, citizen
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import birth_filing

READERS = ("anonymous", "owner", "agent", "clerk", "officer", "leader", "records", "auditor", "admin")
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "poster", "hx-get", "hx-post"}


@pytest.fixture
def world() -> Iterator[World]:
    """A world whose every word is an attack."""
    every = "\n".join(PAYLOADS)
    with time_machine.travel(NOW, tick=False):
        yield make_world(
            marks={
                "name": PAYLOADS[0],
                "answer": PAYLOADS[-1],
                "reason": every,
                "file": "a<img src=x onerror=xss>.png",
            }
        )


def faults_of(answer: Any) -> list[str]:
    """What on a page would run, load or go where its author did not mean it to."""
    found = []
    page: Any = html.fromstring(answer.content.decode())
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        if "xss" in element.tag or element.tag in ("base", "object", "embed", "applet", "marquee", "math"):
            found.append(f"<{element.tag}>")
        data = element.get("type") == "application/json" and "<" not in (element.text or "")
        if element.tag == "script" and not data and (not element.get("src") or (element.text or "").strip()):
            found.append(f"inline script {element.text!r}")
        if element.tag == "style":
            found.append("inline style")
        for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
            text = re.sub(r"[\s\x00-\x1f]", "", value).lower()
            if name.startswith(("on", "hx-on", "srcdoc", "xss")) or name == "style":
                found.append(f"{element.tag}[{name}]")
            if name in ADDRESSES and (
                text.startswith(("javascript:", "data:text", "vbscript:")) or "//xss" in text
            ):
                found.append(f"{element.tag}[{name}={value}]")
    return found


def header_faults_of(answer: Any) -> list[str]:
    """Headers that are missing, or that allow too much."""
    policy = answer.headers.get("Content-Security-Policy", "")
    found = [] if "default-src 'none'" in policy and "script-src 'self'" in policy else ["no content policy"]
    found += [
        word for word in ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "*", "http:") if word in policy
    ]
    found += [] if answer.headers.get("X-Content-Type-Options") == "nosniff" else ["sniffable"]
    unframed = answer.headers.get("X-Frame-Options") == "DENY" and "frame-ancestors 'none'" in policy
    found += [] if unframed else ["frameable"]
    for name, morsel in answer.cookies.items():
        if morsel["samesite"] not in ("Lax", "Strict"):
            found.append(f"cookie {name} crosses sites")
        if name in (CITIZEN.cookie, OFFICIAL.cookie) and not morsel["httponly"]:
            found.append(f"cookie {name} can be read by scripts")
    return found


@pytest.mark.once
@pytest.mark.django_db
def test_no_page_lets_words_become_markup(world: World) -> None:
    assert len(PAYLOADS) >= 50
    pages, wrong, shown = 0, [], ""
    for row in table():
        if row["method"] != "GET":
            continue
        for party, expected in cells(row):
            if party not in READERS or expected not in ("200", "403", "404", "409"):
                continue
            answer = send(fresh(world.clients[party]), row, world.values(row["scene"]))
            if (
                not answer.headers.get("Content-Type", "").startswith("text/html")
                or not answer.content.strip()
            ):
                continue
            pages += 1
            shown += answer.content.decode() if row["scene"] == "supplement" else ""
            wrong += [
                f"{row['route']} as {party}: {one}" for one in faults_of(answer) + header_faults_of(answer)
            ]
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert pages > 200
    assert "&lt;script&gt;xss()" in shown, "the words are nowhere to be seen: the test proves nothing"


@pytest.mark.django_db
def test_every_payload_as_a_name_and_as_a_reason(world: World) -> None:
    wrong, desk = [], world.clients["clerk"]
    for number, payload in enumerate(PAYLOADS):
        name = "".join(letter for letter in payload if not letter.isdigit())
        owner = actor_of(citizen(name=name))
        filing = birth_filing(**{
            "requester.address": {"province": "86", "commune": "29266", "detail": payload},
            "child.birth_facility": payload,
        })  # fmt: skip
        filed = actions.file(actor=owner, filing=filing, channel=Channel.ONLINE, at=NOW)
        actions.refuse(
            actor=world.office.clerk, dossier=filed.id, version=Dossier.objects.get(id=filed.id).version,
            reason=payload, basis="Điều 9", at=NOW,
        )  # fmt: skip
        answer = desk.get(f"/can-bo/ho-so/{filed.id}/")
        assert answer.status_code == 200
        wrong += [f"payload {number}: {one}" for one in faults_of(answer)]
    for page in range(1, 5):
        for query in ("", f"&q={PAYLOADS[0]}", f"&phase=refused&q={PAYLOADS[-1]}"):
            wrong += faults_of(desk.get(f"/can-bo/ho-so/?page={page}&phase=refused{query}"))
    for address in ("/tim/", "/tra-cuu/", "/thu-tuc/"):
        for payload in PAYLOADS[:12]:
            wrong += faults_of(Client().get(address, {"q": payload, "ma": payload}))
    exported = desk.get("/can-bo/ho-so/danh-sach.csv?phase=refused").content.decode("utf-8-sig")
    assert not re.search(r"(^|[,\"])[=+@]", exported), "a spreadsheet would take this for a formula"
    assert not wrong


@pytest.mark.django_db
def test_nothing_changes_without_the_token_of_a_page(world: World) -> None:
    """Every route refuses a POST that another site could have sent in somebody's name."""
    scenes = {row["route"]: row["scene"] for row in sorted(table(), key=lambda row: row["method"] == "POST")}
    wrong = []
    for route in routes():
        row = {"route": route, "method": "POST", "scene": scenes.get(route, "submitted")}
        values = world.values(row["scene"])
        for party in ("anonymous", "owner", "clerk", "admin"):
            client = Client(enforce_csrf_checks=True)
            for name, morsel in world.clients[party].cookies.items():
                client.cookies[name] = morsel.value
            before = list(Dossier.objects.values_list("id", "version").order_by("id"))
            status = send(client, row, values).status_code
            assert list(Dossier.objects.values_list("id", "version").order_by("id")) == before
            if status not in (403, 405) and route not in _WITHOUT_COOKIE:
                wrong.append(f"{route} as {party}: {status}")
    assert not wrong, "\n".join(wrong)


_WITHOUT_COOKIE = {"/oauth/token", "/thanh-toan/bao-co/<gateway>/", "/mo-phong/dinh-danh/ma/"}
"""No cookie speaks there: the secret is in the request itself."""


@pytest.mark.django_db
def test_a_paper_is_handed_out_so_that_no_browser_acts_on_it(world: World) -> None:
    values = world.values("submitted")
    answer = world.clients["clerk"].get(f"/can-bo/ho-so/{values['dossier']}/tep/{values['file']}/")
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "\n" not in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_the_cookie_of_a_door_is_out_of_reach_of_scripts(world: World) -> None:
    answer = Client().post("/dang-nhap/", {"phone": "0987654013"})
    cookies = answer.cookies
    assert CITIZEN.cookie in cookies
    assert cookies[CITIZEN.cookie]["httponly"]
    assert cookies[CITIZEN.cookie]["samesite"] == "Lax"
    assert parse_cookie(f"{CITIZEN.cookie}={cookies[CITIZEN.cookie].value}")
