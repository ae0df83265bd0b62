"""What a disk holds after the power went out, made from the system calls of a real process.

A trace with every byte written (`strace -xx -y`) is read into changes: of a file's content, which are safe once a sync
of the file that began after them has returned, and of a folder's names, which are safe once the folder was synced. An
image of a moment keeps everything that was safe by then, and of the rest what chance keeps: a change whole, not at
all, or some sectors of it, in any order. That is more cruel than a disk is, never kinder.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from tests.faults.tracing import SENDS, SYNCS, Call, calls, plain

CALLS = (
    "pwrite64,write,sendto,sendmsg,writev,fsync,fdatasync,ftruncate,open,openat,rename,renameat,renameat2,"
    "mkdir,mkdirat,unlink,unlinkat"
)
SECTOR = 512
NOT_ON_DISK = ("-shm",)
"""What SQLite makes anew: it is shared memory that has a name."""
_CONTENT = ("write", "pwrite64", "ftruncate")
_NAMING = ("open", "mkdir", "rename", "unlink")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
_NUMBERS = re.compile(r", (\d+)")


@dataclass
class Change:
    """One change of the disk, asked for at a moment: of the content of `file`, or, with a `name`, of names."""

    moment: int
    verb: str
    """`write` or `cut` a file's content; `make` it or a folder, `move` or `remove` a name."""
    file: int = 0
    name: str = ""
    """Below the folder of the province; what a move leads to."""
    other: str = ""
    """What the name was before."""
    offset: int = 0
    content: bytes = b""
    safe: int | None = None
    """The moment from which no loss of power undoes it."""


class Receipt(NamedTuple):
    """An answer that left at a moment."""

    moment: int
    status: str


@dataclass
class Recording:
    """The changes of one process's disk below a folder, and the answers it gave meanwhile."""

    before: Path
    """The folder as it stood before the first of them, all of it safe."""
    changes: list[Change] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    length: int = 0

    def image(self, moment: int, folder: Path, chance: random.Random) -> None:
        """Make `folder` what is found after the power went out just after `moment`."""
        names, folders = _names(self.before), _folders(self.before)
        contents = {file: bytearray((self.before / name).read_bytes()) for name, file in names.items()}
        for change in self.changes:
            if change.moment > moment:
                break
            safe = change.safe is not None and change.safe <= moment
            if not safe and chance.random() < 0.5:
                continue
            if change.name:
                _rename(names, folders, change)
            else:
                _write(contents.setdefault(change.file, bytearray()), change, torn=None if safe else chance)
        for name, file in names.items():
            if {str(one) for one in PurePosixPath(name).parents} <= folders:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(contents.get(file, b""))

    def forget_syncs(self) -> None:
        """As if no sync had ever reached the disk."""
        for change in self.changes:
            change.safe = None


def recording(trace: Path, var: Path, before: Path) -> Recording:
    """What a trace says was done below `var`, which was like `before` when it began."""
    with trace.open(encoding="utf-8", errors="replace") as lines:
        return _Reader(var, before).read(calls(lines))


