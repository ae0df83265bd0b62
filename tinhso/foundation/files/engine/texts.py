"""What a file says, read by a process of its own: a hostile or huge file costs nothing but its own text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tinhso.foundation.files.engine import reader
from tinhso.kernel.text import fold, nfc

MEMORY = 1 << 30
"""Octets of all that the reader may lay claim to."""
PATIENCE = 30
"""Seconds by the clock; the reader's own limit counts the processor alone."""


def text_of(content: bytes, media_type: str) -> str:
    """What a file says, on one line; empty when it says nothing, cannot be read, or takes too long or too much."""
    if media_type not in reader.READERS:
        return ""
    said = nfc(_asked(content, media_type).replace("\0", " "))
    return said if fold(said) else ""


def ink_of(content: bytes, *, last: bool = False) -> list[str]:
    """The first page of a PDF, or its last, in squares of a millimetre: a row from the top each, `#` where something
    stands and `.` where nothing; empty when it cannot be drawn, or is turned."""
    return _asked(content, "ink/last" if last else "ink/first").split()


def _asked(content: bytes, what: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-I", str(Path(reader.__file__)), what, str(MEMORY)],
            input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE, check=True, cwd="/",
            env={},
        )  # fmt: skip
    except subprocess.SubprocessError:
        return ""
    return done.stdout.decode("utf-8")
