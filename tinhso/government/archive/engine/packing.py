"""A closed file as a package for an archive: everything in it read, checked against what was filed, and written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tinhso import __version__
from tinhso.contracts.documents import record_sources
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

LARGEST = 512 * 1024 * 1024
"""Bytes of one package: it is made in memory."""


class Unpackable(Exception):  # noqa: N818 - told to the records clerk, not a malfunction
    """Why a file can not be packed, in words."""


def package(*, row: int, at: datetime) -> None:
    """Pack one file of a hand-over; what stands in the way is kept as words beside it."""
    found = TransferredFile.objects.select_related("file").get(pk=row)
    if found.settled or found.package_id is not None:
        return
    try:
        made = pack_file(found.file, at=at)
    except (Unpackable, Refusal) as wrong:
        pack(row=row, content=b"", digest="", failure=str(wrong), at=at)
        return
    pack(row=row, content=made, digest=hashlib.sha256(made).hexdigest(), failure="", at=at)


def pack_file(file: RecordFile, *, at: datetime) -> bytes:
    """The package of a closed file; Unpackable says what stands in the way."""
    documents, total = [], 0
    for item in file.items.order_by("position"):
        contents = _contents(item)
        total += sum(len(one.content) for one in contents)
        if total > LARGEST:
            raise Unpackable(_("Hồ sơ lớn hơn 512 MB nên chưa đóng gói được; xin tách hồ sơ."))
        documents.append(_document(item, contents))
    listed = Part("documentation/muc-luc-van-ban.pdf", "application/pdf", contents_of(file, at=at))
    return csip.pack(_whole(file, documents, at=at), documentation=[listed])


def _contents(item: Item) -> list[Content]:
    """The files of one document, each the very bytes that were filed."""
    if isinstance(item.source, Ref):
        entry = record_sources.get(item.source.kind)
        record = entry.read(SYSTEM, [item.source.id]).get(item.source.id) if entry else None
        if record is None:
            raise Unpackable(_("Không đọc được văn bản “%(name)s” trong hồ sơ.") % {"name": item})
        found = [
            Content(name=one.name, media_type=one.media_type, content=one.open()) for one in record.enclosures
        ]
    else:
        found = [_paper(item)]
    digests = [hashlib.sha256(one.content).hexdigest() for one in found]
    if item.digests and digests[: len(item.digests)] != item.digests:
        raise Unpackable(_("Tệp của “%(name)s” không còn đúng như khi đưa vào hồ sơ.") % {"name": item})
    return found


def _paper(item: Item) -> Content:
    stored = item.stored
    if stored is None:
        raise Unpackable(_("Không đọc được văn bản “%(name)s” trong hồ sơ.") % {"name": item})
    content = original_bytes(owner=item.file.ref, file=stored.id)
    return Content(name=stored.name, media_type=stored.media_type, content=content)


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
