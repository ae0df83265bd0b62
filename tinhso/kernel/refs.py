"""Refs: "that thing over there", across a border, without a foreign key.

A Ref is `system.kind:<uuid>` in a text column. Public codes come late, change and are used again,
so a Ref never holds one. Titles and links are resolved in lists, for an actor, through `ref_kinds`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from tinhso.kernel.actors import Actor
from tinhso.kernel.registry import Registry

_KIND = re.compile(r"[a-z]+\.[a-z_]+")


@dataclass(frozen=True, order=True)
class Ref:
    """A thing of one kind, e.g. `dossiers.dossier:0198…`."""

    kind: str
    id: UUID

    def __post_init__(self) -> None:
        if not _KIND.fullmatch(self.kind):
            raise ValueError(f"not a kind of thing: {self.kind!r}")

    @classmethod
    def parse(cls, text: str) -> "Ref":
        """Read `system.kind:<uuid>`; ValueError when it is not that."""
        kind, _, key = text.partition(":")
        return cls(kind, UUID(key))

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Described:
    """What an actor may be shown of a thing."""

    title: str
    url: str = ""
    code: str = ""


@dataclass(frozen=True)
class RefKind:
    """How things of one kind are described; what the actor may not see is left out of the answer."""

    kind: str
    title: str
    resolve: Callable[[Sequence[UUID], Actor], Mapping[UUID, Described]]


ref_kinds: Registry[RefKind] = Registry("kinds of things", key=lambda entry: entry.kind)


def describe(refs: Iterable[Ref], *, actor: Actor) -> dict[Ref, Described]:
    """Describe what the actor may see of these things, one query per kind."""
    by_kind: dict[str, list[UUID]] = {}
    for ref in set(refs):
        by_kind.setdefault(ref.kind, []).append(ref.id)
    found: dict[Ref, Described] = {}
    for kind, keys in by_kind.items():
        entry = ref_kinds.get(kind)
        if entry is not None:
            found |= {Ref(kind, key): described for key, described in entry.resolve(keys, actor).items()}
    return found


if TYPE_CHECKING:
    RefColumn = models.CharField["Ref | str | None", Any]
else:
    RefColumn = models.CharField


class RefField(RefColumn):
    """A text column that holds a Ref."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Ref | None:
        return Ref.parse(value) if value else None

    def to_python(self, value: Any) -> Any:
        return Ref.parse(value) if isinstance(value, str) and value else value

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)
