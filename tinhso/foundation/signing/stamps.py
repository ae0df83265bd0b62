"""What a signature looks like on the page: a blue hand for a person, a red round seal for an agency.

Letters are drawn as outlines, so an appearance brings no font and a PDF/A file stays one. These drawings
stand in where no image of the real signature or seal was given; they imitate no real seal.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from PIL import Image
from pyhanko.pdf_utils.content import PdfContent, RawContent
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.stamp import StaticContentStamp, StaticStampStyle

from tinhso.foundation.papers.engine import typeface

MILLIMETRE = 72 / 25.4
SEAL = 34
"""Diameter of the drawn seal in millimetres."""
_BLUE = b"0.05 0.16 0.62"
_RED = b"0.82 0.05 0.08"
_TEXT, _LEADING = 10.0, 12.0
"""Points."""


def hand(name: str, *, width: float, height: float, image: bytes | None = None) -> StaticStampStyle:
    """A person's signature filling a box, sizes in points."""
    return _style(
        _picture(image, width, height)
        if image
        else RawContent(_hand(name, width, height), box=_box(width, height))
    )


def seal(
    agency: str, *, width: float, height: float, demo: bool, image: bytes | None = None
) -> StaticStampStyle:
    """An agency's seal filling a box, sizes in points. The drawn one is round and says what it is: of a demonstration,
    or no more than the sign of a digital signature."""
    if image:
        return _style(_picture(image, width, height))
    said = ("DẤU", "TRÌNH DIỄN") if demo else ("CHỮ KÝ", "SỐ")
    return _style(RawContent(_seal(agency, width, said), box=_box(width, height)))


def words(lines: Sequence[str], *, width: float, height: float) -> StaticStampStyle:
    """Lines of plain text, black, one under another."""
    drawn = [b"q 0 g"]
    drawn += [
        _word(line, 0, height - (number + 0.8) * _LEADING, _TEXT, plain=True)
        for number, line in enumerate(lines)
    ]
    return _style(RawContent(b" ".join([*drawn, b"Q"]), box=_box(width, height)))


def room(lines: Sequence[str]) -> tuple[float, float]:
    """Width and height in points that lines of text need."""
    return max(_length(line, _TEXT, plain=True) for line in lines) + 1, len(lines) * _LEADING


def proportion(image: bytes) -> float:
    """Height by width of a picture."""
    width, height = _loaded(image).size
    return height / width


class _CompressedStamp(StaticContentStamp):
    def as_form_xobject(self) -> Any:
        drawn = super().as_form_xobject()
        drawn.compress()
        return drawn


class _Style(StaticStampStyle):
    def create_stamp(self, writer: Any, box: BoxConstraints, text_params: Any) -> _CompressedStamp:
        return _CompressedStamp(writer=writer, style=self, box=box)


def _style(content: PdfContent) -> StaticStampStyle:
    layout = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, margins=Margins.uniform(0))
    return _Style(background=content, background_layout=layout, border_width=0)


def _box(width: float, height: float) -> BoxConstraints:
    return BoxConstraints(width=width, height=height)


def _picture(image: bytes, width: float, height: float) -> PdfContent:
    return PdfImage(_loaded(image), writer=None, box=_box(width, height))


@lru_cache(maxsize=64)
def _loaded(image: bytes) -> Image.Image:
    return Image.open(io.BytesIO(image)).convert("RGBA")


@cache
def _hand(name: str, width: float, height: float) -> bytes:
    """A pen stroke whose loops come from the name: always the same for one person."""
    seed = hashlib.sha256(name.encode()).digest()
    turns, steps = 5 + seed[0] % 3, 90
    points = []
    for step in range(steps + 1):
        along = step / steps
        swing = math.sin(along * turns * math.tau + seed[1] / 40) * (0.62 - 0.4 * along)
        sway = math.cos(along * turns * math.tau) * (0.05 + seed[2] / 6000)
        rise = 0.16 * math.sin(along * math.tau * (1 + seed[3] / 255))
        points.append(
            ((0.1 + 0.66 * along + sway) * width, (0.52 + 0.55 * swing + rise * (1 - along)) * height)
        )
    stroke = [b"q %b RG 1.3 w 1 J 1 j" % _BLUE, b"%.2f %.2f m" % points[0]]
    stroke += [b"%.2f %.2f l" % point for point in points[1:]]
    stroke += [
        b"%.2f %.2f %.2f %.2f %.2f %.2f c S Q"
        % (0.86 * width, 0.62 * height, 0.5 * width, 0.1 * height, 0.12 * width, 0.2 * height)
    ]
    return b" ".join(stroke)


