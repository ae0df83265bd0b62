"""The document axis, served on this machine: it loses, doubles and delays a fifth each, and outlives who calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from tests.faults.province import ROOT, Province
from tinhso.government.axis.engine.simulator import Memory, Mishaps, SimulatedAxis
from tinhso.government.axis.rules import Terms
from tinhso.kernel import http

STORM = Mishaps(lost=0.2, unanswered=0.1, doubled=0.2, delayed=0.2)


class Axis:
    """An axis for some systems: of each the code its agencies begin with, and a name."""

    def __init__(self, systems: Mapping[str, tuple[str, str]]) -> None:
        terms = Terms(title="Trục")
        self.shelf = Memory()
        self.axis = SimulatedAxis(
            terms=lambda: terms,
            shelf=self.shelf,
            systems={name: (_secret(name), _within(code)) for name, (code, _title) in systems.items()},
            agencies=[(code, "", title) for code, title in systems.values()],
            mishaps=STORM,
        )
        axis = self.axis

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                try:
                    answer = axis.answer(self.path.rpartition("/")[2], dict(self.headers), body)
                except http.Failed:
                    # Lost on the way: the line just ends.
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, format: str, *args: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def known_to(self, name: str) -> dict[str, str]:
        """What a system is told of it."""
        return {
            "TINHSO_DOCUMENT_AXIS": self.url,
            "TINHSO_DOCUMENT_AXIS_SYSTEM": name,
            "TINHSO_DOCUMENT_AXIS_SECRET": _secret(name),
        }

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def inside(home: Province, word: str, *arguments: str) -> Any:
    """What `tests.faults.on_axis` says in a province."""
    command = [sys.executable, "-m", "tests.faults.on_axis", word, *arguments]
    said = subprocess.run(command, cwd=ROOT, env=home.environ, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout.splitlines()[-1])


def _secret(name: str) -> str:
    return f"bí mật của {name}"


def _within(code: str) -> Callable[[str], bool]:
    return lambda asked: asked.startswith(code)
