"""A network that can be cut: everything between a browser and a server goes over it."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Line:
    """Carries connections to a server until it is cut: then nobody answers at its address until it is mended."""

    def __init__(self, server: str) -> None:
        self._server = urlsplit(server)
        self._ends: set[socket.socket] = set()
        self._gate = self._listening(0)
        self.url = f"http://127.0.0.1:{self._gate.getsockname()[1]}"

    def cut(self) -> None:
        """Nobody answers any more; what was under way is broken off."""
        for end in (self._gate, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def mend(self) -> None:
        """At the same address again."""
        self._gate = self._listening(urlsplit(self.url).port or 0)

    def _listening(self, port: int) -> socket.socket:
        gate = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._receive, args=(gate,), daemon=True).start()
        return gate

    def _receive(self, gate: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = gate.accept()
                far = socket.create_connection((self._server.hostname or "", self._server.port or 0))
                self._ends |= {near, far}
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while octets := one.recv(65536):
            other.sendall(octets)
        other.shutdown(socket.SHUT_WR)