@cache
def _seal(agency: str, side: float, words: tuple[str, str]) -> bytes:
    middle, outer = side / 2, side / 2 - 1
    drawn = [
        b"q %b RG %b rg 1.5 w" % (_RED, _RED),
        _circle(middle, outer),
        b"0.7 w",
        _circle(middle, outer - 2.6),
        _circle(middle, outer * 0.52),
    ]
    drawn += _round_about(agency.upper(), middle, outer * 0.68, side * 0.075)
    for line, drop in zip(words, (0.03, -0.065), strict=True):
        size = side * 0.062
        drawn.append(_word(line, middle - _length(line, size) / 2, middle + drop * side, size))
    drawn.append(b"Q")
    return b" ".join(drawn)


def _circle(middle: float, radius: float) -> bytes:
    pull = radius * 0.5523
    corners = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)]
    path = [b"%.2f %.2f m" % (middle + radius, middle)]
    for (x, y), (next_x, next_y) in pairwise(corners):
        path.append(
            b"%.2f %.2f %.2f %.2f %.2f %.2f c"
            % (
                middle + x * radius + next_x * pull,
                middle + y * radius + next_y * pull,
                middle + next_x * radius + x * pull,
                middle + next_y * radius + y * pull,
                middle + next_x * radius,
                middle + next_y * radius,
            )
        )
    return b" ".join([*path, b"S"])


def _round_about(text: str, middle: float, radius: float, size: float) -> list[bytes]:
    """Text along a circle, read from outside, centred at the top."""
    room = 1.75 * math.pi * radius
    size *= min(1.0, room / max(_length(text, size), 1))
    turn = _length(text, size) / radius / 2
    drawn = []
    for letter in text:
        half = _length(letter, size) / radius / 2
        turn -= half
        x, y = middle - radius * math.sin(turn), middle + radius * math.cos(turn)
        cosine, sine = math.cos(turn), math.sin(turn)
        drawn.append(b"q %.4f %.4f %.4f %.4f %.2f %.2f cm" % (cosine, sine, -sine, cosine, x, y))
        drawn.append(_word(letter, -_length(letter, size) / 2, 0, size))
        drawn.append(b"Q")
        turn -= half
    return drawn


def _word(text: str, x: float, y: float, size: float, *, plain: bool = False) -> bytes:
    scale = size / _font(plain)["head"].unitsPerEm
    drawn = [b"q %.5f 0 0 %.5f %.2f %.2f cm" % (scale, scale, x, y)]
    for letter in text:
        outline, advance = _glyph(letter, plain)
        drawn.append(outline + b" 1 0 0 1 %d 0 cm" % advance)
    drawn.append(b"Q")
    return b" ".join(drawn)


def _length(text: str, size: float, *, plain: bool = False) -> float:
    return sum(_glyph(letter, plain)[1] for letter in text) * size / int(_font(plain)["head"].unitsPerEm)


@cache
def _font(plain: bool) -> Any:
    """The bold face of seals, or the plain one that papers are set in."""
    import fontpkg_noto_serif

    folder = typeface().folders[0]
    if plain and (regular := folder / "LiberationSerif-Regular.ttf").exists():
        return TTFont(regular, lazy=True)
    return TTFont(next((fontpkg_noto_serif.ROOT / "files").glob("NotoSerif[[]*.ttf")), lazy=True)


@cache
def _glyphs(plain: bool) -> Any:
    location = {"wght": 400, "wdth": 100} if plain else {"wght": 700, "wdth": 88}
    return _font(plain).getGlyphSet(location=location if "fvar" in _font(plain) else None)


@cache
def _glyph(letter: str, plain: bool) -> tuple[bytes, int]:
    """The outline of one letter as path operators, and how far it moves the pen."""
    glyphs = _glyphs(plain)
    glyph = glyphs[_font(plain).getBestCmap().get(ord(letter), ".notdef")]
    pen = _PathPen(glyphs)
    glyph.draw(pen)
    return b" ".join([*pen.path, b"f"]) if pen.path else b"", round(glyph.width)


class _PathPen(BasePen):  # type: ignore[misc]
    """Outlines as PDF path operators."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.path: list[bytes] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - named by the library
        self.path.append(b"%d %d m" % (round(pt[0]), round(pt[1])))

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.path.append(b"%d %d l" % (round(pt[0]), round(pt[1])))

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self.path.append(b"%d %d %d %d %d %d c" % tuple(round(value) for point in points for value in point))

    def _closePath(self) -> None:  # noqa: N802
        self.path.append(b"h")
