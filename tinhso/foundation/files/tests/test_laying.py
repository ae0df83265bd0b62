"""A file that is written in pieces is one file: whole, in order, sealed, and gone with its row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tinhso.foundation.files.actions import discard
from tinhso.foundation.files.jobs import sweep
from tinhso.foundation.files.laying import Laid, keep_laid, lay
from tinhso.foundation.files.models import PIECE, FilePiece, StoredFile
from tinhso.foundation.files.queries import open_stream, original_bytes
from tinhso.foundation.files.storage import storage
from tinhso.kernel import sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import NotFound, Unavailable
from tinhso.kernel.refs import Ref
from tinhso.kernel.sealing.vault import Broken

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
OWNER = Ref("test.owner", UUID("0192f0a0-0000-7000-8000-000000000001"))


@pytest.fixture
def key() -> UUID:
    return sealing.new_key("test")


def laid(key: UUID, content: Iterator[bytes]) -> Laid:
    return lay(at=AT, owner=OWNER, key=key, name="goi.zip", content=content, media_type="application/zip")


def chunks(size: int) -> Iterator[bytes]:
    """So many bytes, in chunks that fit no piece."""
    for start in range(0, size, 1_000_001):
        yield bytes([start % 251]) * min(1_000_001, size - start)


@pytest.mark.parametrize("size", [0, 1, PIECE, 2 * PIECE + 5])
def test_it_comes_back_as_it_went(key: UUID, size: int) -> None:
    whole = b"".join(chunks(size))
    found = laid(key, chunks(size))
    file = keep_laid(found)
    assert found.digest == hashlib.sha256(whole).hexdigest()
    opened = open_stream(owner=OWNER, file=file.id)
    assert opened.headers["Content-Length"] == str(size)
    assert b"".join(opened.content) == whole == original_bytes(owner=OWNER, file=file.id)
    assert file.pieces.count() == max(0, -(-size // PIECE) - 1)


def test_pieces_that_are_missing_or_changed_about_break_it_off(key: UUID) -> None:
    file = keep_laid(laid(key, chunks(2 * PIECE + 5)))
    second, third = file.pieces.order_by("number")
    third.delete()
    with pytest.raises(Unavailable):
        original_bytes(owner=OWNER, file=file.id)
    second.delete()
    FilePiece.objects.create(file=file, number=1, address=third.address)
    FilePiece.objects.create(file=file, number=2, address=second.address)
    with pytest.raises(Broken):
        b"".join(open_stream(owner=OWNER, file=file.id).content)


def test_it_goes_with_its_row_and_what_got_none_goes_too(key: UUID) -> None:
    file = keep_laid(laid(key, chunks(PIECE + 1)))
    orphan = laid(key, chunks(PIECE + 1))
    kept, lost = addresses_of(file, *file.pieces.all()), addresses_of(orphan.file, *orphan.pieces)
    assert kept | lost <= stored()
    later = AT + timedelta(days=4000)
    sweep(at=later)
    assert kept <= stored()
    assert not lost & stored()
    assert not StoredFile.objects.filter(id=orphan.file.id).exists()
    discard(actor=SYSTEM, at=AT, owner=OWNER, file=file.id)
    sweep(at=later)
    assert not kept & stored()


def addresses_of(*rows: StoredFile | FilePiece) -> set[str]:
    return {one.address for one in rows}


def stored() -> set[str]:
    return {address for address, _came in storage().addresses()}


def test_it_can_not_be_opened_once_its_key_is_gone(key: UUID) -> None:
    file = keep_laid(laid(key, chunks(PIECE + 1)))
    sealing.destroy(key)
    with pytest.raises(NotFound):
        open_stream(owner=OWNER, file=file.id)
