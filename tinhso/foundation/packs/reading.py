"""Reading a pack: every file of it, and every fault of it, before anything is thought of being written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tinhso.foundation.packs.formats import csv_rules, marked_yaml
from tinhso.foundation.packs.formats.marked_yaml import Marked, NotPlain
from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.foundation.packs.rules import NO_LINES, ChangeSet, Draft, Fault, Head, Lines, PackHead, nearest
from tinhso.foundation.packs.words import reason_of

HEAD_FILE = "pack.yaml"
MAX_BYTES = {".yaml": 1_000_000, ".csv": 20_000_000}
_OF_A_RULE = ("code", "effective_from", "effective_until", "legal_basis", "assumed", "corrects")
_OF_A_ROW = ("effective_from", "effective_until", "assumed")


@dataclass
class Pack:
    """A folder of rules, read. With faults it can be shown but not applied."""

    folder: Path
    head: PackHead
    drafts: list[Draft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    passed_over: dict[str, list[str]] = field(default_factory=dict)
    """Files of kinds that no system reads here: any system may be off."""
    switched_off: list[ChangeSet] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.head.name

    @property
    def origin(self) -> str:
        return f"pack:{self.head.name}"

    @property
    def notices(self) -> list[str]:
        """What is not read, and why that is no fault."""
        closed = [f"{change.folder}: chưa bật ({change.title})" for change in self.switched_off]
        return closed + [
            f"bỏ qua {len(names)} tệp loại {kind!r}, không phân hệ nào đang bật đọc loại này: {names[0]}"
            for kind, names in sorted(self.passed_over.items())
        ]

    @cached_property
    def digest(self) -> str:
        """Of every file's path and bytes."""
        return tree_digest(self.folder)


def read(folder: Path, *, demo: bool = True) -> Pack:
    """Read a pack whole. Faults are collected in `faults`, all of them; nothing is raised for what is in files."""
    head, faults = read_head(folder)
    pack = Pack(folder, head, faults=faults)
    pack.switched_off = [
        change
        for change in head.change_sets
        if not (change.enabled is True or (change.enabled == "demo" and demo))
    ]
    off = [folder / change.folder for change in pack.switched_off]
    for path in files(folder):
        if path.name != HEAD_FILE and not any(path.is_relative_to(closed) for closed in off):
            _File(pack, path).read()
    return pack


def read_head(folder: Path) -> tuple[PackHead, list[Fault]]:
    """`pack.yaml`; a stand-in named after the folder when it has faults."""
    name = f"{folder.name}/{HEAD_FILE}"
    unread = PackHead.model_construct(name=folder.name, title=folder.name)
    try:
        marked = marked_yaml.load(_text(folder / HEAD_FILE))
        head = PackHead.model_validate(marked.value)
    except NotPlain as error:
        return unread, [Fault(name, error.line, error.reason)]
    except ValidationError as error:
        return unread, list(_faults(error, name, marked.lines, 1))
    if head.name != folder.name:
        return unread, [Fault(name, marked.lines["name",], f"thư mục tên {folder.name}, gói tên {head.name}")]
    missing = [change for change in head.change_sets if not (folder / change.folder).is_dir()]
    return head, [Fault(name, 1, f"không có thư mục {change.folder}") for change in missing]


def files(folder: Path) -> list[Path]:
    """The files of a pack that hold rules, in a stable order."""
    return sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml", ".csv"))


def tree_digest(folder: Path) -> str:
    """SHA-256 over the path and content of every file that holds rules."""
    whole = hashlib.sha256()
    for path in files(folder):
        if path.is_file() and not path.is_symlink():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            whole.update(f"{path.relative_to(folder)}\0{content}\n".encode())
    return whole.hexdigest()


