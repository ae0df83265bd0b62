"""What a process asked of the machine, in order, as strace saw it; and whether each answer came after its sync.

A client that waits for each answer makes the order total: what lies between two answers belongs to the second.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple

CALLS = (
    "pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync,rename,renameat,renameat2,mkdir,mkdirat,ftruncate"
)
_WRITES = frozenset({"pwrite64", "write", "writev", "ftruncate"})
SENDS = frozenset({"write", "writev", "sendto", "sendmsg"})
SYNCS = frozenset({"fsync", "fdatasync"})
_LINE = re.compile(r"(?P<pid>\d+) +(?P<rest>.*)")
_UNFINISHED = re.compile(r"(?P<call>.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"<\.\.\. (?P<name>\w+) resumed>(?P<tail>.*)")
_CALL = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+|\?)")
_DESCRIPTOR = re.compile(r"\d+<(?P<path>[^>]*)>")
_QUOTED = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"')
_ANSWER = re.compile(r'"HTTP/1\.1 (?P<status>\d{3}) ')


class Call(NamedTuple):
    """One system call: `began` tells when it was made, otherwise the moment is when it returned."""

    name: str
    arguments: str
    done: bool
    """False at the moment it was made, True at the moment it returned well."""

    @property
    def path(self) -> str:
        """The file its descriptor stands for."""
        found = _DESCRIPTOR.match(self.arguments)
        path = found["path"] if found else ""
        return os.fsdecode(plain(path)) if path.startswith("\\x") else path

    @property
    def names(self) -> list[str]:
        """The paths it was given."""
        return [found["text"] for found in _QUOTED.finditer(self.arguments)]

    @property
    def status(self) -> str:
        """The status of the HTTP answer it sends; empty when it sends none."""
        found = _ANSWER.search(self.arguments) if self.name in SENDS else None
        return found["status"] if found else ""


def plain(text: str) -> bytes:
    """What strace wrote with `-xx`."""
    return bytes.fromhex(text.replace("\\x", ""))


def calls(lines: Iterable[str]) -> Iterator[Call]:
    """Each call twice, when it was made and when it returned; one that failed, or was killed in it, never returns.

    Nor does one that strace kept from the machine and answered itself.
    """
    open_calls: dict[str, str] = {}
    for line in lines:
        found = _LINE.match(line.rstrip("\n"))
        if found is None:
            continue
        rest = found["rest"]
        unfinished, resumed = _UNFINISHED.match(rest), _RESUMED.match(rest)
        if unfinished is not None:
            open_calls[found["pid"]] = unfinished["call"]
            name, _, arguments = unfinished["call"].partition("(")
            yield Call(name, arguments, False)
            continue
        text = open_calls.pop(found["pid"], "") + resumed["tail"] if resumed is not None else rest
        whole = _CALL.match(text)
        if whole is None:
            continue
        if resumed is None:
            yield Call(whole["name"], whole["arguments"], False)
        if whole["result"].isdigit() and not text.endswith("(INJECTED)"):
            yield Call(whole["name"], whole["arguments"], True)


@dataclass
class Window:
    """What happened between two answers."""

    status: str = ""
    written: set[str] = field(default_factory=set)
    """Write-ahead logs that were written to."""
    unsynced: set[str] = field(default_factory=set)
    """Files written to, folders changed, that no sync has followed."""
    early: set[str] = field(default_factory=set)
    """What stood unsynced when the row that needs it was written."""
    late: list[str] = field(default_factory=list)
    """What the row needs and that was written only after it."""
    kept: list[str] = field(default_factory=list)
    """Blobs renamed into their place."""


def windows(trace: Path, var: Path) -> list[Window]:
    """One window for each HTTP answer of a traced process."""
    with trace.open(encoding="utf-8", errors="replace") as lines:
        return list(_windows(calls(lines), var))


def _windows(seen: Iterable[Call], var: Path) -> Iterator[Window]:
    now = Window()
    main, keys, files = (
        str(var / "tinhso.sqlite3-wal"),
        str(var / "keys/keys.sqlite3-wal"),
        str(var / "files"),
    )
    for call in seen:
        if call.status and not call.done:
            now.status = call.status
            yield now
            now = Window(unsynced=set(now.unsynced))
        elif call.name in SYNCS and call.done:
            now.unsynced.discard(call.path)
        elif call.name in _WRITES and not call.done and call.path in (main, keys):
            if call.path == main:
                now.early |= {one for one in now.unsynced if one == keys or one.startswith(files)}
                now.late.clear()
            else:
                now.late.append(keys)
            now.written.add(call.path)
            now.unsynced.add(call.path)
        elif call.name in _WRITES and not call.done and call.path.startswith(f"{files}/"):
            now.unsynced.add(call.path)
            now.late.append(call.path)
        elif call.name.startswith(("rename", "mkdir")) and call.done:
            _renamed(now, call, files)


def _renamed(now: Window, call: Call, files: str) -> None:
    """A name given in the store: its folder is to be synced, and so was what it names."""
    if not call.names[-1].startswith(files):
        return
    now.unsynced.add(str(PurePosixPath(call.names[-1]).parent))
    if call.name.startswith("rename"):
        now.kept.append(call.names[-1])
        if call.names[0] in now.unsynced:
            now.early.add(call.names[0])


def unkept(found: Sequence[Window], *, status: str, var: Path, needs: Sequence[str]) -> list[str]:
    """For each answer of this status, what it promised too early; `needs` are the logs it must have written to."""
    faults = []
    logs = {str(var / name) for name in needs}
    for number, window in enumerate((one for one in found if one.status == status), start=1):
        if not logs <= window.written:
            faults.append(f"answer {number} wrote nothing to {sorted(logs - window.written)}")
        faults += [f"answer {number} left before the sync of {one}" for one in sorted(window.unsynced)]
        faults += [
            f"answer {number}: the row was written before the sync: {one}" for one in sorted(window.early)
        ]
        faults += [f"answer {number}: the row was written before {one}" for one in sorted(set(window.late))]
    return faults
