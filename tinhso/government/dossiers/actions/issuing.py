"""The result: drafted by the officer, approved by the leader, numbered by the records clerk, signed and sealed.

The leader approves exact content: its digest is recorded, and the paper that is signed with the leader's key is
made from that content and the number alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import ResultIssued
from tinhso.foundation.access.policy import require
from tinhso.foundation.access.queries import title_of
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import may_work_on
from tinhso.government.dossiers.actions.changing import enact, event_facts, locked, record
from tinhso.government.dossiers.actions.working import pass_on, step_of_kind
from tinhso.government.dossiers.models import Dossier, NumberSeries, Result
from tinhso.government.dossiers.rules import result_notation
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import SYSTEM, Actor, Seat
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, NotAllowed
from tinhso.kernel.numbers import next_number

DRAFT, APPROVE, NUMBER = "dossiers.draft_result", "dossiers.approve_result", "dossiers.number_result"
ISSUE_JOB = "dossiers.issue_result"


def draft_result(
    *, actor: Actor, dossier: UUID, version: int, content: Mapping[str, Any], at: datetime
) -> Dossier:
    """Write or rewrite what the result says; an approval given before falls away."""
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, DRAFT, agencies=(found.agency_id,), at=at)
        _must_hold(step_of_kind(found, "draft", "verify"), actor)
        result = Result.objects.filter(dossier=found).first() or Result(dossier=found)
        published = found.promised_result
        result.code, result.title = published.code, published.title
        result.content_sealed = sealing.seal_json(found.key, dict(content), row=result.row)
        result.content_digest = digest_of(content)
        result.drafted_at = at
        result.approved_by, result.approved_as, result.approved_at = None, "", None
        result.save()
        record(found, verb="draft_result", actor=actor, at=at, data={"content": result.content_digest})
    return found


def approve_result(*, actor: Actor, dossier: UUID, version: int, digest: str, at: datetime) -> Dossier:
    """The leader's word: this content, as shown, may go out under the leader's signature."""
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, APPROVE, agencies=(found.agency_id,), at=at)
        step = step_of_kind(found, "sign")
        result = _drafted(found)
        if digest != result.content_digest:
            raise Conflict(_("Dự thảo đã được sửa sau khi mở xem."), next_step=_("Xem lại dự thảo rồi ký."))
        result.approved_by_id = actor.account
        result.approved_as = title_of(account=actor.account, agency=found.agency_id, at=at)
        result.approved_at = at
        result.save()
        record(found, verb="approve_result", actor=actor, at=at, data={"content": result.content_digest})
        pass_on(found, step, actor=actor, move=step.shape.moves[0].key, note="", at=at)
    return found


def number_result(*, actor: Actor, dossier: UUID, version: int, at: datetime) -> Dossier:
    """Give the approved result its number and let it be signed and sealed; the number is never given twice."""
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, NUMBER, agencies=(found.agency_id,), at=at)
        _must_hold(step_of_kind(found, "number"), actor)
        result = _drafted(found)
        if result.approved_at is None:
            raise Conflict(_("Kết quả chưa được lãnh đạo duyệt ký."))
        if result.number is None:
            year = clock.local(at).year
            result.number = next_number(NumberSeries, f"result:{found.agency_id}:{result.code}:{year}")
            result.notation = result_notation(number=result.number, year=year)
            result.numbered_at, result.numbered_by_id = at, actor.account
            result.save()
            record(found, verb="number_result", actor=actor, at=at, data={"notation": result.notation})
            enqueue(ISSUE_JOB, {"dossier": str(found.id)})
    return found


def finish_issue(*, dossier: UUID, file: StoredFile, digest: str, at: datetime) -> Dossier:
    """Keep the signed paper and say that the result is out; called by the job that signed, doing it again changes
    nothing."""
    with transaction.atomic():
        found = locked(actor=SYSTEM, dossier=dossier)
        result = found.result
        if result.issued_at is not None:
            return found
        result.file, result.file_digest, result.issued_at = file, digest, at
        result.save()
        found.issued_at = at
        on_time = None if found.first_due_at is None else at <= found.first_due_at
        event = ResultIssued(**event_facts(found, at=at), on_time=on_time)
        enact(
            found,
            act="issue",
            actor=SYSTEM,
            at=at,
            event=event,
            data={"file": digest, "notation": result.notation, "on_time": on_time},
        )
        step = step_of_kind(found, "number")
        # The step may have been handed to a colleague while the paper was being signed.
        hands = step.holder_id or result.numbered_by_id
        by = Actor(SYSTEM.kind, account=hands, seats=(Seat(step.role, step.agency_id),))
        pass_on(found, step, actor=by, move=step.shape.moves[0].key, note="", at=at)
    return found


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of what a result says."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _must_hold(step: Assignment, actor: Actor) -> None:
    if not may_work_on(step, actor=actor):
        raise NotAllowed(_("Bước này đang do người khác xử lý."))


def _drafted(dossier: Dossier) -> Result:
    result = Result.objects.select_for_update().filter(dossier=dossier).first()
    if result is None:
        raise Conflict(_("Chưa có dự thảo kết quả."))
    return result
