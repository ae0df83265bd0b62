"""The desk of documents as carriers find it, and delivery within the house."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, Letter, Place, Standing
from tinhso.foundation.units.queries import office
from tinhso.government.documents.actions import arriving
from tinhso.government.documents.actions.changing import BASIS, PURPOSE
from tinhso.government.documents.models import Document, Incoming, Note, OutgoingChange
from tinhso.government.documents.queries.incoming_page import said_with
from tinhso.government.documents.queries.letters import inside_letter, letter_of, passed_letter
from tinhso.government.documents.rules import Phase
from tinhso.government.documents.rules.incoming import CLOSED, INSIDE, STANDING_TITLES
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.queries import acts_about

DELIVER = "documents.deliver"
_KEPT = frozenset({Standing.REFUSED, Standing.GIVEN_BACK, Standing.NOT_GIVEN_BACK})
"""What is kept with the document itself; how far a receiver has come with it the carrier knows."""
_SAID_WITH = {Standing.REFUSED: "documents.in_refuse", Standing.NOT_GIVEN_BACK: "documents.in_keep"}


def heard(message: str, *, place: Place, standing: str, reason: str, at: datetime) -> None:
    """A receiver refused a document of this house, or answered whether it is given back: kept with the document.

    NotFound for a message that is none of ours. Heard again, said at the same moment, it changes nothing.
    """
    found = _ours(message)
    if standing not in _KEPT:
        return
    data = {"message": message, "place": place.code, "standing": str(standing)}
    with transaction.atomic():
        Document.objects.select_for_update(of=("self",)).get(id=found.id)
        before = (one for one in acts_about(about=found.ref) if one.verb == "documents.heard")
        if any((one.data, one.at) == (data, at) for one in before):
            return
        done = ledger.record(
            actor=SYSTEM, verb="documents.heard", about=found.ref, at=at, agency=found.agency_id, purpose=PURPOSE,
            basis=BASIS, data=data,
        )  # fmt: skip
        words = Note(act=done.id, document=found)
        said = f"{place.name}: {STANDING_TITLES[Standing(standing)]}. {reason}".strip()
        words.text_sealed = sealing.seal_text(found.key, said, row=words.row)
        words.save(force_insert=True)


def deliver(*, document: UUID, agency: UUID, made: UUID | None, at: datetime) -> UUID:
    """Bring an issued document, or a change of it that was made, to an agency of the house."""
    letter = inside_letter(document, agency=agency, made=made)
    return arriving.arrive(letter, carrier=INSIDE, agency=office(agency).id, at=at)


def pass_on(*, incoming: UUID, agency: UUID, change: str, at: datetime) -> UUID | None:
    """Bring an incoming document on to an agency below, or ask for it back there. None for one that was given back or
    replaced meanwhile: it is brought to nobody any more."""
    with transaction.atomic():
        # Held: whoever ends it now waits, and asks for it back there too.
        found = Incoming.objects.select_for_update(of=("self",)).get(id=incoming)
        if change == Change.NEW and found.state in CLOSED:
            return None
        letter = passed_letter(incoming, change=change)
        return arriving.arrive(letter, carrier=INSIDE, agency=office(agency).id, at=at, source=incoming)


class DocumentsDesk:
    """What documents do for carriers (`contracts.documents.Desk`)."""

    def letter(self, document: UUID, *, made: UUID | None = None) -> Letter:
        return letter_of(document, made=made)

    def arrive(self, letter: Letter, *, carrier: str, agency: UUID, at: datetime) -> UUID:
        return arriving.arrive(letter, carrier=carrier, agency=agency, at=at)

    def said(self, incoming: UUID, *, standing: str) -> str:
        verb = _SAID_WITH.get(Standing(standing))
        return said_with(incoming, (verb,)) if verb else ""

    def heard(self, message: str, *, place: Place, standing: str, reason: str, at: datetime) -> None:
        heard(message, place=place, standing=standing, reason=reason, at=at)


def _ours(message: str) -> Document:
    try:
        key = UUID(message)
    except ValueError:
        raise NotFound(_("Không có văn bản đi nào mang mã này.")) from None
    change = OutgoingChange.objects.filter(id=key).values_list("document", flat=True).first()
    found = Document.objects.filter(id=change or key, phase=Phase.ISSUED).first()
    if found is None:
        raise NotFound(_("Không có văn bản đi nào mang mã này."))
    return found
