"""The body of a document as officials type it, one thing a line, read into the parts the decree names.

A line says by its first words what it is, as it does on paper: `Căn cứ …;`, `Chương I. …`, `Điều 1. …`, `1. …`, `a) …`,
`Phụ lục I. …`. Lines between bars are the rows of a table. `**đậm**` and `_nghiêng_` stand inside a line. Nothing else
means anything, so no text is lost: what is not one of these is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

Kind = Literal["ground", "decides", "heading", "article", "clause", "point", "text", "table"]
COLUMNS_MOST = 10
_HEADING = re.compile(
    r"(Phần|Chương|Mục|Tiểu mục|PHẦN|CHƯƠNG|MỤC|TIỂU MỤC) (thứ \w+|[IVXLC]+|\d+)(?: ?[.:] ?(.+))?"
)
_ANNEX = re.compile(r"(?:Phụ lục|PHỤ LỤC)(?: ([IVXLC]+|\d+))?(?: ?[.:] ?(.+))?")
_ARTICLE = re.compile(r"Điều (\d+)([a-zđ]?)\. ?(.*)")
_CLAUSE = re.compile(r"(\d{1,3})\. (.+)")
_POINT = re.compile(r"([a-zđ])\) (.+)")
_GROUND = re.compile(r"(Căn cứ|Theo đề nghị|Xét) ")
_MARKED = re.compile(r"\*\*(.+?)\*\*|(?<!\w)_(?=\S)(.+?)(?<=\S)_(?!\w)")


@dataclass(frozen=True)
class Run:
    """Some words in one face."""

    text: str
    bold: bool = False
    italic: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Block:
    """One part of a body."""

    kind: Kind
    source: str
    """The line it was typed in; of a table, all its lines."""
    line: int
    """Number of its first line, from 1."""
    label: str = ""
    """`Chương I`, `Điều 1.`, `2.`, `a)`."""
    number: str = ""
    """`I`, `1`, `2`, `a`."""
    runs: Runs = ()
    """Its words after the label; of a heading, its title."""
    rows: tuple[tuple[Runs, ...], ...] = ()
    """Of a table: the head first."""

    @property
    def titled(self) -> bool:
        """Whether it is a title, set in bold as a whole: a heading, or an article that is no sentence."""
        return self.kind == "heading" or (
            self.kind == "article" and bool(self.runs) and self.runs[-1].text[-1:] not in ".;:,!?"
        )


@dataclass(frozen=True)
class Annex:
    """A part after the signature, on pages of its own."""

    line: int
    number: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def label(self) -> str:
        return f"Phụ lục {self.number}".strip()


@dataclass(frozen=True)
class Wrong:
    """A line that can not be read."""

    line: int
    words: str


@dataclass(frozen=True)
class Body:
    """Everything a document says below its head."""

    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    wrong: tuple[Wrong, ...] = ()


@dataclass
class _Reading:
    blocks: list[Block] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    annex: tuple[int, str, str] | None = None
    held: list[Block] = field(default_factory=list)

    def close(self) -> None:
        """What was read since the last annex began belongs to it, or to the document itself."""
        if self.annex is None:
            self.blocks = self.held
        else:
            self.annexes.append(Annex(*self.annex, tuple(self.held)))
        self.held = []


def read(lines: Sequence[str], *, letter: bool, decides: str = "") -> Body:
    """The parts of a body. `decides` is the line between the grounds and what is decided (`QUYẾT ĐỊNH:`): it is put
    there, whether it was typed or not. A letter that begins with one whole sentence `Căn cứ …` has no grounds."""
    reading = _Reading()
    at = 0
    while at < len(lines):
        at = _read_one(reading, lines, at)
    reading.close()
    blocks = _grounds(reading.blocks, letter=letter)
    if decides:
        blocks = _with_word(blocks, decides)
    return Body(tuple(blocks), tuple(reading.annexes), tuple(reading.wrong))


def runs_of(text: str) -> Runs:
    """The words of a line, bold and italic apart."""
    found: list[Run] = []
    last = 0
    for mark in _MARKED.finditer(text):
        if mark.start() > last:
            found.append(Run(text[last : mark.start()]))
        if mark[1] is not None:
            found += [Run(one.text, bold=True, italic=one.italic) for one in runs_of(mark[1])]
        else:
            found += [Run(one.text, bold=one.bold, italic=True) for one in runs_of(mark[2])]
        last = mark.end()
    if last < len(text):
        found.append(Run(text[last:]))
    return tuple(found)


def _read_one(reading: _Reading, lines: Sequence[str], at: int) -> int:
    """Read what begins at a line; the line after it."""
    line, number = lines[at], at + 1
    if line.count("**") % 2:
        reading.wrong.append(Wrong(number, _("dấu ** mở mà không đóng.")))
    if line.startswith("|"):
        return _read_table(reading, lines, at)
    if annex := _ANNEX.fullmatch(line):
        title, after = _title(annex[2], lines, at)
        reading.close()
        reading.annex = (number, annex[1] or "", title)
        return after
    if heading := _HEADING.fullmatch(line):
        title, after = _title(heading[3], lines, at)
        label = f"{heading[1].capitalize()} {heading[2]}"
        source = " ".join(lines[at:after])
        reading.held.append(
            Block("heading", source, number, label=label, number=heading[2], runs=runs_of(title))
        )
        return after
    reading.held.append(_line(line, number))
    return at + 1


def _line(line: str, number: int) -> Block:
    if article := _ARTICLE.fullmatch(line):
        label = f"Điều {article[1]}{article[2]}."
        own = article[1] + article[2]
        return Block("article", line, number, label=label, number=own, runs=runs_of(article[3]))
    if clause := _CLAUSE.fullmatch(line):
        return Block("clause", line, number, label=f"{clause[1]}.", number=clause[1], runs=runs_of(clause[2]))
    if point := _POINT.fullmatch(line):
        return Block("point", line, number, label=f"{point[1]})", number=point[1], runs=runs_of(point[2]))
    return Block("text", line, number, runs=runs_of(line))


def _title(given: str | None, lines: Sequence[str], at: int) -> tuple[str, int]:
    """The title behind a label, or the line in capitals below it; and the line after both."""
    if given:
        return given, at + 1
    if at + 1 < len(lines) and lines[at + 1].isupper():
        return lines[at + 1], at + 2
    return "", at + 1


def _read_table(reading: _Reading, lines: Sequence[str], at: int) -> int:
    after = at
    rows: list[tuple[Runs, ...]] = []
    while after < len(lines) and lines[after].startswith("|"):
        line = lines[after]
        cells = [one.strip() for one in line.removeprefix("|").removesuffix("|").split("|")]
        if not line.endswith("|") or len(line) < 2:
            reading.wrong.append(Wrong(after + 1, _("hàng của bảng phải kết thúc bằng dấu |.")))
        elif rows and len(cells) != len(rows[0]):
            words = _("hàng có %(have)s ô, hàng đầu của bảng có %(head)s ô.")
            reading.wrong.append(Wrong(after + 1, words % {"have": len(cells), "head": len(rows[0])}))
        elif len(cells) > COLUMNS_MOST:
            words = _("bảng có quá %(most)s cột; xin chuyển sang tệp kèm theo.")
            reading.wrong.append(Wrong(after + 1, words % {"most": COLUMNS_MOST}))
        else:
            rows.append(tuple(runs_of(cell) for cell in cells))
        after += 1
    if rows:
        reading.held.append(Block("table", "\n".join(lines[at:after]), at + 1, rows=tuple(rows)))
    return after


def _grounds(blocks: Sequence[Block], *, letter: bool) -> list[Block]:
    """The lines before everything else that say on what it is founded."""
    count = 0
    while count < len(blocks) and blocks[count].kind == "text" and _GROUND.match(blocks[count].source):
        count += 1
    if letter and count == 1 and not blocks[0].source.endswith(";"):
        count = 0
    return [
        Block("ground", one.source, one.line, runs=one.runs) if index < count else one
        for index, one in enumerate(blocks)
    ]


def _with_word(blocks: Sequence[Block], word: str) -> list[Block]:
    rest = [one for one in blocks if one.source.strip(" :*").casefold() != word.strip(" :").casefold()]
    count = next((index for index, one in enumerate(rest) if one.kind != "ground"), len(rest))
    line = rest[count].line if count < len(rest) else 0
    return [*rest[:count], Block("decides", "", line, label=word), *rest[count:]]
