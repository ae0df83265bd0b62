"""Files as lists show them, and which of them an actor may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.units.queries import agencies, agency_names
from tinhso.government.archive.models import DisposedFile, HeldFile, RecordFile, TransferredFile
from tinhso.government.archive.rules import (
    FILE_TITLES,
    FILE_TONES,
    KEPT,
    DisposalState,
    FileState,
    hand_over_by,
)
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.refs import Described
from tinhso.kernel.text import fold

VIEW, FILING, KEEP, APPROVE = "archive.view", "archive.file", "archive.keep", "archive.approve"
PAGE, EXPORT_LIMIT = 20, 5000
MINE, OPEN, CLOSED, TO_HAND_OVER, DUE, ALL = (
    "cua-toi", "dang-mo", "da-ket-thuc", "can-nop-luu", "het-han", "tat-ca",
)  # fmt: skip
GROUPS = {
    MINE: _("Tôi phụ trách"),
    OPEN: _("Hồ sơ đang mở"),
    CLOSED: _("Hồ sơ đã kết thúc"),
    TO_HAND_OVER: _("Cần nộp lưu"),
    DUE: _("Hết thời hạn bảo quản"),
    ALL: _("Tất cả"),
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; empty means no narrowing."""

    group: str = ALL
    text: str = ""
    year: int | None = None
    retention: str = ""


@dataclass(frozen=True)
class Row:
    """One file in a list."""

    id: UUID
    code: str
    year: int
    title: str
    heading: str
    state: FileState
    responsible: str
    items: int
    years: int | None
    closed_on: date | None
    kept_until: date | None
    held: bool
    hand_over_by: date | None
    late: bool
    agency: str

    @property
    def state_title(self) -> str:
        return str(FILE_TITLES[self.state])

    @property
    def tone(self) -> str:
        return FILE_TONES[self.state]


def own(actor: Actor, *, permission: str, at: datetime) -> Sequence[tuple[str, str]]:
    """Id and name of the agencies where the actor has a right."""
    within = agencies_within(actor, permission)
    return [(str(one.agency_id), one.name) for one in agencies(on=clock.local(at).date(), ids=within)]


def reaches(actor: Actor, key: str, agency: UUID) -> bool:
    """Whether a right of the actor reaches an agency."""
    within = agencies_within(actor, key)
    return within is None or agency in within


def visible(*, actor: Actor) -> QuerySet[RecordFile]:
    """The files of the actor's agencies, and those that these agencies keep for others."""
    if actor.kind == ActorKind.SYSTEM:
        return RecordFile.objects.all()
    within = agencies_within(actor, VIEW)
    if within is None:
        return RecordFile.objects.all()
    return RecordFile.objects.filter(Q(agency__in=within) | Q(custodian__in=within))


def due(rows: QuerySet[RecordFile], *, at: datetime) -> QuerySet[RecordFile]:
    """Those whose retention has ended, held or not."""
    return rows.filter(state__in=KEPT, kept_until__lt=clock.local(at).date())


def disposable(*, agency: UUID, at: datetime) -> QuerySet[RecordFile]:
    """The files an agency keeps that may be proposed for destruction: due, held by no case, in no hand-over that is
    not answered, and in no other proposal."""
    rows = due(RecordFile.objects.filter(custodian=agency), at=at)
    going = TransferredFile.objects.filter(file=OuterRef("pk"), settled=False)
    live = (DisposalState.PROPOSED, DisposalState.APPROVED)
    proposed = DisposedFile.objects.filter(file=OuterRef("pk"), disposal__state__in=live)
    return rows.filter(~Exists(open_holds()), ~Exists(going), ~Exists(proposed)).order_by(
        "kept_until", "code", "id"
    )


def transferable(*, agency: UUID) -> QuerySet[RecordFile]:
    """The closed files of an agency that are in no hand-over, the one that waits longest first."""
    going = TransferredFile.objects.filter(file=OuterRef("pk"), settled=False)
    rows = RecordFile.objects.filter(agency=agency, custodian=agency, state=FileState.CLOSED)
    return rows.filter(~Exists(going)).order_by("closed_on", "code", "id")


def holdable(*, agency: UUID, words: str, but: UUID | None = None) -> QuerySet[RecordFile]:
    """The files an agency keeps that a case may hold, by words; without those that the case `but` holds already."""
    rows = RecordFile.objects.filter(custodian=agency).exclude(state=FileState.DESTROYED)
    if but is not None:
        rows = rows.exclude(holds__hold=but)
    if folded := fold(words):
        rows = rows.filter(folded__contains=folded)
    return rows.order_by("-plan__year", "code", "id")


