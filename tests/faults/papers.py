"""Papers to upload."""

from __future__ import annotations

import os
from io import BytesIO

import pikepdf


def pdf(kilobytes: int = 1) -> bytes:
    """A sound PDF of about this size, never the same twice."""
    out, paper = BytesIO(), pikepdf.new()
    paper.add_blank_page()
    paper.pages[0].Contents = paper.make_stream(b"% " + os.urandom(kilobytes * 512).hex().encode() + b"\n")
    paper.save(out)
    return out.getvalue()
