"""The mailbox of an agency at a mail server: its address, what can be wrong with it, when it is asked again. No ORM."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy

SECURE, PLAIN = "imaps", "imap"
_PORTS = {SECURE: 993, PLAIN: 143}
_EACH = timedelta(minutes=1)
_LONGEST = timedelta(minutes=10)


class Fault(StrEnum):
    """Why a mailbox gives nothing."""

    ADDRESS = "address"
    SILENT = "silent"
    UNTRUSTED = "untrusted"
    LOGIN = "login"
    FOLDER = "folder"
    GARBLED = "garbled"
    HOUSE = "house"


FAULT_TITLES = {
    Fault.ADDRESS: gettext_lazy("Địa chỉ hộp thư trong cấu hình không đúng dạng."),
    Fault.SILENT: gettext_lazy("Máy chủ thư không trả lời."),
    Fault.UNTRUSTED: gettext_lazy("Chứng thư TLS của máy chủ thư không được tin cậy."),
    Fault.LOGIN: gettext_lazy("Máy chủ thư không nhận tên hoặc mật khẩu."),
    Fault.FOLDER: gettext_lazy("Không mở được thư mục của hộp thư."),
    Fault.GARBLED: gettext_lazy("Máy chủ thư trả lời không đúng giao thức, hoặc ngắt giữa chừng."),
    Fault.HOUSE: gettext_lazy("Thư đã đến nhưng hệ thống chưa nhận được; thư vẫn nằm trong hộp."),
}


@dataclass(frozen=True)
class Address:
    """Where a mailbox is, and as whom it is opened."""

    host: str
    port: int
    secure: bool
    user: str
    password: str = field(repr=False)
    folder: str

    def __str__(self) -> str:
        """Without the password, as it is shown and kept."""
        return f"{SECURE if self.secure else PLAIN}://{self.user}@{self.host}:{self.port}/{self.folder}"


def address_of(text: str) -> Address:
    """Read `imaps://user:password@host:port/folder`, its parts percent-encoded; ValueError when it is none.

    Without a port the one of the protocol is meant, without a folder `INBOX`.
    """
    parts = urlsplit(text.strip())
    folder = unquote(parts.path.strip("/")) or "INBOX"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme not in _PORTS or not parts.hostname or not user or not password:
        raise ValueError("not the address of a mailbox")
    if not all(one.isascii() and one.isprintable() for one in (folder, user, password)):
        raise ValueError("a mailbox is named in printable ASCII")
    return Address(
        host=parts.hostname, port=parts.port or _PORTS[parts.scheme], secure=parts.scheme == SECURE, user=user,
        password=password, folder=folder,
    )  # fmt: skip


def wait_after(failures: int) -> timedelta:
    """How long until a mailbox is asked again that failed so often one after the other."""
    return min(_EACH * (1 << min(failures, 8)), _LONGEST)
