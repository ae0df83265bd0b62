"""In a real browser: axe objects to nothing, no page is wider than its screen, and the answer comes while typing."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tinhso.foundation.ui.tests import test_browser as kit
from tinhso.surfaces.portal.tests.factories import a_catalogue

pytestmark = kit.pytestmark
PAGES = (
    "/",
    "/tim/?q=khai",
    "/thu-tuc/?level=commune",
    "/su-kien/sinh-con/",
    "/gioi-thieu/",
    "/tro-nang/",
    "/rieng-tu/",
)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_every_page_is_sound(browser: Any, live_server: LiveServer, width: int, language: str) -> None:
    a_catalogue()
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = kit.page_of(browser, width=width)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for address in PAGES:
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe.axe_script})
        found = page.evaluate("rules => axe.run({runOnly: rules})", kit.RULES)["violations"]
        assert [(one["id"], one["nodes"][0]["target"]) for one in found] == [], address
    assert complaints == []
    page.context.close()


def test_the_answer_comes_while_typing(browser: Any, live_server: LiveServer) -> None:
    a_catalogue()
    page = kit.page_of(browser, width=390)
    page.goto(live_server.url)
    page.get_by_label("Tìm theo việc cần làm").press_sequentially("khaisinh", delay=20)
    hit = page.locator("#search-results").get_by_role("link", name="Đăng ký khai sinh")
    hit.wait_for()
    hit.click()
    page.wait_for_url("**/thu-tuc/9.000001/")
    page.context.close()


def test_the_search_works_without_scripts(browser: Any, live_server: LiveServer) -> None:
    a_catalogue()
    page = kit.page_of(browser, java_script_enabled=False)
    page.goto(live_server.url)
    page.get_by_label("Tìm theo việc cần làm").fill("khai sinh")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Đăng ký khai sinh").click()
    page.wait_for_url("**/thu-tuc/9.000001/")
    page.context.close()
