"""A mail as it lies in a mailbox (RFC 5322, MIME), read for what a records clerk needs. No ORM.

Any bytes at all give a `Mail` or `Unreadable`, never another error; nothing in a mail is ever acted upon.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime

MOST_BYTES, MOST_PARTS, DEEPEST, MOST_TEXT = 40 * 1024 * 1024, 60, 5, 20_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""And halves of a surrogate pair, which some character sets can write and nothing can keep."""


class Unreadable(ValueError):  # noqa: N818 - the name says it
    """The bytes are no mail, or one that is not taken. The words are for whoever looks after the mailbox."""


@dataclass(frozen=True)
class Attached:
    """A file of a mail."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One mail."""

    identifier: str
    """A digest of its Message-ID, else of the mail itself: the same mail is the same, and no address is told."""
    sender: str
    """The name it gives; empty where it gives none."""
    address: str
    subject: str
    sent_at: datetime | None
    text: str
    files: Sequence[Attached]


def read(raw: bytes) -> Mail:
    """Read a mail; Unreadable when it is too large, nested too deeply, or none."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"thư lớn hơn {MOST_BYTES // 1024 // 1024} MB")
    try:
        message = BytesParser(policy=policy.default).parsebytes(raw)
        if not message.get("From") or not isinstance(message, EmailMessage):
            raise Unreadable("không phải thư: thiếu dòng From")
        _bounded(message, 0, [0])
        return _read(message, raw)
    except Unreadable:
        raise
    except (
        MessageError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError,
    ) as wrong:  # fmt: skip
        raise Unreadable("thư hỏng, không đọc được") from wrong


def _read(message: EmailMessage, raw: bytes) -> Mail:
    name, address = (getaddresses([_line(message["From"])]) or [("", "")])[0]
    return Mail(
        identifier=hashlib.sha256(_line(message["Message-ID"]).encode() or raw).hexdigest(),
        sender=_line(name),
        address=_line(address),
        subject=_line(message["Subject"]),
        sent_at=_moment(message),
        text=_body(message),
        files=list(_files(message)),
    )


def _body(message: EmailMessage) -> str:
    """The plain text; of a mail that has only marked-up text nothing, the clerk opens its files."""
    part = message.get_body(preferencelist=("plain",))
    if part is None:
        return ""
    content = part.get_content()
    return _CONTROL.sub("", content if isinstance(content, str) else "")[:MOST_TEXT].strip()


def _files(message: EmailMessage) -> Sequence[Attached]:
    found = []
    for part in message.iter_attachments():
        name = _line(part.get_filename())
        if part.is_multipart():
            # A mail within a mail is a file of its own kind, which is not taken.
            found.append(Attached(name or "thu-kem-theo.eml", part.as_bytes()))
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and (name or content):
            found.append(Attached(name or "tep-khong-ten", content))
    return found


def _bounded(part: Message, depth: int, counted: list[int]) -> None:
    counted[0] += 1
    if depth > DEEPEST or counted[0] > MOST_PARTS:
        raise Unreadable("thư lồng quá nhiều phần")
    if part.is_multipart():
        for one in part.get_payload():
            if isinstance(one, Message):
                _bounded(one, depth + 1, counted)


def _moment(message: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(_line(message["Date"]))
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _line(value: object) -> str:
    return " ".join(_CONTROL.sub(" ", str(value or "")).split())
