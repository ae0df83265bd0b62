"""The desk's list as a page shows it: rows with step, holder and due, what narrows it, how much is urgent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from tinhso.foundation.access.models import Appointment
from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.people.models import Organisation, Person
from tinhso.foundation.procedures.queries import version
from tinhso.foundation.units.queries import agency_names
from tinhso.foundation.workflow.desk import URGENCIES, Urgency
from tinhso.foundation.workflow.queries import open_about, open_steps_at
from tinhso.government.dossiers.models import KIND, Dossier
from tinhso.government.dossiers.queries.lists import (
    VIEW,
    Filters,
    ends,
    in_hands,
    parts,
    urgency_of,
    visible,
    worklist,
)
from tinhso.government.dossiers.rules import CLOSED, PHASE_TITLES, Phase
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref
from tinhso.kernel.statements import prepared

PAGE = 20
NIL = UUID(int=0)
EXPORT_LIMIT = 5000
"""Rows of one export; more than that is a matter of reports."""
ASSIGN = "dossiers.assign"
TONES = {
    Phase.SUBMITTED: "wait",
    Phase.SUPPLEMENT: "info",
    Phase.REFUSED: "bad",
    Phase.RECEIVED: "neutral",
    Phase.IN_PROGRESS: "neutral",
    Phase.PAUSED: "wait",
    Phase.ISSUED: "good",
    Phase.DELIVERED: "good",
    Phase.STOPPED: "info",
}


@dataclass(frozen=True)
class Due:
    """What the province owes next, until when and why. `state` is that of the `c-deadline` component."""

    at: datetime | None
    state: str
    trace: Sequence[str]
    words: str = ""
    """Said instead of a date where there is none."""


class Owed(Protocol):
    """What decides which date a dossier is held to: a dossier, or the row of a list."""

    @property
    def phase(self) -> str: ...
    @property
    def submitted_at(self) -> datetime | None: ...
    @property
    def answer_due_at(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def first_due_at(self) -> datetime | None: ...
    @property
    def due_trace(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Step:
    """One open step of a dossier, and who holds it; nobody while it is free to be taken."""

    title: str
    holder: str


@dataclass(frozen=True)
class Row:
    """One dossier in the list."""

    id: UUID
    code: str
    """Empty until it is received."""
    request_id: str
    procedure: str
    owner: str
    phase: Phase
    submitted_at: datetime | None
    steps: Sequence[Step]
    due: Due
    agency: str
    """Empty for those who see their own agency alone."""

    def __str__(self) -> str:
        return self.code or self.request_id

    @property
    def phase_title(self) -> str:
        return str(PHASE_TITLES[self.phase])

    @property
    def tone(self) -> str:
        return TONES.get(self.phase, "neutral")


@dataclass(frozen=True)
class Overview:
    """What is open, as far as the actor may see it: how much of each urgency, and about which procedures."""

    everything: Mapping[Urgency, int]
    mine: Mapping[Urgency, int]
    """What the actor has in hand or must receive."""
    procedures: Mapping[str, str]
    """Code to name."""

    def count(self, filters: Filters) -> int | None:
        """How many rows the list has; None when it is narrowed by more than urgency and whose it is."""
        if filters != Filters(urgency=filters.urgency, mine=filters.mine):
            return None
        counts = self.mine if filters.mine else self.everything
        return sum(number for urgency, number in counts.items() if filters.urgency in ("", urgency))


@dataclass(frozen=True)
class Colleague:
    """Somebody work can be given to."""

    account: UUID
    name: str
    title: str


def listed(
    *, actor: Actor, filters: Filters, page: int | str, at: datetime, count: int | None = None
) -> Page[Row]:
    """One page of the worklist; the number of reads does not grow with the rows. `count` is its length, if known."""
    length = worklist(actor=actor, filters=filters, at=at).count() if count is None else count
    pages: Paginator[Any] = Paginator(range(length), PAGE)
    number = pages.get_page(page).number
    first = (number - 1) * PAGE
    if filters == Filters(mine=filters.mine):
        rows = _plain_page(actor, mine=filters.mine, first=first)
    else:
        rows = list(_read(worklist(actor=actor, filters=filters, at=at)[first : first + PAGE]))
    return Page(_rows(rows, actor=actor, at=at), number, pages)


def _read(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier, Any]:
    """Of dossiers what their rows show, and whom the ledger must name; no sealed column, no body of a rule.

    The names are looked up row by row, since a join would look up those of every open dossier for twenty.
    """
    owner = Person.objects.filter(id=OuterRef("owner"))
    organisation = Organisation.objects.filter(id=OuterRef("organisation"))
    named = dossiers.annotate(
        person_name=Subquery(owner.values("name")), organisation_name=Subquery(organisation.values("name"))
    )
    return named.values_list(
        "id", "code", "request_id", "phase", "procedure_id", "agency_id", "submitted_at", "answer_due_at",
        "due_at", "first_due_at", "due_trace", "owner_id", "submitter_id", "person_name", "organisation_name",
        named=True,
    )  # fmt: skip


def _rows(found: Sequence[Any], *, actor: Actor, at: datetime) -> list[Row]:
    """What was read, with open steps and dues."""
    steps = _open_steps([one.id for one in found])
    rules = {key: version(id=key) for key in {one.procedure_id for one in found}}
    names: Mapping[UUID, str] = {}
    if agencies_within(actor, VIEW) is None:
        names = agency_names({one.agency_id for one in found}, on=clock.local(at).date())
    return [
        Row(
            id=one.id,
            code=one.code or "",
            request_id=one.request_id,
            procedure=rules[one.procedure_id].name,
            owner=one.organisation_name or one.person_name,
            phase=Phase(one.phase),
            submitted_at=one.submitted_at,
            steps=steps.get(one.id, ()),
            due=due_of(one, at=at),
            agency=names.get(one.agency_id, ""),
        )
        for one in found
    ]


def _open_steps(dossiers: Sequence[UUID]) -> dict[UUID, list[Step]]:
    found: dict[UUID, list[Step]] = {}
    for about, title, holder in open_about(abouts=[Ref(KIND, key) for key in dossiers]):
        found.setdefault(about.id, []).append(Step(title, holder))
    return found


def due_of(dossier: Owed, *, at: datetime) -> Due:
    """What is owed next on a dossier, with its trace."""
    phase = Phase(dossier.phase)
    if phase == Phase.SUPPLEMENT:
        return Due(None, "paused", (), _("Chờ người nộp bổ sung"))
    if phase == Phase.PAUSED:
        return Due(dossier.due_at, "paused", dossier.due_trace)
    if phase == Phase.LINKED:
        return Due(None, "", (), _("Theo hạn của từng thủ tục"))
    if phase in CLOSED or phase == Phase.ISSUED:
        return Due(dossier.first_due_at, "", dossier.due_trace)
    if phase == Phase.SUBMITTED and dossier.answer_due_at is None:
        return Due(None, "paused", (), _("Chờ người nộp nộp phí, lệ phí"))
    if phase == Phase.SUBMITTED and dossier.submitted_at:
        sent = clock.local(dossier.submitted_at)
        trace = (
            _("Nộp lúc %(moment)s") % {"moment": f"{sent:%H:%M %d/%m/%Y}"},
            _("Trong hạn này phải tiếp nhận, yêu cầu bổ sung một lần, hoặc từ chối bằng văn bản."),
        )
        return Due(dossier.answer_due_at, _state(dossier.answer_due_at, at), trace)
    if dossier.due_at is None:
        return Due(None, "", dossier.due_trace, _("Chưa công bố thời hạn"))
    return Due(dossier.due_at, _state(dossier.due_at, at), dossier.due_trace)


def overview(*, actor: Actor, at: datetime) -> Overview:
    """Everything open, counted in one read."""
    everything, mine = dict.fromkeys(URGENCIES, 0), dict.fromkeys(URGENCIES, 0)
    procedures: dict[str, str] = {}
    places = [seat.agency for seat in actor.seats]
    for procedure, key, in_hand, number in _counted(
        at, *ends(at), actor.account, *places, like=_outline(actor)
    ):
        rule = version(id=procedure)
        procedures[rule.code] = rule.name
        everything[key] += number
        mine[key] += number if in_hand else 0
    return Overview(everything, mine, dict(sorted(procedures.items())))


@prepared
def _counted(
    at: Any, today: Any, week: Any, account: Any, *places: Any, like: Actor
) -> QuerySet[Dossier, tuple[int, Urgency, bool, int]]:
    actor = _with(like, account, places)
    held = Case(When(in_hands(actor=actor), then=True), default=False)
    first, *others = (
        part.exclude(phase__in=CLOSED)
        .values_list("procedure", urgency_of(at, today, week), held)
        .annotate(number=Count("*"))
        for part in parts(actor=actor)
    )
    return first.union(*others, all=True)


def _plain_page(actor: Actor, *, mine: bool, first: int) -> list[Any]:
    """A page of the whole list: however long that is, little more than the page is read."""
    places, like = [seat.agency for seat in actor.seats], _outline(actor)
    most = first + PAGE
    found = [
        one
        for part in range(len(parts(actor=actor)))
        for one in _beginning(actor.account, *places, like=like, mine=mine, part=part, most=most)
    ]
    found.sort(key=lambda one: (one[0] is None, one))
    keys = [key for _, key in found[first:most]]
    rows = {row.id: row for row in _keyed(*keys)} if keys else {}
    return [rows[key] for key in keys if key in rows]


@prepared
def _beginning(
    account: Any, *places: Any, like: Actor, mine: bool, part: int, most: int
) -> QuerySet[Dossier, tuple[datetime | None, UUID]]:
    actor = _with(like, account, places)
    rows = worklist(actor=actor, filters=Filters(mine=mine), at=clock.now(), among=parts(actor=actor)[part])
    return rows.values_list("urgent_at", "id")[:most]


@prepared
def _keyed(*keys: Any) -> QuerySet[Dossier, Any]:
    return _read(Dossier.objects.filter(id__in=keys))


def _outline(actor: Actor) -> Actor:
    """Who has the same kinds of seats: for all of them a list is read by the same statement."""
    seats = tuple(replace(seat, agency=NIL, unit="", on_behalf_of=None) for seat in actor.seats)
    return replace(actor, account=None, person=None, name="", seats=seats)


def _with(like: Actor, account: Any, places: Sequence[Any]) -> Actor:
    seats = (replace(seat, agency=place) for seat, place in zip(like.seats, places, strict=True))
    return replace(like, account=account, seats=tuple(seats))


def first_in_hand(*, actor: Actor, at: datetime, limit: int = 8) -> list[Row]:
    """The most urgent things the actor has in hand."""
    found = _read(worklist(actor=actor, filters=Filters(mine=True), at=at)[:limit])
    return _rows(list(found), actor=actor, at=at)


def open_steps(*, actor: Actor) -> dict[str, str]:
    """Key and title of the steps at which something is open in the actor's agencies."""
    return dict(open_steps_at(kind=KIND, agencies=actor.agencies))


