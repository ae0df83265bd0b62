"""One incoming document, open: whether it can be trusted, what it says, its files, its steps, what may be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.contracts.documents import Change
from tinhso.foundation.access import denials
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.policy import agencies_within, allows
from tinhso.foundation.access.queries import holders, title_of
from tinhso.foundation.access.roles import Role
from tinhso.foundation.files.queries import Listed, Opened, files_of, open_file
from tinhso.foundation.tasks.queries import TaskRow, tasks_of
from tinhso.foundation.tasks.queries.hands import officials, places
from tinhso.foundation.units.queries import agencies, agency
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import may_work_on, open_of, trail
from tinhso.government.documents.models import Arrival, Incoming, IncomingEntry, IncomingNote
from tinhso.government.documents.queries.incoming import (
    HANDLE,
    INSTRUCT,
    RECEIVE,
    VIEW,
    channel_title,
    verdict_title,
    verdict_tone,
    visible_incoming,
)
from tinhso.government.documents.queries.kinds import urgency_title
from tinhso.government.documents.rules.incoming import (
    AT_WORK,
    BY_HAND,
    STATE_TITLES,
    STATE_TONES,
    Mark,
    State,
    alike,
)
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.refs import Described, describe

_MOST_DOUBLES, _COMPARED = 5, 300
TITLES = {
    "documents.in_arrive": gettext_lazy("Văn bản đến"),
    "documents.in_enter": gettext_lazy("Nhập văn bản giấy"),
    "documents.in_confirm": gettext_lazy("Xác nhận thông tin văn bản"),
    "documents.in_scan": gettext_lazy("Thêm bản quét"),
    "documents.in_judge": gettext_lazy("Kiểm tra chữ ký số"),
    "documents.in_hand_over": gettext_lazy("Chuyển văn thư khác"),
    "documents.in_register": gettext_lazy("Tiếp nhận, vào sổ, trình lãnh đạo"),
    "documents.in_refuse": gettext_lazy("Trả lại nơi gửi"),
    "documents.in_double": gettext_lazy("Nhập vào văn bản đã có"),
    "documents.in_instruct": gettext_lazy("Ý kiến chỉ đạo"),
    "documents.in_file": gettext_lazy("Để biết, lưu"),
    "documents.in_process": gettext_lazy("Bắt đầu xử lý"),
    "documents.in_finish": gettext_lazy("Xử lý xong"),
    "documents.in_update": gettext_lazy("Nơi gửi cập nhật nội dung"),
    "documents.in_replace": gettext_lazy("Nơi gửi thay thế bằng văn bản khác"),
    "documents.in_superseded": gettext_lazy("Thôi xử lý, đã có văn bản thay thế"),
    "documents.in_recall": gettext_lazy("Nơi gửi đề nghị thu hồi"),
    "documents.in_give_back": gettext_lazy("Đồng ý thu hồi, hủy văn bản"),
    "documents.in_keep": gettext_lazy("Không đồng ý thu hồi"),
}


@dataclass(frozen=True)
class InLine:
    """One act as people read it."""

    verb: str
    title: str
    at: datetime
    who: str
    note: str
    due: str
    """The day it is to be done by, where the act sets one."""


@dataclass(frozen=True)
class Edition:
    """What one message brought: all it said, and its files."""

    number: int
    at: datetime
    content: Mapping[str, Any]
    files: Sequence[Listed]
    left_out: Sequence[str]
    """Files that could not be taken, with the reason."""
    warnings: Sequence[str]


@dataclass(frozen=True)
class Double:
    """Another document that may be the same."""

    id: UUID
    subject: str
    sender: str
    notation: str
    number: int | None
    why: str


@dataclass(frozen=True)
class OpenIncoming:
    """An incoming document as its page shows it."""

    incoming: Incoming
    entry: IncomingEntry | None
    agency: str
    urgency: str
    channel: str
    verdict: str
    verdict_tone: str
    report: Sequence[Mapping[str, Any]]
    editions: Sequence[Edition]
    """The latest first."""
    doubles: Sequence[Double]
    successor: Incoming | None
    recall_reason: str
    tasks: Sequence[TaskRow]
    answer: Described | None
    answers: Described | None
    trail: Sequence[Assignment]
    history: Sequence[InLine]
    acts: frozenset[str]
    """What the actor may do now: `register`, `confirm`, `recall`, `instruct`, `process`, `answer`."""

    @property
    def state_title(self) -> str:
        return str(STATE_TITLES[State(self.incoming.state)])

    @property
    def tone(self) -> str:
        return STATE_TONES[State(self.incoming.state)]

    @property
    def newest(self) -> Edition | None:
        return self.editions[0] if self.editions else None

    @property
    def instructions(self) -> Sequence[InLine]:
        return [one for one in self.history if one.verb in ("documents.in_instruct", "documents.in_file")]


def find_incoming(*, actor: Actor, incoming: UUID) -> Incoming:
    """One the actor may see; NotFound for any other, in the words of one that is not there. The try is kept."""
    found = visible_incoming(actor=actor).select_related(
        "agency", "leader", "handler", "registered_by", "replaces", "same_as"
    )
    one = found.filter(id=incoming).first()
    if one is None:
        raise hidden_incoming(actor=actor, incoming=incoming)
    return one


def hidden_incoming(*, actor: Actor, incoming: UUID) -> NotFound:
    """The refusal for one the actor may not see."""
    places_ = list(Incoming.objects.filter(id=incoming).values_list("agency", flat=True))
    if places_:
        denials.note(actor=actor, permission=VIEW, agencies=places_, at=clock.now())
    return NotFound(_("Không tìm thấy văn bản đến, hoặc văn bản không thuộc phạm vi của ông/bà."))


def open_incoming(*, actor: Actor, incoming: UUID, at: datetime) -> OpenIncoming:
    """A document with everything its page shows."""
    found = find_incoming(actor=actor, incoming=incoming)
    arrivals = list(found.arrivals.order_by("at", "id"))
    steps = trail(about=found.ref)
    asked = next(
        (one for one in reversed(arrivals) if one.change == Change.RECALL and one.agreed is None), None
    )
    refs = [one for one in (found.answered_by, found.answers) if one]
    described = describe(refs, actor=actor)
    return OpenIncoming(
        incoming=found,
        entry=entry_of(found),
        agency=agency(found.agency_id, on=clock.local(at).date()).name,
        urgency=urgency_title(found.urgency, on=clock.local(found.arrived_at).date()),
        channel=channel_title(found.carrier),
        verdict=verdict_title(found),
        verdict_tone=verdict_tone(found),
        report=found.report(),
        editions=editions_of(found, arrivals),
        doubles=doubles_of(found) if found.state == State.WAITING else (),
        successor=found.successors.order_by("arrived_at").first(),
        recall_reason=str(asked.content(key=found.key).get("reason", "")) if asked else "",
        tasks=tasks_of(source=found.ref, actor=actor, at=at),
        answer=described.get(found.answered_by) if found.answered_by else None,
        answers=described.get(found.answers) if found.answers else None,
        trail=steps,
        history=history_of(found),
        acts=_acts(found, steps, actor),
    )


def entry_of(incoming: Incoming) -> IncomingEntry | None:
    """Its line in the register."""
    return IncomingEntry.objects.filter(incoming=incoming).first()


def editions_of(incoming: Incoming, arrivals: Sequence[Arrival]) -> list[Edition]:
    """What each message brought, the latest first."""
    files = {str(one.id): one for one in files_of(owner=incoming.ref)}
    found = []
    for one in arrivals:
        if one.number:
            said = one.content(key=incoming.key)
            found.append(
                Edition(
                    number=one.number,
                    at=one.at,
                    content=said,
                    files=[files[key] for key in said.get("files", ()) if key in files],
                    left_out=said.get("left_out", ()),
                    warnings=said.get("warnings", ()),
                )
            )
    return sorted(found, key=lambda one: one.number, reverse=True)


def doubles_of(incoming: Incoming) -> list[Double]:
    """Documents of the same agency and day that may be this one."""
    there = Incoming.objects.filter(agency=incoming.agency_id, dated=incoming.dated).exclude(id=incoming.id)
    there = (
        there.exclude(state__in=[State.REFUSED, State.DOUBLE]).select_related("entry").defer("report_sealed")
    )
    found = []
    for one in there.order_by("-arrived_at")[:_COMPARED]:
        if why := alike(_mark(incoming), _mark(one)):
            entry = getattr(one, "entry", None)
            found.append(
                Double(one.id, one.subject, one.sender, one.notation, entry.number if entry else None, why)
            )
    return found[:_MOST_DOUBLES]


def history_of(incoming: Incoming) -> list[InLine]:
    """What was done, in words, the first first."""
    acts = [one for one in acts_about(about=incoming.ref) if one.verb in TITLES]
    accounts = Account.objects.filter(id__in={one.actor for one in acts if one.actor})
    who: dict[UUID | None, str] = {None: "Tỉnh Số", **dict(accounts.values_list("id", "name"))}
    notes = {one.act: one.text(key=incoming.key) for one in IncomingNote.objects.filter(incoming=incoming)}
    return [
        InLine(
            one.verb, str(TITLES[one.verb]), one.at, who.get(one.actor, ""), notes.get(one.id, ""),
            str(one.data.get("due", "")),
        )
        for one in acts
    ]  # fmt: skip


def last_incoming_change(incoming: Incoming) -> str:
    """What was done last, in words; empty when nothing was."""
    acts = [one for one in acts_about(about=incoming.ref) if one.verb in TITLES]
    return f"{TITLES[acts[-1].verb]}, {clock.local(acts[-1].at):%H:%M %d/%m/%Y}" if acts else ""


def incoming_step(incoming: Incoming, *, actor: Actor) -> Assignment | None:
    """The open step that is in the actor's hands."""
    return next((one for one in open_of(about=incoming.ref) if may_work_on(one, actor=actor)), None)