def _text(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        raise NotPlain(0, "không có tệp này, hoặc là liên kết")
    if path.suffix not in MAX_BYTES:
        raise NotPlain(0, f"đuôi {path.suffix} không dùng: hãy đổi tên thành .yaml")
    limit = MAX_BYTES[path.suffix]
    if path.stat().st_size > limit:
        raise NotPlain(0, f"tệp lớn hơn {limit // 1_000_000} MB")
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            return opened.read()
    except UnicodeDecodeError as error:
        raise NotPlain(0, f"không phải UTF-8 (byte thứ {error.start})") from error


def _faults(error: ValidationError, file: str, lines: Lines, line: int, *, below: tuple[str | int, ...] = ()
            ) -> Iterator[Fault]:  # fmt: skip
    for one in error.errors(include_url=False):
        path = nearest(lines, (*below, *one["loc"]))
        yield Fault(file, lines.get(path, line), reason_of(one))


class _File:
    """One file of a pack on its way into drafts and faults."""

    def __init__(self, pack: Pack, path: Path) -> None:
        self.pack, self.path = pack, path
        inside = path.relative_to(pack.folder)
        self.name = f"{pack.folder.name}/{inside.as_posix()}"
        sets = [change.folder for change in pack.head.change_sets if inside.is_relative_to(change.folder)]
        self.change_set = sets[0] if sets else ""

    def read(self) -> None:
        try:
            text = _text(self.path)
            if self.path.suffix == ".csv":
                self._read_csv(text)
            else:
                self._read_yaml(marked_yaml.load(text))
        except NotPlain as error:
            self._fault(error.line, error.reason)

    def _fault(self, line: int, reason: str) -> None:
        self.pack.faults.append(Fault(self.name, line, reason))

    def _read_yaml(self, marked: Marked) -> None:
        if not isinstance(marked.value, dict):
            self._fault(1, "tệp phải bắt đầu bằng kind, effective_from, …")
            return
        value = dict(marked.value)
        several = "rules" in value
        rules = value.pop("rules", None)
        single = {key: value.pop(key) for key in ("code", "body") if key in value}
        head = self._head(value, marked.lines)
        kind = self._kind(head)
        if head is None or kind is None:
            return
        if not several:
            self._rule(head, kind, single, marked.lines, ())
        elif single or not isinstance(rules, list) or not rules:
            self._fault(marked.lines["rules",], "cần hoặc code và body, hoặc một danh sách rules")
        else:
            for index, item in enumerate(rules):
                self._rule(head, kind, item, marked.lines, ("rules", index))

    def _head(self, value: Any, lines: Lines) -> Head | None:
        try:
            return Head.model_validate(value)
        except ValidationError as error:
            self.pack.faults += _faults(error, self.name, lines, 1)
            return None

    def _kind(self, head: Head | None) -> PackKind | None:
        if head is None:
            return None
        kind = pack_kinds.get(head.kind)
        if kind is None:
            self.pack.passed_over.setdefault(head.kind, []).append(self.name)
        return kind

    def _rule(self, head: Head, kind: PackKind, item: Any, lines: Lines, at: tuple[str | int, ...]) -> None:
        line = lines.get(at, 1)
        if not isinstance(item, dict) or not isinstance(item.get("body"), dict):
            self._fault(line, "mỗi quy định cần có body")
            return
        overrides = {key: value for key, value in item.items() if key not in ("code", "body")}
        if strange := sorted(set(overrides) - set(_OF_A_RULE)):
            self._fault(lines.get((*at, strange[0]), line), f"không có khoá này: {', '.join(strange)}")
            return
        below = (*at, "body")
        inside = {path[len(below) :]: number for path, number in lines.items() if path[: len(below)] == below}
        self._draft(head, kind, item.get("code"), item["body"], overrides, line, inside)

    def _read_csv(self, text: str) -> None:
        marked, rest, first_line = csv_rules.split(text)
        head = self._head(marked.value, marked.lines)
        kind = self._kind(head)
        if head is None or kind is None:
            return
        for row in csv_rules.rows(rest, first_line=first_line):
            if isinstance(row, NotPlain):
                self._fault(row.line, row.reason)
                continue
            body: dict[str, Any] = row.cells
            overrides = {key: body.pop(key) for key in _OF_A_ROW if key in body}
            code = body.pop("code", None) if kind.code is None else None
            self._draft(head, kind, code, body, overrides, row.line, NO_LINES)

    def _draft(self, head: Head, kind: PackKind, code: Any, body: Any, overrides: dict[str, Any], line: int,
               lines: Lines) -> None:  # fmt: skip
        faults: list[Fault] = []
        own = head
        if overrides:
            try:
                own = Head.model_validate(head.model_dump(exclude_unset=True) | overrides)
            except ValidationError as error:
                faults += _faults(error, self.name, NO_LINES, line)
        try:
            read = kind.shape.model_validate(body)
        except ValidationError as error:
            self.pack.faults += [*faults, *_faults(error, self.name, lines, line)]
            return
        if kind.code is not None:
            code = kind.code(read)
        if not isinstance(code, str) or not 1 <= len(code) <= 120:
            faults.append(Fault(self.name, line, "cần mã (code), một đoạn chữ dài nhất 120 ký tự"))
        if own.effective_until is not None and own.effective_until <= own.effective_from:
            faults.append(Fault(self.name, line, "effective_until phải sau effective_from"))
        if faults:
            self.pack.faults += faults
            return
        self.pack.drafts.append(
            Draft(
                kind=kind.name,
                code=code,
                effective_from=own.effective_from,
                effective_until=own.effective_until,
                legal_basis=own.legal_basis,
                assumed=own.assumed,
                body=read,
                corrects=own.corrects,
                file=self.name,
                line=line,
                change_set=self.change_set,
                lines=lines,
            )
        )


def in_order(root: Path, names: Iterable[str]) -> tuple[list[Path], list[Fault]]:
    """The folders of these packs and of all they require, what is required first."""
    ordered: list[str] = []
    faults: list[Fault] = []

    def visit(name: str, asked_by: tuple[str, ...]) -> None:
        if name in asked_by:
            faults.append(Fault(f"{asked_by[-1]}/{HEAD_FILE}", 0, f"các gói cần nhau thành vòng: {name}"))
        elif name not in ordered:
            if (root / name / HEAD_FILE).is_file():
                for required in read_head(root / name)[0].requires:
                    visit(required, (*asked_by, name))
                ordered.append(name)
            else:
                file = f"{asked_by[-1]}/{HEAD_FILE}" if asked_by else name
                faults.append(Fault(file, 0, f"không có gói {name!r} trong {root}"))

    for name in names:
        visit(name, ())
    return [root / name for name in ordered], faults
