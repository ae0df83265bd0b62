"""A real browser that is handed answers of this process, and tells what ran, what was refused, what stayed."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

HOME = "https://tinhso.test"
"""Never asked for anything: every request is answered here. With a certificate, as far as the browser can tell."""
_WATCH = """
window.ran = []; window.refused = [];
window.xss = () => window.ran.push(location.href);
document.addEventListener("securitypolicyviolation",
  event => window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
_KEPT = """
async () => {
  const kept = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      kept.push(request.url, await (await cache.match(request)).text());
    }
  }
  for (const {name} of await indexedDB.databases()) {
    const base = await new Promise((done, failed) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    for (const store of base.objectStoreNames) {
      kept.push(store, await new Promise((done, failed) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(JSON.stringify(asked.result));
        asked.onerror = () => failed(asked.error);
      }));
    }
    base.close();
  }
  return kept.join("\\n");
}
"""


class Window:
    """One window of the browser."""

    def __init__(self, browser: Any) -> None:
        self.looked = 0
        self._answer: Any = None
        self._address = ""
        self._strangers: list[str] = []
        self._context = browser.new_context(service_workers="block")
        self._context.add_init_script(_WATCH)
        self._context.route("**/*", self._serve)
        self._page = self._context.new_page()
        self._page.on("dialog", lambda dialog: dialog.dismiss())

    def look(self, answer: Any, address: str) -> list[str]:
        """Show an answer as if it came from this address; what ran, what was refused, who else was asked."""
        self._answer, self._address = answer, f"{HOME}{address}"
        self._strangers.clear()
        self._page.goto(self._address)
        self.looked += 1
        found = self._page.evaluate("({ran: window.ran, refused: window.refused})")
        return [
            *(f"ran at {one}" for one in found["ran"]),
            *(f"refused: {one}" for one in found["refused"]),
            *(f"asked {one}" for one in self._strangers),
        ]

    def kept(self) -> str:
        """Everything that pages have put by in this browser."""
        kept = self._page.evaluate(_KEPT)
        assert isinstance(kept, str)
        return kept

    def close(self) -> None:
        self._context.close()

    def _serve(self, route: Any) -> None:
        address = route.request.url
        if address == self._address and route.request.is_navigation_request():
            headers = {
                name: value for name, value in self._answer.headers.items() if name != "Content-Length"
            }
            route.fulfill(status=self._answer.status_code, headers=headers, body=self._answer.content)
        elif not address.startswith(f"{HOME}/"):
            self._strangers.append(address)
            route.abort()
        elif found := _static(address.removeprefix(HOME)):
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            route.fulfill(status=200, headers={"Content-Type": kind}, body=Path(found).read_bytes())
        else:
            route.fulfill(status=404)


def _static(address: str) -> str:
    """The file of a static address; empty for any other."""
    name = re.sub(r"\?.*$", "", address.removeprefix("/static/"))
    found = finders.find(name) if address.startswith("/static/") else None
    return str(found or "")
