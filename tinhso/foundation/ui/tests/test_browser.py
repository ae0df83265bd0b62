"""In a real browser: axe objects to nothing, no page is wider than its screen, no style is refused, keys work."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db,
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def page_of(
    browser: Any, *, width: int = 1280, scheme: str = "light", language: str = "vi", **more: Any
) -> Any:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        extra_http_headers={"Cookie": f"django_language={language}"},
        **more,
    )
    return context.new_page()


@pytest.mark.parametrize(
    ("path", "width", "scheme", "language"),
    [
        *product(("/ui/", "/ui/desk/"), (390, 1280), ("light", "dark"), ("vi",)),
        ("/ui/", 390, "light", "en"),
        ("/ui/", 390, "light", "km"),
    ],
)
def test_the_gallery(
    browser: Any, live_server: LiveServer, path: str, width: int, scheme: str, language: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = page_of(browser, width=width, scheme=scheme, language=language)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(live_server.url + path)
    page.evaluate("document.fonts.ready")
    folder = Path(settings.VAR) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"ui{path.strip('/').removeprefix('ui').replace('/', '-')}-{width}-{scheme}-{language}.png"
    page.screenshot(path=folder / name, full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe.axe_script})
    answer = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert [(one["id"], one["nodes"][0]["target"]) for one in answer["violations"]] == []
    page.context.close()


def test_keys_walk_the_list(browser: Any, live_server: LiveServer) -> None:
    page = page_of(browser)
    page.goto(f"{live_server.url}/ui/desk/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "T-0002"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "T-0001"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.context.close()


def test_everything_is_there_without_scripts(browser: Any, live_server: LiveServer) -> None:
    page = page_of(browser, java_script_enabled=False)
    page.goto(f"{live_server.url}/ui/")
    page.get_by_role("button", name="tối").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.context.close()


def test_the_letters_are_those_of_the_house(browser: Any, live_server: LiveServer) -> None:
    page = page_of(browser)
    page.goto(f"{live_server.url}/ui/")
    loaded = page.evaluate(
        "document.fonts.ready.then(all => [...all].filter(f => f.status === 'loaded').map(f => f.family))"
    )
    assert {"Be Vietnam", "Figures", "Khmer"} <= {family.strip('"') for family in loaded}
    page.context.close()


def test_a_trace_is_not_cut_off_by_its_table(browser: Any, live_server: LiveServer) -> None:
    page = page_of(browser)
    page.goto(f"{live_server.url}/ui/desk/")
    box = page.locator("#bang [data-popover]").last
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(200)  # scrolling closes a trace; let it come to rest
    box.locator("summary").hover()
    trace = box.locator(".trace")
    trace.wait_for(state="visible")
    assert trace.evaluate(
        "node => { const r = node.getBoundingClientRect();"
        " return node.contains(document.elementFromPoint(r.left + r.width / 2, r.bottom - 6))"
        " && r.left >= 0 && r.right <= innerWidth && r.bottom <= innerHeight }"
    )
    page.context.close()
