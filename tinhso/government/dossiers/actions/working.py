"""Work inside the agency: taking, assigning, passing on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import DossierMoved
from tinhso.foundation.access.policy import require
from tinhso.foundation.access.queries import holders
from tinhso.foundation.workflow import actions as workflow
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import may_work_on, open_of, silent
from tinhso.government.dossiers.actions.changing import event_facts, locked, offices_of, record
from tinhso.government.dossiers.models import KIND, Dossier, Result
from tinhso.government.dossiers.rules import Phase
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, Refusal

PROCESS, ASSIGN = "dossiers.process", "dossiers.assign"
SILENCE_JOB = "dossiers.take_silence"

OWN_ACTS = frozenset({"sign", "number", "return"})
"""Kinds of steps that are left by an act of their own, never by just passing on."""


class Failure(NamedTuple):
    """One of many that could not be done, and why."""

    dossier: UUID
    reason: str


def take(*, actor: Actor, dossier: UUID, assignment: UUID, at: datetime) -> Dossier:
    """Take a step in hand."""
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier)
        actor = require(actor, PROCESS, agencies=(found.agency_id, found.counter_id), at=at)
        step = open_step(found, assignment)
        workflow.take(assignment=step, actor=actor)
        record(found, verb="take", actor=actor, at=at, data={"step": step.step})
    return found


def assign(
    *, actor: Actor, dossiers: Sequence[UUID], holder: UUID, at: datetime
) -> tuple[list[Dossier], list[Failure]]:
    """Put the open steps of many dossiers in one official's hands; each stands or fails by itself."""
    done: list[Dossier] = []
    failed: list[Failure] = []
    for key in dossiers:
        try:
            done.append(_assign_one(actor, key, holder, at))
        except Refusal as refusal:
            failed.append(Failure(key, refusal.detail))
    return done, failed


def move_on(
    *, actor: Actor, dossier: UUID, version: int, assignment: UUID, move: str, note: str, at: datetime
) -> Dossier:
    """Pass the work on by one of the moves its step allows."""
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, PROCESS, agencies=(found.agency_id, found.counter_id), at=at)
        step = open_step(found, assignment)
        _check_move(found, step, move)
        pass_on(found, step, actor=actor, move=move, note=note, at=at)
    return found


def _check_move(dossier: Dossier, step: Assignment, move: str) -> None:
    """What the pack's process cannot know: signing, numbering and handing over are acts of their own."""
    if step.shape.kind in OWN_ACTS and move == step.shape.moves[0].key:
        raise Conflict(
            _("Bước này hoàn thành bằng việc ký, cấp số hoặc trả kết quả, không chuyển tiếp trực tiếp được.")
        )
    result = Result.objects.filter(dossier=dossier).first()
    if result is not None and result.number is not None and step.shape.kind == "number":
        raise Conflict(_("Kết quả đã được cấp số nên không chuyển trả được."))
    target = next((one.to for one in step.shape.moves if one.key == move), "end")
    if target != "end" and step.process.shape.step(target).kind == "sign":
        if result is None:
            raise Conflict(_("Chưa có dự thảo kết quả."), next_step=_("Soạn dự thảo kết quả rồi trình ký."))
        Result.objects.filter(id=result.id).update(approved_by=None, approved_as="", approved_at=None)


def open_step(dossier: Dossier, assignment: UUID) -> Assignment:
    """The open assignment of a dossier under this key; Conflict when it is done or another's."""
    found = next((step for step in open_of(about=dossier.ref) if step.id == assignment), None)
    if found is None:
        raise Conflict(_("Bước này đã xong hoặc không thuộc hồ sơ."), next_step=_("Tải lại trang."))
    return found


def step_of_kind(dossier: Dossier, *kinds: str) -> Assignment:
    """The open step of one of these kinds; Conflict when the dossier is at none of them, or paused."""
    _must_run(dossier)
    found = next((step for step in open_of(about=dossier.ref) if step.shape.kind in kinds), None)
    if found is None:
        raise Conflict(
            _("Hồ sơ không ở bước này."), next_step=_("Tải lại trang để xem hồ sơ đang ở bước nào.")
        )
    return found


