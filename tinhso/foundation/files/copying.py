"""The same file for another owner. Each copy is sealed with its owner's key, so each goes when its own key goes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.queries import open_file, original_bytes
from tinhso.foundation.files.reading import first_reading
from tinhso.foundation.files.storage import storage
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref


def copy(*, at: datetime, of: Ref, file: UUID, owner: Ref, key: UUID) -> StoredFile:
    """A file of one owner, byte for byte and as it was examined, for another owner.

    NotFound when `of` has no such file or its key is gone; Conflict while it waits for its examination or when it was
    refused; Unavailable when it cannot be stored. The caller has checked both owners and records the act.
    """
    content = original_bytes(owner=of, file=file)
    source = StoredFile.objects.get(id=file, owner=of)
    made = StoredFile(
        id=new_id(), owner=owner, key=key, media_type=source.media_type, size=source.size,
        fingerprint=source.fingerprint, active=source.active, state=source.state, scanner=source.scanner,
        reading=first_reading(owner), created_at=at, examined_at=source.examined_at,
    )  # fmt: skip
    made.name_sealed = sealing.seal_text(key, source.name, row=made.row("name"))
    made.address = storage().put(sealing.seal(key, content, row=made.row("content")))
    if source.view_address:
        view = open_file(owner=of, file=file).content
        made.view_address = storage().put(sealing.seal(key, view, row=made.row("view")))
    made.save(force_insert=True)
    return made
