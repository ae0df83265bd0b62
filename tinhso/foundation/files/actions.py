"""Writes of files. The calling system has checked its own permission on the owner; here stands what holds for all.

The bytes are synced to disk before their row exists, so a row never points at nothing. What is written and gets
no row is swept a day later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.files.engine.intake import Examined, examine, glance
from tinhso.foundation.files.engine.refusal import Unsafe
from tinhso.foundation.files.limits import limits
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.reading import first_reading
from tinhso.foundation.files.scanning import ScannerDown, scanner
from tinhso.foundation.files.storage import storage
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Fault, Invalid, NotFound
from tinhso.kernel.refs import Ref
from tinhso.kernel.statements import insert, new_row

State = StoredFile.State
EXAMINE = "files.examine"
_SHOWN_NAME = 80


class Readable(Protocol):
    """An uploaded file, as far as it is read here."""

    def read(self, size: int = -1, /) -> bytes: ...


class Came(NamedTuple):
    """A file as it was sent; `field` is where a fault of it is told."""

    name: str
    content: bytes
    field: str = "file"


def take_in(
    *,
    actor: Actor,
    at: datetime,
    owner: Ref,
    key: UUID,
    name: str,
    content: bytes | Readable,
    field: str = "file",
    agency: UUID | None = None,
) -> StoredFile:
    """Examine a file and keep it sealed with the owner's key.

    Refused with Invalid, which names the file and says why at `field`; with Unavailable when it cannot be stored
    now, and then nothing was kept. While the scanner is down the file is kept and waits closed.
    """
    bounds = limits()
    came = content if isinstance(content, bytes) else content.read(bounds.bytes + 1)
    try:
        found = examine(name, came, bounds)
        state, scanned_by = _scan(came)
    except Unsafe as refusal:
        raise _not_taken(name, field, refusal) from refusal
    file = _row(found, came, owner=owner, key=key, state=state, at=at)
    _store((file, found))
    file.scanner, file.examined_at = scanned_by, at
    with transaction.atomic():
        _note([file], actor=actor, agency=agency, at=at)
    return file


def take_in_together(
    *, actor: Actor, at: datetime, owner: Ref, key: UUID, came: Sequence[Came], agency: UUID | None = None
) -> list[StoredFile]:
    """Keep files that came with one message, sealed and closed: the cheap checks are made now, a job does the rest.

    Refused as by `take_in`, all of them for one. Belongs inside the transaction of what they came with.
    """
    bounds, kept = limits(), []
    for one in came:
        try:
            name, kind = glance(one.name, one.content, bounds)
        except Unsafe as refusal:
            raise _not_taken(one.name, one.field, refusal) from refusal
        found = Examined(name, kind, one.content)
        file = _row(found, one.content, owner=owner, key=key, state=State.AWAITING_SCAN, at=at)
        kept.append((file, found))
    files = [file for file, _ in kept]
    if files:
        _store(*kept)
        _note(files, actor=actor, agency=agency, at=at)
        enqueue(EXAMINE, {"files": [str(file.id) for file in files]}, due_at=at)
    return files


def _not_taken(name: str, field: str, refusal: Unsafe) -> Invalid:
    shown = "".join(letter if letter.isprintable() else "?" for letter in name[:_SHOWN_NAME])
    return Invalid(
        _("Không nhận tệp “%(name)s”.") % {"name": shown},
        faults=[Fault(field, f"“{shown}”: {refusal}")],
        next_step=_("Các tệp và thông tin khác vẫn được giữ."),
    )


def _row(
    found: Examined, came: bytes, *, owner: Ref, key: UUID, state: StoredFile.State, at: datetime
) -> StoredFile:
    """What is known of a file; neither its bytes nor its row are kept yet."""
    file = new_row(
        StoredFile,
        owner=owner,
        key=key,
        media_type=found.kind.media_type,
        fingerprint=sealing.blind("files.content", hashlib.sha256(came).hexdigest()),
        state=state,
        reading=first_reading(owner),
        created_at=at,
    )
    file.name_sealed = sealing.seal_text(key, found.name, row=file.row("name"))
    return file


def _note(files: Sequence[StoredFile], *, actor: Actor, agency: UUID | None, at: datetime) -> None:
    insert(*files)
    told = {
        file.ref: {
            "owner": str(file.owner), "media_type": file.media_type, "size": file.size, "state": str(file.state)
        }
        for file in files
    }  # fmt: skip
    ledger.record_each(told, actor=actor, verb="files.taken_in", at=at, agency=agency)


def keep(
    *,
    at: datetime,
    owner: Ref,
    key: UUID,
    name: str,
    content: bytes,
    media_type: str = "application/pdf",
    read: bool = False,
) -> StoredFile:
    """Keep a file the platform made itself, sealed and byte-exact; Unavailable when it cannot be stored.

    `read`: it says what nothing else of its owner says, so it is read for those who search. The caller records the act
    it belongs to.
    """
    file = StoredFile(
        owner=owner, key=key, media_type=media_type, state=State.CLEAN, created_at=at, examined_at=at,
        reading=first_reading(owner) if read else StoredFile.Reading.NOBODY,
    )  # fmt: skip
    file.name_sealed = sealing.seal_text(key, name, row=file.row("name"))
    file.fingerprint = sealing.blind("files.content", hashlib.sha256(content).hexdigest())
    file.size = len(content)
    file.address = storage().put(sealing.seal(key, content, row=file.row("content")))
    file.save(force_insert=True)
    return file


def settle(*, file: UUID, at: datetime) -> bool:
    """Finish the examination of a file that waits. False when the scanner is down and it waits on.

    The scanner is asked while no transaction is open: one that hangs keeps nobody else waiting.
    """
    row = StoredFile.objects.filter(id=file, state=State.AWAITING_SCAN).first()
    if row is None:
        return True
    try:
        _settle(row, at)
    except ScannerDown:
        return False
    except (sealing.Destroyed, FileNotFoundError):
        row.state, row.reason = State.REFUSED, "Tệp không còn trong kho."
    with transaction.atomic():
        if not StoredFile.objects.select_for_update().filter(id=file, state=State.AWAITING_SCAN).exists():
            return True
        row.save()
        ledger.record(
            actor=SYSTEM, verb="files.examined", about=row.ref, at=at,
            data={"owner": str(row.owner), "state": str(row.state), "scanner": row.scanner},
        )  # fmt: skip
    return True


def discard(*, actor: Actor, at: datetime, owner: Ref, file: UUID, agency: UUID | None = None) -> None:
    """Take a file of this owner away. Its bytes go with the next sweep."""
    with transaction.atomic():
        row = StoredFile.objects.filter(id=file, owner=owner).first()
        if row is None:
            raise NotFound(_("Không tìm thấy tệp này."))
        row.delete()
        ledger.record(
            actor=actor, verb="files.discarded", about=Ref(row.ref.kind, file), at=at, agency=agency,
            data={"owner": str(owner)},
        )  # fmt: skip


def _settle(row: StoredFile, at: datetime) -> None:
    came = sealing.unseal(row.key, storage().get(row.address), row=row.row("content"))
    try:
        found = examine(row.name, came, limits()) if row.examined_at is None else None
        state, row.scanner = _verdict(came)
    except Unsafe as refusal:
        row.state, row.reason, row.examined_at = State.REFUSED, str(refusal), at
        return
    if found is not None:
        _store((row, found))
    row.state, row.examined_at = state, at


def _verdict(content: bytes) -> tuple[StoredFile.State, str]:
    """Clean, by this scanner; Unsafe when it found something, ScannerDown when it cannot say."""
    asked = scanner()
    if asked.scan(content):
        raise Unsafe(_("Bộ quét phát hiện mã độc trong tệp; xin không mở tệp này và gửi bản khác"))
    return State.CLEAN, asked.name


def _scan(content: bytes) -> tuple[StoredFile.State, str]:
    try:
        return _verdict(content)
    except ScannerDown:
        return State.AWAITING_SCAN, ""


def _store(*kept: tuple[StoredFile, Examined]) -> None:
    """Seal and sync what was found, and note where it lies."""
    blobs = []
    for file, found in kept:
        blobs.append(sealing.seal(file.key, found.content, row=file.row("content")))
        if found.view:
            blobs.append(sealing.seal(file.key, found.view, row=file.row("view")))
    addresses = iter(storage().put_all(blobs))
    for file, found in kept:
        file.size, file.active, file.address = len(found.content), found.active, next(addresses)
        if found.view:
            file.view_address = next(addresses)
