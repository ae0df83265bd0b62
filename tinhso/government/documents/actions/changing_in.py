"""What every change of an incoming document shares: the lock, the version check, the steps, the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.contracts.documents import IncomingMoved, Standing
from tinhso.foundation.search.actions import hold_soon
from tinhso.foundation.workflow import actions as workflow
from tinhso.foundation.workflow.actions import Offices
from tinhso.foundation.workflow.models import Assignment
from tinhso.government.documents.models import Incoming, IncomingNote
from tinhso.government.documents.queries.incoming import sees_incoming
from tinhso.government.documents.queries.incoming_page import (
    hidden_incoming,
    incoming_step,
    last_incoming_change,
)
from tinhso.government.documents.rules.incoming import PAPER, REASON_MOST
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, Stale
from tinhso.kernel.ledger.models import Act

PURPOSE_IN, BASIS_IN = "tiếp nhận, xử lý văn bản đến", "Nghị định 30/2020/NĐ-CP, Điều 20 đến Điều 24"


def locked_in(*, actor: Actor, incoming: UUID, version: int | None = None) -> Incoming:
    """The document, held until the transaction ends; NotFound for one the actor may not see, Stale when the page that
    asks was drawn from an older one."""
    if not sees_incoming(actor=actor, incoming=incoming):
        raise hidden_incoming(actor=actor, incoming=incoming)
    found = Incoming.objects.select_for_update(of=("self",)).select_related("agency").get(id=incoming)
    if version is not None and version != found.version:
        raise Stale(
            _("Văn bản đến vừa thay đổi: %(act)s.") % {"act": last_incoming_change(found)},
            next_step=_("Xem lại văn bản rồi thực hiện lại nếu vẫn cần."),
        )
    return found


def step_of(incoming: Incoming, kind: str, *, actor: Actor) -> Assignment:
    """The open step of this kind in the actor's hands; Conflict when there is none."""
    found = incoming_step(incoming, actor=actor)
    if found is None or found.shape.kind != kind:
        raise Conflict(
            _("Văn bản không ở bước này, hoặc đang do người khác xử lý."),
            next_step=_("Mở lại văn bản để xem văn bản đang ở bước nào."),
        )
    return found


def pass_in(
    incoming: Incoming, step: Assignment, *, actor: Actor, forward: bool, at: datetime
) -> Assignment | None:
    """Leave a step: forward, or by its last move, which ends the way."""
    moves = step.shape.moves
    key = (moves[0] if forward else moves[-1]).key
    offices = Offices(counter=incoming.agency, authority=incoming.agency)
    return workflow.move(assignment=step, key=key, actor=actor, offices=offices, facts={}, note="", at=at)


def start_in(incoming: Incoming, *, actor: Actor, again: bool, at: datetime) -> None:
    """Open the first step of its way."""
    offices = Offices(counter=incoming.agency, authority=incoming.agency)
    workflow.start(
        about=incoming.ref,
        process=incoming.process,
        offices=offices,
        facts={},
        receiver=actor,
        again=again,
        at=at,
    )


def record_in(
    incoming: Incoming,
    *,
    verb: str,
    actor: Actor,
    at: datetime,
    note: str = "",
    standing: Standing | None = None,
    data: Mapping[str, Any] | None = None,
) -> Act:
    """Save a locked document as its next version and record what was done; the words go sealed beside the act.

    With a standing whoever brought it is told how far it has come.
    """
    incoming.version += 1
    incoming.save()
    hold_soon(incoming.ref)
    event = None
    if standing is not None and incoming.carrier != PAPER:
        event = IncomingMoved(
            incoming=incoming.id, agency=incoming.agency_id, carrier=incoming.carrier, message=incoming.message,
            standing=standing, by=actor.name if actor.account else "", at=at,
        )  # fmt: skip
    done = ledger.record(
        actor=actor,
        verb=f"documents.{verb}",
        about=incoming.ref,
        at=at,
        agency=incoming.agency_id,
        purpose=PURPOSE_IN,
        basis=BASIS_IN,
        data={"version": incoming.version, **(data or {})},
        event=event,
    )
    if note.strip():
        words = IncomingNote(act=done.id, incoming=incoming)
        words.text_sealed = sealing.seal_text(incoming.key, note.strip(), row=words.row)
        words.save(force_insert=True)
    return done


def reason_of(note: str) -> str:
    """Why, as it goes to the sender; Invalid when it is missing or longer than carriers take."""
    said = note.strip()
    if not said:
        raise Invalid(faults=[Fault("note", _("Xin ghi lý do."))])
    if len(said) > REASON_MOST:
        raise Invalid(faults=[Fault("note", _("Lý do dài quá %(most)s ký tự.") % {"most": REASON_MOST})])
    return said