def incoming_file(*, actor: Actor, incoming: UUID, file: UUID) -> Opened:
    """A file of an incoming document the actor may see, to look at."""
    return open_file(owner=find_incoming(actor=actor, incoming=incoming).ref, file=file)


def receiving_offices(*, actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """Id and name of the agencies where the actor takes in documents."""
    within = agencies_within(actor, RECEIVE)
    return [(str(one.agency_id), one.name) for one in agencies(on=clock.local(at).date(), ids=within)]


def leaders_of(*, actor: Actor, agency_id: UUID, at: datetime) -> list[tuple[str, str]]:
    """Id and name, with title, of the leaders a document may be laid before."""
    return [
        (str(one.id), f"{one.name} ({title_of(account=one.id, agency=agency_id, at=at)})")
        for one in holders(actor=actor, agency=agency_id, role=Role.LEADER, at=at)
    ]


def clerks_to_take(*, actor: Actor, incoming: Incoming, at: datetime) -> list[tuple[str, str]]:
    """Id and name of the records clerks a document that waits may be handed to, without the one who has it. Who
    may take it at once needs not be handed it."""
    has = {one.holder_id or actor.account for one in open_of(about=incoming.ref)}
    found = holders(actor=actor, agency=incoming.agency_id, role=Role.RECORDS, at=at)
    return [(str(one.id), one.name) for one in found if one.id not in has]


def hands_offered(*, agency_id: UUID, at: datetime) -> list[tuple[str, str]]:
    """Whom a leader may give it to: the officials of the agency, and the agencies below it."""
    here = [(f"{agency_id}:{key}", name) for key, name in officials(agency_id=agency_id, at=at)]
    below = places(agency_id=agency_id, on=clock.local(at).date())
    return here + [(f"{one.agency_id}:", one.name) for one in below if one.agency_id != agency_id]


def said_with(incoming: UUID, verbs: Sequence[str]) -> str:
    """What was said in the latest of some acts on a document."""
    found = Incoming.objects.filter(id=incoming).first()
    if found is None:
        return ""
    acts = [one for one in acts_about(about=found.ref) if one.verb in verbs]
    note = IncomingNote.objects.filter(act=acts[-1].id).first() if acts else None
    return note.text(key=found.key) if note else ""


def _mark(one: Incoming) -> Mark:
    return Mark(sender=one.sender, notation=one.notation, dated=one.dated, subject=one.subject)


def _acts(found: Incoming, steps: Sequence[Assignment], actor: Actor) -> frozenset[str]:
    here, can = (found.agency_id,), set()
    own = next((one for one in steps if one.is_open and may_work_on(one, actor=actor)), None)
    if found.state == State.WAITING and own and allows(actor, RECEIVE, agencies=here):
        can.add("register")
        if found.carrier in BY_HAND:
            can.add("confirm")
    if found.state == State.WAITING and allows(actor, RECEIVE, agencies=here):
        can.add("hand_over")
    if found.asked_back_at and allows(actor, RECEIVE, agencies=here):
        can.add("recall")
    if found.state in AT_WORK and allows(actor, INSTRUCT, agencies=here):
        can.add("instruct")
    if found.handler_id == actor.account and allows(actor, HANDLE, agencies=here):
        if found.state == State.ASSIGNED:
            can.add("process")
        if found.state in (State.ASSIGNED, State.PROCESSING):
            can.add("answer")
    return frozenset(can)
