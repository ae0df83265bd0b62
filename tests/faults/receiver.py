"""A neighbour who is told what happened: it counts what it gets, and can be made to refuse or to hang."""

from __future__ import annotations

import json
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any


class Receiver:
    """An HTTP server on loopback; `got` maps each dossier told of to the message ids it was told under."""

    def __init__(self) -> None:
        self.got: defaultdict[str, set[str]] = defaultdict(set)
        self.times = 0
        self.status = 204
        self.let_go = Event()
        """Clear it and every caller hangs until it is set."""
        self.let_go.set()
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def close(self) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver._take(event, self.headers["webhook-id"])
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def _take(self, event: dict[str, Any], message: str) -> None:
        self.let_go.wait(30)
        with self._lock:
            self.times += 1
            if self.status < 300:
                self.got[event["subject"].rpartition(":")[2]].add(message)
