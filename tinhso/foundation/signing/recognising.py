"""Whose file is this? Each system that issues signed files says so of those that are exactly its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from tinhso.kernel.registry import Registry


@dataclass(frozen=True)
class Recognised:
    """A file that a system of the house issued, byte by byte."""

    title: str
    text: str
    url: str = ""
    """Where anyone may read about it."""
    holds: bool = True
    """False for what was taken back or replaced since."""


@dataclass(frozen=True)
class Recogniser:
    """One system's answer to the SHA-256 of a file, in hexadecimal; None for a file that is not its own."""

    key: str
    recognise: Callable[[str], Recognised | None]


recognisers: Registry[Recogniser] = Registry("recognisers of signed files", key=lambda entry: entry.key)


def recognise(content: bytes) -> list[Recognised]:
    """What the house knows of a file with exactly these bytes."""
    digest = hashlib.sha256(content).hexdigest()
    return [found for one in recognisers if (found := one.recognise(digest)) is not None]
