"""What can be found. Each kind is declared by the part whose things they are, in its `system.py`.

Two indexes: `Document`s are few and known to all who may see their kind (procedures); `Holding`s are very many, belong
to somebody, and what they say is sealed.
"""

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


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One of the very many things an agency holds, as it is to be found; the kind of its ref is its kind.

    Kept are words apart from each other, never sentences: those of `text` as keyed fingerprints alone.
    """

    ref: Ref
    version: int
    """Rises whenever what is to be found of it changes."""
    day: date
    """The newest comes first among equally good hits."""
    agencies: Sequence[UUID]
    """Found by those whose permission reaches one of these."""
    accounts: Sequence[UUID] = ()
    """Found by these people, whatever agency they are at."""
    code: str = ""
    """`05/QĐ-UBND`: found by its number and by the beginnings of its other parts."""
    title: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """Other words in plain under what they are: `sender`, `signer`. Found with the rest, or asked for by themselves."""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Codes it can be narrowed by; letters and digits of them count."""
    text: Sequence[str] = ()
    """What it says, that is sealed where it is kept."""


@dataclass(frozen=True)
class HoldingKind:
    """A kind of holdings: who may find them, and where they come from."""

    kind: str
    """The kind of their refs."""
    permission: str
    source: Callable[[Sequence[UUID]], Iterable[Holding]]
    """Those of these that are there and to be found."""
    versions: Callable[[UUID | None, int], Sequence[tuple[UUID, int]]]
    """Ids and versions of the next so many after an id, in the order of ids; by this the index is compared each day."""


searchables: Registry[Searchable] = Registry("searchable things", key=lambda entry: entry.kind)
holdings: Registry[HoldingKind] = Registry("kinds of holdings", key=lambda entry: entry.kind)
