"""YAML as packs write it: plain data, every part with its line, nothing that surprises.

Scalars follow the core of YAML 1.2: `no` is a word, `15:00` is a text, `00097` keeps its zeros. A bare ISO
date is a date. Tags are refused, so is a key written twice. Aliases are copied out, up to a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from tinhso.foundation.packs.rules import Path
from tinhso.kernel.text import nfc

MAX_DEPTH = 40
MAX_PARTS = 200_000
"""Values of one document once every alias is copied out."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class NotPlain(Exception):  # noqa: N818 - a refusal of a file, with its line
    """The text is not YAML, or is more than plain data."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


@dataclass(frozen=True)
class Marked:
    """A value and the line of each of its parts, by path."""

    value: Any
    lines: dict[Path, int]


def load(text: str, *, first_line: int = 1) -> Marked:
    """Read one document; NotPlain when it cannot be. `first_line` is where the text begins in its file."""
    offset = first_line
    try:
        _refuse_more_than_data(text, offset)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotPlain(mark.line + offset if mark else 0, f"không đọc được YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise NotPlain(0, f"không đọc được YAML: {error}") from error
    lines: dict[Path, int] = {}
    return Marked(_value(node, (), lines, offset) if node else None, lines)


def _refuse_more_than_data(text: str, offset: int) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + offset if event.start_mark else 0
        if getattr(event, "tag", None) is not None:
            raise NotPlain(line, f"không dùng nhãn kiểu: {getattr(event, 'tag', '')}")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise NotPlain(line, "một tệp chỉ có một tài liệu YAML")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise NotPlain(line, f"lồng nhau quá {MAX_DEPTH} mức")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _value(node: yaml.Node, path: Path, lines: dict[Path, int], offset: int) -> Any:
    line = lines.setdefault(path, node.start_mark.line + offset)
    if len(path) > MAX_DEPTH or len(lines) > MAX_PARTS:
        raise NotPlain(line, "bí danh (*) làm tệp phình ra quá lớn hoặc lồng nhau không dứt")
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, path, lines, offset))
    if isinstance(node, yaml.SequenceNode):
        return [_value(part, (*path, index), lines, offset) for index, part in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    return nfc_lines(node.value) if node.style else _scalar(node.value, line)


def _pairs(
    node: yaml.MappingNode, path: Path, lines: dict[Path, int], offset: int
) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + offset
        if not isinstance(key, yaml.ScalarNode):
            raise NotPlain(line, "khoá phải là một từ")
        if key.value in seen:
            raise NotPlain(line, f"khoá viết hai lần: {key.value}")
        seen.add(key.value)
        lines[(*path, key.value)] = line
        yield key.value, _value(value, (*path, key.value), lines, offset)


def _scalar(text: str, line: int) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise NotPlain(line, f"ngày không có thật: {text}") from None
    return nfc(text)


def nfc_lines(text: str) -> str:
    """A text that may have several lines, each in its stored form."""
    return "\n".join(nfc(line) for line in text.strip().split("\n"))
