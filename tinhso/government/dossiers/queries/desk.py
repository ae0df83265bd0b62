"""The desk's list as a page shows it: rows with step, holder and due, what narrows it, how much is urgent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from tinhso.foundation.access.models import Appointment
from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.units.queries import agency_names
from tinhso.foundation.workflow.desk import URGENCIES, Urgency
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import colleagues_about
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.lists import VIEW, Filters, in_hands, next_owed, visible, worklist
from tinhso.government.dossiers.queries.pinned import bind_procedures
from tinhso.government.dossiers.rules import CLOSED, PHASE_TITLES, Phase
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref

PAGE = 20
EXPORT_LIMIT = 5000
"""Rows of one export; more than that is a matter of reports."""
ASSIGN = "dossiers.assign"
TONES = {
    Phase.SUBMITTED: "wait",
    Phase.SUPPLEMENT: "info",
    Phase.REFUSED: "bad",
    Phase.RECEIVED: "neutral",
    Phase.IN_PROGRESS: "neutral",
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


@dataclass(frozen=True)
class Row:
    """One dossier in the list."""

    dossier: Dossier
    steps: Sequence[Assignment]
    due: Due
    agency: str
    """Empty for those who see their own agency alone."""

    @property
    def phase(self) -> str:
        return PHASE_TITLES[Phase(self.dossier.phase)]

    @property
    def tone(self) -> str:
        return TONES.get(Phase(self.dossier.phase), "neutral")

    @property
    def owner(self) -> str:
        organisation = self.dossier.organisation
        return organisation.name if organisation else self.dossier.owner.name


@dataclass(frozen=True)
class Choices:
    """What the list can be narrowed by: `(value, words)`."""

    phases: Sequence[tuple[str, str]]
    procedures: Sequence[tuple[str, str]]
    steps: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Colleague:
    """Somebody work can be given to."""

    account: UUID
    name: str
    title: str


def listed(
    *, actor: Actor, filters: Filters, page: int | str, at: datetime
) -> tuple[Page[Dossier], list[Row]]:
    """One page of the worklist; the number of reads does not grow with the rows."""
    shown = Paginator(worklist(actor=actor, filters=filters, at=at), PAGE).get_page(page)
    return shown, rows_of(list(shown.object_list), actor=actor, at=at)


def rows_of(dossiers: Sequence[Dossier], *, actor: Actor, at: datetime) -> list[Row]:
    """Dossiers with their open steps and dues."""
    bind_procedures(dossiers)
    steps: dict[UUID, list[Assignment]] = {}
    abouts = [dossier.ref for dossier in dossiers]
    if abouts:
        for step in (
            colleagues_about(actor=actor, abouts=abouts).select_related("holder").order_by("started_at")
        ):
            steps.setdefault(step.about.id, []).append(step)
    everywhere = agencies_within(actor, VIEW) is None
    names = agency_names({one.agency_id for one in dossiers} if everywhere else (), on=clock.local(at).date())
    return [
        Row(one, steps.get(one.id, ()), due_of(one, at=at), names.get(one.agency_id, "")) for one in dossiers
    ]


def due_of(dossier: Dossier, *, at: datetime) -> Due:
    """What is owed next on a dossier, with its trace."""
    phase = Phase(dossier.phase)
    if phase == Phase.SUPPLEMENT:
        return Due(None, "paused", (), "Chờ người nộp bổ sung")
    if phase in CLOSED or phase == Phase.ISSUED:
        return Due(dossier.first_due_at, "", dossier.due_trace)
    if phase == Phase.SUBMITTED:
        trace = (
            f"Nộp lúc {clock.local(dossier.submitted_at):%H:%M ngày %d/%m/%Y}"
            if dossier.submitted_at
            else "",
            "Trong hạn này phải tiếp nhận, yêu cầu bổ sung một lần, hoặc từ chối bằng văn bản.",
        )
        return Due(dossier.answer_due_at, _state(dossier.answer_due_at, at), trace)
    if dossier.due_at is None:
        return Due(None, "", dossier.due_trace, "Chưa công bố thời hạn")
    return Due(dossier.due_at, _state(dossier.due_at, at), dossier.due_trace)


def urgency_counts(*, actor: Actor, at: datetime, mine: bool) -> list[tuple[Urgency, int]]:
    """How many open dossiers of each urgency the actor may see, or has in hand; one read."""
    rows = visible(actor=actor).exclude(phase__in=CLOSED)
    if mine:
        rows = rows.filter(in_hands(actor=actor))
    counted = rows.aggregate(
        **{key: Count("id", filter=next_owed(key, at=at)) for key in URGENCIES},
    )
    return [(key, counted[key]) for key in URGENCIES]


def first_in_hand(*, actor: Actor, at: datetime, limit: int = 8) -> list[Row]:
    """The most urgent things the actor has in hand."""
    rows = worklist(actor=actor, filters=Filters(mine=True), at=at)[:limit]
    return rows_of(list(rows), actor=actor, at=at)


def choices(*, actor: Actor) -> Choices:
    """What the actor's list can be narrowed by: only what would leave something."""
    open_ones = visible(actor=actor).exclude(phase__in=CLOSED)
    named = open_ones.order_by("procedure__code").values_list("procedure__code", "procedure__name").distinct()
    steps = Assignment.objects.filter(finished_at=None, agency__in=actor.agencies)
    return Choices(
        phases=[(phase.value, PHASE_TITLES[phase]) for phase in Phase if phase != Phase.DRAFT],
        procedures=list(dict(named).items()),
        steps=sorted(dict(steps.order_by("step").values_list("step", "title").distinct()).items()),
    )


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
    dossiers = list(worklist(actor=actor, filters=filters, at=at)[:EXPORT_LIMIT])
    if dossiers and actor.account:
        ledger.record_read(
            actor=actor,
            verb="export",
            about=Ref("access.account", actor.account),
            subjects=[subject for dossier in dossiers for subject in dossier.subjects],
            at=at,
            purpose="xuất danh sách hồ sơ",
            basis="Nghị định 118/2025/NĐ-CP",
            fields=("name",),
        )
    for chunk in _chunks(dossiers, 500):
        yield from rows_of(chunk, actor=actor, at=at)


def by_ids(*, actor: Actor, ids: Iterable[UUID]) -> QuerySet[Dossier]:
    """These dossiers, as far as the actor may see them."""
    return visible(actor=actor).select_related("procedure", "owner", "organisation").filter(id__in=list(ids))


def _state(due: datetime | None, at: datetime) -> str:
    if due is None:
        return ""
    if due < at:
        return "late"
    return "today" if clock.local(due).date() == clock.local(at).date() else ""


def _chunks(rows: Sequence[Dossier], size: int) -> Iterator[Sequence[Dossier]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
