"""What every change of a dossier shares: the lock, the version check, the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import DossierEvent
from tinhso.foundation.access.policy import require
from tinhso.foundation.calendar.deadlines import SUPPLEMENT_NOTICE_ONLINE, SUPPLEMENT_NOTICE_PAPER
from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.calendar.rules import due
from tinhso.foundation.workflow.actions import Offices
from tinhso.government.dossiers.models import FILED, LIVING, Dossier, Note
from tinhso.government.dossiers.queries.history import words_for
from tinhso.government.dossiers.queries.lists import sees
from tinhso.government.dossiers.queries.page import hidden
from tinhso.government.dossiers.queries.pinned import bind_rules
from tinhso.government.dossiers.rules import CLOSED, TRANSITIONS, Channel, Phase, target_of
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Stale
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.statements import insert, prepared, update

ADVANCE_JOB = "dossiers.advance_linked"
FILE = "dossiers.file"
PURPOSE = "giải quyết thủ tục hành chính"
BASIS = "Nghị định 118/2025/NĐ-CP"


class EventFacts(TypedDict):
    """What every event of a dossier says."""

    dossier: UUID
    request_id: str
    procedure: str
    agency: UUID
    at: datetime
    code: str


def locked(*, actor: Actor, dossier: UUID, version: int | None = None) -> Dossier:
    """The dossier, held until the transaction ends; Stale when the page that asks was drawn from an older one.

    NotFound for a dossier the actor may not see, in the words of one that does not exist: whoever tries an act
    on a stranger's dossier learns neither that it is there nor what was done to it last. The try is kept.
    """
    rows = _held(dossier)
    if not rows or not (actor.kind == ActorKind.SYSTEM or sees(rows[0], actor=actor)):
        raise hidden(actor=actor, dossier=dossier)
    (found,) = rows
    if found.erased_at is not None:
        raise Conflict(_("Nội dung hồ sơ đã được xóa khi hết thời hạn lưu trữ, không còn việc nào làm được."))
    bind_rules(found)
    found.due_when_locked = found.due_at
    if version is not None and version != found.version:
        raise Stale(
            _what_changed(found),
            next_step=_(
                "Xem lại hồ sơ rồi thực hiện lại nếu vẫn cần. Nội dung ông/bà vừa nhập chưa được lưu."
            ),
        )
    return found


def own_draft(*, actor: Actor, dossier: UUID) -> Dossier:
    """A draft of the actor's own, held until the transaction ends; Conflict once it has been sent."""
    found = locked(actor=actor, dossier=dossier)
    require(actor, FILE, persons=(found.owner_id, found.submitter_id))
    if found.phase != Phase.DRAFT:
        raise Conflict(
            _("Hồ sơ đã nộp nên không sửa được nữa."),
            next_step=_("Nếu cần thay đổi, ông/bà rút hồ sơ hoặc chờ yêu cầu bổ sung."),
        )
    return found


@prepared
def _held(id: UUID) -> QuerySet[Dossier]:
    return Dossier.objects.select_for_update().filter(id=id)


def enact(
    dossier: Dossier,
    *,
    act: str,
    actor: Actor,
    at: datetime,
    event: DossierEvent | None = None,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    last: bool = True,
) -> Act:
    """Move a locked dossier by a lawful act, save it, and record the move with what it printed and its dues.

    When it is a part that comes to its result or its end, its linked filing is looked at again. Of acts that follow
    one another at once only the `last` saves the row.
    """
    before, due_before = dossier.phase, dossier.due_when_locked
    dossier.phase, dossier.due_when_locked = target_of(act, phase=before), dossier.due_at
    if dossier.part_of_id is not None and dossier.phase in CLOSED | {Phase.ISSUED}:
        enqueue(ADVANCE_JOB, {"dossier": str(dossier.part_of_id)}, due_at=at)
    return record(
        dossier,
        verb=act,
        actor=actor,
        at=at,
        event=event,
        note=note,
        data={
            "from": before,
            "to": dossier.phase,
            "form": TRANSITIONS[act].form,
            "due_before": due_before.isoformat() if due_before else None,
            "due_after": dossier.due_at.isoformat() if dossier.due_at else None,
            **(data or {}),
        },
        last=last,
    )


def record(
    dossier: Dossier,
    *,
    verb: str,
    actor: Actor,
    at: datetime,
    event: DossierEvent | None = None,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    last: bool = True,
) -> Act:
    """Save a locked dossier as its next version and record what was done; the words go sealed beside the act."""
    dossier.version += 1
    dossier.urgent_at = dossier.next_owed()
    if last and dossier._state.adding:
        insert(dossier)
    elif last:
        update(dossier, LIVING | FILED - {"id"} if dossier.filled else LIVING)
    done = ledger.record(
        actor=actor,
        verb=f"dossiers.{verb}",
        about=dossier.ref,
        at=at,
        agency=_acting_agency(dossier, actor),
        subjects=dossier.subjects,
        purpose=PURPOSE,
        basis=BASIS,
        data={"version": dossier.version, **(data or {})},
        event=event,
    )
    if note.strip():
        words = Note(act=done.id, dossier=dossier)
        words.text_sealed = sealing.seal_text(dossier.key, note.strip(), row=words.row)
        words.save(force_insert=True)
    return done


def event_facts(dossier: Dossier, *, at: datetime) -> EventFacts:
    return {
        "dossier": dossier.id,
        "request_id": dossier.request_id,
        "procedure": dossier.procedure.code,
        "agency": dossier.agency_id,
        "at": at,
        "code": dossier.code or "",
    }


def offices_of(dossier: Dossier) -> Offices:
    handed_over_at = dossier.clock_from if dossier.away else None
    return Offices(counter=dossier.counter, authority=dossier.agency, handed_over_at=handed_over_at)


def answer_due(dossier: Dossier, *, at: datetime) -> datetime:
    """Until when the person must hear whether the dossier is complete and right."""
    online = dossier.channel == Channel.ONLINE
    term = SUPPLEMENT_NOTICE_ONLINE if online else SUPPLEMENT_NOTICE_PAPER
    return due(at, term, calendar_for(dossier.counter.key, on=clock.local(at).date())).due_at


def _acting_agency(dossier: Dossier, actor: Actor) -> UUID:
    """The agency an act is recorded for: the actor's own where the actor sits at one of the two."""
    if dossier.counter_id in actor.agencies and dossier.agency_id not in actor.agencies:
        return dossier.counter_id
    return dossier.agency_id


def _what_changed(dossier: Dossier) -> str:
    acts = acts_about(about=dossier.ref)
    if not acts:
        return Stale.title
    last = words_for(acts[-1])
    return _("Hồ sơ vừa thay đổi: %(act)s lúc %(clock)s.") % {"act": last.title.lower(), "clock": last.clock}
