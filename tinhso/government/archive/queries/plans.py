"""The list of files of an agency for a year, heading by heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.access.queries import holders
from tinhso.foundation.access.roles import Role
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.units.queries import agencies, agency
from tinhso.government.archive.models import FilePlan, Heading, RecordFile
from tinhso.government.archive.queries import lists
from tinhso.government.archive.queries.files import APPROVE, FILING, KEEP, VIEW, reaches
from tinhso.government.archive.rules import PLAN_TITLES, FileState, PlanState
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Described


@dataclass(frozen=True)
class Section:
    """One heading with its files."""

    heading: Heading
    files: Sequence[RecordFile]


@dataclass(frozen=True)
class OpenPlan:
    """A list as its page shows it."""

    plan: FilePlan
    agency: str
    sections: Sequence[Section]
    running: Sequence[RecordFile]
    """Files of earlier years that are still open."""
    keeps: bool
    approves: bool
    adds: bool
    """Whether the actor may add a file to it."""

    @property
    def state_title(self) -> str:
        return str(PLAN_TITLES[PlanState(self.plan.state)])

    @property
    def many(self) -> int:
        return sum(len(one.files) for one in self.sections)


def places(*, actor: Actor, at: datetime) -> Sequence[AgencyVersion]:
    """The agencies whose lists the actor may read."""
    return agencies(on=clock.local(at).date(), ids=agencies_within(actor, VIEW))


def years(*, agency: UUID, at: datetime) -> Sequence[int]:
    """The years of which there is a list, this one and the next among them; the latest first."""
    this = clock.local(at).year
    known = FilePlan.objects.filter(agency=agency).values_list("year", flat=True)
    return sorted({this, this + 1, *known}, reverse=True)


def plan_of(*, actor: Actor, agency: UUID, year: int) -> FilePlan | None:
    """The list of an agency and year; None before it was begun. NotFound for an agency that is not the actor's."""
    _must_see(actor, agency)
    return FilePlan.objects.select_related("agency").filter(agency=agency, year=year).first()


def find_plan(*, actor: Actor, plan: UUID) -> FilePlan:
    """A list the actor may see; NotFound for any other."""
    found = FilePlan.objects.select_related("agency").filter(id=plan).first()
    if found is None:
        raise NotFound(_("Không tìm thấy danh mục hồ sơ này."))
    _must_see(actor, found.agency_id)
    return found


def open_plan(*, actor: Actor, plan: FilePlan, at: datetime) -> OpenPlan:
    """A list with its headings and files."""
    files: dict[int, list[RecordFile]] = {}
    rows = RecordFile.objects.filter(plan=plan).select_related("responsible").defer("description_sealed")
    for one in rows.order_by("code", "id"):
        files.setdefault(one.heading_id, []).append(one)
    earlier = RecordFile.objects.filter(agency=plan.agency, plan__year__lt=plan.year, state=FileState.OPEN)
    keeps = reaches(actor, KEEP, plan.agency_id)
    return OpenPlan(
        plan=plan,
        agency=agency(plan.agency_id, on=clock.local(at).date()).name,
        sections=[Section(one, files.get(one.pk, ())) for one in plan.headings.order_by("code")],
        running=list(
            earlier.filter(plan__state=PlanState.APPROVED)
            .select_related("responsible", "plan")
            .defer("description_sealed")
            .order_by("plan__year", "code")[:200]
        ),
        keeps=keeps,
        approves=reaches(actor, APPROVE, plan.agency_id),
        adds=keeps or (plan.approved and reaches(actor, FILING, plan.agency_id)),
    )


def keeps_at(*, actor: Actor, agency: UUID) -> bool:
    """Whether the actor keeps the files of this agency."""
    return reaches(actor, KEEP, agency)


def colleagues(*, actor: Actor, agency: UUID, at: datetime) -> Sequence[tuple[str, str]]:
    """Id and name of the officials who can be responsible for a file; who only files may name oneself alone."""
    if not reaches(actor, KEEP, agency):
        assert actor.account is not None
        return [(str(actor.account), actor.name or Account.objects.get(id=actor.account).name)]
    found = {
        one.id: one.name
        for role in (Role.OFFICER, Role.HEAD, Role.RECORDS, Role.LEADER)
        for one in holders(actor=actor, agency=agency, role=role, at=at)
    }
    return sorted(((str(id), name) for id, name in found.items()), key=lambda one: one[1])


def columns(plan: OpenPlan, *, only: Section | None = None) -> Iterator[tuple[str, ...]]:
    """The list, or one heading of it, as it is taken along and printed: code, title, retention, who is responsible,
    note."""
    for section in plan.sections if only is None else (only,):
        for one in section.files:
            yield (
                one.code,
                one.title,
                lists.label(lists.RETENTION, one.retention, on=one.opened_on),
                one.responsible.name,
                "Bổ sung" if one.added_later else "",
            )


def describe_plans(keys: Sequence[UUID], actor: Actor) -> dict[UUID, Described]:
    """Name and page of the lists the actor may see."""
    within = agencies_within(actor, VIEW)
    found = FilePlan.objects.filter(id__in=keys)
    return {
        one.id: Described(str(one), reverse("archive:plan_page", args=[one.id]))
        for one in (found if within is None else found.filter(agency__in=within))
    }


def _must_see(actor: Actor, agency: UUID) -> None:
    if not reaches(actor, VIEW, agency):
        raise NotFound(_("Không tìm thấy danh mục hồ sơ này."))
