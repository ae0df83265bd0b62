"""Reading scans: the machine's own OCR program, where there is one, on the first page. It suggests, a clerk decides."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from tinhso.foundation.files.queries import original_bytes
from tinhso.government.documents.actions.entering import note_read
from tinhso.government.documents.models import Incoming
from tinhso.government.documents.queries.incoming_page import editions_of
from tinhso.government.documents.rules.scans import suggested

OCR, DRAW = "tesseract", "pdftoppm"
_LONGEST = 60
"""Seconds for one page."""


def read_scan(*, incoming: UUID) -> None:
    """Read what a scan says and keep it as a suggestion; None is kept where nothing can be read."""
    found = Incoming.objects.get(id=incoming)
    newest = editions_of(found, list(found.arrivals.all()))[0]
    paper = next((one for one in newest.files if one.openable), None)
    text = text_of_scan(original_bytes(owner=found.ref, file=paper.id), paper.media_type) if paper else ""
    note_read(incoming=incoming, suggested=suggested(text) or None)


def text_of_scan(content: bytes, media_type: str) -> str:
    """The text of a picture or of a PDF's first page; empty where the machine has no program for it."""
    program = shutil.which(OCR)
    if program is None:
        return ""
    with TemporaryDirectory() as folder:
        page = Path(folder) / "page"
        if media_type == "application/pdf":
            drawer = shutil.which(DRAW)
            if drawer is None:
                return ""
            source = Path(folder) / "scan.pdf"
            source.write_bytes(content)
            if (
                _run(
                    [drawer, "-r", "200", "-f", "1", "-l", "1", "-singlefile", "-png", str(source), str(page)]
                )
                is None
            ):
                return ""
            page = page.with_suffix(".png")
        else:
            page.write_bytes(content)
        for language in ("vie", "eng"):
            if (read := _run([program, str(page), "stdout", "-l", language])) is not None:
                return read
    return ""


def _run(command: list[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_LONGEST, check=True)  # noqa: S603 our own words
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout.decode("utf-8", "replace")
