"""Files the platform makes itself that no memory need hold: written piece by piece, each piece sealed by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.foundation.files.models import PIECE, FilePiece, StoredFile
from tinhso.foundation.files.storage import storage
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref


@dataclass(frozen=True)
class Laid:
    """A file whose bytes lie in the store and whose rows do not stand yet: `keep_laid` makes it one, or a day later
    it is swept."""

    file: StoredFile
    pieces: Sequence[FilePiece]
    """Those after the first."""
    digest: str
    """SHA-256 of the whole."""


def lay(*, at: datetime, owner: Ref, key: UUID, name: str, content: Iterable[bytes], media_type: str) -> Laid:
    """Seal and sync what the platform makes itself, outside any transaction; Unavailable when it cannot be stored."""
    file = StoredFile(
        id=new_id(), owner=owner, key=key, media_type=media_type, state=StoredFile.State.CLEAN, created_at=at,
        examined_at=at, size=0,
    )  # fmt: skip
    file.name_sealed = sealing.seal_text(key, name, row=file.row("name"))
    whole, pieces = hashlib.sha256(), list[FilePiece]()
    for number, piece in enumerate(_cut(content)):
        whole.update(piece)
        file.size += len(piece)
        address = storage().put(sealing.seal(key, piece, row=file.row_of_piece(number)))
        if number:
            pieces.append(FilePiece(file=file, number=number, address=address))
        else:
            file.address = address
    file.fingerprint = sealing.blind("files.content", whole.hexdigest())
    return Laid(file, pieces, whole.hexdigest())


def keep_laid(laid: Laid) -> StoredFile:
    """Keep what was laid down, inside the transaction of what it belongs to; the caller records the act."""
    laid.file.save(force_insert=True)
    FilePiece.objects.bulk_create(laid.pieces)
    return laid.file


def _cut(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size but for the last; one piece, be it empty, at least."""
    held, none = bytearray(), True
    for chunk in content:
        held += chunk
        while len(held) >= PIECE:
            yield bytes(memoryview(held)[:PIECE])
            none = False
            del held[:PIECE]
    if held or none:
        yield bytes(held)
