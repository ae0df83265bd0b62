"""The citizens' pages in a real browser: axe objects to nothing, nothing is wider than the screen, nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.foundation.ui.tests.test_browser import RULES, page_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import BIRTH, birth_filing, make_office
from tinhso.kernel import clock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def account() -> Account:
    make_office()
    return citizen(name="Nguyễn Thị Hạnh", phone="+84912345678")


@pytest.fixture
def draft(account: Account) -> Dossier:
    return actions.start_draft(actor=actor_of(account), filing=birth_filing(), at=clock.now())


def signed_page(browser: Any, server: LiveServer, client: Client, width: int) -> Any:
    page = page_of(browser, width=width)
    cookies = [
        {"name": name, "value": morsel.value, "url": server.url} for name, morsel in client.cookies.items()
    ]
    page.context.add_cookies(cookies)
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_readable(
    browser: Any, live_server: LiveServer, account: Account, draft: Dossier, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    sent = actions.file(
        actor=actor_of(account), filing=birth_filing(), channel=Channel.ONLINE, at=clock.now()
    )
    page = signed_page(browser, live_server, signed_in(account), width)
    faults: list[object] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    for name, *arguments in (
        ("procedure", BIRTH), ("prepare", BIRTH), ("mine",), ("page", draft.id, "child"), ("papers", draft.id),
        ("check", draft.id), ("discard", draft.id), ("own", sent.id), ("submitted", sent.id), ("withdraw", sent.id),
        ("tracking",), ("verify",), ("who_looked",),
    ):  # fmt: skip
        page.goto(live_server.url + reverse(f"dossiers:{name}", args=arguments))
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe.axe_script})
        found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
        faults += [(name, one["id"], one["nodes"][0]["target"]) for one in found]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append((name, "wider than the screen"))
    page.context.close()
    assert faults == []


def test_an_answer_given_while_questions_are_drawn_anew_is_kept(
    browser: Any, live_server: LiveServer, account: Account
) -> None:
    page = page_of(browser)
    page.goto(live_server.url + reverse("dossiers:prepare", args=[BIRTH]))
    held: list[Any] = []
    page.route("**/chuan-bi/", lambda route: held.append(route))
    page.check("[name='birth.situation'][value=ordinary]")
    page.wait_for_timeout(100)
    page.check("[name='requester.mandated'][value=no]")
    page.fill("[name='child.birth_date']", "02/11/2026")
    with page.expect_response("**/chuan-bi/"):
        held[0].continue_()
    page.wait_for_selector("[name='birth.evidence']")
    page.wait_for_timeout(200)
    assert page.is_checked("[name='birth.situation'][value=ordinary]")
    assert page.is_checked("[name='requester.mandated'][value=no]")
    assert page.input_value("[name='child.birth_date']") == "02/11/2026"
    page.context.close()
