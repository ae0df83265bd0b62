"""The leaders' calendar: proposed by staff, approved by who keeps it; a leader's secret address."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import allows, require
from tinhso.foundation.access.roles import Role
from tinhso.foundation.units.queries import office
from tinhso.government.directing.models import ENTRY, Entry, EntryLeader, Feed
from tinhso.government.directing.queries.calendar import (
    PROPOSE,
    SCHEDULE,
    VIEW,
    digest_of,
    hidden,
    may_change,
    visible,
)
from tinhso.government.directing.queries.directives import leaders
from tinhso.government.directing.rules import WORDS_MOST, Plan, Standing, plan_faults
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed, Stale
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import nfc

PURPOSE = "lịch công tác của lãnh đạo"


def propose(*, actor: Actor, agency: UUID, plan: Plan, at: datetime) -> Entry:
    """Put something in the calendar of leaders of an agency. Whoever keeps it approves it with that."""
    actor = require(actor, PROPOSE, agencies=(agency,), at=at)
    _check(plan, agency=agency, at=at)
    assert actor.account is not None
    key = new_id()
    approved = allows(actor, SCHEDULE, agencies=(agency,), at=at)
    entry = Entry(
        id=key, version=0, standing=Standing.APPROVED if approved else Standing.PROPOSED, agency=office(agency),
        key=sealing.new_key(f"{ENTRY}:{key}"), proposed_by_id=actor.account, changed_at=at,
    )  # fmt: skip
    _put_words(entry, plan)
    with transaction.atomic():
        entry.save(force_insert=True)
        _put_leaders(entry, plan.leaders)
        _record(entry, "propose", actor, at)
    return entry


def replan(*, actor: Actor, entry: UUID, version: int, plan: Plan, at: datetime) -> Entry:
    """Change an entry. One that was approved stays so: only who approves may change it."""
    with transaction.atomic():
        found = _locked(actor, entry, version)
        _must_change(found, actor)
        _check(plan, agency=found.agency_id, at=at)
        _put_words(found, plan)
        _put_leaders(found, plan.leaders)
        _record(found, "replan", actor, at)
    return found


def approve(*, actor: Actor, entry: UUID, version: int, at: datetime) -> Entry:
    """Say that a proposed entry stands."""
    with transaction.atomic():
        found = _locked(actor, entry, version)
        actor = require(actor, SCHEDULE, agencies=(found.agency_id,), at=at)
        if found.standing != Standing.PROPOSED:
            raise Conflict(_("Lịch này không chờ duyệt."), next_step=_("Xem lại lịch tuần."))
        found.standing = Standing.APPROVED
        _record(found, "approve", actor, at)
    return found


def cancel(*, actor: Actor, entry: UUID, version: int, note: str, at: datetime) -> Entry:
    """Cancel an entry, with the reason; it stays in the schedule, marked so."""
    with transaction.atomic():
        found = _locked(actor, entry, version)
        _must_change(found, actor)
        if not note.strip() or len(note) > WORDS_MOST:
            raise Invalid(faults=[Fault("note", _("Xin ghi lý do."))])
        found.standing = Standing.CANCELLED
        found.write(reason=nfc(note.strip()))
        _record(found, "cancel", actor, at)
    return found


def make_feed(*, actor: Actor, at: datetime) -> str:
    """A new secret address of one's own calendar; the old one leads nowhere from then on. Returns the secret."""
    _must_lead(actor)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Feed.objects.update_or_create(
            leader_id=actor.account, defaults={"digest": digest_of(secret), "made_at": at}
        )
        _record_feed(actor, "make_feed", at)
    return secret


def stop_feed(*, actor: Actor, at: datetime) -> None:
    """Let one's secret address lead nowhere."""
    _must_lead(actor)
    with transaction.atomic():
        gone, _each = Feed.objects.filter(leader=actor.account).delete()
        if gone:
            _record_feed(actor, "stop_feed", at)


def _locked(actor: Actor, entry: UUID, version: int) -> Entry:
    if not visible(actor=actor).filter(id=entry).exists():
        raise hidden(actor=actor, entry=entry)
    found = Entry.objects.select_for_update(of=("self",)).get(id=entry)
    if version != found.version:
        raise Stale(_("Lịch này vừa được sửa."), next_step=_("Xem lại lịch rồi thực hiện lại nếu vẫn cần."))
    return found


def _must_change(entry: Entry, actor: Actor) -> None:
    if entry.standing == Standing.CANCELLED:
        raise Conflict(_("Lịch này đã hủy."), next_step=_("Thêm lịch mới nếu cần."))
    if not may_change(entry, actor=actor):
        raise NotAllowed(
            _("Lịch đã duyệt chỉ lãnh đạo hoặc văn phòng sửa được."),
            next_step=_("Báo văn phòng nội dung cần đổi."),
        )


def _must_lead(actor: Actor) -> None:
    if not any(
        seat.role == Role.LEADER and allows(actor, VIEW, agencies=(seat.agency,)) for seat in actor.seats
    ):
        raise NotAllowed(_("Chỉ lãnh đạo có địa chỉ lịch của mình."))


def _check(plan: Plan, *, agency: UUID, at: datetime) -> None:
    faults = plan_faults(plan)
    known = dict(leaders(agencies=[agency], at=at))
    if any(str(one) not in known for one in plan.leaders):
        faults.append(Fault("leaders", _("Xin chọn lãnh đạo của cơ quan.")))
    if faults:
        raise Invalid(_("Lịch chưa lưu được."), faults=faults)


def _put_words(entry: Entry, plan: Plan) -> None:
    entry.title, entry.place = nfc(" ".join(plan.title.split())), nfc(plan.place.strip())
    entry.starts_at, entry.ends_at, entry.public = plan.starts_at, plan.ends_at, plan.public
    entry.write(participants=nfc(plan.participants.strip()), prepared_by=nfc(plan.prepared_by.strip()))


def _put_leaders(entry: Entry, leaders: Sequence[UUID]) -> None:
    entry.leaders.all().delete()
    EntryLeader.objects.bulk_create(
        [EntryLeader(entry=entry, leader_id=one) for one in dict.fromkeys(leaders)]
    )


def _record(entry: Entry, verb: str, actor: Actor, at: datetime) -> None:
    entry.version += 1
    entry.changed_at = at
    entry.save()
    ledger.record(
        actor=actor, verb=f"directing.{verb}", about=entry.ref, at=at, agency=entry.agency_id, purpose=PURPOSE,
        data={"version": entry.version, "standing": str(entry.standing), "public": entry.public},
    )  # fmt: skip


def _record_feed(actor: Actor, verb: str, at: datetime) -> None:
    assert actor.account is not None
    ledger.record(
        actor=actor,
        verb=f"directing.{verb}",
        about=Ref("access.account", actor.account),
        at=at,
        purpose=PURPOSE,
    )
