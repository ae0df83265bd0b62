"""What can be found. Each kind is declared by the part whose things they are, in its `system.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tinhso.kernel.refs import Ref
from tinhso.kernel.registry import Registry


@dataclass(frozen=True)
class Document:
    """One thing to be found. Nothing personal belongs here: the index is kept in plain."""

    ref: Ref
    kind: str
    title: str
    code: str = ""
    note: str = ""
    """A second line shown under the title; not searched."""
    keywords: Sequence[str] = ()
    """Other words people use for it."""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    agencies: Sequence[UUID] = ()
    """Whose it is, where the permission reaches only as far as an agency."""
    weight: int = 0
    """Heavier comes first among equally good hits."""


@dataclass(frozen=True)
class Searchable:
    """A kind of things: who may find them, and where they all come from when the index is built anew."""

    kind: str
    title: str
    permission: str
    source: Callable[[date], Iterable[Document]]
    """Everything of the kind that can be found on a day."""


searchables: Registry[Searchable] = Registry("searchable things", key=lambda entry: entry.kind)
