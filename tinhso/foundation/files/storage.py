"""Where sealed bytes lie. A store keeps what it says it kept: synced, then named, then the name synced."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from tinhso.kernel.errors import Unavailable
from tinhso.kernel.files import sync_folder
from tinhso.kernel.ids import new_id


class Storage(Protocol):
    """A store of immutable blobs addressed by their SHA-256."""

    def put(self, blob: bytes) -> str:
        """Keep a blob for good and return its address; Unavailable when that is not possible now."""
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
    """Blobs in two levels of folders below a root, `ab/cd/abcd…`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"

    def put(self, blob: bytes) -> str:
        address = hashlib.sha256(blob).hexdigest()
        target, arriving = self._path(address), self._incoming / str(new_id())
        try:
            self._folder(self._incoming)
            self._folder(target.parent)
            try:
                with arriving.open("xb") as file:
                    file.write(blob)
                    file.flush()
                    os.fsync(file.fileno())
                arriving.replace(target)
            except OSError:
                with suppress(OSError):
                    arriving.unlink()
                raise
            sync_folder(target.parent)
        except OSError as error:
            raise Unavailable(
                "Kho tệp đang đầy hoặc không ghi được; tệp chưa được nhận.",
                next_step="Xin gửi lại tệp sau ít phút; những gì đã lưu vẫn còn.",
            ) from error
        return address

    def get(self, address: str) -> bytes:
        try:
            blob = self._path(address).read_bytes()
        except FileNotFoundError:
            raise
        except OSError as error:
            raise Unavailable("Kho tệp đang không đọc được; xin thử lại sau ít phút.") from error
        if hashlib.sha256(blob).hexdigest() != address:
            raise Unavailable("Tệp trong kho đã hỏng; quản trị viên cần phục hồi từ bản sao lưu.")
        return blob

    def delete(self, address: str) -> None:
        self._path(address).unlink(missing_ok=True)

    def addresses(self) -> Iterator[tuple[str, datetime]]:
        for path in self._root.glob("??/??/*"):
            with suppress(FileNotFoundError):
                yield path.name, _modified(path)

    def clear_incoming(self, before: datetime) -> int:
        """Remove what a killed process left half written; returns how many."""
        left = [path for path in self._incoming.glob("*") if _modified(path) < before]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _path(self, address: str) -> Path:
        if len(address) != 64 or not address.isalnum():
            raise FileNotFoundError(address)
        return self._root / address[:2] / address[2:4] / address

    def _folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._folder(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
            sync_folder(folder.parent)


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def storage() -> DiskStorage:
    """The store of this installation."""
    return DiskStorage(settings.FILES_ROOT)
