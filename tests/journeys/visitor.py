"""A person at a real browser: every page met is judged, and gone on from by what it offers.

With TINHSO_PICTURES=1 each is kept as a picture too, below TINHSO_VAR.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image

from tests.journeys.drive import ROOT
from tinhso.kernel.text import fold

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IMAGES = ROOT / "docs" / "images"
_MOST_OCTETS = 120 * 1024
_PATIENCE = 90_000
"""Milliseconds a page may take on a machine with everything else running; no figure is promised here."""
_NAMES = re.compile(r"\b(?:access|console|dossiers|files|notices|packs|people|workflow)\.[a-z_]+\b")
"""Names of the code, which nobody should have to read, but for operators: they look for them."""
_OPERATORS = "/quan-tri/"
_CARET = "initial"
"""Hiding the caret would leave style attributes behind, which a later redraw would be refused for."""
_EXPECTED = "Failed to load resource: the server responded with a status of 422"
"""How Chromium itself reports a form that came back with its faults."""


class Visitor:
    """One person, one browser context. `faults` gathers what is wrong with the pages met, in words."""

    def __init__(self, chromium: Any, base: str, *, name: str, width: int, scripts: bool = True) -> None:
        self.base, self.name, self.width, self.scripts = base, name, width, scripts
        self.faults: list[str] = []
        self._chromium, self._met = chromium, 0
        self._open()

    def _open(self) -> None:
        self.context = self._chromium.new_context(
            viewport={"width": self.width, "height": 900}, locale="vi", java_script_enabled=self.scripts
        )
        self.context.set_default_timeout(_PATIENCE)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self._hear("error", str(error)))

    def become(self, who: str, *, door: str = "/can-bo/vao-vai/") -> None:
        """Leave, and come back as another demo account."""
        self.context.close()
        self._open()
        self.go(door)
        self.press(f"Vào vai {who}")

    def go(self, address: str) -> None:
        self.page.goto(self.base + address if address.startswith("/") else address)
        self.look()

    def press(self, words: str) -> None:
        """Press the button, or the link that looks like one, with these words, and look at what comes."""
        self._leave(self.page.get_by_role("button", name=words).and_(self.page.locator(":visible")).first)

    def follow(self, words: str) -> None:
        self._leave(self.page.get_by_role("link", name=words).first)

    def offers(self, words: str) -> bool:
        """Whether the page has a button or a link with these words."""
        return any(self.page.get_by_role(role, name=words).count() for role in ("button", "link"))

    def says(self, words: str) -> bool:
        return words.lower() in self.page.locator("main").inner_text().lower()

    def answer(self, answers: Mapping[str, Any], *, button: str) -> None:
        """Answer what the page asks and has an answer here, as new questions come up; then press the button."""
        given: set[str] = set()
        while todo := [name for name in self.asked() if name in answers and name not in given]:
            self.enter(todo[0], str(answers[todo[0]]))
            given.add(todo[0])
        self.press(button)

    def asked(self) -> list[str]:
        """The names of what can be answered on this page now, in its order."""
        found = self.page.locator("#questions").locator("input, select, textarea").all()
        names = [
            str(one.get_attribute("name"))
            for one in found
            if one.get_attribute("type") not in ("hidden", "file") and one.is_visible()
        ]
        return list(dict.fromkeys(names))

    def enter(self, name: str, value: str) -> None:
        """Answer one question; the questions it decides are there when this returns."""
        found = self.page.locator(f'[name="{name}"]:not([type=hidden])')
        kind = found.first.evaluate("node => node.type")
        if kind == "radio":
            self.page.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "checkbox":
            self.page.locator(f'[name="{name}"][value="{value}"], [name="{name}"]').first.check()
        elif kind == "select-one":
            if self.scripts or found.locator(f'option[value="{value}"]').count():
                found.first.select_option(
                    value
                )  # without scripts, what another answer decides comes next time
        else:
            found.first.fill(_as_typed(value) if found.first.get_attribute("data-day") is not None else value)
            found.first.blur()
        if self.scripts:
            self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling").first.wait_for(
                state="detached"
            )

    def look(self) -> None:
        """Judge the page as it stands: axe, its width, its style and script refusals."""
        self.page.wait_for_load_state()
        self._met += 1
        title = re.sub(r"[^a-z]+", "-", fold(self.page.title().split(" · ")[0].lower())).strip("-")[:40]
        picture = f"{self.name}-{self.width}-{self._met:02}-{title}.png"
        if os.environ.get("TINHSO_PICTURES") == "1":
            kept = Path(settings.VAR) / "screenshots" / picture
            self.page.screenshot(path=kept, full_page=True, caret=_CARET)
        where = f"{self.page.url.removeprefix(self.base)} at {self.width} px ({picture})"
        if wide := self.page.evaluate("document.documentElement.scrollWidth") - self.width:
            self.faults += [f"{where}: {wide} px wider than the screen"] if wide > 0 else []
        said = self.page.locator("main").inner_text() if _OPERATORS not in self.page.url else ""
        self.faults += [f"{where}: says {one}" for one in _NAMES.findall(said)]
        if not self.scripts:
            return
        self.page.evaluate("document.fonts.ready")
        session = self.context.new_cdp_session(self.page)
        session.send("Runtime.evaluate", {"expression": _axe()})
        answer = self.page.evaluate("rules => axe.run({runOnly: rules, iframes: false})", RULES)
        self.faults += [f"{where}: {one['id']} {one['nodes'][0]['target']}" for one in answer["violations"]]

    def show(self, image: str) -> None:
        """Write what is on the screen to `docs/images/<image>-<width>.webp`, if TINHSO_DOCS=1 and a page shows it."""
        name = f"{image}-{self.width}.webp"
        if os.environ.get("TINHSO_DOCS") != "1" or not any(
            f"images/{name}" in page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md")
        ):
            return
        IMAGES.mkdir(parents=True, exist_ok=True)
        drawn = Image.open(io.BytesIO(self.page.screenshot(caret=_CARET))).convert("RGB")
        for quality in (80, 65, 50, 35):
            kept = io.BytesIO()
            drawn.save(kept, "WEBP", quality=quality, method=6)
            if kept.tell() <= _MOST_OCTETS:
                break
        (IMAGES / name).write_bytes(kept.getvalue())

    def close(self) -> None:
        self.context.close()

    def _leave(self, control: Any) -> None:
        with self.page.expect_navigation():
            control.click()
        self.look()

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(_EXPECTED):
            self.faults.append(f"{self.page.url.removeprefix(self.base)}: {text}")


def _as_typed(day: str) -> str:
    """A date as people type it; what is no full ISO date stays."""
    return re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3/\2/\1", day)


@cache
def _axe() -> str:
    from axe_playwright_python.sync_playwright import Axe

    script = Axe().axe_script
    assert isinstance(script, str)
    return script
