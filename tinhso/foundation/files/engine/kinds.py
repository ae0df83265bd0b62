"""The kinds of file taken in: what their names end in and what their bytes must say."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import puremagic

from tinhso.foundation.files.engine.refusal import Unsafe

OFFICE = "application/vnd.openxmlformats-officedocument."
_ACTIVE_TEXT = (b"<script", b"<?php", b"<html", b"<svg", b"<!doctype", b"%pdf-")
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
    """The kind its name claims, once its bytes agree from first to last; Unsafe when they do not."""
    kind = KINDS[extension]
    if not content.startswith(kind.starts) or not kind.agreed & _seen(content):
        raise Unsafe(
            f"Nội dung không phải tệp {extension.upper()} như tên tệp ghi; xin xuất lại đúng loại tệp"
        )
    if kind in (JPEG, PNG):
        _only_an_image(content)
    if kind is PDF:
        _only_a_pdf(content)
    return kind


def _seen(content: bytes) -> frozenset[str]:
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return frozenset()
    return frozenset(match.extension.lstrip(".").lower() for match in found)


def _only_an_image(content: bytes) -> None:
    text = content.lower()
    if any(mark in text for mark in _ACTIVE_TEXT) or zipfile.is_zipfile(io.BytesIO(content)):
        raise Unsafe("Ảnh này có giấu nội dung khác bên trong; xin chụp hoặc quét lại")


def _only_a_pdf(content: bytes) -> None:
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Unsafe("Tệp PDF bị thiếu phần cuối, có thể do tải chưa xong; xin gửi lại tệp đầy đủ")
    head, tail = content[:1024].lower(), content[end + len(b"%%EOF") :]
    if tail.strip(_PDF_PADDING) or any(mark in head for mark in _ACTIVE_TEXT[:-1]):
        raise Unsafe("Tệp PDF có gắn thêm nội dung lạ; xin xuất lại tệp PDF")
