"""The leader's word on an incoming document, who handles it, and how it comes to its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, Standing
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.policy import require
from tinhso.foundation.calendar.queries import calendar_for
from tinhso.foundation.tasks import actions as tasks
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.tasks.rules import AT_WORK as OPEN_TASKS
from tinhso.foundation.tasks.rules import Hand, Part, due_on
from tinhso.foundation.units.queries import agency_names
from tinhso.foundation.workflow import actions as workflow
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.documents.actions.changing_in import locked_in, pass_in, record_in
from tinhso.government.documents.models import INCOMING, Incoming
from tinhso.government.documents.queries.incoming import HANDLE, INSTRUCT
from tinhso.government.documents.rules.incoming import AT_WORK, WORDS_MOST, State
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed
from tinhso.kernel.refs import Ref

FORWARD = "documents.pass_on"


@dataclass(frozen=True)
class Share:
    """Who gets a part of it: an agency, or one official of it."""

    agency: UUID
    holder: UUID | None = None


def instruct(
    *,
    actor: Actor,
    incoming: UUID,
    version: int,
    text: str,
    lead: Share | None,
    together: Sequence[Share],
    informed: Sequence[Share],
    handle_by: date | None,
    at: datetime,
) -> Incoming:
    """Say what is to be done with a registered document, by whom, until when: a task is given to these hands, and an
    agency of the house gets the document too. Without a lead it is to be known and kept, and nothing is left to do:
    what was given out of it before is withdrawn.

    Invalid names every fault; the document stays where it is.
    """
    with transaction.atomic():
        found = locked_in(actor=actor, incoming=incoming, version=version)
        actor = require(actor, INSTRUCT, agencies=(found.agency_id,), at=at)
        if found.state not in AT_WORK:
            raise Conflict(
                _("Văn bản chưa vào sổ hoặc đã xử lý xong nên không phân công được."),
                next_step=_("Mở lại văn bản để xem văn bản đang ở bước nào."),
            )
        due_at = _due(found, handle_by, at=at)
        _check(text, lead=lead, others=[*together, *informed], due_at=due_at, registered=found.registered_at)
        _leave_step(found, actor=actor, at=at)
        if lead is None:
            found.state, found.finished_at, found.lead = State.FINISHED, at, _("Lưu")
            tasks.withdraw_all(
                source=found.ref, actor=actor, reason="Lãnh đạo cho lưu, không phải xử lý.", at=at
            )
            record_in(found, verb="in_file", actor=actor, at=at, note=text, standing=Standing.FINISHED)
            return found
        _give(
            found,
            actor=actor,
            text=text,
            lead=lead,
            together=together,
            informed=informed,
            due_at=due_at,
            at=at,
        )
        if found.state == State.REGISTERED:
            found.state, found.assigned_at = State.ASSIGNED, at
        found.handle_by, found.lead = due_at, _named(lead, at=at)
        found.handler_id = lead.holder if lead.agency == found.agency_id else None
        record_in(
            found, verb="in_instruct", actor=actor, at=at, note=text, standing=Standing.ASSIGNED,
            data={"due": handle_by.isoformat() if handle_by else ""},
        )  # fmt: skip
        for share in {one.agency: one for one in (lead, *together, *informed)}.values():
            if share.agency != found.agency_id:
                enqueue(FORWARD, {"incoming": str(found.id), "agency": str(share.agency)}, due_at=at)
    return found


def process(*, actor: Actor, incoming: UUID, version: int, at: datetime) -> Incoming:
    """Who takes the lead has begun; its sender is told."""
    with transaction.atomic():
        found = locked_in(actor=actor, incoming=incoming, version=version)
        actor = require(actor, HANDLE, agencies=(found.agency_id,), at=at)
        if found.handler_id != actor.account:
            raise NotAllowed(_("Văn bản do người khác chủ trì xử lý."))
        if found.state != State.ASSIGNED:
            raise Conflict(_("Văn bản không ở trạng thái đã phân công."))
        found.state = State.PROCESSING
        record_in(found, verb="in_process", actor=actor, at=at, standing=Standing.PROCESSING)
    return found


def task_closed(*, source: Ref, done: bool, at: datetime) -> None:
    """A task that was given out of a document came to its end: with the last one that is done the document is dealt
    with. Done again it changes nothing."""
    if source.kind != INCOMING:
        return
    with transaction.atomic():
        found = Incoming.objects.select_for_update(of=("self",)).filter(id=source.id).first()
        if found is None or found.state not in AT_WORK or not done:
            return
        if not Task.objects.filter(source=source, state__in=OPEN_TASKS).exists():
            _finish(found, at=at)


def answered(*, source: Ref, answer: Ref, at: datetime) -> None:
    """The document that answers it is out: its tasks are done, and so is it. Done again it changes nothing."""
    if source.kind != INCOMING:
        return
    with transaction.atomic():
        found = Incoming.objects.select_for_update(of=("self",)).filter(id=source.id).first()
        if found is None or found.answered_by is not None or found.state not in {*AT_WORK, State.FINISHED}:
            return
        found.answered_by = answer
        tasks.answered(source=source, answer=answer, at=at)
        if found.state == State.FINISHED:
            record_in(found, verb="in_finish", actor=SYSTEM, at=at, data={"answer": str(answer)})
        else:
            workflow.close_all(about=found.ref, at=at, note="đã có văn bản trả lời")
            _finish(found, at=at)


def call_off(found: Incoming, *, reason: str, at: datetime) -> None:
    """A document is no more: nobody has to do what was given out of it, and those it was passed on to are asked for it
    back."""
    workflow.close_all(about=found.ref, at=at, note=reason)
    tasks.withdraw_all(source=found.ref, actor=SYSTEM, reason=reason, at=at)
    for agency in found.passed_on.values_list("agency", flat=True):
        payload = {"incoming": str(found.id), "agency": str(agency), "change": Change.RECALL}
        enqueue(FORWARD, payload, due_at=at)


def _finish(found: Incoming, *, at: datetime) -> None:
    found.state, found.finished_at = State.FINISHED, at
    data = {"answer": str(found.answered_by)} if found.answered_by else {}
    record_in(found, verb="in_finish", actor=SYSTEM, at=at, standing=Standing.FINISHED, data=data)


def _give(
    found: Incoming,
    *,
    actor: Actor,
    text: str,
    lead: Share,
    together: Sequence[Share],
    informed: Sequence[Share],
    due_at: datetime | None,
    at: datetime,
) -> None:
    hands = [
        Hand(part, one.agency, one.holder)
        for part, shares in ((Part.LEAD, [lead]), (Part.TOGETHER, together), (Part.INFORMED, informed))
        for one in shares
    ]
    title = _("Xử lý văn bản %(notation)s của %(sender)s: %(subject)s") % {
        "notation": found.notation or found.type_title, "sender": found.sender, "subject": found.subject,
    }  # fmt: skip
    tasks.give(
        actor=actor, agency=found.agency_id, title=_cut(title), detail=text, hands=hands, due_at=due_at,
        source=found.ref, at=at,
    )  # fmt: skip


def _leave_step(found: Incoming, *, actor: Actor, at: datetime) -> None:
    """It was laid before one leader; any leader of the agency may say the word."""
    for step in open_of(about=found.ref):
        if step.shape.kind == "assign":
            assert actor.account is not None
            workflow.assign(assignment=step, holder=actor.account)
            step.holder_id = actor.account
            pass_in(found, step, actor=actor, forward=True, at=at)
            found.leader_id = actor.account


def _due(found: Incoming, day: date | None, *, at: datetime) -> datetime | None:
    if day is None:
        return None
    try:
        return due_on(day, calendar=calendar_for(found.agency.key, on=clock.local(at).date()))
    except ValueError as off:
        raise Invalid(_("Chưa phân công được."), faults=[Fault("handle_by", str(off))]) from off


def _check(
    text: str,
    *,
    lead: Share | None,
    others: Sequence[Share],
    due_at: datetime | None,
    registered: datetime | None,
) -> None:
    faults = []
    if not text.strip() or len(text) > WORDS_MOST:
        faults.append(
            Fault("text", _("Xin ghi ý kiến chỉ đạo, không quá %(most)s ký tự.") % {"most": WORDS_MOST})
        )
    if lead is None and others:
        faults.append(Fault("lead", _("Xin chọn người hoặc cơ quan chủ trì.")))
    if lead is None and due_at is not None:
        faults.append(Fault("lead", _("Có hạn xử lý thì phải có chủ trì.")))
    if faults:
        raise Invalid(_("Chưa phân công được."), faults=faults)


def _named(lead: Share, *, at: datetime) -> str:
    if lead.holder is None:
        return agency_names([lead.agency], on=clock.local(at).date()).get(lead.agency, "")
    return Account.objects.filter(id=lead.holder).values_list("name", flat=True).first() or ""


def _cut(title: str) -> str:
    return title if len(title) <= 500 else f"{title[:499]}…"
