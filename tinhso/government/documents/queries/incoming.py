"""Lists of incoming documents: what waits to be taken in, what waits for the actor, what is being handled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.contracts.documents import carriers
from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.signing.rules import Verdict
from tinhso.foundation.units.queries import agency_names
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import in_hand
from tinhso.government.documents.models import INCOMING, Incoming
from tinhso.government.documents.queries.kinds import URGENCY, choices, urgency_title
from tinhso.government.documents.rules.incoming import (
    AT_WORK,
    CHANNEL_TITLES,
    CLOSED,
    PAPER,
    STATE_TITLES,
    STATE_TONES,
    State,
)
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.refs import Described, Ref
from tinhso.kernel.text import fold

VIEW, RECEIVE, INSTRUCT, HANDLE = (
    "documents.view", "documents.receive", "documents.instruct", "documents.handle",
)  # fmt: skip
PAGE, EXPORT_LIMIT = 20, 5000
FOR_ME, TO_TAKE, TO_INSTRUCT, HANDLING, DONE, NOT_KEPT, ALL = (
    "cho-toi", "cho-tiep-nhan", "cho-chi-dao", "dang-xu-ly", "da-xong", "khong-vao-so", "tat-ca",
)  # fmt: skip
GROUPS = {
    FOR_ME: gettext_lazy("Đang chờ tôi"),
    TO_TAKE: gettext_lazy("Chờ tiếp nhận"),
    TO_INSTRUCT: gettext_lazy("Chờ chỉ đạo"),
    HANDLING: gettext_lazy("Đang xử lý"),
    DONE: gettext_lazy("Đã xong"),
    NOT_KEPT: gettext_lazy("Trả lại, thu hồi"),
    ALL: gettext_lazy("Tất cả"),
}
LATE, IN_TIME = "qua-han", "con-han"
VERDICT_TITLES = {
    Verdict.VALID: gettext_lazy("Chữ ký số hợp lệ"),
    Verdict.UNCHECKED: gettext_lazy("Chưa kiểm tra đủ chữ ký số"),
    Verdict.INCOMPLETE: gettext_lazy("Chưa có chữ ký số cơ quan"),
    Verdict.INVALID: gettext_lazy("Chữ ký số không hợp lệ"),
    Verdict.UNSIGNED: gettext_lazy("Không có chữ ký số"),
    Verdict.UNREADABLE: gettext_lazy("Không có tệp đọc được"),
}
VERDICT_TONES = {Verdict.VALID: "good", Verdict.INVALID: "bad", Verdict.UNREADABLE: "bad"}
_STATES = {
    TO_TAKE: [State.WAITING],
    TO_INSTRUCT: [State.REGISTERED],
    HANDLING: [State.ASSIGNED, State.PROCESSING],
    DONE: [State.FINISHED],
    NOT_KEPT: sorted(CLOSED),
}


@dataclass(frozen=True)
class InFilters:
    """What a list is narrowed by; empty means no narrowing."""

    group: str = FOR_ME
    text: str = ""
    channel: str = ""
    urgency: str = ""
    due: str = ""
    """`LATE` or `IN_TIME`, by the step that waits or by the day it is to be handled by."""


@dataclass(frozen=True)
class InRow:
    """One incoming document in a list."""

    id: UUID
    number: int | None
    """Its arrival number; None while it is in no register."""
    arrived_on: date
    sender: str
    notation: str
    dated: date
    type: str
    subject: str
    state: State
    channel: str
    urgency: str
    verdict: str
    verdict_tone: str
    hands: str
    """Who has it: the step and its holder, or who takes the lead."""
    due_at: datetime | None
    late: bool
    asked_back: bool
    changed: bool
    agency: str

    @property
    def state_title(self) -> str:
        return str(STATE_TITLES[self.state])

    @property
    def tone(self) -> str:
        return STATE_TONES[self.state]


def visible_incoming(*, actor: Actor) -> QuerySet[Incoming]:
    """The incoming documents an actor may see: those in the register of the actor's agencies; those in no register
    only where the actor takes in documents."""
    if actor.kind == ActorKind.SYSTEM:
        return Incoming.objects.all()
    entered = Q(registered_at__isnull=False)
    agencies = agencies_within(actor, VIEW)
    if agencies is None:
        return Incoming.objects.filter(entered)
    takes = agencies_within(actor, RECEIVE) or frozenset()
    return Incoming.objects.filter((entered & Q(agency__in=agencies)) | Q(agency__in=takes))


def sees_incoming(*, actor: Actor, incoming: UUID) -> bool:
    """Whether it is among the `visible_incoming`."""
    return visible_incoming(actor=actor).filter(id=incoming).exists()


def incoming_listing(*, actor: Actor, filters: InFilters, at: datetime) -> QuerySet[Incoming]:
    """The incoming documents of a group, the latest first."""
    rows = visible_incoming(actor=actor)
    if filters.group == FOR_ME:
        rows = rows.filter(_mine(actor, filters.due, at))
    elif filters.group in _STATES:
        rows = rows.filter(state__in=_STATES[filters.group])
    if filters.due and filters.group != FOR_ME:
        late = Q(handle_by__lt=at)
        rows = rows.filter(late if filters.due == LATE else ~late, state__in=sorted(AT_WORK))
    if filters.channel:
        rows = rows.filter(carrier=filters.channel)
    if filters.urgency:
        rows = rows.filter(urgency=filters.urgency)
    if words := fold(filters.text):
        rows = rows.filter(folded__contains=words)
    return rows.order_by("-arrived_at", "-id")


def incoming_listed(*, actor: Actor, filters: InFilters, page: int | str, at: datetime) -> Page[InRow]:
    """One page of a list; the number of reads does not grow with its rows."""
    found = Paginator(_read(incoming_listing(actor=actor, filters=filters, at=at)), PAGE).get_page(page)
    rows = _rows(list(found.object_list), actor=actor, at=at)
    return Page(rows, found.number, found.paginator)  # type: ignore[arg-type]


def every_incoming(*, actor: Actor, filters: InFilters, at: datetime) -> Iterator[InRow]:
    """The whole list, at most `EXPORT_LIMIT` rows."""
    found = _read(incoming_listing(actor=actor, filters=filters, at=at))[:EXPORT_LIMIT]
    yield from _rows(list(found), actor=actor, at=at)


def incoming_counts(*, actor: Actor, at: datetime) -> Mapping[str, int]:
    """How much each group holds."""
    return {
        group: incoming_listing(actor=actor, filters=InFilters(group=group), at=at).count()
        for group in GROUPS
    }


def describe_incoming(keys: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Name and page of the incoming documents the actor may see."""
    found = visible_incoming(actor=actor).filter(id__in=keys).only("id", "subject", "notation", "sender")
    return {
        one.id: Described(one.subject, reverse("documents:incoming", args=[one.id]), one.notation)
        for one in found
    }


