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

TYPES, URGENCY, SECRECY, SEQUENCES, CIRCULATION = (
    "document_types", "document_urgency", "document_secrecy", "document_sequences", "document_circulation",
)  # fmt: skip
LAYOUTS, STARTS = "document_layouts", "document_starts"


@dataclass(frozen=True)
class Type:
    """One type of document. Without an abbreviation it is a letter: no name of its type stands above it."""

    code: str
    title: str
    abbreviation: str
    template: str = ""
    """`1.5`: the template of the decree it is laid out by."""

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
    said = _more(found)
    return Type(code, found.label, str(said.get("abbreviation", "")), str(said.get("template", "")))


def urgency_title(code: str, *, on: date) -> str:
    """The word of an urgency; empty for an ordinary document."""
    return "" if code == rules.OPEN else code_list(URGENCY, on=on).label(code)


def circulation_title(code: str, *, on: date) -> str:
    """The words of a circulation; empty for a document that has none."""
    return code_list(CIRCULATION, on=on).label(code) if code else ""


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


def contact_of(document: Document, *, on: date) -> list[str]:
    """The lines of its agency's address that stand on a document; none where it asks for none."""
    if not document.contact:
        return []
    here = agency(document.agency_id, on=on)
    return rules.contact_lines(address=here.address, phone=here.phone, email=here.email, website=here.website)


def facts_of(document: Document, *, on: date) -> dict[str, str]:
    """What the moves of a route may ask of a document: its type, its agency, of what kind that is on a day."""
    return {
        "type": document.type, "agency": document.agency.key, "agency_kind": agency(document.agency_id, on=on).kind,
    }  # fmt: skip


def _more(entry: Entry) -> dict[str, object]:
    return entry.model_extra or {}


@dataclass(frozen=True)
class Layout:
    """What a template of the decree has beside the common layout, as the packs say it."""

    code: str
    decides: str = ""
    by: bool = False
    addressed: str = ""
    secretary: bool = False
    signs_as: str = ""
    articles: bool = False
    placed: bool = False


def layout_of(kind: Type, *, on: date) -> Layout:
    """The layout of a type on a day; the common one where the packs say nothing of it."""
    found = code_list(LAYOUTS, on=on).get(kind.template)
    if found is None:
        return Layout(kind.template)
    said = _more(found)
    return Layout(
        kind.template,
        decides=str(said.get("decides", "")), by=bool(said.get("by")), addressed=str(said.get("addressed", "")),
        secretary=bool(said.get("secretary")), signs_as=str(said.get("signs_as", "")),
        articles=bool(said.get("articles")), placed=bool(said.get("placed")),
    )  # fmt: skip


def start_of(type_code: str, *, on: date) -> str:
    """The lines a draft of a type may begin with; empty where the packs have none."""
    found = code_list(STARTS, on=on).get(type_code)
    lines = _more(found).get("lines") if found else None
    return "\n".join(map(str, lines)) if isinstance(lines, list) else ""
