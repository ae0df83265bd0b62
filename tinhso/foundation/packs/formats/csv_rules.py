"""CSV as packs write it: a head of `# key: value` lines, a row of column names, one rule a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from tinhso.foundation.packs.formats.marked_yaml import Marked, NotPlain, load
from tinhso.kernel.text import nfc


@dataclass(frozen=True)
class Row:
    """The filled cells of one row."""

    line: int
    cells: dict[str, str]


def split(text: str) -> tuple[Marked, str, int]:
    """The head, the rest, and the line at which the rest begins."""
    head: list[str] = []
    lines = text.splitlines(keepends=True)
    for line in lines:
        if not line.startswith("#"):
            break
        head.append(line[1:].removeprefix(" "))
    return load("".join(head)), "".join(lines[len(head) :]), len(head) + 1


def rows(text: str, *, first_line: int) -> Iterator[Row | NotPlain]:
    """Every row under the column names; what cannot be read is given back in its place, not raised."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = [nfc(cell) for cell in next(reader, [])]
        if len(set(columns)) != len(columns) or "" in columns:
            yield NotPlain(first_line, "tên cột bị trống hoặc trùng")
            return
        start = reader.line_num
        for cells in reader:
            line, start = first_line + start, reader.line_num
            if not cells:
                continue
            if len(cells) != len(columns):
                yield NotPlain(line, f"cần {len(columns)} ô, đang có {len(cells)}")
                continue
            filled = {column: nfc(cell) for column, cell in zip(columns, cells, strict=True)}
            yield Row(line, {column: cell for column, cell in filled.items() if cell})
    except csv.Error as error:
        yield NotPlain(first_line + reader.line_num - 1, f"không đọc được CSV: {error}")
