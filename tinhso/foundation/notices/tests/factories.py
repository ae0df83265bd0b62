"""A made-up kind of notice with its words, and a mail server of this machine. Everyone here is invented."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.test import override_settings

from tinhso.foundation.notices import actions
from tinhso.foundation.notices.models import Notice
from tinhso.foundation.notices.registry import IMPORTANT, NoticeKind, notice_kinds
from tinhso.kernel import clock, sealing
from tinhso.kernel.refs import Ref

ABOUT = "tests.thing"
KIND = NoticeKind(
    "tests.ready", "Việc {code} đã xong", "tests/ready", lambda ref: f"/viec/{ref.id}/", IMPORTANT
)
WORDS = {
    "app": "Ông/bà {{ name }}: việc {{ code }} đã xong.",
    "email": "Việc {{ code }} đã xong. Xem tại {{ link }}",
    "sms": "Viec {{ code }} xong: {{ link }}",
}
SECRET = "Chim Hoàng Yến & Sơn Ca"


@contextmanager
def ready_kind(folder: Path) -> Iterator[None]:
    """The kind `tests.ready` with templates in `folder`."""
    (folder / "tests").mkdir(parents=True)
    for form, text in WORDS.items():
        (folder / "tests" / f"ready.{form}.txt").write_text(text, encoding="utf-8")
    templates = [{**settings.TEMPLATES[0], "DIRS": [folder]}]
    with override_settings(TEMPLATES=templates), notice_kinds.temporarily(KIND):
        yield


def tell(person: UUID, *, key: UUID | None = None, about: Ref | None = None, **facts: Any) -> Notice:
    """Send the notice `tests.ready`."""
    key = key or sealing.new_key("tests")
    data = {"code": "H61.101-261116-0001", "name": SECRET, **facts}
    with transaction.atomic():
        return actions.send(
            person=person, kind=KIND.key, about=about or Ref(ABOUT, key), key=key, data=data, at=clock.now()
        )


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail on a port of its own and keeps what it was given."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    """Just enough of RFC 5321 for one message."""

    def handle(self) -> None:
        assert isinstance(self.server, MailServer)
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line.upper().split(" ")[0]
            if verb == "DATA":
                self._say("354 go on")
                lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
                self.server.taken.append("\n".join(lines))
            self._say("221 bye" if verb == "QUIT" else "250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
