"""A mail server that refuses, hangs, or takes what it is sent."""

from __future__ import annotations

import re
import socketserver
import time
from threading import Thread
from types import TracebackType

_ID = re.compile(rb"^Message-ID: *(\S+)", re.MULTILINE | re.IGNORECASE)


class MailServer:
    """SMTP on loopback, as much of it as a client needs; `taken` holds the message ids it said 250 to."""

    def __init__(self) -> None:
        self.mode = "takes"
        self.calls = 0
        self.taken: list[str] = []
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                server.calls += 1
                server._talk(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> MailServer:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.mode = "takes"
        self._server.shutdown()
        self._server.server_close()

    def _talk(self, line: socketserver.StreamRequestHandler) -> None:
        while self.mode == "hangs":
            time.sleep(0.1)
        if self.mode == "refuses":
            line.wfile.write(b"421 gone\r\n")
            return
        line.wfile.write(b"220 here\r\n")
        while word := line.rfile.readline():
            verb = word[:4].upper()
            if verb == b"DATA":
                line.wfile.write(b"354 go on\r\n")
                letter = b""
                while (part := line.rfile.readline()) not in (b".\r\n", b""):
                    letter += part
                found = _ID.search(letter)
                self.taken.append(found[1].decode() if found else "")
            line.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
