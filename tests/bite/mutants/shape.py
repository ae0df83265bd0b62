"""What a mutant is."""

from __future__ import annotations

from typing import NamedTuple


class Mutant(NamedTuple):
    """One guard taken out. `old` stands exactly once in `file`."""

    name: str
    file: str
    old: str
    new: str
    test: str
