"""What documents tell the rest of the house: which one went out, never what it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentIssued(Event):
    """A document was signed by its signer, sealed by its agency and issued."""

    name: ClassVar[str] = "vn.tinhso.documents.issued"
    document: UUID
    agency: UUID
    type: str
    """Its code in the list `document_types`."""
    notation: str
    at: datetime
