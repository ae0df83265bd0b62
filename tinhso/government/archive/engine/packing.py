"""A closed file as a package for an archive: everything in it read, checked against what was filed, and written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _

from tinhso import __version__
from tinhso.contracts.documents import record_sources
from tinhso.foundation.files.laying import lay
from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.units.queries import agency
from tinhso.government.archive.actions.handing_over import pack
from tinhso.government.archive.engine.printing import contents_of
from tinhso.government.archive.formats import csip
from tinhso.government.archive.formats.parts import Content, Document, Part, Whole
from tinhso.government.archive.models import Item, RecordFile, TransferredFile
from tinhso.government.archive.queries import lists
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Refusal
from tinhso.kernel.refs import Ref

LARGEST = 8 * 1024 * 1024 * 1024
"""Bytes of what lies in one file: what a slow machine packs well within the lease of the job."""


class Unpackable(Exception):  # noqa: N818 - told to the records clerk, not a malfunction
    """Why a file can not be packed, in words."""


def package(*, row: int, at: datetime) -> None:
    """Pack one file of a hand-over; what stands in the way is kept as words beside it."""
    found = TransferredFile.objects.select_related("file__plan").get(pk=row)
    if found.settled or found.package_id is not None:
        return
    file = found.file
    try:
        laid = lay(
            at=at, owner=file.ref, key=file.key, name=f"{file.plan.year}-{file.code}.zip",
            content=pack_file(file, at=at), media_type="application/zip",
        )  # fmt: skip
    except (Unpackable, Refusal) as wrong:
        pack(row=row, laid=None, failure=str(wrong), at=at)
        return
    pack(row=row, laid=laid, failure="", at=at)


def pack_file(file: RecordFile, *, at: datetime) -> Iterator[bytes]:
    """The package of a closed file as it comes to be; Unpackable says what stands in the way.

    Everything in the file is read twice, one by one: to be named with its digest, then to be written.
    """
    documents, total = [], 0
    for item in file.items.select_related("stored").order_by("position"):
        contents = _contents(item, file)
        total += sum(one.size for one in contents)
        if total > LARGEST:
            raise Unpackable(_("Hồ sơ lớn hơn 8 GB nên chưa đóng gói được; xin tách hồ sơ."))
        documents.append(_document(item, contents))
    listed = Part.of("documentation/muc-luc-van-ban.pdf", "application/pdf", contents_of(file, at=at))
    try:
        yield from csip.pack(_whole(file, documents, at=at), documentation=[listed])
    except ValueError as changed:
        raise Unpackable(
            _("Tệp %(path)s đổi trong khi đóng gói; xin đóng gói lại.") % {"path": changed}
        ) from changed


def _contents(item: Item, file: RecordFile) -> list[Content]:
    """The files of one document, each the very bytes that were filed."""
    if isinstance(item.source, Ref):
        entry = record_sources.get(item.source.kind)
        record = entry.read(SYSTEM, [item.source.id]).get(item.source.id) if entry else None
        if record is None:
            raise Unpackable(_("Không đọc được văn bản “%(name)s” trong hồ sơ.") % {"name": item})
        found = [_content(one.name, one.media_type, one.open) for one in record.enclosures]
    else:
        stored = item.stored
        if stored is None:
            raise Unpackable(_("Không đọc được văn bản “%(name)s” trong hồ sơ.") % {"name": item})
        found = [
            _content(stored.name, stored.media_type, partial(original_bytes, owner=file.ref, file=stored.id))
        ]
    digests = [one.digest for one in found]
    if item.digests and digests[: len(item.digests)] != item.digests:
        raise Unpackable(_("Tệp của “%(name)s” không còn đúng như khi đưa vào hồ sơ.") % {"name": item})
    return found


def _content(name: str, media_type: str, reading: Callable[[], bytes]) -> Content:
    read = reading()
    return Content(
        name=name,
        media_type=media_type,
        size=len(read),
        digest=hashlib.sha256(read).hexdigest(),
        open=reading,
    )


def _document(item: Item, contents: Sequence[Content]) -> Document:
    return Document(
        position=item.position, type_title=item.type_title, notation=item.notation, dated=item.dated,
        author=item.author, subject=item.subject, pages=item.pages, contents=contents,
    )  # fmt: skip


def _whole(file: RecordFile, documents: Sequence[Document], *, at: datetime) -> Whole:
    office = agency(file.agency_id, on=clock.local(at).date())
    assert file.closed_on is not None
    return Whole(
        id=file.id,
        fonds=office.identifier,
        agency=office.name,
        year=file.plan.year,
        code=file.code,
        heading=str(file.heading),
        title=file.title,
        description=file.description(),
        retention=lists.label(lists.RETENTION, file.retention, on=file.opened_on),
        maintenance=lists.maintenance_of(file.retention, on=file.opened_on),
        access=file.access,
        access_title=lists.label(lists.ACCESS, file.access, on=file.opened_on),
        responsible=file.responsible.name,
        opened_on=file.opened_on,
        closed_on=file.closed_on,
        made_at=clock.local(at),
        version=__version__,
        documents=documents,
    )