def channel_title(key: str) -> str:
    """By which way it came, in words."""
    if key in CHANNEL_TITLES:
        return str(CHANNEL_TITLES[key])
    carrier = carriers.get(key)
    return _(carrier.title) if carrier else key


def channels() -> list[tuple[str, str]]:
    """Every way by which documents come in."""
    keys = dict.fromkeys([*CHANNEL_TITLES, *(one.key for one in carriers)])
    return [(key, channel_title(key)) for key in keys]


def urgencies(*, on: date) -> Sequence[tuple[str, str]]:
    """Value and words of each urgency."""
    return choices(URGENCY, on=on)


def verdict_title(incoming: Incoming) -> str:
    """What its signatures proved, in a few words."""
    if incoming.carrier == PAPER:
        return _("Bản giấy")
    if not incoming.verdict:
        return _("Đang kiểm tra chữ ký số")
    return str(VERDICT_TITLES[Verdict(incoming.verdict)])


def verdict_tone(incoming: Incoming) -> str:
    """The tone of these words."""
    if incoming.carrier == PAPER or not incoming.verdict:
        return "neutral"
    return VERDICT_TONES.get(Verdict(incoming.verdict), "wait")


def _mine(actor: Actor, due: str, at: datetime) -> Q:
    """At a step that the actor has in hand or may take, in the actor's hands to handle, or asked back from where the
    actor takes in documents."""
    steps = in_hand(actor=actor).filter(about__startswith=f"{INCOMING}:")
    held = Q(handler=actor.account, state__in=[State.ASSIGNED, State.PROCESSING])
    asked = Q(asked_back_at__isnull=False, agency__in=agencies_within(actor, RECEIVE) or ())
    if due:
        late = due == LATE
        steps = steps.filter(due_at__lt=at) if late else steps.filter(due_at__gte=at)
        held &= Q(handle_by__lt=at) if late else ~Q(handle_by__lt=at)
        asked = asked & Q(pk=None) if late else asked
    ids = [about.id for about in steps.values_list("about", flat=True) if isinstance(about, Ref)]
    return Q(id__in=ids) | held | asked


def _read(rows: QuerySet[Incoming]) -> QuerySet[Incoming]:
    return rows.select_related("entry", "handler").defer("report_sealed")


def _rows(found: Sequence[Incoming], *, actor: Actor, at: datetime) -> list[InRow]:
    open_steps: dict[UUID, Assignment] = {}
    steps = Assignment.objects.filter(about__in=[one.ref for one in found], finished_at=None)
    for step in steps.select_related("holder"):
        assert isinstance(step.about, Ref)
        open_steps[step.about.id] = step
    names: Mapping[UUID, str] = {}
    if agencies_within(actor, VIEW) is None or len(actor.agencies) > 1:
        names = agency_names({one.agency_id for one in found}, on=clock.local(at).date())
    return [_row(one, open_steps.get(one.id), names, at) for one in found]


def _row(one: Incoming, step: Assignment | None, names: Mapping[UUID, str], at: datetime) -> InRow:
    said: list[Any] = [step.title, step.holder.name if step.holder else ""] if step else [one.lead]
    due_at = step.due_at if step else (one.handle_by if one.state in AT_WORK else None)
    entry = getattr(one, "entry", None)
    return InRow(
        id=one.id,
        number=entry.number if entry else None,
        arrived_on=entry.arrived_on if entry else clock.local(one.arrived_at).date(),
        sender=one.sender,
        notation=one.notation,
        dated=one.dated,
        type=one.type_title,
        subject=one.subject,
        state=State(one.state),
        channel=channel_title(one.carrier),
        urgency=urgency_title(one.urgency, on=clock.local(one.arrived_at).date()),
        verdict=verdict_title(one),
        verdict_tone=verdict_tone(one),
        hands=" · ".join(filter(None, said)),
        due_at=due_at,
        late=bool(due_at and due_at < at),
        asked_back=one.asked_back_at is not None,
        changed=one.changed_at is not None,
        agency=names.get(one.agency_id, ""),
    )
