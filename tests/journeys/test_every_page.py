"""Every page of the house in Chromium, as those see it to whom it is open: nothing is wrong with any of them.

The matrix of who may do what says which pages there are; its world has something to show on each. On a phone in
Vietnamese and at a desk in English; minutes, so only when `TINHSO_PROVE` is set.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from pytest_django.live_server_helper import LiveServer

from tests.journeys.visitor import Visitor
from tests.security.test_matrix import PARTIES, address_of, table
from tests.security.world import NOW, World, make_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db,
    pytest.mark.skipif(not os.environ.get("TINHSO_PROVE"), reason="every page with TINHSO_PROVE=1 only"),
]


@pytest.mark.parametrize(("width", "language"), [(390, "vi"), (1280, "en")])
def test_nothing_is_wrong_with_any_page(
    browser: Any, live_server: LiveServer, figures: Callable[..., None], width: int, language: str
) -> None:
    faults, met = [], 0
    with time_machine.travel(NOW, tick=False):
        world = make_world()
        for party, addresses in _pages(world).items():
            one = Visitor(browser, live_server.url, name=f"every-{party}-{language}", width=width)
            kept = {"django_language": language}
            kept |= {name: morsel.value for name, morsel in world.clients[party].cookies.items()}
            one.context.add_cookies(
                [{"name": name, "value": value, "url": live_server.url} for name, value in kept.items()]
            )
            for address in addresses:
                one.go(address)
            one.close()
            met += len(addresses)
            faults += [f"{party}: {fault}" for fault in one.faults]
    figures(pages=met, faults=len(faults))
    assert not faults, "\n".join(faults)
    assert met > 300


def _pages(world: World) -> dict[str, list[str]]:
    """The addresses of pages, by the first and the last of those in the table to whom each is open."""
    standing = {scene: world.values(scene) for scene in {row["scene"] for row in table()}}
    found: dict[str, list[str]] = {}
    for row in table():
        open_to = [one for one in PARTIES if one not in ("foreign", "machine") and row[one] == "200"]
        if row["method"] != "GET" or not open_to or row["route"].startswith(("/api/", "/ui/")):
            continue
        address = address_of(row, standing[row["scene"]])
        for party in dict.fromkeys((open_to[0], open_to[-1])):
            answer = world.clients[party].get(address)
            if answer.headers.get("Content-Type", "").startswith("text/html") and b"<main" in answer.content:
                found.setdefault(party, []).append(address)
    return found