class _Reader:
    """Follows names and files through a trace."""

    def __init__(self, var: Path, before: Path) -> None:
        self._var, self._made, self._names = var, Recording(before), _names(before)
        self._sizes = {file: (before / name).stat().st_size for name, file in self._names.items()}
        self._unsafe: list[Change] = []
        self._began: dict[str, list[int]] = {}
        self._now = 0

    def read(self, seen: Iterable[Call]) -> Recording:
        for self._now, call in enumerate(seen):
            if call.name in SENDS and not call.done and (status := _STATUS.match(_first(call))):
                self._made.receipts.append(Receipt(self._now, status[1].decode()))
            elif call.name in SYNCS:
                self._sync(call)
            elif call.name in _CONTENT and not call.done:
                self._content(call)
            elif call.name.startswith(_NAMING) and call.done:
                self._name(call)
        self._made.length = self._now
        return self._made

    def _sync(self, call: Call) -> None:
        """What was asked for before it began is safe when it has returned."""
        if not call.done:
            self._began.setdefault(call.path, []).append(self._now)
            return
        began = self._began[call.path].pop(0)
        name = call.path.removeprefix(str(self._var)).lstrip("/") or "."
        file = self._names.get(name)
        left = []
        for change in self._unsafe:
            here = str(PurePosixPath(change.name).parent) == name if change.name else change.file == file
            if here and change.moment < began:
                change.safe = self._now
            else:
                left.append(change)
        self._unsafe = left

    def _content(self, call: Call) -> None:
        file = self._names.get(self._below(call.path))
        if file is None:
            return
        numbers, content = _NUMBERS.findall(call.arguments), _first(call)
        if call.name == "ftruncate":
            self._sizes[file] = int(numbers[-1])
            self._add("cut", file=file, offset=self._sizes[file])
            return
        offset = int(numbers[-1]) if call.name == "pwrite64" else self._sizes[file]
        self._sizes[file] = max(self._sizes[file], offset + len(content))
        self._add("write", file=file, offset=offset, content=content)

    def _name(self, call: Call) -> None:
        given = [self._below(os.fsdecode(one)) for one in _texts(call)]
        name = given[-1] if given else ""
        if not name or name.endswith(NOT_ON_DISK):
            return
        if call.name.startswith("open"):
            if name not in self._names and "O_CREAT" in call.arguments:
                self._names[name] = file = len(self._sizes) + 1
                self._sizes[file] = 0
                self._add("make", file=file, name=name)
        elif call.name.startswith("mkdir"):
            self._add("make", name=name)
        elif call.name.startswith("rename"):
            self._names[name] = self._names.pop(given[0])
            self._add("move", name=name, other=given[0])
        else:
            self._names.pop(name, None)
            self._add("remove", name=name)

    def _add(self, verb: str, **more: Any) -> None:
        self._made.changes.append(Change(self._now, verb, **more))
        self._unsafe.append(self._made.changes[-1])

    def _below(self, path: str) -> str:
        """The name below the folder; empty for what lies elsewhere."""
        return path.removeprefix(f"{self._var}/") if path.startswith(f"{self._var}/") else ""


def _names(folder: Path) -> dict[str, int]:
    """The files of a folder, numbered."""
    found = sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())
    return {name: number for number, name in enumerate(found, start=1) if not name.endswith(NOT_ON_DISK)}


def _folders(folder: Path) -> set[str]:
    return {".", *(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_dir())}


def _rename(names: dict[str, int], folders: set[str], change: Change) -> None:
    """A change of names; what it stands on may itself be lost."""
    match change.verb:
        case "make" if change.file:
            names[change.name] = change.file
        case "make":
            folders.add(change.name)
        case "move" if change.other in names:
            names[change.name] = names.pop(change.other)
        case "remove":
            names.pop(change.name, None)


def _write(content: bytearray, change: Change, *, torn: random.Random | None) -> None:
    """Into a file's content, whole, or of what is not safe perhaps only some sectors."""
    if change.verb == "cut":
        content[:] = content[: change.offset].ljust(change.offset, b"\0")
        return
    end = change.offset + len(change.content)
    content.extend(bytes(max(0, end - len(content))))
    whole = torn is None or torn.random() < 0.5
    for start in range(0, len(change.content), len(change.content) if whole else SECTOR):
        if torn is None or whole or torn.random() < 0.5:
            part = change.content[start : start + (len(change.content) if whole else SECTOR)]
            content[change.offset + start : change.offset + start + len(part)] = part


def _texts(call: Call) -> list[bytes]:
    return [plain(text) for text in _TEXT.findall(call.arguments)]


def _first(call: Call) -> bytes:
    found = _texts(call)
    return found[0] if found else b""
