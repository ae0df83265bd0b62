"""Entering an instruction, urging those who are late, the weekly word to those who gave it."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.tasks import actions as tasks
from tinhso.foundation.tasks.queries.board import late_at
from tinhso.foundation.tasks.queries.hands import is_givers
from tinhso.foundation.units.models import Agency
from tinhso.foundation.units.queries import office
from tinhso.government.directing.models import KIND, Digest, Directive
from tinhso.government.directing.queries.digests import given_at, readers
from tinhso.government.directing.queries.directives import DIRECT, hidden, leaders, visible
from tinhso.government.directing.rules import Saying, saying_faults, week_of
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, Stale
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import fold, nfc

PURPOSE, BASIS = "chỉ đạo, điều hành", "Nghị định 30/2020/NĐ-CP"
WEEK_JOB, TELL_JOB = "directing.week", "directing.tell_week"
_FROM = time(7)
"""When on Monday the week is told."""


def enter(
    *, actor: Actor, agency: UUID, saying: Saying, leader: UUID, source: Ref | None, at: datetime
) -> Directive:
    """Enter what a leader of the agency said, and where: in a document, or as the words of `occasion` tell."""
    actor = require(actor, DIRECT, agencies=(agency,), at=at)
    _check(saying, leader=leader, agency=agency, at=at)
    assert actor.account is not None
    key = new_id()
    made = Directive(
        id=key, version=0, agency=office(agency), source=source, key=sealing.new_key(f"{KIND}:{key}"),
        entered_by_id=actor.account, entered_at=at,
    )  # fmt: skip
    _put_words(made, saying, leader)
    with transaction.atomic():
        made.save(force_insert=True)
        _record(made, "enter", actor, at)
    return made


def revise(
    *, actor: Actor, directive: UUID, version: int, saying: Saying, leader: UUID, at: datetime
) -> Directive:
    """Write it anew; tasks given out of it stay as they are."""
    with transaction.atomic():
        if not visible(actor=actor).filter(id=directive).exists():
            raise hidden(actor=actor, directive=directive)
        found = Directive.objects.select_for_update(of=("self",)).get(id=directive)
        actor = require(actor, DIRECT, agencies=(found.agency_id,), at=at)
        if version != found.version:
            raise Stale(_("Ý kiến chỉ đạo vừa được sửa."), next_step=_("Xem lại rồi sửa lại nếu vẫn cần."))
        _check(saying, leader=leader, agency=found.agency_id, at=at)
        _put_words(found, saying, leader)
        _record(found, "revise", actor, at)
    return found


def urge_agency(*, actor: Actor, agency: UUID, note: str, at: datetime) -> int:
    """Urge an agency on everything it leads for the actor's agencies that is late; how much that is."""
    with transaction.atomic():
        late = [one for one in late_at(actor=actor, agency=agency, at=at) if is_givers(one, actor=actor)]
        if not late:
            raise Conflict(
                _("Cơ quan này không có nhiệm vụ quá hạn nào do ông/bà giao."),
                next_step=_("Lãnh đạo cơ quan giao đôn đốc được mọi nhiệm vụ của cơ quan."),
            )
        for task in late:
            tasks.urge(actor=actor, task=task.id, version=task.version, note=note, at=at)
        ledger.record(
            actor=actor, verb="directing.urge_agency", about=Ref("units.agency", agency), at=at,
            agency=late[0].agency_id, purpose=PURPOSE, basis=BASIS, data={"tasks": len(late)},
        )  # fmt: skip
    return len(late)


def find_weeks(*, at: datetime) -> int:
    """On Monday, have every agency with open tasks told of its week, once; how many."""
    now = clock.local(at)
    monday = week_of(now.date())
    if now.time() < _FROM:
        return 0
    told = Digest.objects.filter(week=monday).values("agency")
    with transaction.atomic():
        found = list(Agency.objects.filter(id__in=given_at()).exclude(id__in=told).order_by("id"))
        for one in found:
            enqueue(WEEK_JOB, {"agency": str(one.id), "week": monday.isoformat()}, due_at=at)
    return len(found)


def note_week(*, agency: UUID, week: str, at: datetime) -> None:
    """Have the leaders and heads of an agency told of one week, the first time it is asked for."""
    with transaction.atomic():
        _digest, new = Digest.objects.get_or_create(agency=office(agency), week=week)
        if not new:
            return
        told = sorted(str(one) for one in readers(agency=agency, at=at))
        for account in told:
            enqueue(TELL_JOB, {"agency": str(agency), "account": account}, due_at=at)
        ledger.record(
            actor=SYSTEM, verb="directing.tell_week", about=Ref("units.agency", agency), at=at, agency=agency,
            purpose=PURPOSE, basis=BASIS, data={"week": week, "told": told},
        )  # fmt: skip


def _check(saying: Saying, *, leader: UUID, agency: UUID, at: datetime) -> None:
    faults = saying_faults(saying, today=clock.local(at).date())
    if str(leader) not in dict(leaders(agencies=[agency], at=at)):
        faults.append(Fault("leader", _("Xin chọn lãnh đạo của cơ quan.")))
    if faults:
        raise Invalid(_("Ý kiến chỉ đạo chưa lưu được."), faults=faults)


def _put_words(directive: Directive, saying: Saying, leader: UUID) -> None:
    directive.kind, directive.title = saying.kind, nfc(" ".join(saying.title.split()))
    directive.folded = fold(directive.title)[:600]
    directive.leader_id, directive.said_on = leader, saying.said_on
    directive.write(text=nfc(saying.text.strip()), occasion=nfc(saying.occasion.strip()))


def _record(directive: Directive, verb: str, actor: Actor, at: datetime) -> None:
    directive.version += 1
    directive.save()
    ledger.record(
        actor=actor, verb=f"directing.{verb}", about=directive.ref, at=at, agency=directive.agency_id,
        purpose=PURPOSE, basis=BASIS,
        data={"version": directive.version, "kind": directive.kind, "source": str(directive.source or "")},
    )  # fmt: skip
