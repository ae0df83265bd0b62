"""Tables: what goes out, and the register of its numbers. What a document says is sealed under its own key."""

from tinhso.government.documents.models.outgoing import (
    KIND,
    REGISTER,
    Document,
    Note,
    NumberSeries,
    OutgoingEntry,
)

__all__ = ["KIND", "REGISTER", "Document", "Note", "NumberSeries", "OutgoingEntry"]
