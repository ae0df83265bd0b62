"""Reads what one file says; a program of its own, run by `texts` and by nothing else.

The bytes come in, what they say goes out as UTF-8. A file that breaks it, or needs more than it may have, ends this
process and no other. It imports nothing of the house, so it starts soon and holds no key.
"""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from xml.etree import ElementTree

SECONDS = 20
"""Of the processor."""
PAGES = 500
LONGEST = 200_000
"""Signs; a longer file is read from its beginning."""
_POINTS = 72 / 25.4
"""Of a millimetre."""
_WIDEST, _PAPER = 420, 200
"""Millimetres of a side that is drawn; how light paper is, of 255."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def main() -> None:
    asked, memory = sys.argv[1:]
    for kind, most in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    said, length = [], 0
    for part in ASKED[asked](sys.stdin.buffer.read()):
        said.append(part)
        length += len(part)
        if length >= LONGEST:
            break
    sys.stdout.buffer.write(" ".join(said)[:LONGEST].encode("utf-8", "ignore"))


def _pdf(content: bytes) -> Iterator[str]:
    from pypdfium2 import PdfDocument

    document = PdfDocument(content)
    for number in range(min(len(document), PAGES)):
        page = document[number]
        text = page.get_textpage()
        yield text.get_text_range()
        text.close()
        page.close()


def _ink(content: bytes, number: int) -> Iterator[str]:
    """A page as squares of a millimetre, a row a word from the top: `#` where something stands, `.` where nothing.
    Nothing of a page that is turned: what is laid over it would stand elsewhere."""
    from PIL import Image, ImageFilter
    from pypdfium2 import PdfDocument

    document = PdfDocument(content)
    page = document[number % len(document)]
    width, height = (round(side / _POINTS) for side in page.get_size())
    if page.get_rotation() or not (0 < width <= _WIDEST and 0 < height <= _WIDEST):
        return
    drawn = page.render(scale=3 / _POINTS, grayscale=True).to_pil()
    darkest = drawn.filter(ImageFilter.MinFilter(3)).resize((width, height), Image.Resampling.NEAREST)
    shades = darkest.tobytes()
    for row in range(height):
        yield "".join("." if one > _PAPER else "#" for one in shades[row * width : (row + 1) * width])


def _docx(content: bytes) -> Iterator[str]:
    """Paragraph by paragraph. The intake let no part declare an entity."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("word/document.xml") as part:
        for _, one in ElementTree.iterparse(part):  # noqa: S314
            if one.tag == f"{_WORD}p":
                yield "".join(_run(piece) for piece in one.iter())
                one.clear()


def _run(piece: ElementTree.Element) -> str:
    if piece.tag == f"{_WORD}t":
        return piece.text or ""
    return " " if piece.tag in (f"{_WORD}tab", f"{_WORD}br") else ""


def _xlsx(content: bytes) -> Iterator[str]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        yield name
        for row in book.get_sheet_by_name(name).iter_rows():
            yield " ".join(_cell(value) for value in row)


def _cell(value: object) -> str:
    """Every number comes as one with a fraction."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


READERS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    "application/pdf": _pdf,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _docx,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
}
"""What can be read, by media type. A picture is not: what it says is for a program that recognises letters."""
ASKED: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    **READERS, "ink/first": partial(_ink, number=0), "ink/last": partial(_ink, number=-1),
}  # fmt: skip
"""What this program may be asked for."""

if __name__ == "__main__":
    main()