def open_holds() -> QuerySet[HeldFile]:
    """The open cases of the file of the query around it."""
    return HeldFile.objects.filter(file=OuterRef("pk"), hold__closed_at=None)


def listing(*, actor: Actor, filters: Filters, at: datetime) -> QuerySet[RecordFile]:
    """The files of a group, what changed last first."""
    rows = visible(actor=actor)
    if filters.group == MINE:
        rows = rows.filter(responsible=actor.account)
    elif filters.group == OPEN:
        rows = rows.filter(state=FileState.OPEN)
    elif filters.group == CLOSED:
        rows = rows.filter(state__in=KEPT)
    elif filters.group == TO_HAND_OVER:
        rows = rows.filter(state=FileState.CLOSED)
    elif filters.group == DUE:
        rows = due(rows, at=at)
    if filters.year:
        rows = rows.filter(plan__year=filters.year)
    if filters.retention:
        rows = rows.filter(retention=filters.retention)
    if words := fold(filters.text):
        rows = rows.filter(folded__contains=words)
    return rows.order_by("-saved_at", "-id")


def listed(*, actor: Actor, filters: Filters, page: int | str, at: datetime) -> Page[Row]:
    """One page of a list; the number of reads does not grow with its rows."""
    found = Paginator(_read(listing(actor=actor, filters=filters, at=at)), PAGE).get_page(page)
    return Page(rows_of(list(found.object_list), actor=actor, at=at), found.number, found.paginator)  # type: ignore[arg-type]


def every(*, actor: Actor, filters: Filters, at: datetime) -> Iterator[Row]:
    """The whole list, at most `EXPORT_LIMIT` rows."""
    rows = _read(listing(actor=actor, filters=filters, at=at))[:EXPORT_LIMIT]
    yield from rows_of(list(rows), actor=actor, at=at)


def counts(*, actor: Actor, at: datetime) -> Mapping[str, int]:
    """How much each group holds."""
    return {group: listing(actor=actor, filters=Filters(group=group), at=at).count() for group in GROUPS}


def years(*, actor: Actor) -> Sequence[int]:
    """The years of which the actor sees files, the latest first."""
    return sorted(set(visible(actor=actor).values_list("plan__year", flat=True)), reverse=True)


def drawn(rows: QuerySet[RecordFile], *, actor: Actor, at: datetime, most: int = 200) -> Sequence[Row]:
    """The first of these files as lists show them."""
    return rows_of(list(_read(rows)[:most]), actor=actor, at=at)


def describe_files(keys: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Name and page of the files the actor may see."""
    found = visible(actor=actor).filter(id__in=keys).only("id", "title", "code")
    return {one.id: Described(one.title, reverse("archive:file", args=[one.id]), one.code) for one in found}


def _read(rows: QuerySet[RecordFile]) -> QuerySet[RecordFile]:
    return (
        rows.select_related("responsible", "heading", "plan")
        .defer("description_sealed")
        .annotate(held_now=Exists(open_holds()), many=Count("items", distinct=True))
    )


def rows_of(found: Sequence[RecordFile], *, actor: Actor, at: datetime) -> list[Row]:
    """Files that were read with their counts, as rows."""
    today = clock.local(at).date()
    names: Mapping[UUID, str] = {}
    if agencies_within(actor, VIEW) is None or any(one.agency_id not in actor.agencies for one in found):
        names = agency_names({one.agency_id for one in found}, on=today)
    return [_row(one, names, today) for one in found]


def _row(one: RecordFile, names: Mapping[UUID, str], today: date) -> Row:
    waits = one.state == FileState.CLOSED and one.closed_on is not None
    by = hand_over_by(one.closed_on) if waits and one.closed_on else None
    return Row(
        id=one.id,
        code=one.code,
        year=one.plan.year,
        title=one.title,
        heading=str(one.heading),
        state=FileState(one.state),
        responsible=one.responsible.name,
        items=vars(one)["many"],
        years=one.years,
        closed_on=one.closed_on,
        kept_until=one.kept_until,
        held=vars(one)["held_now"],
        hand_over_by=by,
        late=bool(by and by < today),
        agency=names.get(one.agency_id, ""),
    )
