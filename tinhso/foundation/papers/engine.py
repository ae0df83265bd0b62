"""Typesetting. The compiler is heavy and is kept warm: only workers import this module's `render`.

Data reaches the templates as JSON and is shown as strings, so nothing a person typed is ever read as
markup. The same data and the same moment give the same bytes.
"""

from __future__ import annotations

import io
import json
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.foundation.conditions.shapes import Shape
from tinhso.foundation.papers.rules import Paper, papers
from tinhso.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    import typst

PDF_STANDARD: Final = "a-2b"
FONT_FOLDERS = ("/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/truetype/liberation")
_VIETNAMESE = frozenset(map(ord, "ĂăÂâĐđÊêÔôƠơƯưậếỗữỡựỵỹẮẴ"))
_UNSHOWABLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_lock = threading.Lock()


@dataclass(frozen=True)
class Typeface:
    """The family papers are set in, the folders its files are in, and the characters it can show."""

    family: str
    folders: tuple[Path, ...]
    covered: frozenset[int]


def render(key: str, data: Mapping[str, Any] | Shape, *, at: datetime) -> bytes:
    """Typeset one paper as PDF/A-2b with its fonts embedded. `at` is the moment written into the file.

    A field that is wrong or missing is refused as Invalid; an unknown paper is a KeyError. Where an
    official signs, the file carries a named destination `sign/<width>x<height>` (millimetres) at the
    top left corner of the place, or another name where several sign.
    """
    paper = papers[key]
    return _compile(paper, _inputs(paper, data), at=at, format="pdf", pdf_standards=PDF_STANDARD)[0]


def preview(key: str, data: Mapping[str, Any] | Shape, *, at: datetime, ppi: float = 96) -> list[bytes]:
    """The same paper as PNG images, one a page."""
    paper = papers[key]
    return _compile(paper, _inputs(paper, data), at=at, format="png", ppi=ppi)


def picture_page(picture: bytes, *, at: datetime) -> bytes:
    """A PNG or JPEG picture alone on an A4 page, upright or lying as it is itself, as PDF/A-2b."""
    import typst
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as opened:
        lying = "true" if opened.width > opened.height else "false"
    source = f"""
        #set page("a4", flipped: {lying}, margin: 5mm)
        #image("picture", width: 100%, height: 100%, fit: "contain")
    """
    with TemporaryDirectory() as folder:
        (Path(folder) / "picture").write_bytes(picture)
        made = typst.Compiler(root=folder, ignore_system_fonts=True).compile(
            input=source.encode(), format="pdf", pdf_standards=PDF_STANDARD, timestamp=int(at.timestamp())
        )
    assert isinstance(made, bytes)
    return made


def _compile(paper: Paper, inputs: dict[str, str], *, at: datetime, **options: Any) -> list[bytes]:
    # The compiler keeps its inputs between calls, so one caller at a time.
    with _lock:
        made = _compiler(paper.folder).compile(
            input=str(paper.folder / paper.template),
            sys_inputs=inputs,
            timestamp=int(at.timestamp()),
            **options,
        )
    assert made is not None
    return made if isinstance(made, list) else [made]


@cache
def _compiler(folder: Path) -> typst.Compiler:
    import typst

    face = typeface()
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(path) for path in face.folders],
    )
    return typst.Compiler(root=str(folder), font_paths=fonts, ignore_system_fonts=True)


@cache
def typeface() -> Typeface:
    """Liberation Serif (Times New Roman's metrics) where the machine has one that knows Vietnamese, else Noto Serif.

    Debian's older package of Liberation Serif lacks the letters with two marks, so the file is asked.
    """
    import fontpkg_noto_serif

    noto = fontpkg_noto_serif.ROOT / "files"
    noto_covers = _characters(next(noto.glob("NotoSerif[[]*.ttf")))
    for folder in map(Path, getattr(settings, "PAPERS_FONT_FOLDERS", FONT_FOLDERS)):
        regular = folder / "LiberationSerif-Regular.ttf"
        if regular.exists() and _characters(regular) >= _VIETNAMESE:
            return Typeface("Liberation Serif", (folder, noto), _characters(regular) | noto_covers)
    return Typeface("Noto Serif", (noto,), noto_covers)


def _characters(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def _inputs(paper: Paper, data: Mapping[str, Any] | Shape) -> dict[str, str]:
    if not isinstance(data, paper.data):
        try:
            data = paper.data.model_validate(data)
        except ValidationError as wrong:
            faults = [Fault(".".join(map(str, e["loc"])), e["msg"]) for e in wrong.errors()]
            raise Invalid(_("Chưa lập được “%(title)s”") % {"title": paper.title}, faults=faults) from wrong
    shown = _showable(data.model_dump(mode="json"))
    shown["qr"] = _qr(shown["verify_url"])
    face = typeface()
    return {"data": json.dumps(shown, ensure_ascii=False), "family": face.family}


def _showable(value: Any) -> Any:
    """Text in NFC without what no font can show: a stray emoji must not stop a birth certificate."""
    if isinstance(value, str):
        covered = typeface().covered
        return "".join(
            letter if ord(letter) in covered else "?"
            for letter in unicodedata.normalize("NFC", value)
            if letter == "\n" or unicodedata.category(letter) not in _UNSHOWABLE
        )
    if isinstance(value, dict):
        return {key: _showable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_showable(item) for item in value]
    return value


def _qr(text: str) -> str:
    import segno

    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=0, nl=False)
    return drawn.getvalue().decode()
