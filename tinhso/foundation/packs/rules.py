"""What a pack says, apart from where it is written and where it is kept. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any, Literal, Protocol

from pydantic import BaseModel, Field, field_validator

from tinhso.foundation.conditions.shapes import Shape

PATTERN_NAME = r"^[a-z][a-z0-9-]{1,49}$"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with a pack: where, and why in words its author can act on."""

    file: str
    """The path below the folder of packs, e.g. `vietnam/procedures/birth.yaml`."""
    line: int
    """Counted from 1; 0 means the file as a whole."""
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


Path = tuple[str | int, ...]
Lines = Mapping[Path, int]
"""The line of each part of a value, by its path."""
NO_LINES: Lines = {}


@dataclass(frozen=True)
class Draft:
    """One version of one rule as a file writes it: read and validated, not yet applied."""

    kind: str
    code: str
    effective_from: date
    effective_until: date | None
    legal_basis: tuple[str, ...]
    assumed: bool
    body: Any
    """An instance of the kind's shape."""
    corrects: str
    file: str
    line: int
    change_set: str = ""
    """The folder of the change set it belongs to."""
    lines: Lines = field(default_factory=lambda: NO_LINES, repr=False, compare=False)

    @property
    def pack(self) -> str:
        """The name of the pack it stands in."""
        return self.file.split("/", 1)[0]

    @property
    def digest(self) -> str:
        """Of everything but `effective_until` and `corrects`: ending a version does not change it."""
        said = [
            self.code,
            self.effective_from.isoformat(),
            self.legal_basis,
            self.assumed,
            as_written(self.body),
        ]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def meets(self, other: Draft) -> bool:
        """Whether both are in force on some day."""
        return overlaps(
            self.effective_from, self.effective_until, other.effective_from, other.effective_until
        )

    def fault(self, reason: str, *at: str | int) -> Fault:
        """A fault of this rule at a part of its body: `draft.fault("biểu mẫu không có", "form")`."""
        return Fault(self.file, self.lines.get(nearest(self.lines, at), self.line), reason)


class Known(Protocol):
    """What a check may ask about the rest: the packs being read, and what is applied already."""

    def codes(self, kind: str) -> frozenset[str]:
        """Every code of that kind; empty when no part of this installation reads the kind."""
        ...

    def bodies(self, kind: str, code: str) -> Sequence[Any]:
        """What the versions of one rule say, instances of the kind's shape; of a kind whose table keeps a `body`."""
        ...


class Head(Shape):
    """What stands at the top of a file and holds for every rule below it."""

    kind: str
    effective_from: date
    effective_until: date | None = None
    legal_basis: tuple[str, ...] = ()
    assumed: bool = False
    corrects: str = ""
    """Why a version that records are pinned to may be changed."""
    title: str = ""
    source: str = ""
    licence: str = ""
    note: str = ""

    @field_validator("legal_basis", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class ChangeSet(Shape):
    """A folder that is read only when it is switched on: a plan that is not law yet, or demo data."""

    folder: str
    title: str
    enabled: bool | Literal["demo"] = False
    """`demo`: read unless the installation is in production."""


class PackHead(Shape):
    """`pack.yaml`."""

    name: str = Field(pattern=PATTERN_NAME)
    title: str
    requires: tuple[str, ...] = ()
    change_sets: tuple[ChangeSet, ...] = ()
    province: str = ""
    """The GSO code of the province; empty for a pack of the nation."""
    look: dict[str, str] = {}
    """Design tokens the province sets."""
    note: str = ""


def as_written(body: BaseModel) -> dict[str, Any]:
    """A body as JSON without what its author left to the defaults, so that a new default changes no old rule."""
    return body.model_dump(mode="json", by_alias=True, exclude_unset=True)


def nearest(lines: Lines, at: Iterable[str | int]) -> Path:
    """The longest path with a line of its own that follows `at`, names that stand in no file left out."""
    path: Path = ()
    for part in at:
        if (*path, part) in lines:
            path = (*path, part)
    return path


def overlaps(one_from: date, one_until: date | None, other_from: date, other_until: date | None) -> bool:
    """Whether two periods, each from (inclusive) to until (exclusive), share a day."""
    return (one_until is None or other_from < one_until) and (other_until is None or one_from < other_until)


def arranged(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Fault]]:
    """Versions of one rule set in a row, and the faults of those that cannot be.

    Inside a pack its author says when a version ends. Between packs, and between a pack and its change sets, the
    later version ends the earlier one on the day it begins: so does a province depart from the nation.
    """
    versions: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        versions[draft.kind, draft.code].append(draft)
    faults: list[Fault] = []
    for several in versions.values():
        several.sort(key=lambda draft: draft.effective_from)
        for index, (before, after) in enumerate(pairwise(several)):
            if not before.meets(after):
                continue
            apart = (before.pack, before.change_set) != (after.pack, after.change_set)
            if apart and before.effective_from < after.effective_from:
                several[index] = replace(before, effective_until=after.effective_from)
            else:
                faults.append(
                    after.fault(
                        f"{after.kind} {after.code}: trùng thời gian hiệu lực với phiên bản từ "
                        f"{before.effective_from} ở {before.file}:{before.line}"
                    )
                )
    return [draft for several in versions.values() for draft in several], faults
