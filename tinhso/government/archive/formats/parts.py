"""What a package is made of: a file as it is described, and the documents in it with their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tinhso.kernel.text import fold

SOFTWARE = "Tỉnh Số"


@dataclass(frozen=True, kw_only=True)
class Content:
    """One file of a document; `open` reads it when its turn has come."""

    name: str
    media_type: str
    size: int
    digest: str
    """SHA-256 of its bytes."""
    open: Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document of a file, in its place."""

    position: int
    type_title: str
    notation: str
    dated: date
    author: str
    subject: str
    pages: int
    contents: Sequence[Content]


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A closed file with everything in it, as it leaves its agency."""

    id: UUID
    fonds: str
    """Identifier of the agency whose work it is (OrganId)."""
    agency: str
    year: int
    code: str
    heading: str
    title: str
    description: str
    retention: str
    maintenance: str
    access: str
    access_title: str
    responsible: str
    opened_on: date
    closed_on: date
    made_at: datetime
    version: str
    """Of the software that makes the package."""
    documents: Sequence[Document]

    @property
    def objid(self) -> str:
        return f"uuid-{str(self.id).upper()}"

    @property
    def starts_on(self) -> date:
        """The day of its first document."""
        return min((one.dated for one in self.documents), default=self.opened_on)

    @property
    def pages(self) -> int:
        return sum(one.pages for one in self.documents)


@dataclass(frozen=True)
class Part:
    """One file of the package."""

    path: str
    """From the root of the package."""
    media_type: str
    size: int
    digest: str
    open: Callable[[], bytes]

    @classmethod
    def of(cls, path: str, media_type: str, content: bytes) -> Part:
        """One that is at hand."""
        return cls(path, media_type, len(content), hashlib.sha256(content).hexdigest(), lambda: content)

    def below(self, folder: str) -> str:
        """Its path from a folder of the package."""
        return self.path.removeprefix(f"{folder}/")


def path_of(document: Document, number: int, content: Content) -> str:
    """Where a file of a document stands below `data`: plain letters only, in the order of the file."""
    stem, _, ending = content.name.rpartition(".")
    name = fold(stem or ending).replace(" ", "-")[:60] or "tep"
    suffix = f".{fold(ending).replace(' ', '')[:8]}" if stem and fold(ending) else ""
    return f"{document.position:04d}/{number:02d}-{name}{suffix}"
