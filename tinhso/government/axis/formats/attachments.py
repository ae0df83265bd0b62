"""The files in a message: base64 of the file itself, or of an archive that holds nothing but the file."""

from __future__ import annotations

import base64
import binascii
import io
import struct
import zipfile
import zlib

from django.utils.translation import gettext as _
from lxml import etree

from tinhso.government.axis.formats.messages import LENGTHS, Attachment
from tinhso.government.axis.formats.parts import Limits, Notes, Part, Unreadable
from tinhso.kernel.errors import Fault

_ZIP = b"PK\x03\x04"
_END, _END_LENGTH = b"PK\x05\x06", 22
_DIRECTORY_OF_ONE = 46 + 3 * 65_535
_PACKED = "application/zip"
_OWN_PARTS = ("[Content_Types].xml", "mimetype")
"""What tells that an archive is itself a document of an office program."""


def read(
    encoded: etree._Element | None, manifest: etree._Element | None, notes: Notes, limits: Limits
) -> tuple[Attachment, ...]:
    """The files in the order of the manifest; a fault for each that is announced and missing, or there twice."""
    found: dict[str, Attachment] = {}
    left = limits.files
    files = Part(encoded, notes) if encoded is not None else None
    for number, part in enumerate(files.many("Attachment") if files else ()):
        if number >= limits.attachments:
            notes.fault(part.place, _("Có hơn %(most)d tệp kèm theo.") % {"most": limits.attachments})
            break
        one = _read(part, notes, limits, left)
        left -= len(one.content)
        if one.id in found:
            notes.fault(f"{part.place}/ContentId", _("Hai tệp cùng mã; không biết dùng tệp nào."))
        found[one.id] = one
    listed: list[Attachment] = []
    announced = Part(manifest, notes) if manifest is not None else None
    for part in announced.many("Reference") if announced else ():
        if (at := _id(part)) in found:
            listed.append(_described(found.pop(at), part))
        else:
            notes.fault(part.place, _("Tệp có trong danh mục nhưng không có nội dung."))
    for one in found.values():
        notes.warn(one.name, _("Tệp không có trong danh mục của thông điệp."))
    return (*listed, *found.values())


def _id(part: Part) -> str:
    return part.text("ContentId").removeprefix("cid:")


def _described(one: Attachment, part: Part) -> Attachment:
    """What the file says of itself, filled up from its entry in the manifest."""
    kind = part.text("ContentType")
    return Attachment(
        id=one.id,
        name=one.name or part.text("AttachmentName"),
        # The manifest and the file may name the archive; the name of the file says what is in it.
        content_type=one.content_type or ("" if kind == _PACKED else kind),
        description=one.description or part.text("Description"),
        content=one.content,
    )


def _read(part: Part, notes: Notes, limits: Limits, left: int) -> Attachment:
    name = part.text("AttachmentName", most=LENGTHS["attachmentname"])
    kind = part.text("ContentType")
    content = _decoded(part, notes, name)
    if not content:
        notes.warn(part.place, _("Tệp không có nội dung."))
    unpacked = _unpacked(content, name, part.place, notes, min(limits.file, left))
    if len(unpacked) > min(limits.file, left):
        raise Unreadable(Fault(part.place, _("Tệp kèm theo quá lớn.")))
    return Attachment(
        id=_id(part),
        name=name,
        content_type="" if kind == _PACKED and unpacked is not content else kind,
        description=part.text("Description"),
        content=unpacked,
    )


def _decoded(part: Part, notes: Notes, name: str) -> bytes:
    field = part.one("ContentTransferEncoded")
    text = (field.element.text or "") if field else ""
    if field is None or len(field.element):
        notes.fault(part.place, _("Tệp không có nội dung."))
        return b""
    try:
        # Breaks of lines are no part of base64; whatever else is there has been damaged.
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        notes.fault(field.place, _("Nội dung tệp không phải base64; tệp hỏng trên đường gửi."))
        return b""


def _unpacked(content: bytes, name: str, place: str, notes: Notes, most: int) -> bytes:
    """The one file in an archive that was made only to send it; else what came, as it came."""
    if not content.startswith(_ZIP) or _holds_many(content):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) != 1 or entries[0].is_dir() or entries[0].filename in _OWN_PARTS:
                return content
            if entries[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise zipfile.BadZipFile
            if name.lower().endswith(".zip") and not entries[0].filename.lower().endswith(".zip"):
                return content
            if entries[0].file_size > most:
                raise Unreadable(Fault(place, _("Tệp nén bung ra quá lớn.")))
            with archive.open(entries[0]) as file:
                unpacked = file.read(entries[0].file_size + 1)
    except Unreadable:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        RuntimeError,  # a password
        ValueError,
        OSError,
    ):
        notes.warn(place, _("Tệp nén hỏng hoặc có mật khẩu; giữ nguyên như đã gửi."))
        return content
    return unpacked


def _holds_many(content: bytes) -> bool:
    """What the end of an archive says of it, before a directory of any length is read."""
    end = content.rfind(_END)
    if end < 0 or len(content) < end + _END_LENGTH:
        return False  # no archive, as opening it will tell
    count, directory = struct.unpack_from("<HI", content, end + 10)
    return bool(count != 1 or directory > _DIRECTORY_OF_ONE)


def packed(content: bytes, name: str) -> bytes:
    """An archive with nothing but the file, the same octets for the same file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
