"""Numbers: drawn by people, called and served by officials."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.access.tallies import take as count_try
from tinhso.government.counter.models import Line, Ticket
from tinhso.government.counter.queries.places import SERVE, groups
from tinhso.government.counter.queries.queue import own_ticket, waiting_at
from tinhso.government.counter.rules import AT_A_WINDOW, DRAWN_FROM_ONE_PLACE, State, after
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound

TAKE = "counter.take_ticket"


def take_ticket(*, actor: Actor, counter: UUID, group: str, address: str, at: datetime) -> Ticket:
    """Draw the next number of a group; `address` is the network address it is drawn from, of which a machine gone
    wild can draw only so many."""
    actor = require(actor, TAKE, at=at)
    _must_be_group(group, at)
    limit, window = DRAWN_FROM_ONE_PLACE
    count_try("counter.tickets", f"{counter} {address}", limit=limit, window=window, at=at)
    day = clock.local(at).date()
    with transaction.atomic():
        Line.objects.get_or_create(counter_id=counter, day=day, group=group)
        line = Line.objects.select_for_update().get(counter=counter, day=day, group=group)
        line.last += 1
        line.save(update_fields=["last"])
        ticket = Ticket(counter_id=counter, day=day, series=group, group=group, number=line.last, taken_at=at)
        ticket.save(force_insert=True)
        _record(ticket, "taken", actor, at)
    return ticket


def call_next(*, actor: Actor, counter: UUID, groups: Collection[str], window: str, at: datetime) -> Ticket:
    """Call who has waited longest in these groups to a window; Conflict when nobody waits."""
    with transaction.atomic():
        actor = require(actor, SERVE, agencies=(counter,), at=at)
        window = _window(window)
        waiting = waiting_at(counter, day=clock.local(at).date())
        found = waiting.filter(group__in=groups).select_for_update(skip_locked=True).first()
        if found is None:
            _must_be_free(actor, at)
            raise Conflict(
                _("Không còn ai chờ ở nhóm việc đã chọn."), next_step=_("Chọn thêm nhóm việc rồi gọi tiếp.")
            )
        return _called(found, actor=actor, window=window, at=at)


def call_absent(*, actor: Actor, ticket: UUID, window: str, at: datetime) -> Ticket:
    """Call somebody who was not there before."""
    with transaction.atomic():
        found, actor = _held(ticket, actor, at)
        return _called(found, actor=actor, window=_window(window), at=at)


def call_again(*, actor: Actor, ticket: UUID, at: datetime) -> Ticket:
    """Call the same number once more."""
    return _at_my_window(ticket, "called_again", actor, at, called_at=at)


def mark_absent(*, actor: Actor, ticket: UUID, at: datetime) -> Ticket:
    """Nobody came; the number may be called again on the same day."""
    return _at_my_window(ticket, "absent", actor, at)


def start(*, actor: Actor, ticket: UUID, at: datetime) -> Ticket:
    """The person is here."""
    return _at_my_window(ticket, "started", actor, at)


def finish(*, actor: Actor, ticket: UUID, at: datetime) -> Ticket:
    """The person has what they came for."""
    return _at_my_window(ticket, "finished", actor, at, ended_at=at)


def transfer(*, actor: Actor, ticket: UUID, group: str, at: datetime) -> Ticket:
    """Let the person wait in another group, with the same number and in the place of when it was drawn."""
    _must_be_group(group, at)
    return _at_my_window(ticket, "transferred", actor, at, group=group)


def _called(found: Ticket, *, actor: Actor, window: str, at: datetime) -> Ticket:
    _must_be_free(actor, at)
    _put_away(actor, at)
    found.state = after("called", state=found.state)
    found.official_id, found.window, found.called_at = actor.account, window, at
    found.calls += 1
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as twice:
        raise _busy() from twice
    _record(found, "called", actor, at)
    return found


def _at_my_window(ticket: UUID, act: str, actor: Actor, at: datetime, **changes: Any) -> Ticket:
    with transaction.atomic():
        found, actor = _held(ticket, actor, at)
        target = after(act, state=found.state)
        if found.official_id != actor.account:
            raise Conflict(
                _("Số này do cán bộ khác gọi."), next_step=_("Tải lại trang để xem hàng chờ mới nhất.")
            )
        found.state = target
        for name, value in changes.items():
            setattr(found, name, value)
        if act == "called_again":
            found.calls += 1
        if act == "started" and found.started_at is None:
            found.started_at = at
        found.save()
        _record(found, act, actor, at)
    return found


def _held(ticket: UUID, actor: Actor, at: datetime) -> tuple[Ticket, Actor]:
    """The number, and the official in the post by which it is theirs to deal with."""
    found = Ticket.objects.select_for_update().filter(id=ticket).first()
    if found is None:
        raise NotFound(_("Không có số thứ tự này."))
    actor = require(actor, SERVE, agencies=(found.counter_id,), at=at)
    if found.day != clock.local(at).date():
        raise Conflict(_("Số này là của ngày khác."), next_step=_("Mời người dân lấy số mới."))
    return found, actor


def _must_be_free(actor: Actor, at: datetime) -> None:
    if own_ticket(actor=actor, at=at) is not None:
        raise _busy()


def _put_away(actor: Actor, at: datetime) -> None:
    """End what the official left open on an earlier day, at whatever counter: else nobody could be called any more.

    When it ended nobody wrote down, so it has no such moment.
    """
    left = Ticket.objects.select_for_update().filter(official=actor.account, state__in=AT_A_WINDOW)
    for ticket in left.filter(day__lt=clock.local(at).date()):
        act = "finished" if ticket.state == State.SERVING else "absent"
        ticket.state = after(act, state=ticket.state)
        ticket.save(update_fields=["state"])
        _record(ticket, act, actor, at)


def _busy() -> Conflict:
    return Conflict(
        _("Ông/bà đang mời hoặc phục vụ một số khác."),
        next_step=_("Kết thúc số đó, ghi vắng mặt hoặc chuyển nhóm rồi gọi tiếp."),
    )


def _must_be_group(group: str, at: datetime) -> None:
    if group not in groups(at=at):
        raise Invalid(faults=[Fault("group", _("Chọn một nhóm việc."))])


def _window(window: str) -> str:
    if not window.strip():
        raise Invalid(faults=[Fault("window", _("Ghi số quầy để mời người dân đến."))])
    return window.strip()


def _record(ticket: Ticket, act: str, actor: Actor, at: datetime) -> None:
    ledger.record(
        actor=actor, verb=f"counter.ticket_{act}", about=ticket.ref, at=at, agency=ticket.counter_id,
        data={"ticket": str(ticket), "group": ticket.group, "window": ticket.window, "state": ticket.state},
    )  # fmt: skip
