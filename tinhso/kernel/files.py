"""Files that survive a power cut: written beside, synced, renamed, and their folder synced."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def write_durably(path: Path, content: bytes, *, mode: int = 0o600, replace: bool = True) -> None:
    """Put `content` at `path` whole or not at all; on the disk when this returns, OSError when not.

    Without `replace` what is there already stays: of several who make a key at once, one made it for all.
    What a killed process leaves lies beside under a name that begins with a dot.
    """
    write_all_durably({path: content}, mode=mode, replace=replace)


def write_all_durably(contents: Mapping[Path, bytes], *, mode: int = 0o600, replace: bool = True) -> None:
    """The same for several files: their folders are synced once all of them have their names, for together that is
    hardly more for a disk than for one. After an OSError some may be there, each of them whole."""
    changed: dict[Path, None] = {}
    beside: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            _make_folder(path.parent, changed)
            beside[path] = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
            _write(beside[path], content, mode)
        for path, written in beside.items():
            if replace:
                written.replace(path)
            else:
                with suppress(FileExistsError):
                    os.link(written, path)
                written.unlink()
            changed[path.parent] = None
    except BaseException:
        for written in beside.values():
            written.unlink(missing_ok=True)
        raise
    for folder in changed:
        sync_folder(folder)


def _write(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_folder(folder: Path, changed: dict[Path, None]) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, changed)
        folder.mkdir(mode=0o700, exist_ok=True)
        changed[folder.parent] = None


def sync_folder(folder: Path) -> None:
    """Put a folder's own entries on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
