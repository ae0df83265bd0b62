"""What documents do when one is issued or changed: those of the house get it, what it answers is dealt with."""

from __future__ import annotations

from uuid import UUID

from tinhso.contracts.documents import DocumentChanged, DocumentIssued
from tinhso.contracts.tasks import TaskClosed
from tinhso.government.documents import actions
from tinhso.government.documents.actions.carrying import DELIVER
from tinhso.government.documents.queries.letters import answered_by, inside_receivers
from tinhso.kernel.deliveries import enqueue, listens_to
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.refs import Ref


@listens_to(DocumentIssued, key="documents.deliver_issued")
def deliver_issued(event: DocumentIssued, delivery: Delivery) -> None:
    _deliver(event.document, None)


@listens_to(DocumentChanged, key="documents.deliver_change")
def deliver_change(event: DocumentChanged, delivery: Delivery) -> None:
    _deliver(event.document, event.made)


@listens_to(DocumentIssued, key="documents.note_answer")
def note_answer(event: DocumentIssued, delivery: Delivery) -> None:
    answer = answered_by(event.document)
    if answer is not None:
        actions.answered(source=answer.source, answer=answer.document, at=event.at)


@listens_to(TaskClosed, key="documents.note_task")
def note_task(event: TaskClosed, delivery: Delivery) -> None:
    if event.source:
        actions.task_closed(source=Ref.parse(event.source), done=event.done, at=event.at)


def _deliver(document: UUID, made: UUID | None) -> None:
    for agency in inside_receivers(document, made=made):
        enqueue(
            DELIVER, {"document": str(document), "agency": str(agency), "made": str(made) if made else ""}
        )
