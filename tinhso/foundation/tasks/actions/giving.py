"""Giving a task, and saying who at an agency does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.files import actions as files
from tinhso.foundation.tasks.actions.changing import locked, must_stand_at, record, tell
from tinhso.foundation.tasks.models import KIND, Task, TaskHand
from tinhso.foundation.tasks.queries.hands import ASSIGN, GIVE, behind, hand_of, is_givers, officials, places
from tinhso.foundation.tasks.rules import Hand, State, faults_of
from tinhso.foundation.units.queries import office
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import fold, nfc


def give(
    *,
    actor: Actor,
    agency: UUID,
    title: str,
    detail: str,
    hands: Sequence[Hand],
    due_at: datetime | None,
    source: Ref | None,
    at: datetime,
) -> Task:
    """Give a task for an agency: to one lead, any number that work on it together, any number that are informed.

    Invalid names every fault: no lead, the same place twice, a place that is not below the agency, an official who is
    not there, a due time that has passed. All hands are told.
    """
    actor = require(actor, GIVE, agencies=(agency,), at=at)
    title = nfc(" ".join(title.split()))
    faults = [
        *faults_of(title=title, detail=detail, hands=hands, due_at=due_at, at=at),
        *_misplaced(hands, agency=agency, at=at),
    ]
    if faults:
        raise Invalid(_("Nhiệm vụ chưa giao được."), faults=faults)
    assert actor.account is not None
    key = new_id()
    task = Task(
        id=key, version=0, state=State.OPEN, agency=office(agency), giver_id=actor.account, title=title,
        folded=fold(title)[:600], source=source, key=sealing.new_key(f"{KIND}:{key}"), given_at=at, changed_at=at,
        first_due_at=due_at, due_at=due_at,
    )  # fmt: skip
    task.detail_sealed = sealing.seal_text(task.key, nfc(detail.strip()), row=task.row)
    with transaction.atomic():
        task.save(force_insert=True)
        given = [
            TaskHand(task=task, part=hand.part, agency_id=hand.agency, holder_id=hand.holder)
            for hand in hands
        ]
        TaskHand.objects.bulk_create(given)
        told = tell(task, "given", behind(given, at=at), by=actor, at=at)
        record(
            task, verb="give", actor=actor, at=at,
            data={
                "hands": [{"part": str(hand.part), "agency": str(hand.agency)} for hand in hands],
                "due": due_at.isoformat() if due_at else "", "source": str(source or ""), "told": told,
            },
        )  # fmt: skip
    return task


def assign(*, actor: Actor, task: UUID, version: int, hand: int, holder: UUID, at: datetime) -> Task:
    """Say who at an agency does its part, in place of whoever had it."""
    with transaction.atomic():
        found = locked(actor=actor, task=task, version=version)
        part = TaskHand.objects.filter(id=hand, task=found).first()
        if part is None:
            raise NotFound(_("Không tìm thấy phần việc này."))
        actor = require(actor, ASSIGN, agencies=(part.agency_id,), at=at)
        must_stand_at(found, State.OPEN)
        if holder not in dict(officials(agency_id=part.agency_id, at=at)):
            raise Invalid(faults=[Fault("holder", _("Xin chọn người của cơ quan."))])
        if TaskHand.objects.filter(task=found, agency=part.agency_id, holder=holder).exists():
            raise Conflict(_("Người này đã có phần trong nhiệm vụ."))
        part.holder_id = holder
        part.save(update_fields=["holder"])
        told = tell(found, "given", [holder], by=actor, at=at)
        record(found, verb="assign", actor=actor, at=at, data={"agency": str(part.agency_id), "told": told})
    return found


def attach(*, actor: Actor, task: UUID, name: str, content: files.Readable, at: datetime) -> None:
    """Put a file beside a task; Invalid names the file that is not taken and says why."""
    with transaction.atomic():
        found = locked(actor=actor, task=task)
        must_stand_at(found, State.OPEN, State.REPORTED)
        if hand_of(found, actor=actor) is None and not is_givers(found, actor=actor):
            raise NotAllowed(_("Chỉ người giao và người thực hiện thêm tệp vào nhiệm vụ."))
        files.take_in(
            actor=actor, at=at, owner=found.ref, key=found.key, name=name, content=content, agency=found.agency_id
        )  # fmt: skip
        record(found, verb="attach", actor=actor, at=at)


def _misplaced(hands: Sequence[Hand], *, agency: UUID, at: datetime) -> list[Fault]:
    below = {one.agency_id for one in places(agency_id=agency, on=clock.local(at).date())}
    found = []
    if any(hand.agency not in below for hand in hands):
        found.append(Fault("lead", _("Chỉ giao được cho cơ quan mình và cơ quan trực thuộc đang hoạt động.")))
    known: dict[UUID, dict[UUID, str]] = {}
    for hand in hands:
        if hand.holder is None:
            continue
        if hand.agency not in known:
            known[hand.agency] = dict(officials(agency_id=hand.agency, at=at))
        if hand.holder not in known[hand.agency]:
            found.append(Fault("holder", _("Người được giao không còn giữ vị trí tại cơ quan này.")))
    return found
