"""What files say, for those who search. Only files of owners of certain kinds are read; what they say is sealed beside
them with their key, and goes when they go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.foundation.files.engine.texts import text_of
from tinhso.foundation.files.models import FileText, StoredFile
from tinhso.foundation.files.queries import original_bytes
from tinhso.kernel import sealing
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Ref
from tinhso.kernel.registry import Registry
from tinhso.kernel.text import nfc

Reading = StoredFile.Reading


@dataclass(frozen=True)
class ReadFor:
    """Owners whose files are read, and who is told in the transaction in which something of one is known."""

    kind: str
    """The kind of their refs."""
    then: Callable[[Ref], None]


read_for: Registry[ReadFor] = Registry("owners whose files are read", key=lambda entry: entry.kind)


def first_reading(owner: Ref) -> str:
    """How a new file of this owner begins."""
    return Reading.WAITING if owner.kind in read_for else Reading.NOBODY


def read(*, file: UUID, at: datetime) -> None:
    """Read a file that waits. Unavailable when it cannot be fetched now, and then it waits on."""
    row = StoredFile.objects.filter(id=file, state=StoredFile.State.CLEAN, reading=Reading.WAITING).first()
    if row is None:
        return
    try:
        content = original_bytes(owner=_owner(row), file=file)
    except NotFound:
        content = b""
    keep_text(file=file, text=text_of(content, row.media_type), at=at)


def keep_text(*, file: UUID, text: str, at: datetime) -> None:
    """Keep what a file says, whoever read it; empty for one of which nothing could be read.

    What was read stays when a later try reads nothing; a file that is gone is none to keep anything of.
    """
    text = nfc(text)
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().filter(id=file).first()
        if row is None or (not text and row.reading == Reading.READ):
            return
        row.reading = Reading.READ if text else Reading.UNREAD
        row.save(update_fields=["reading"])
        if text:
            sealed = sealing.seal_text(row.key, text, row=row.row("text"))
            FileText.objects.update_or_create(file=row, defaults={"text_sealed": sealed, "read_at": at})
        owner = _owner(row)
        if owner.kind in read_for:
            read_for[owner.kind].then(owner)


@dataclass(frozen=True)
class Said:
    """What one file says."""

    file: UUID
    name: str
    text: str


def texts_of(owners: Iterable[Ref]) -> dict[Ref, list[Said]]:
    """What the files of these owners say, the oldest file first; nothing of one whose key is gone."""
    found: dict[Ref, list[Said]] = {}
    rows = FileText.objects.filter(file__owner__in=list(owners), file__state=StoredFile.State.CLEAN)
    for one in rows.select_related("file").order_by("file"):
        try:
            text = sealing.unseal_text(one.file.key, one.text_sealed, row=one.file.row("text"))
        except sealing.Destroyed:
            continue
        found.setdefault(_owner(one.file), []).append(Said(one.file_id, one.file.name, text))
    return found


def _owner(row: StoredFile) -> Ref:
    assert isinstance(row.owner, Ref)
    return row.owner
