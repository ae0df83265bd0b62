"""A mail server with one mailbox, as much of IMAP as a reader needs; loopback alone."""

from __future__ import annotations

import re
import socketserver
import ssl
from threading import Thread
from types import TracebackType

_LOGIN = re.compile(rb'"?([^" ]+)"? "(.*)"')
_RANGE = re.compile(rb"UID (\d+):\*")
USER, PASSWORD = "vanthu@vidu.example", "mat khau"


class MailboxServer:
    """`mails` by number; `said` the commands it was given. Raise `validity` and the numbers mean something else."""

    def __init__(self, mails: dict[int, bytes], *, tls: ssl.SSLContext | None = None) -> None:
        self.mails, self.validity, self.tls = mails, 1, tls
        self.said: list[str] = []
        self.lies: int | None = None
        """A size that it names in place of the true one."""
        self.ends_after: int | None = None
        """After so many mails it is gone in the middle of the next."""
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def setup(self) -> None:
                if server.tls is not None:
                    self.request = server.tls.wrap_socket(self.request, server_side=True)
                super().setup()

            def handle(self) -> None:
                server._talk(self)

        class Server(socketserver.ThreadingTCPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """Who does not trust us hangs up; that is theirs to say."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    def address(self, password: str = PASSWORD, folder: str = "INBOX") -> str:
        from urllib.parse import quote

        scheme = "imaps" if self.tls else "imap"
        port = self._server.server_address[1]
        return f"{scheme}://{quote(USER)}:{quote(password)}@127.0.0.1:{port}/{folder}"

    def __enter__(self) -> MailboxServer:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _talk(self, line: socketserver.StreamRequestHandler) -> None:
        line.wfile.write(b"* OK here\r\n")
        while word := line.rfile.readline().strip():
            tag, verb, rest = [*word.split(b" ", 2), b""][:3]
            self.said.append(f"{verb.decode()} {rest.decode()}".strip())
            if not self._answer(line, tag, verb.upper(), rest):
                return

    def _answer(self, line: socketserver.StreamRequestHandler, tag: bytes, verb: bytes, rest: bytes) -> bool:
        done = b"OK done"
        match verb:
            case b"CAPABILITY":
                line.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            case b"LOGIN":
                given = _LOGIN.match(rest)
                if given is None or given.groups() != (USER.encode(), PASSWORD.encode()):
                    done = b"NO wrong"
            case b"EXAMINE":
                if rest != b'"INBOX"':
                    done = b"NO unknown"
                else:
                    counted = f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] as ever\r\n"
                    line.wfile.write(counted.encode())
            case b"UID" if rest.startswith(b"SEARCH"):
                found = _RANGE.search(rest)
                assert found is not None
                numbers = [one for one in self.mails if one >= int(found[1])] or sorted(self.mails)[-1:]
                line.wfile.write(b"* SEARCH " + b" ".join(b"%d" % one for one in numbers) + b"\r\n")
            case b"UID":
                return self._give(line, tag, rest)
            case _:
                done = b"BAD never"
        line.wfile.write(tag + b" " + done + b"\r\n")
        return verb != b"LOGOUT"

    def _give(self, line: socketserver.StreamRequestHandler, tag: bytes, rest: bytes) -> bool:
        _fetch, number, what = rest.split(b" ", 2)
        mail = self.mails[int(number)]
        head = b"* 1 FETCH (UID " + number
        if b"SIZE" in what:
            line.wfile.write(b"%s RFC822.SIZE %d)\r\n" % (head, self.lies or len(mail)))
        else:
            if self.ends_after == 0:
                line.wfile.write(b"%s BODY[] {%d}\r\n%s" % (head, len(mail), mail[: len(mail) // 2]))
                return False
            if self.ends_after is not None:
                self.ends_after -= 1
            line.wfile.write(b"%s BODY[] {%d}\r\n%s)\r\n" % (head, len(mail), mail))
        line.wfile.write(tag + b" OK done\r\n")
        return True
