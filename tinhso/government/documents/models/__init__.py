"""Tables: what goes out, and the register of its numbers. What a document says is sealed under its own key."""

from tinhso.government.documents.models.changes import OutgoingChange
from tinhso.government.documents.models.copies import BATCH, COPY, Batch, BatchItem, Copy
from tinhso.government.documents.models.drafting import CoDrafter, Comment, DraftLock, Receiver, Version
from tinhso.government.documents.models.groups import ReceiverGroup
from tinhso.government.documents.models.incoming import (
    INCOMING,
    Arrival,
    Incoming,
    IncomingEntry,
    IncomingNote,
)
from tinhso.government.documents.models.mailboxes import Mailbox
from tinhso.government.documents.models.outgoing import (
    KIND,
    REGISTER,
    Document,
    Note,
    NumberSeries,
    OutgoingEntry,
    SignedAttachment,
)

__all__ = [
    "BATCH",
    "COPY",
    "INCOMING",
    "KIND",
    "REGISTER",
    "Arrival",
    "Batch",
    "BatchItem",
    "CoDrafter",
    "Comment",
    "Copy",
    "Document",
    "DraftLock",
    "Incoming",
    "IncomingEntry",
    "IncomingNote",
    "Mailbox",
    "Note",
    "NumberSeries",
    "OutgoingChange",
    "OutgoingEntry",
    "Receiver",
    "ReceiverGroup",
    "SignedAttachment",
    "Version",
]
