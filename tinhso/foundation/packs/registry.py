"""What packs may carry. Each kind of rule is declared by the app whose table holds it, in its `system.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from tinhso.foundation.packs.models import Rule
from tinhso.foundation.packs.rules import Draft, Fault, Known, as_written
from tinhso.kernel.registry import Registry

__all__ = ["Draft", "Fault", "Known", "PackKind", "as_written", "pack_kinds"]


def nothing_more(body: Any) -> Mapping[str, Any]:
    """The `fields` of a kind whose table has only the columns of `Rule` and perhaps `body`."""
    return {}


@dataclass(frozen=True)
class PackKind:
    """One kind of rule: the table it goes to and the shape its author must keep to.

    A model with a JSON column named `body` gets the body as written (validated, defaults left out) without
    asking; `fields` gives every other column of its own.
    """

    name: str
    title: str
    model: type[Rule]
    shape: type[BaseModel]
    """Of `body:` in YAML, and of one row of a CSV file (empty cells are left out)."""
    fields: Callable[[Any], Mapping[str, Any]] = nothing_more
    code: Callable[[Any], str] | None = None
    """Makes the rule's code from the body, for rules whose key has several parts. A column `code` then belongs
    to the body."""
    check: Callable[[Sequence[Draft], Known], Iterable[Fault]] | None = None
    """Faults that only show between rules, e.g. a procedure that names a form nobody wrote."""
    prepare: Callable[[Sequence[Any]], None] | None = None
    """Called inside the transaction with the model instances about to be written, to set what needs the
    database."""

    def columns(self, body: BaseModel) -> dict[str, Any]:
        """The columns of the kind's own table that a body fills."""
        own = dict(self.fields(body))
        if "body" not in own and any(column.name == "body" for column in self.model._meta.concrete_fields):
            own["body"] = as_written(body)
        return own


pack_kinds: Registry[PackKind] = Registry("kinds of rules", key=lambda entry: entry.name)
