"""The records clerk's word on what came: into the register, back to its sender, or one that is there already."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Standing
from tinhso.foundation.access.policy import require
from tinhso.foundation.access.queries import holders
from tinhso.foundation.access.roles import Role
from tinhso.foundation.workflow import actions as workflow
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.documents.actions.arriving import supersede
from tinhso.government.documents.actions.changing_in import (
    locked_in,
    pass_in,
    reason_of,
    record_in,
    step_of,
)
from tinhso.government.documents.models import Incoming, IncomingEntry, NumberSeries
from tinhso.government.documents.queries.incoming import RECEIVE
from tinhso.government.documents.rules.incoming import State
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound
from tinhso.kernel.numbers import last_number, next_number

LARGEST_IN = 99_999


def register(
    *,
    actor: Actor,
    incoming: UUID,
    version: int,
    leader: UUID,
    at: datetime,
    taken: int | None = None,
    arrived_on: date | None = None,
) -> Incoming:
    """Take a document in: give it the next arrival number of its agency and year, enter it, lay it before a leader.

    `taken` is a number that it was given in the register on paper, `arrived_on` its day there; Conflict when the
    register has that number already.
    """
    with transaction.atomic():
        found = locked_in(actor=actor, incoming=incoming, version=version)
        actor = require(actor, RECEIVE, agencies=(found.agency_id,), at=at)
        step = step_of(found, "number", actor=actor)
        if found.state != State.WAITING:
            raise Conflict(_("Văn bản không còn chờ tiếp nhận."))
        if found.arrivals.get(number=1).content(key=found.key).get("unconfirmed"):
            raise Conflict(
                _("Văn bản chưa được xác nhận nơi gửi, số, ngày và trích yếu."),
                next_step=_("Bấm “Sửa thông tin”, đối chiếu với tệp rồi lưu."),
            )
        day = arrived_on or clock.local(at).date()
        _check(found, actor=actor, leader=leader, taken=taken, day=day, at=at)
        assert actor.account is not None
        number = _take(found, taken, day.year) if taken else _next(found.agency_id, day.year)
        IncomingEntry.objects.create(
            incoming=found, agency_id=found.agency_id, year=day.year, number=number, arrived_on=day,
            sender=found.sender, notation=found.notation, dated=found.dated,
            about=f"{found.type_title}: {found.subject}", by_hand=taken is not None, entered_at=at,
            entered_by_id=actor.account,
        )  # fmt: skip
        found.state, found.registered_at, found.registered_by_id = State.REGISTERED, at, actor.account
        found.leader_id = leader
        following = pass_in(found, step, actor=actor, forward=True, at=at)
        assert following is not None
        workflow.assign(assignment=following, holder=leader)
        record_in(
            found, verb="in_register", actor=actor, at=at, standing=Standing.REGISTERED,
            data={"year": day.year, "number": number},
        )  # fmt: skip
        if found.replaces_id:
            supersede(Incoming.objects.select_for_update(of=("self",)).get(id=found.replaces_id), at=at)
    return found


def refuse(*, actor: Actor, incoming: UUID, version: int, note: str, at: datetime) -> Incoming:
    """Send a document back to its sender, with the reason: wrongly addressed, in the wrong form, not to be trusted."""
    with transaction.atomic():
        found = locked_in(actor=actor, incoming=incoming, version=version)
        actor = require(actor, RECEIVE, agencies=(found.agency_id,), at=at)
        step = step_of(found, "number", actor=actor)
        said = reason_of(note)
        found.state, found.closed_at, found.asked_back_at = State.REFUSED, at, None
        pass_in(found, step, actor=actor, forward=False, at=at)
        record_in(found, verb="in_refuse", actor=actor, at=at, note=said, standing=Standing.REFUSED)
    return found


def join(*, actor: Actor, incoming: UUID, version: int, same_as: UUID, at: datetime) -> Incoming:
    """Say that a document is one that came before by another way: it gets no number of its own, and both show it."""
    with transaction.atomic():
        found = locked_in(actor=actor, incoming=incoming, version=version)
        actor = require(actor, RECEIVE, agencies=(found.agency_id,), at=at)
        step = step_of(found, "number", actor=actor)
        other = Incoming.objects.filter(id=same_as, agency=found.agency_id, same_as=None).exclude(id=found.id)
        first = other.exclude(state__in=[State.REFUSED, State.DOUBLE]).first()
        if first is None:
            raise NotFound(_("Không tìm thấy văn bản đã có để nhập vào."))
        found.state, found.same_as, found.closed_at = State.DOUBLE, first, at
        pass_in(found, step, actor=actor, forward=False, at=at)
        standing = Standing.REGISTERED if first.registered_at else None
        record_in(
            found, verb="in_double", actor=actor, at=at, standing=standing, data={"same_as": str(first.id)}
        )
    return found


def hand_over(*, actor: Actor, incoming: UUID, version: int, to: UUID, note: str, at: datetime) -> Incoming:
    """Put a document that waits in the hands of one records clerk of its agency: a colleague, or oneself.

    Any of them may, whoever has it now: who is away holds up nothing.
    """
    with transaction.atomic():
        found = locked_in(actor=actor, incoming=incoming, version=version)
        actor = require(actor, RECEIVE, agencies=(found.agency_id,), at=at)
        step = next((one for one in open_of(about=found.ref) if one.shape.kind == "number"), None)
        if step is None or found.state != State.WAITING:
            raise Conflict(_("Văn bản không còn chờ tiếp nhận."))
        clerks = holders(actor=actor, agency=found.agency_id, role=Role.RECORDS, at=at)
        if to not in {one.id for one in clerks} or to == step.holder_id:
            raise Invalid(faults=[Fault("to", _("Xin chọn một văn thư khác của cơ quan."))])
        workflow.assign(assignment=step, holder=to)
        record_in(found, verb="in_hand_over", actor=actor, at=at, note=note, data={"to": str(to)})
    return found


def series_in(agency: UUID, year: int) -> str:
    """The series that numbers what comes to one agency in one year, on paper and electronic alike."""
    return f"in:{agency}:{year}"


def _next(agency: UUID, year: int) -> int:
    """The next number that was not taken by hand."""
    while True:
        given = next_number(NumberSeries, series_in(agency, year))
        if not IncomingEntry.objects.filter(agency=agency, year=year, number=given).exists():
            return given


def _take(found: Incoming, number: int, year: int) -> int:
    # Held before it is looked up: whoever is being given the same number now is waited for.
    last_number(NumberSeries, series_in(found.agency_id, year))
    known = IncomingEntry.objects.filter(agency=found.agency_id, year=year, number=number).first()
    if known is not None:
        raise Conflict(
            _("Số đến %(number)s đã có trong sổ: %(sender)s, %(about)s.")
            % {"number": number, "sender": known.sender, "about": known.about},
            next_step=_("Kiểm tra lại sổ giấy, hoặc để trống để hệ thống cấp số tiếp theo."),
        )
    return number


def _check(
    found: Incoming, *, actor: Actor, leader: UUID, taken: int | None, day: date, at: datetime
) -> None:
    today = clock.local(at).date()
    faults = []
    if leader not in {
        one.id for one in holders(actor=actor, agency=found.agency_id, role=Role.LEADER, at=at)
    }:
        faults.append(Fault("leader", _("Xin chọn lãnh đạo của cơ quan để trình.")))
    if taken is not None and not 1 <= taken <= LARGEST_IN:
        faults.append(Fault("taken", _("Số từ 1 đến 99.999.")))
    if day > today or day.year < today.year - 1:
        faults.append(Fault("arrived_on", _("Ngày trong năm nay hoặc năm trước, không sau hôm nay.")))
    if taken is None and day != today:
        faults.append(Fault("taken", _("Ngày đến khác hôm nay chỉ ghi khi đã lấy số trong sổ giấy.")))
    if faults:
        raise Invalid(_("Chưa vào sổ được."), faults=faults)
