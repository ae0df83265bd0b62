"""The kinds of file taken in: what their names end in and what their bytes must say."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext as _

from tinhso.foundation.files.engine.refusal import Unsafe

OFFICE = "application/vnd.openxmlformats-officedocument."
_ACTIVE_TEXT = (b"<script", b"<?php", b"<html", b"<svg", b"<!doctype", b"%pdf-")
_HEAD = 1024
"""What a browser or a server guesses a kind from; further in, compressed bytes spell such marks by chance."""
_PDF_PADDING = b" \t\r\n\0"


@dataclass(frozen=True)
class Kind:
    """One kind of file."""

    name: str
    media_type: str
    extensions: tuple[str, ...]
    starts: bytes
    agreed: frozenset[str]
    """The extensions that an outside look at the bytes may arrive at."""


PDF = Kind("pdf", "application/pdf", ("pdf",), b"%PDF-", frozenset({"pdf"}))
JPEG = Kind("jpeg", "image/jpeg", ("jpg", "jpeg"), b"\xff\xd8\xff", frozenset({"jpg", "jpeg"}))
PNG = Kind("png", "image/png", ("png",), b"\x89PNG\r\n\x1a\n", frozenset({"png"}))
DOCX = Kind(
    "docx", OFFICE + "wordprocessingml.document", ("docx",), b"PK\x03\x04", frozenset({"docx", "zip"})
)
XLSX = Kind("xlsx", OFFICE + "spreadsheetml.sheet", ("xlsx",), b"PK\x03\x04", frozenset({"xlsx", "zip"}))
KINDS = {extension: kind for kind in (PDF, JPEG, PNG, DOCX, XLSX) for extension in kind.extensions}


def kind_of(extension: str, content: bytes) -> Kind:
    """The kind its name claims, once its bytes begin and end so; Unsafe when they do not."""
    kind = KINDS[extension]
    if not content.startswith(kind.starts):
        raise _not_so(extension)
    if kind in (JPEG, PNG):
        _only_an_image(content)
    if kind is PDF:
        _only_a_pdf(content)
    return kind


def must_agree(extension: str, content: bytes) -> None:
    """Unsafe unless everything known of such bytes says that they are of the kind the name claims."""
    if not KINDS[extension].agreed & _seen(content):
        raise _not_so(extension)


def _not_so(extension: str) -> Unsafe:
    return Unsafe(
        _("Nội dung không phải tệp %(kind)s như tên tệp ghi; xin xuất lại đúng loại tệp")
        % {"kind": extension.upper()}
    )


def _seen(content: bytes) -> frozenset[str]:
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return frozenset()
    return frozenset(match.extension.lstrip(".").lower() for match in found)


def _only_an_image(content: bytes) -> None:
    head = content[:_HEAD].lower()
    if any(mark in head for mark in _ACTIVE_TEXT) or zipfile.is_zipfile(io.BytesIO(content)):
        raise Unsafe(_("Ảnh này có giấu nội dung khác bên trong; xin chụp hoặc quét lại"))


def _only_a_pdf(content: bytes) -> None:
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Unsafe(_("Tệp PDF bị thiếu phần cuối, có thể do tải chưa xong; xin gửi lại tệp đầy đủ"))
    head, tail = content[:_HEAD].lower(), content[end + len(b"%%EOF") :]
    if tail.strip(_PDF_PADDING) or any(mark in head for mark in _ACTIVE_TEXT[:-1]):
        raise Unsafe(_("Tệp PDF có gắn thêm nội dung lạ; xin xuất lại tệp PDF"))
