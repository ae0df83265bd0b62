"""Reads of files. The calling system has checked its permission on the owner, and records the read.

A file is found only together with the owner it is asked under, so a guessed id opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from urllib.parse import quote
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.files.models import PIECE, StoredFile
from tinhso.foundation.files.storage import storage
from tinhso.kernel import sealing
from tinhso.kernel.errors import Conflict, NotAllowed, NotFound, Unavailable
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import fold

State = StoredFile.State
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a browser may show in place; everything else is saved."""


@dataclass(frozen=True)
class Listed:
    """One file as lists show it."""

    id: UUID
    ref: Ref
    name: str
    media_type: str
    size: int
    state: StoredFile.State
    reason: str
    created_at: datetime
    unread: bool
    """It was to be read for those who search, and nothing could be."""

    @property
    def openable(self) -> bool:
        return self.state == State.CLEAN


@dataclass(frozen=True)
class Opened:
    """Bytes to hand out, with the headers that keep a browser from acting on them."""

    content: bytes
    media_type: str
    name: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Streamed:
    """The same, piece by piece."""

    content: Iterator[bytes]
    headers: Mapping[str, str]


def files_of(*, owner: Ref, files: Iterable[UUID] | None = None) -> list[Listed]:
    """The files of an owner, oldest first; or those among `files` that are its."""
    rows = StoredFile.objects.filter(owner=owner).order_by("id")
    if files is not None:
        rows = rows.filter(id__in=list(files))
    return [
        Listed(
            row.id,
            row.ref,
            row.name,
            row.media_type,
            row.size,
            State(row.state),
            row.reason,
            row.created_at,
            unread=row.reading == StoredFile.Reading.UNREAD,
        )
        for row in rows
    ]


def to_read() -> tuple[int, int]:
    """How many files wait to be read for those who search, and of how many nothing could be."""
    clean = StoredFile.objects.filter(state=State.CLEAN)
    return (
        clean.filter(reading=StoredFile.Reading.WAITING).count(),
        clean.filter(reading=StoredFile.Reading.UNREAD).count(),
    )


def open_file(*, owner: Ref, file: UUID, original: bool = False, save: bool = False) -> Opened:
    """A file to look at, or to save as it came (`original`).

    NotFound when this owner has no such file or its key is destroyed; Conflict while it waits for its examination
    or when it was refused; NotAllowed for the original of a PDF with parts that act by themselves.
    """
    row = _clean(owner, file)
    looking = bool(row.view_address) and not original
    if original and row.active:
        raise NotAllowed(
            _("Bản gốc có phần tự chạy hoặc tệp đính kèm nên không mở được ở đây."),
            next_step=_("Xem bản an toàn; việc kiểm tra chữ ký số vẫn dùng bản gốc."),
        )
    content = _unsealed(row, view=looking)
    inline = row.media_type in SHOWN and not save and not original
    return Opened(content, row.media_type, row.name, _headers(row.media_type, row.name, inline=inline))


def original_bytes(*, owner: Ref, file: UUID) -> bytes:
    """The bytes as they are kept, for the platform's own work (checking signatures); never handed out as they are."""
    return _unsealed(_clean(owner, file), view=False)


def open_stream(*, owner: Ref, file: UUID) -> Streamed:
    """The original of a file to save, piece by piece, whatever its size; refused as by `open_file`.

    A piece that is missing or altered later on breaks it off, and the length that was told shows it.
    """
    row = _clean(owner, file)
    pieces = _pieces(row)
    headers = _headers(row.media_type, row.name, inline=False) | {"Content-Length": str(row.size)}
    return Streamed(chain([next(pieces)], pieces), headers)


def _clean(owner: Ref, file: UUID) -> StoredFile:
    row = StoredFile.objects.filter(id=file, owner=owner).first()
    if row is None:
        raise NotFound(_("Không tìm thấy tệp này."))
    if row.state == State.AWAITING_SCAN:
        raise Conflict(
            _("Tệp đang chờ kiểm tra an toàn, chưa mở được."),
            next_step=_("Hệ thống tự kiểm tra lại mỗi phút; xin mở lại sau."),
        )
    if row.state == State.REFUSED:
        raise Conflict(
            _("Tệp không qua kiểm tra an toàn: %(reason)s") % {"reason": row.reason},
            next_step=_("Đề nghị người nộp gửi tệp khác."),
        )
    return row


def _unsealed(row: StoredFile, *, view: bool) -> bytes:
    if view:
        return _blob(row, row.view_address, row.row("view"))
    return b"".join(_pieces(row))


def _pieces(row: StoredFile) -> Iterator[bytes]:
    """The content as it was written; Unavailable when not all of it is there."""
    addresses = [row.address]
    if row.size > PIECE:
        addresses += row.pieces.order_by("number").values_list("address", flat=True)
    told = 0
    for number, address in enumerate(addresses):
        piece = _blob(row, address, row.row_of_piece(number))
        told += len(piece)
        yield piece
    if told != row.size:
        raise Unavailable(_("Kho tệp thiếu tệp này; quản trị viên cần phục hồi từ bản sao lưu."))


def _blob(row: StoredFile, address: str, bound: str) -> bytes:
    try:
        return sealing.unseal(row.key, storage().get(address), row=bound)
    except sealing.Destroyed:
        raise NotFound(_("Tệp đã được xóa theo thời hạn lưu trữ.")) from None
    except FileNotFoundError:
        raise Unavailable(_("Kho tệp thiếu tệp này; quản trị viên cần phục hồi từ bản sao lưu.")) from None


def _headers(media_type: str, name: str, *, inline: bool) -> dict[str, str]:
    stem, _, ending = name.rpartition(".")
    plain = fold(stem).replace(" ", "-")[:60] or "tep"
    named = f"filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {
        "Content-Type": media_type,
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; {named}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
        # A page of the house may show it beside the form; a page itself is shown in none.
        "X-Frame-Options": "SAMEORIGIN",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
    }
