"""Reading a mailbox at a mail server (IMAP4rev1, RFC 3501). It is opened to be read alone: no mail is marked, moved or
deleted, so that people may go on using it.

Whatever the server does, a session ends by itself: each wait has an end, and so has the whole.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from threading import Timer
from typing import Any

from tinhso.government.documents.formats.mails import MOST_BYTES
from tinhso.government.documents.rules.mailboxes import Address, Fault

PATIENCE = 10.0
"""Seconds until the next bytes."""
LONGEST = 300.0
"""Seconds of a session."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Failed(Exception):  # noqa: N818 - the name says it
    """The mailbox gives nothing; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class _Bounded(imaplib.IMAP4):
    """A line that is cut when a session takes too long, and takes no answer larger than a mail may be."""

    def open(self, *given: Any, **named: Any) -> None:
        super().open(*given, **named)
        self.cutting = Timer(LONGEST, self._cut)
        self.cutting.daemon = True
        self.cutting.start()

    def read(self, size: int) -> bytes:
        if size > MOST_BYTES:
            raise self.abort("an answer larger than a mail")
        return super().read(size)

    def shutdown(self) -> None:
        self.cutting.cancel()
        super().shutdown()

    def _cut(self) -> None:
        with suppress(OSError, ValueError):
            self.sock.shutdown(socket.SHUT_RDWR)


class _Secure(_Bounded, imaplib.IMAP4_SSL):
    """The same over TLS."""


class Session:
    """An open mailbox."""

    def __init__(self, line: imaplib.IMAP4, validity: int) -> None:
        self._line = line
        self.validity = validity
        """The server's word for its numbering; another one than before means that all numbers are new."""

    def after(self, last: int, *, since: date) -> list[int]:
        """The numbers above `last` of the mails that came on or after a day, in their order."""
        with _speaking(Fault.GARBLED):
            day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
            found = self._said("SEARCH", "UID", f"{last + 1}:*", "SINCE", day)
            # A range that ends with * always holds the last mail there is.
            return sorted({int(one) for part in found if part for one in part.split() if int(one) > last})

    def mail(self, uid: int) -> bytes | None:
        """A mail as it lies there; empty when it is gone meanwhile, None when it is too large to be taken."""
        with _speaking(Fault.GARBLED):
            size = _SIZE.search(
                b" ".join(one for one in self._said("FETCH", str(uid), "(RFC822.SIZE)") if one)
            )
            if size is None:
                return b""
            if int(size[1]) > MOST_BYTES:
                return None
            parts: list[Any] = self._said("FETCH", str(uid), "(BODY.PEEK[])")
            return next((bytes(one[1]) for one in parts if isinstance(one, tuple)), b"")

    def _said(self, *command: str) -> list[Any]:
        state, said = self._line.uid(*command)
        if state != "OK":
            raise Failed(Fault.GARBLED)
        return list(said)


@contextmanager
def opened(address: Address) -> Iterator[Session]:
    """A mailbox, open to be read; Failed says why it can not be."""
    with _speaking(Fault.GARBLED):
        line = _line(address)
    try:
        with _speaking(Fault.LOGIN):
            line.login(address.user, address.password)
        with _speaking(Fault.FOLDER):
            folder = address.folder.replace("\\", "\\\\").replace('"', '\\"')
            state, _count = line.select(f'"{folder}"', readonly=True)
            if state != "OK":
                raise Failed(Fault.FOLDER)
            _name, said = line.response("UIDVALIDITY")
            validity = int(said[0]) if said and said[0] else 0
        yield Session(line, validity)
    finally:
        # Asked to end politely it might hang; nothing was changed that would have to be kept.
        with suppress(imaplib.IMAP4.error, OSError, ValueError):
            line.shutdown()


def _line(address: Address) -> imaplib.IMAP4:
    if address.secure:
        return _Secure(address.host, address.port, ssl_context=ssl.create_default_context(), timeout=PATIENCE)
    return _Bounded(address.host, address.port, timeout=PATIENCE)


@contextmanager
def _speaking(otherwise: Fault) -> Iterator[None]:
    """Whatever goes wrong while a server is spoken to is one of the faults; its own words are not repeated."""
    try:
        yield
    except ssl.SSLCertVerificationError as wrong:
        raise Failed(Fault.UNTRUSTED) from wrong
    except (OSError, EOFError) as wrong:
        raise Failed(Fault.SILENT) from wrong
    except imaplib.IMAP4.abort as wrong:
        raise Failed(Fault.GARBLED) from wrong
    except (imaplib.IMAP4.error, ValueError, TypeError, LookupError, AttributeError) as wrong:
        raise Failed(otherwise) from wrong