def must_have_in_hand(dossier: Dossier, actor: Actor) -> None:
    """What is decided about a dossier in progress is decided by whoever has it in hand, before it is numbered."""
    steps = open_of(about=dossier.ref)
    if any(step.shape.kind == "number" for step in steps):
        raise Conflict(
            _("Kết quả đã được duyệt ký nên không yêu cầu bổ sung, tạm dừng hay từ chối được nữa.")
        )
    if not any(may_work_on(step, actor=actor) for step in steps):
        raise NotAllowed(
            _("Hồ sơ đang do người khác xử lý."), next_step=_("Đề nghị người đang giữ hồ sơ thực hiện.")
        )


def _must_run(dossier: Dossier) -> None:
    if dossier.phase == Phase.PAUSED:
        raise Conflict(
            _("Hồ sơ đang tạm dừng tính hạn."), next_step=_("Chọn “Giải quyết tiếp” rồi thực hiện lại.")
        )


def pass_on(
    dossier: Dossier, step: Assignment, *, actor: Actor, move: str, note: str, at: datetime
) -> Assignment | None:
    """Finish a step of a locked dossier and record where the work went.

    While its clock stands still only the answers of those who were consulted are taken in.
    """
    if step.shape.kind != "consult":
        _must_run(dossier)
    following = workflow.move(
        assignment=step,
        key=move,
        actor=actor,
        facts=dossier.facts,
        note=note,
        offices=offices_of(dossier),
        at=at,
    )
    _passed(dossier, step, following, verb="move_on", actor=actor, move=move, note=note, at=at)
    return following


def take_silences(*, at: datetime) -> int:
    """Have every step left by silence to which nobody answered in time, each by itself; how many."""
    with transaction.atomic():
        found = [one for one in silent(at=at) if one.about.kind == KIND]
        for one in found:
            enqueue(SILENCE_JOB, {"dossier": str(one.about.id), "assignment": str(one.id)}, due_at=at)
    return len(found)


def take_silence(*, dossier: UUID, assignment: UUID, at: datetime) -> None:
    """Take nobody's answer for the one the text gives it; nothing happens when somebody answered after all."""
    with transaction.atomic():
        found = locked(actor=SYSTEM, dossier=dossier)
        step = next((one for one in open_of(about=found.ref) if one.id == assignment), None)
        silence = step.shape.silence if step else None
        if step is None or silence is None or step.due_at >= at:
            return
        following = workflow.take_silence(assignment=step, offices=offices_of(found), at=at)
        _passed(
            found,
            step,
            following,
            verb="silent_consent",
            actor=SYSTEM,
            move=silence.move,
            at=at,
            data={"clause": silence.clause},
        )


def _passed(
    dossier: Dossier,
    step: Assignment,
    following: Assignment | None,
    *,
    verb: str,
    actor: Actor,
    move: str,
    at: datetime,
    note: str = "",
    data: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Record where the work went. What is said on opening a step beside belongs to that step."""
    beside = following is not None and next(way.beside for way in step.shape.moves if way.key == move)
    to_step = following.step if following else "end"
    record(
        dossier,
        verb=verb,
        actor=actor,
        at=at,
        event=DossierMoved(**event_facts(dossier, at=at), from_step=step.step, to_step=to_step),
        note=note,
        data={
            "assignment": str(following.id if beside and following else step.id),
            "step": step.step,
            "to_step": to_step,
            "move": move,
            "step_due": step.due_at.isoformat(),
            **data,
        },
    )


def _assign_one(actor: Actor, dossier: UUID, holder: UUID, at: datetime) -> Dossier:
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier)
        actor = require(actor, ASSIGN, agencies=(found.agency_id,), at=at)
        steps = open_of(about=found.ref)
        if not steps:
            raise Conflict(_("%(dossier)s: không có việc đang mở để phân công.") % {"dossier": found})
        step = steps[0]
        if step.shape.kind == "assign":
            step = pass_on(found, step, actor=actor, move=step.shape.moves[0].key, note="", at=at) or step
        able = holders(actor=actor, agency=step.agency_id, role=step.role, at=at)
        if holder not in {account.id for account in able}:
            raise Invalid(
                _("%(dossier)s: người được chọn không giữ vị trí của bước “%(step)s”.")
                % {"dossier": found, "step": step.title}
            )
        workflow.assign(assignment=step, holder=holder)
        record(found, verb="assign", actor=actor, at=at, data={"step": step.step, "holder": str(holder)})
    return found
