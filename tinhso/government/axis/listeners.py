"""What follows for agencies outside from what happens to documents here."""

from __future__ import annotations

from tinhso.contracts.documents import DocumentChanged, DocumentIssued, IncomingMoved, desks
from tinhso.foundation.packs.keeping import one_state
from tinhso.government.axis import actions
from tinhso.government.axis.queries.inbox import origin_of
from tinhso.government.axis.queries.outbox import first_of
from tinhso.government.axis.rules import CARRIER
from tinhso.kernel import clock
from tinhso.kernel.deliveries import listens_to
from tinhso.kernel.deliveries.models import Delivery


@listens_to(DocumentIssued, key="axis.document_issued")
@one_state()
def send_out(event: DocumentIssued, delivery: Delivery) -> None:
    """To every receiver outside."""
    letter = desks["documents"].desk.letter(event.document)
    actions.queue(letter, document=event.document, agency=event.agency, at=clock.now())


@listens_to(DocumentChanged, key="axis.document_changed")
@one_state()
def send_change(event: DocumentChanged, delivery: Delivery) -> None:
    """To whom it was sent."""
    desk = desks["documents"].desk
    letter = desk.letter(event.document, made=event.made)
    if letter.added and first_of(event.document) is None:
        # The first outside: to them it is sent as it was issued.
        actions.queue(
            desk.letter(event.document), document=event.document, agency=event.agency, at=clock.now()
        )
        return
    actions.queue_change(letter, document=event.document, agency=event.agency, by=event.by, at=clock.now())


@listens_to(IncomingMoved, key="axis.incoming_moved")
@one_state()
def send_status(event: IncomingMoved, delivery: Delivery) -> None:
    """To who sent it."""
    about = origin_of(event.incoming) if event.carrier == CARRIER else None
    if about is not None:
        actions.answer(event, about=about, at=clock.now())
