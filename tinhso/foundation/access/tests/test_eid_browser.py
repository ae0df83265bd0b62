"""In a real browser: out to the simulator and back, at both widths; axe objects to nothing on the way."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tinhso.foundation.access.tests import test_eid_simulator as simulated
from tinhso.foundation.ui.tests import test_browser as kit

people = simulated.people
pytestmark = kit.pytestmark
PATIENCE = 90_000
"""Milliseconds a page may take on a machine with everything else running; no figure is promised here."""


@pytest.mark.parametrize("width", [390, 1280])
def test_there_and_back(browser: Any, live_server: LiveServer, people: None, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_context(viewport={"width": width, "height": 900}, locale="vi").new_page()
    page.set_default_timeout(PATIENCE)
    met: list[str] = []

    def look() -> None:
        met.append(page.title())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe.axe_script})
        found = page.evaluate("rules => axe.run({runOnly: rules})", kit.RULES)["violations"]
        assert [(one["id"], one["nodes"][0]["target"]) for one in found] == [], page.url

    page.goto(f"{live_server.url}/dang-nhap/?next=/tai-khoan/")
    look()
    page.get_by_role("link", name="Đăng nhập bằng định danh điện tử").click()
    look()
    page.get_by_label("Nguyễn Thị Hạnh").check()
    page.get_by_label("Câu trả lời").select_option("signature")
    page.get_by_role("button", name="Đồng ý đăng nhập").click()
    look()
    page.get_by_role("link", name="Thử lại").click()
    page.get_by_label("Nguyễn Thị Hạnh").check()
    page.get_by_role("button", name="Đồng ý đăng nhập").click()
    look()
    assert page.url == f"{live_server.url}/tai-khoan/"
    assert len(set(met)) == 4
