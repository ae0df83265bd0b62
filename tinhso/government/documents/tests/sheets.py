"""A typeset page as a ruler sees it: words by poppler, faces and lines by the drawing operators. Millimetres from the
top left corner."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf

MM = 72 / 25.4
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Word:
    text: str
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Face:
    """Words set at once: where they begin, on which base line, in which face and size (points)."""

    left: float
    base: float
    style: str
    size: float


@dataclass(frozen=True)
class Line:
    """A drawn line or box: its extent."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Found:
    """Some words that stand beside each other, and the face of the first."""

    left: float
    right: float
    base: float
    style: str
    size: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Page:
    words: tuple[Word, ...]
    faces: tuple[Face, ...]
    lines: tuple[Line, ...]

    def find(self, text: str) -> Found:
        """The first place where these words stand beside each other."""
        asked = text.split()
        for start in range(len(self.words)):
            run = self.words[start : start + len(asked)]
            if [one.text for one in run] == asked:
                return self._found(run)
        raise AssertionError(f"{text!r} is not on the page")

    def rows(self, left: float, right: float, top: float, bottom: float) -> list[float]:
        """The base lines between these edges, from the top."""
        return sorted(
            {
                round(one.base, 2)
                for one in self.faces
                if left <= one.left <= right and top <= one.base <= bottom
            }
        )

    def _found(self, run: tuple[Word, ...]) -> Found:
        first = run[0]
        here = [
            one
            for one in self.faces
            if first.top <= one.base <= first.bottom and one.left <= first.left + 0.3
        ]
        face = max(here, key=lambda one: one.left)
        return Found(first.left, run[-1].right, face.base, face.style, face.size)


def pages_of(pdf: bytes, folder: Path) -> list[Page]:
    """Every page of a file."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True)
    tree = ElementTree.fromstring(done.stdout.decode().replace('xmlns="http://www.w3.org/1999/xhtml"', ""))
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page, drawn in zip(tree.iter("page"), opened.pages, strict=True):
            words = tuple(
                Word(
                    one.text or "",
                    *(float(one.attrib[side]) / MM for side in ("xMin", "xMax", "yMin", "yMax")),
                )
                for one in page.iter("word")
            )
            found.append(Page(words, *_drawn(drawn)))
    return found


def _drawn(page: Any) -> tuple[tuple[Face, ...], tuple[Line, ...]]:
    height = float(page.MediaBox[3])
    fonts = {str(key): str(font.BaseFont).partition("+")[2] for key, font in page.Resources.Font.items()}
    faces: list[Face] = []
    lines: list[Line] = []
    now: Matrix = (1, 0, 0, 1, 0, 0)
    kept: list[Matrix] = []
    path: list[tuple[float, float]] = []
    font, size = "", 0.0
    for one in pikepdf.parse_content_stream(page):
        name, operands = str(one.operator), one.operands
        if name == "q":
            kept.append(now)
        elif name == "Q":
            now = kept.pop()
        elif name == "cm":
            now = _times(_matrix(operands), now)
        elif name == "Tf":
            font, size = fonts[str(operands[0])], float(operands[1])
        elif name == "Tm":
            place = _times(_matrix(operands), now)
            faces.append(Face(place[4] / MM, (height - place[5]) / MM, font, size))
        elif name in ("m", "l"):
            path.append(_at((float(operands[0]), float(operands[1])), now))
        elif name == "re":
            x, y, width, tall = map(float, operands)
            path += [_at((x, y), now), _at((x + width, y + tall), now)]
        elif name in ("S", "s", "f", "F", "f*", "B", "n"):
            if path and name != "n":
                xs, ys = [one[0] / MM for one in path], [(height - one[1]) / MM for one in path]
                lines.append(Line(min(xs), min(ys), max(xs), max(ys)))
            path = []
    return tuple(faces), tuple(lines)


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _at(point: tuple[float, float], now: Matrix) -> tuple[float, float]:
    x, y = point
    return now[0] * x + now[2] * y + now[4], now[1] * x + now[3] * y + now[5]
