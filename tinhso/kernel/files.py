"""Files that survive a power cut: written beside, synced, renamed, and their folder synced."""

import os
from contextlib import suppress
from pathlib import Path


def write_durably(path: Path, content: bytes, *, mode: int = 0o600, replace: bool = True) -> None:
    """Put `content` at `path` whole or not at all; on the disk when this returns, OSError when not.

    Without `replace` what is there already stays: of several who make a key at once, one made it for all.
    What a killed process leaves lies beside under a name that begins with a dot.
    """
    _make_folder(path.parent)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        if replace:
            beside.replace(path)
        else:
            with suppress(FileExistsError):
                os.link(beside, path)
            beside.unlink()
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Put a folder's own entries on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
