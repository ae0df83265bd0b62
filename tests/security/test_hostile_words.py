"""What people who mean harm type into any text field runs in nobody's browser, is refused by no policy because none of
it came out as markup, and asks no stranger for anything.

The fields are those of the pages themselves: every form that is shown to anybody, each of its text fields in turn with
the others as they should be. The answer is looked at in Chromium, and so is each role's page of the dossier. Each field
is tried three times and each payload at least once when `TINHSO_PROVE` is set, else some fields of some pages once.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from tests.security.payloads import EVERY
from tests.security.routes import _plain as plain
from tests.security.test_matrix import BODIES, table
from tests.security.test_matrix import _cells as cells
from tests.security.test_matrix import _fresh as fresh
from tests.security.test_matrix import _send as send
from tests.security.test_matrix import _taken_back as taken_back
from tests.security.window import Window
from tests.security.world import NOW, World, make_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db,
]

PROVE = bool(os.environ.get("TINHSO_PROVE"))
TIMES = 3 if PROVE else 1
EACH_PAGE, EACH_FIELD = (1, 1) if PROVE else (8, 2)
"""Of the pages, and of the fields on them, each so-manieth."""
READERS = ("owner", "agent", "clerk", "officer", "head", "leader", "records", "auditor", "admin")
PERSONAL = ("Nguyễn Thị Hạnh", "0912345678", "84912345678", "084198001234", "Trần Gia Bảo", "084170001231")
_TEXT = "input[not(@type)] | input[@type='text' or @type='search' or @type='email' or @type='tel'] | textarea"


class Place(NamedTuple):
    """A text field of a form that somebody is shown."""

    party: str
    scene: str
    method: str
    action: str
    field: str
    others: Mapping[str, Any]


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        yield make_world()


@pytest.fixture
def window(browser: Any) -> Iterator[Window]:
    one = Window(browser)
    yield one
    one.close()


def test_no_words_of_anybody_run_in_a_browser(
    world: World, window: Window, figures: Callable[..., None]
) -> None:
    words, said, tried = cycle(EVERY), Counter[str](), Counter[tuple[str, str]]()
    wrong, places = list[str](), list(_places(world))[::EACH_FIELD]
    for _ in range(TIMES):
        for place in places:
            payload = next(words)
            said[payload] += 1
            tried[place.action, place.field] += 1
            wrong += [
                f"{place.action} {place.field} {payload!r}: {one}"
                for one in _try(world, window, place, payload)
            ]
    figures(
        payloads=len(EVERY), payloads_said=len(said), fields=len(places), least_tries_of_a_field=min(tried.values()),
        pages_looked_at=window.looked, wrong=len(wrong),
    )  # fmt: skip
    assert not wrong, "\n".join(wrong[:40])
    assert window.looked >= len(places), "the words are nowhere to be seen: the test proves nothing"
    assert not PROVE or len(said) == len(EVERY) >= 200


def test_nothing_of_anybody_stays_in_a_browser(
    world: World, window: Window, figures: Callable[..., None]
) -> None:
    """Pages with personal words are shown, everybody signs out: nothing of them is in a store of the browser."""
    shown, pages = 0, list(_personal_pages(world))
    for party, address in pages:
        answer = fresh(world.clients[party]).get(address)
        assert "no-store" in answer.headers["Cache-Control"], address
        shown += any(word in answer.content.decode() for word in PERSONAL)
        assert not window.look(answer, address)
    for party in {party for party, _ in pages}:
        answer = world.clients[party].post(
            "/dang-xuat/" if party == "owner" else "/can-bo/dang-xuat/", follow=True
        )
        assert not window.look(answer, "/")
    kept = window.kept()
    figures(pages=shown, octets_kept=len(kept))
    assert shown > 5
    assert not [word for word in (*PERSONAL, *EVERY) if word in kept]


def test_the_browser_tells_what_ran_and_what_was_refused(window: Window) -> None:
    """Red control: words that came out as they went in run without a policy, and are refused with ours."""
    policy = fresh(Client()).get("/").headers["Content-Security-Policy"]
    ran = 0
    for payload in EVERY if PROVE else EVERY[::8]:
        page = f"<!doctype html><title>x</title>{payload}"
        if any(fault.startswith("ran") for fault in window.look(HttpResponse(page), "/x/")):
            ran += 1
            guarded = HttpResponse(page, headers={"Content-Security-Policy": policy})
            faults = window.look(guarded, "/x/")
            assert any(fault.startswith("refused") for fault in faults), payload
            assert not any(fault.startswith("ran") for fault in faults), payload
    assert ran > 3


def _try(world: World, window: Window, place: Place, payload: str) -> list[str]:
    """Say it, and look at what comes: the answer, where it leads, and the dossier as each role sees it."""
    wrong, values = [], world.values(place.scene)
    with taken_back():
        client = fresh(world.clients[place.party])
        given = {**place.others, place.field: payload}
        act = client.post if place.method == "post" else client.get
        pages = [(act(place.action, given), place.action)]
        if "Location" in pages[0][0].headers:
            address = urljoin(place.action, pages[0][0].headers["Location"])
            pages.append((client.get(address), address))
        if place.method == "post" and "dossier" in values:
            seen = [(party, f"/can-bo/ho-so/{values['dossier']}/") for party in READERS[2:]]
            seen += [(party, f"/ho-so/{values['dossier']}/") for party in READERS[:2]]
            pages += [(fresh(world.clients[party]).get(address), address) for party, address in seen]
        for answer, address in pages:
            if answer.status_code >= 500:
                wrong.append(f"{answer.status_code}")
            elif _shows(answer):
                wrong += window.look(answer, urlsplit(address).path)
    return wrong


def _shows(answer: Any) -> bool:
    kind = answer.headers.get("Content-Type", "")
    return kind.startswith("text/html") and any(mark in answer.content for mark in (b"xss", b"XSS"))


def _places(world: World) -> Iterator[Place]:
    """Every text field of every form that anybody is shown, once: at the first who is."""
    known: set[tuple[str, str]] = set()
    for row, party, answer, address in _pages(world):
        page: Any = html.fromstring(answer.content.decode())
        for form in page.xpath("//form"):
            action = urljoin(address, form.get("action") or address)
            route = _route(action)
            fields = form.xpath(f".//*[self::{_TEXT.replace(' | ', ' or self::')}]")
            for name in [one.get("name") for one in fields if one.get("name")]:
                if not route or (route, name) in known:
                    continue
                known.add((route, name))
                body = BODIES.get(route, lambda _: {})(world.values(row["scene"]))
                others = {**dict(form.form_values()), **(body if isinstance(body, dict) else {})}
                yield Place(party, row["scene"], form.method.lower(), action, name, others)


def _pages(world: World) -> Iterator[tuple[Mapping[str, str], str, Any, str]]:
    """Every page as everybody it is shown to sees it; without TINHSO_PROVE as the first of them does."""
    for row in [row for row in table() if row["method"] == "GET"][::EACH_PAGE]:
        for party, expected in cells(row):
            if expected != "200" or party.startswith("foreign") or party == "machine":
                continue
            answer = send(fresh(world.clients[party]), row, world.values(row["scene"]))
            if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content.strip():
                yield row, party, answer, answer.request["PATH_INFO"]
                if not PROVE:
                    break


def _personal_pages(world: World) -> Iterator[tuple[str, str]]:
    """Pages of people's own, and of officials who work for them."""
    dossier = world.values("supplement")["dossier"]
    own = ("/ho-so/", f"/ho-so/{dossier}/", "/vi-giay-to/", "/ai-da-xem/")
    desk = ("/can-bo/ho-so/", f"/can-bo/ho-so/{dossier}/")
    yield from (("owner", address) for address in own)
    yield from ((party, address) for party in ("clerk", "officer", "leader") for address in desk)


def _route(action: str) -> str:
    """The pattern a form is sent to, as the table of rights has it; empty when it leads out of the house."""
    try:
        return plain(f"/{resolve(urlsplit(action).path).route}")
    except Resolver404:
        return ""
