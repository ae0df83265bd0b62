"""What every change of a document shares: the lock, the version check, the step in hand, the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.search.actions import hold_soon
from tinhso.foundation.workflow.actions import Offices, move
from tinhso.foundation.workflow.models import Assignment
from tinhso.government.documents.models import Document, Note
from tinhso.government.documents.queries.kinds import facts_of
from tinhso.government.documents.queries.lists import shows
from tinhso.government.documents.queries.page import held_step, hidden, last_change
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Stale
from tinhso.kernel.events import Event
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.statements import prepared, update

PURPOSE, BASIS = "soạn thảo, ký ban hành văn bản", "Nghị định 30/2020/NĐ-CP"


def locked(*, actor: Actor, document: UUID, version: int | None = None) -> Document:
    """The document, held until the transaction ends; NotFound for one the actor may not see, Stale when the page that
    asks was drawn from an older one."""
    rows = _held(document)
    if not rows or not shows(rows[0], actor=actor):
        raise hidden(actor=actor, document=document)
    (found,) = rows
    if version is not None and version != found.version:
        raise Stale(
            _("Văn bản vừa thay đổi: %(act)s.") % {"act": last_change(found)},
            next_step=_("Xem lại văn bản rồi thực hiện lại nếu vẫn cần."),
        )
    return found


@prepared
def _held(document: UUID) -> QuerySet[Document]:
    rows = Document.objects.select_for_update(of=("self",)).select_related("agency", "signer")
    return rows.filter(id=document)


def step_in_hand(document: Document, *kinds: str, actor: Actor) -> Assignment:
    """The open step of one of these kinds that is in the actor's hands; Conflict when there is none."""
    found = held_step(document, actor=actor)
    if found is None or found.shape.kind not in kinds:
        raise Conflict(
            _("Văn bản không ở bước này, hoặc đang do người khác xử lý."),
            next_step=_("Mở lại văn bản để xem văn bản đang ở bước nào."),
        )
    return found


def pass_on(
    document: Document, step: Assignment, *, actor: Actor, key: str, note: str, at: datetime
) -> Assignment | None:
    """Leave a step of a locked document by one of its moves."""
    offices = Offices(counter=document.agency, authority=document.agency)
    facts = facts_of(document, on=clock.local(at).date())
    return move(assignment=step, key=key, actor=actor, offices=offices, facts=facts, note=note, at=at)


def record(
    document: Document,
    *,
    verb: str,
    actor: Actor,
    at: datetime,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    event: Event | None = None,
    changed: frozenset[str] | None = None,
) -> Act:
    """Save a locked document as its next version and record what was done; the words go sealed beside the act.
    `changed` are the fields that differ, where they are known."""
    document.version += 1
    document.saved_at = at
    if changed is None:
        document.save()
    else:
        update(document, changed | {"version", "saved_at"})
    hold_soon(document.ref)
    done = ledger.record(
        actor=actor,
        verb=f"documents.{verb}",
        about=document.ref,
        at=at,
        agency=document.agency_id,
        purpose=PURPOSE,
        basis=BASIS,
        data={"version": document.version, **(data or {})},
        event=event,
    )
    if note.strip():
        words = Note(act=done.id, document=document)
        words.text_sealed = sealing.seal_text(document.key, note.strip(), row=words.row)
        words.save(force_insert=True)
    return done
