"""The lists of the packs: types, urgency, secrecy, sequences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tinhso.foundation.packs.queries import code_list
from tinhso.foundation.packs.shapes import Entry
from tinhso.foundation.units.queries import agency
from tinhso.government.documents import rules
from tinhso.government.documents.models import Document
from tinhso.kernel import clock

TYPES, URGENCY, SECRECY, SEQUENCES = (
    "document_types", "document_urgency", "document_secrecy", "document_sequences",
)  # fmt: skip


@dataclass(frozen=True)
class Type:
    """One type of document. Without an abbreviation it is a letter: no name of its type stands above it."""

    code: str
    title: str
    abbreviation: str

    @property
    def letter(self) -> bool:
        return not self.abbreviation


def choices(code: str, *, on: date) -> Sequence[tuple[str, str]]:
    """Value and words of each entry of one of the lists."""
    return [(one.value, one.label) for one in code_list(code, on=on).entries]


def type_of(code: str, *, on: date) -> Type:
    """One type as the list of a day has it; one that is no longer there keeps its code for a name."""
    found = code_list(TYPES, on=on).get(code)
    if found is None:
        return Type(code, code, code.upper())
    return Type(code, found.label, str(_more(found).get("abbreviation", "")))


def urgency_title(code: str, *, on: date) -> str:
    """The word of an urgency; empty for an ordinary document."""
    return "" if code == rules.OPEN else code_list(URGENCY, on=on).label(code)


def sequence_for(document: Document, *, on: date) -> str:
    """The sequence that numbers a document on a day."""
    entries = [{"value": one.value, **_more(one)} for one in code_list(SEQUENCES, on=on).entries]
    return rules.sequence_of(document.type, agency=document.agency.key, entries=entries)


def notation_of(document: Document, *, number: int | None, on: date) -> str:
    """Number and notation of a document on a day."""
    return rules.notation(
        number=number,
        abbreviation=type_of(document.type, on=begun_on(document)).abbreviation,
        agency=rules.symbol_of(agency(document.agency_id, on=on).short_name),
        unit=document.unit,
    )


def begun_on(document: Document) -> date:
    """The day whose list of types a document follows."""
    return clock.local(document.created_at).date()


def _more(entry: Entry) -> dict[str, object]:
    return entry.model_extra or {}
