"""Reading scans: the machine's own OCR program, where there is one. Its first page is a suggestion, a clerk decides;
all it says is given to the search.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.files import reading
from tinhso.foundation.files.queries import State, original_bytes
from tinhso.government.documents.actions.entering import note_read
from tinhso.government.documents.models import Incoming
from tinhso.government.documents.queries.incoming_page import editions_of
from tinhso.government.documents.rules.scans import suggested
from tinhso.kernel import clock
from tinhso.kernel.errors import Unavailable

OCR, DRAW = "tesseract", "pdftoppm"
MOST_PAGES = 30
_LONGEST = 30
"""Seconds for one page."""
_WHOLE = 30.0
"""Seconds for one document: other work waits meanwhile. Pages after that are left out."""


def read_scan(*, incoming: UUID) -> None:
    """Read the files of a document that came without a description. What the first page gives is kept as a suggestion,
    None where nothing can be read; what a file says that nobody read goes where texts of files are kept.

    Unavailable while a file is still being examined.
    """
    found = Incoming.objects.get(id=incoming)
    papers = editions_of(found, list(found.arrivals.all()))[0].files
    if any(one.state == State.AWAITING_SCAN for one in papers):
        raise Unavailable(_("Tệp đang được kiểm tra."))
    known = {one.file for one in reading.texts_of([found.ref]).get(found.ref, ())}
    until, noted = time.monotonic() + _WHOLE, False
    for paper in papers:
        if not paper.openable or (noted and paper.id in known) or time.monotonic() > until:
            continue
        said = []
        for page in pages_of_scan(original_bytes(owner=found.ref, file=paper.id), paper.media_type):
            said.append(page)
            if not noted:
                note_read(incoming=incoming, suggested=suggested(page) or None)
                noted = True
            if paper.id in known or time.monotonic() > until:
                break
        if paper.id not in known and (text := "\n".join(said).strip()):
            reading.keep_text(file=paper.id, text=text, at=clock.now())
    if not noted:
        note_read(incoming=incoming, suggested=None)


def pages_of_scan(content: bytes, media_type: str) -> Iterator[str]:
    """The text of a picture, or of each of a PDF's first pages; none where the machine has no program for it."""
    program = shutil.which(OCR)
    if program is None:
        return
    with TemporaryDirectory() as folder:
        source = Path(folder) / "scan"
        source.write_bytes(content)
        if media_type != "application/pdf":
            yield _text_of(program, source)
            return
        for number in range(1, MOST_PAGES + 1):
            page = _drawn(source, number)
            if page is None:
                return
            yield _text_of(program, page)
            page.unlink()


def _drawn(source: Path, number: int) -> Path | None:
    """A page as a picture; None after the last, and without a program that draws."""
    drawer = shutil.which(DRAW)
    if drawer is None:
        return None
    page, which = source.with_name("page"), str(number)
    told = ("-r", "200", "-gray", "-f", which, "-l", which, "-singlefile", "-png")
    _run([drawer, *told, str(source), str(page)])
    made = page.with_suffix(".png")
    return made if made.exists() else None


def _text_of(program: str, picture: Path) -> str:
    """In Vietnamese; by the letters of English where the machine has no more."""
    for language in ("vie", "eng"):
        if (read := _run([program, str(picture), "stdout", "-l", language])) is not None:
            return read
    return ""


def _run(command: list[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_LONGEST, check=True)  # noqa: S603 our own words
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout.decode("utf-8", "replace")
