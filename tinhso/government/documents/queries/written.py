"""What a document says, open: for its page, its paper, its versions and its digest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinhso.government.documents.models import Document, Receiver
from tinhso.government.documents.queries.kinds import begun_on, layout_of, type_of
from tinhso.government.documents.queries.receivers import receivers_of
from tinhso.government.documents.rules import Text
from tinhso.government.documents.rules.body import Body, read


def text_of(document: Document) -> Text:
    """What a document says, open."""
    said = document.text()
    return Text(
        type=document.type,
        subject=document.subject,
        urgency=document.urgency,
        addressed_to=said["addressed_to"],
        places=said["places"],
        paragraphs=said["paragraphs"],
        unit=document.unit,
        authority=document.authority,
        superior=document.superior,
        circulation=document.circulation,
        mark=document.mark,
        copies=document.copies,
        contact=document.contact,
    )


def body_of(document: Document) -> Body:
    """What a document says, read into the parts the decree names."""
    day = begun_on(document)
    kind = type_of(document.type, on=day)
    return read(document.text()["paragraphs"], letter=kind.letter, decides=layout_of(kind, on=day).decides)


def written(document: Document, *, receivers: Sequence[Receiver] | None = None) -> dict[str, Any]:
    """Everything its drafter writes, as it stands now: what a version keeps. `receivers`: where they are read."""
    said: dict[str, Any] = {
        **document.text(),
        "type": document.type, "subject": document.subject, "urgency": document.urgency, "unit": document.unit,
        "authority": document.authority, "superior": document.superior, "signer": str(document.signer_id),
    }  # fmt: skip
    sent_to = [
        {"agency": str(one.agency_id or ""), "carrier": one.carrier, "code": one.code, "name": one.name}
        for one in (receivers_of(document.id) if receivers is None else receivers)
    ]
    more = {
        "receivers": sent_to, "circulation": document.circulation, "mark": document.mark, "copies": document.copies,
        "contact": document.contact,
    }  # fmt: skip
    # Left out where there is nothing: what was approved before there were such words keeps its digest.
    return said | {name: value for name, value in more.items() if value}
