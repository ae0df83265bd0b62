"""The clock stands still only where the procedure's text says so, and not longer than it says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import DossierPaused, DossierResumed
from tinhso.foundation.access.policy import require
from tinhso.government.dossiers.actions.changing import enact, event_facts, locked
from tinhso.government.dossiers.actions.counting import count_again, most_of
from tinhso.government.dossiers.actions.working import must_have_in_hand
from tinhso.government.dossiers.models import Dossier, Pause
from tinhso.government.dossiers.queries.clocks import ended_pauses, pauses_open_to
from tinhso.government.dossiers.rules import target_of
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid

PROCESS = "dossiers.process"
RESUME_JOB = "dossiers.resume"


def pause(*, actor: Actor, dossier: UUID, version: int, code: str, reason: str, at: datetime) -> Dossier:
    """Let the clock stand still for one of the reasons its own version of the procedure knows.

    By whoever has it in hand. Invalid for any other reason; Conflict once it is overdue.
    """
    if not reason.strip():
        raise Invalid(faults=[Fault("note", _("Xin ghi rõ đang chờ gì, ở đâu."))])
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, PROCESS, agencies=(found.agency_id,), at=at)
        target_of("pause", phase=found.phase)
        must_have_in_hand(found, actor)
        if found.due_at is not None and found.due_at < at:
            raise Conflict(_("Hồ sơ đã quá hạn nên không tạm dừng tính hạn được nữa."))
        rule = next((one for one in pauses_open_to(found, at=at) if one.code == code), None)
        if rule is None:
            words = _("Thủ tục này không cho tạm dừng vì lý do đó, hoặc hồ sơ đã tạm dừng vì lý do đó rồi.")
            raise Invalid(faults=[Fault("code", words)])
        most = most_of(found, code, since=at, on=clock.local(at).date())
        Pause.objects.create(dossier=found, code=code, started_at=at, ends_at=most)
        count_again(found, at=at)
        event = DossierPaused(**event_facts(found, at=at), reason=rule.title, clause=rule.basis, until=most)
        enact(
            found,
            act="pause",
            actor=actor,
            at=at,
            event=event,
            note=reason,
            data={"pause": code, "clause": rule.basis, "until": most.isoformat()},
        )
    return found


def resume(*, actor: Actor, dossier: UUID, version: int, reason: str, at: datetime) -> Dossier:
    """Let the clock run on: what was waited for is there."""
    if not reason.strip():
        raise Invalid(faults=[Fault("note", _("Xin ghi kết quả của việc đã chờ."))])
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, PROCESS, agencies=(found.agency_id,), at=at)
        target_of("resume", phase=found.phase)
        must_have_in_hand(found, actor)
        _end(found.pauses.get(ended_at=None), found, ended_at=at, actor=actor, note=reason, at=at)
    return found


def resume_ended(*, at: datetime) -> int:
    """Have every dossier go on whose pause has lasted its most, each by itself; how many."""
    with transaction.atomic():
        keys = ended_pauses(at=at)
        for key in keys:
            enqueue(RESUME_JOB, {"dossier": str(key)}, due_at=at)
    return len(keys)


def resume_by_itself(*, dossier: UUID, at: datetime) -> None:
    """Let one go on from the moment its pause had lasted its most; nothing happens when it went on before."""
    with transaction.atomic():
        found = locked(actor=SYSTEM, dossier=dossier)
        pause = found.pauses.filter(ended_at=None, ends_at__lte=at).first()
        if pause is not None:
            _end(pause, found, ended_at=pause.ends_at, actor=SYSTEM, note="", at=at)


def _end(
    pause: Pause, dossier: Dossier, *, ended_at: datetime, actor: Actor, note: str, at: datetime
) -> None:
    pause.ended_at = ended_at
    pause.save(update_fields=["ended_at"])
    count_again(dossier, at=at)
    assert dossier.due_at is not None
    enact(
        dossier,
        act="resume",
        actor=actor,
        at=at,
        event=DossierResumed(**event_facts(dossier, at=at), due_at=dossier.due_at),
        note=note,
        data={"pause": pause.code, "ended_at": ended_at.isoformat()},
    )
