"""The numbers and codes on the wire whose meaning is agreed elsewhere: kept in the code lists of a pack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from tinhso.foundation.packs.shapes import CodeListBody
from tinhso.foundation.units.rules import is_identifier, is_old_identifier
from tinhso.kernel.text import canonical

_SHORTENED = re.compile(r"(?:[0-9]{2,3}\.){1,2}[A-Z][0-9]{2}")
"""The form of four groups with leading groups left out, as some senders write it."""


def is_organ_id(code: str) -> bool:
    """Whether a text is an agency's identifier: of four groups, of fewer, or in the present form."""
    return code.isascii() and (
        is_identifier(code) or is_old_identifier(code) or _SHORTENED.fullmatch(code) is not None
    )


def _none() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Codes:
    """What is known of the numbers: value to words. An empty table knows nothing and doubts nothing."""

    document_types: Mapping[str, str] = field(default_factory=_none)
    priorities: Mapping[str, str] = field(default_factory=_none)
    steering: Mapping[str, str] = field(default_factory=_none)
    statuses: Mapping[str, str] = field(default_factory=_none)

    @classmethod
    def of(
        cls,
        *,
        document_types: CodeListBody,
        priorities: CodeListBody,
        steering: CodeListBody,
        statuses: CodeListBody,
    ) -> Self:
        """From the code lists `edxml_document_types`, `edxml_priorities`, `edxml_steering` and `edxml_statuses`."""
        return cls(
            document_types=_table(document_types),
            priorities=_table(priorities),
            steering=_table(steering),
            statuses=_table(statuses),
        )

    def type_code(self, name: str) -> int | None:
        """The number for the name of a type (`Công văn`), by its words; None when none is agreed."""
        wanted = canonical(name)
        return next(
            (int(value) for value, words in self.document_types.items() if canonical(words) == wanted), None
        )


def _table(body: CodeListBody) -> Mapping[str, str]:
    return MappingProxyType({entry.value: entry.label for entry in body.entries})
