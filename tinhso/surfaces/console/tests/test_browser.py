"""In a real browser: axe objects to nothing and no page is wider than its screen."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tinhso.foundation.access.rules import OFFICIAL
from tinhso.foundation.ui.tests import test_browser as kit
from tinhso.surfaces.console.tests.factories import HANDLER, delivery, operator

pytestmark = kit.pytestmark


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_sound(browser: Any, live_server: LiveServer, width: int) -> None:
    client, account = operator()
    parked = delivery()
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = kit.page_of(browser, width=width)
    cookie = client.cookies[OFFICIAL.cookie].value
    page.context.add_cookies([{"name": OFFICIAL.cookie, "value": cookie, "url": live_server.url}])
    one, someone = f"viec-ton/{parked.id}/", f"tai-khoan/{account.id}/"
    for address in (
        "tinh-trang/", "viec-ton/", one, f"{one}chay-lai/", f"viec-ton/chay-lai/{HANDLER}/", "so-nhat-ky/", "goi/",
        "goi/code_list/", "tai-khoan/", "tai-khoan/moi/", someone, f"{someone}phan-cong/", f"{someone}khoa/",
        f"{someone}xac-thuc/",
    ):  # fmt: skip
        page.goto(f"{live_server.url}/quan-tri/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe.axe_script})
        found = page.evaluate("rules => axe.run({runOnly: rules})", kit.RULES)["violations"]
        assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == [], address
    page.context.close()
