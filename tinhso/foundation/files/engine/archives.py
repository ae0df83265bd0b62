"""Office documents are archives: bounded before they are opened, free of macros, of other files and of far links."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from tinhso.foundation.files.engine.kinds import DOCX, Kind
from tinhso.foundation.files.engine.refusal import Unsafe
from tinhso.foundation.files.limits import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"MZ",
    b"\x7fELF",
    _OLE,
)
_END = b"PK\x05\x06"
_END_LENGTH = 22
_MAIN = {"docx": "wordprocessingml.document.main+xml", "xlsx": "spreadsheetml.sheet.main+xml"}
_LONGEST_RELS = 1024 * 1024
_DECLARES = re.compile(rb"<!(?:doctype|entity)", re.IGNORECASE)
_FIELD = re.compile(rb"instrText|ddeLink|fldSimple")
_DDE = re.compile(rb"\bDDE(?:AUTO)?\b")


def examine(content: bytes, kind: Kind, limits: Limits) -> None:
    """Unsafe unless this is a whole, plain document of its kind that unpacks within the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _framed(content, archive)
            _bounded(archive.infolist(), len(content), limits)
            _plain(archive, kind, limits)
    except Unsafe:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,  # a password, or a compression that zipfile does not know
        ValueError,
        OSError,
    ) as error:
        raise Unsafe(_("Tệp bị hỏng hoặc có mật khẩu; xin mở, bỏ mật khẩu và lưu lại")) from error


def _framed(content: bytes, archive: zipfile.ZipFile) -> None:
    """The archive begins with the file and ends with it."""
    end = content.rfind(_END)
    comment = int.from_bytes(content[end + 20 : end + 22], "little")
    starts = min((entry.header_offset for entry in archive.infolist()), default=-1)
    if end + _END_LENGTH + comment != len(content) or starts != 0:
        raise Unsafe(_("Tệp có gắn thêm nội dung lạ; xin mở và lưu lại"))


def _bounded(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    """Judged by what the directory claims; `_read` holds it to that."""
    if len(entries) > limits.archive_files:
        raise Unsafe(
            _("Tệp gói hơn %(most)s thành phần; xin lưu lại dưới dạng PDF") % {"most": limits.archive_files}
        )
    unpacked, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if packed > size or unpacked > limits.archive_bytes or unpacked > limits.archive_ratio * size:
        raise Unsafe(_("Tệp bung ra lớn bất thường; xin lưu lại dưới dạng PDF"))
    names = [one.filename for one in entries]
    if len({name.lower() for name in names}) != len(names):
        raise Unsafe(_("Tệp có hai thành phần trùng tên; xin mở và lưu lại"))
    for one in entries:
        parts = one.filename.replace("\\", "/").split("/")
        if (
            one.filename.startswith(("/", "\\"))
            or ".." in parts
            or ":" in one.filename
            or "\0" in one.orig_filename
        ):
            raise Unsafe(_("Tệp có thành phần trỏ ra ngoài; tệp này không an toàn"))
        if stat.S_ISLNK(one.external_attr >> 16):
            raise Unsafe(_("Tệp có liên kết trỏ ra ngoài; tệp này không an toàn"))
        if one.flag_bits & 0x1:
            raise Unsafe(_("Tệp có mật khẩu; xin bỏ mật khẩu rồi gửi lại"))


def _plain(archive: zipfile.ZipFile, kind: Kind, limits: Limits) -> None:
    entries = {entry.filename.lower(): entry for entry in archive.infolist()}
    types = (
        _read(archive, entries["[content_types].xml"]).lower() if "[content_types].xml" in entries else b""
    )
    if _MAIN[kind.name].encode() not in types:
        word = "Word" if kind is DOCX else "Excel"
        raise Unsafe(
            _("Nội dung không phải tệp %(kind)s; xin lưu lại đúng loại tệp")
            % {"kind": f"{word} (.{kind.name})"}
        )
    if b"macroenabled" in types or b"vbaproject" in types or any("vbaproject" in name for name in entries):
        raise Unsafe(_("Tệp có macro; xin lưu lại thành tệp không có macro hoặc PDF"))
    for name, entry in entries.items():
        _plain_part(name, _read(archive, entry))


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as part:
        content = part.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise Unsafe(_("Tệp bung ra khác với kích thước đã ghi; tệp này không an toàn"))
    return content


def _plain_part(name: str, part: bytes) -> None:
    if part.startswith(_ARCHIVES) or "/embeddings/" in name or "/activex/" in name:
        raise Unsafe(_("Tệp có nhúng tệp khác bên trong; xin gửi riêng từng tệp hoặc lưu thành PDF"))
    if name.endswith((".xml", ".rels", ".vml")):
        text = part.replace(b"\0", b"")
        if _DECLARES.search(text):
            raise Unsafe(_("Tệp có khai báo XML không an toàn; xin mở và lưu lại"))
        if _DDE.search(text) and _FIELD.search(text):
            raise Unsafe(_("Tệp có lệnh gọi chương trình khác; xin lưu lại dưới dạng PDF"))
        if name.endswith(".rels"):
            _links_stay_inside(part)


def _links_stay_inside(part: bytes) -> None:
    """Only a link that a person follows may lead out of the file."""
    if len(part) > _LONGEST_RELS:
        raise Unsafe(_("Tệp có quá nhiều liên kết; xin lưu lại dưới dạng PDF"))
    try:
        links = ElementTree.fromstring(part)  # noqa: S314 - whatever declares a DTD was refused before
    except ElementTree.ParseError as error:
        raise Unsafe(_("Tệp bị hỏng; xin mở và lưu lại")) from error
    for link in links:
        if link.get("TargetMode", "").lower() == "external" and not link.get("Type", "").endswith(
            "/hyperlink"
        ):
            raise Unsafe(_("Tệp có phần tải từ nơi khác về; xin lưu lại dưới dạng PDF"))
