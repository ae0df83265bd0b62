"""How many pages a file has."""

from __future__ import annotations

import io

import pikepdf


def pages_of(content: bytes) -> int:
    """Pages of a PDF; 0 for anything else, and for one that can not be read."""
    if not content.startswith(b"%PDF"):
        return 0
    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            return len(opened.pages)
    except pikepdf.PdfError:
        return 0
