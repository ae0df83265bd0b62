"""The product under load: its web processes and worker on the run's own database, and people signed in over HTTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from bench.cluster import Cluster

PORT, THIN_PORT, SHARED_PORT = 8640, 8641, 8642
WORKERS = 2


@dataclass(frozen=True)
class House:
    """Where the product under load lives."""

    var: Path
    environment: dict[str, str]
    port: int = PORT

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *command: str) -> None:
        manage = [sys.executable, "-m", "tinhso", *command]
        subprocess.run(manage, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def inside(self, module: str, *arguments: str) -> Any:
        """What a module of the bench says, as JSON, when it runs with the product's settings."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
        )
        return json.loads(done.stdout)


def house(var: Path, cluster: Cluster | None = None, port: int = PORT) -> House:
    """The product with everything it keeps in `var`; on SQLite without a cluster."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DJANGO_"))}
    environment = kept | {"TINHSO_VAR": str(var), "PORT": str(port)}
    environment["DJANGO_SETTINGS_MODULE"] = "tinhso.project.settings"
    if cluster is not None:
        environment |= {"TINHSO_DATABASE": cluster.url("tinhso"), "TINHSO_KEYS_DATABASE": cluster.url("keys")}
    return House(var, environment, port)


def granian(application: str, port: int, *options: str) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--no-access-log", "--log-level", "error", *options, application,
    ]  # fmt: skip


@contextmanager
def running(
    command: Sequence[str], environment: dict[str, str], *, folder: Path | None = None
) -> Iterator[int]:
    """A process of ours and its children, ended when the block is left."""
    quiet = {"stdout": subprocess.DEVNULL, "start_new_session": True}
    with subprocess.Popen(command, env=environment, cwd=folder, **quiet) as process:  # type: ignore[call-overload]
        try:
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def wait_for(url: str, *, seconds: float = 120, status: int = 200) -> float:
    """Seconds until the address answers with this status; TimeoutError after so many."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            if Browser().get(url)[0] == status:
                return time.monotonic() - began
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"{url} did not answer {status} in {seconds} s")


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Browser:
    """Somebody with cookies."""

    def __init__(self) -> None:
        self._cookies = HTTPCookieProcessor()
        self._opener = build_opener(self._cookies, _Stay)

    def get(self, url: str) -> tuple[int, str]:
        return self._open(Request(url))

    def post(self, url: str, fields: dict[str, str]) -> tuple[int, str]:
        data = urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()
        return self._open(Request(url, data=data))

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self._cookies.cookiejar}

    @property
    def header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    @property
    def token(self) -> str:
        return self.cookies.get("csrftoken", "")

    def _open(self, request: Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refused:
            return refused.code, refused.read().decode()


def sign_in(house: House, account: str, *, official: bool) -> Browser:
    """One demo account, gone in by the one-click door."""
    browser, door = Browser(), f"{house.url}{'/can-bo' if official else ''}/vao-vai/"
    browser.get(door)
    status, body = browser.post(door, {"account": account})
    if status not in (302, 303):
        raise RuntimeError(f"{door} answered {status}: {body[:300]}")
    return browser
