"""Where sealed bytes lie. A store keeps what it says it kept: synced, then named, then the name synced."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.kernel.errors import Unavailable
from tinhso.kernel.files import write_all_durably

_LENGTH = 64


class Storage(Protocol):
    """A store of immutable blobs addressed by their SHA-256."""

    def put(self, blob: bytes) -> str:
        """Keep a blob for good and return its address; Unavailable when that is not possible now."""
        ...

    def put_all(self, blobs: Sequence[bytes]) -> list[str]:
        """The same for several that came together."""
        ...

    def get(self, address: str) -> bytes:
        """The blob; FileNotFoundError when there is none, Unavailable when it cannot be read or was altered."""
        ...

    def delete(self, address: str) -> None:
        """Forget a blob; one that is not there is no fault."""
        ...

    def addresses(self) -> Iterator[tuple[str, datetime]]:
        """Every blob and when it came."""
        ...


class DiskStorage:
    """Blobs in 256 folders below a root, `ab/abcd…`; those of older versions lie one folder deeper, `ab/cd/abcd…`.

    So few folders are soon all there: a new one costs a disk as much as a new blob.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, blob: bytes) -> str:
        return self.put_all([blob])[0]

    def put_all(self, blobs: Sequence[bytes]) -> list[str]:
        addresses = [hashlib.sha256(blob).hexdigest() for blob in blobs]
        try:
            write_all_durably(
                {self._path(address): blob for address, blob in zip(addresses, blobs, strict=True)}
            )
        except OSError as error:
            raise Unavailable(
                _("Kho tệp đang đầy hoặc không ghi được; tệp chưa được nhận."),
                next_step=_("Xin gửi lại tệp sau ít phút; những gì đã lưu vẫn còn."),
            ) from error
        return addresses

    def get(self, address: str) -> bytes:
        try:
            blob = self._found(address).read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise Unavailable(_("Kho tệp đang không đọc được; xin thử lại sau ít phút.")) from error
        if hashlib.sha256(blob).hexdigest() != address:
            raise Unavailable(_("Tệp trong kho đã hỏng; quản trị viên cần phục hồi từ bản sao lưu."))
        return blob

    def delete(self, address: str) -> None:
        self._found(address).unlink(missing_ok=True)

    def addresses(self) -> Iterator[tuple[str, datetime]]:
        for path in self._each("?" * _LENGTH):
            with suppress(FileNotFoundError):
                yield path.name, _modified(path)

    def clear_unfinished(self, before: datetime) -> int:
        """Remove what a killed process left half written; returns how many."""
        cleared = 0
        for path in self._each(".*"):
            with suppress(FileNotFoundError):
                if _modified(path) < before:
                    path.unlink()
                    cleared += 1
        return cleared

    def _path(self, address: str) -> Path:
        if len(address) != _LENGTH or not address.isalnum():
            raise FileNotFoundError(address)
        return self._root / address[:2] / address

    def _found(self, address: str) -> Path:
        path = self._path(address)
        return path if path.exists() else path.parent / address[2:4] / address

    def _each(self, name: str) -> Iterator[Path]:
        for folder in ("??", "??/??"):
            yield from self._root.glob(f"{folder}/{name}")


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def storage() -> DiskStorage:
    """The store of this installation."""
    return DiskStorage(settings.FILES_ROOT)