def colleagues(*, actor: Actor, at: datetime) -> list[Colleague]:
    """Officials of the agencies where the actor may assign work; empty when nowhere."""
    agencies = agencies_within(actor, ASSIGN)
    if not agencies:
        return []
    today = clock.local(at).date()
    posts = (
        Appointment.objects.filter(
            Q(valid_until=None) | Q(valid_until__gt=today),
            agency__in=agencies,
            valid_from__lte=today,
            account__is_active=True,
        )
        .select_related("account")
        .order_by("account__name", "account_id", "valid_from")
    )
    found: dict[UUID, Colleague] = {}
    for post in posts:
        found.setdefault(
            post.account_id,
            Colleague(post.account_id, post.account.name, post.title or post.get_role_display()),
        )
    return list(found.values())


def exported(*, actor: Actor, filters: Filters, at: datetime) -> Iterator[Row]:
    """The list as a file, at most `EXPORT_LIMIT` rows; whose names leave the platform is in the ledger first."""
    found = list(_read(worklist(actor=actor, filters=filters, at=at)[:EXPORT_LIMIT]))
    people = {key for one in found for key in (one.owner_id, one.submitter_id)}
    if found and actor.account:
        ledger.record_read(
            actor=actor,
            verb="export",
            about=Ref("access.account", actor.account),
            subjects=[Ref("people.person", key) for key in sorted(people)],
            at=at,
            purpose="xuất danh sách hồ sơ",
            basis="Nghị định 118/2025/NĐ-CP",
            fields=("name",),
        )
    for start in range(0, len(found), 500):
        yield from _rows(found[start : start + 500], actor=actor, at=at)


def by_ids(*, actor: Actor, ids: Iterable[UUID]) -> QuerySet[Dossier]:
    """These dossiers, as far as the actor may see them."""
    found = visible(actor=actor).select_related("procedure", "owner", "organisation")
    return found.defer("answers_sealed", "procedure__body").filter(id__in=list(ids))


def _state(due: datetime | None, at: datetime) -> str:
    if due is None:
        return ""
    if due < at:
        return "late"
    return "today" if clock.local(due).date() == clock.local(at).date() else ""
