"""What is taken in at most. How large one file may be is the operator's to say: `FILES_MAX_BYTES`."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Every figure of the intake."""

    bytes: int = 20 * MEBIBYTE
    extensions: tuple[str, ...] = ("pdf", "jpg", "jpeg", "png", "docx", "xlsx")
    pixels: int = 40_000_000
    """Bounds memory: a drawn pixel takes three or four bytes, twice."""
    pages: int = 2000
    objects: int = 100_000
    """Of a PDF; bounds the time of cleaning its viewing copy."""
    archive_ratio: int = 100
    archive_files: int = 1000
    archive_bytes: int = 100 * MEBIBYTE


def limits() -> Limits:
    """The limits in force here."""
    return Limits(bytes=settings.FILES_MAX_BYTES)
