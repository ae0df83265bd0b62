"""The leaders' calendar: a week of an agency, one entry, what a leader has at the same time, what the public sees."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access import denials
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.policy import agencies_within, allows
from tinhso.foundation.units.queries import agencies, agency_names
from tinhso.government.directing.formats.ics import Busy
from tinhso.government.directing.models import Entry, EntryLeader, Feed
from tinhso.government.directing.rules import STANDING_TITLES, TONES, Standing
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import NotFound

VIEW, PROPOSE, SCHEDULE = "directing.view", "directing.propose", "directing.schedule"
_BEFORE, _AFTER = timedelta(days=60), timedelta(days=365)
"""How far back and ahead a feed reaches."""


@dataclass(frozen=True)
class Row:
    """One entry as the weekly schedule shows it."""

    id: UUID
    standing: Standing
    version: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    leaders: Sequence[str]
    participants: str
    prepared_by: str
    reason: str
    """Why it was cancelled."""
    public: bool
    clashes: Sequence[str]
    """Leaders who have something else at the same time."""
    changeable: bool
    """Whether the actor may change or cancel it."""
    approvable: bool

    @property
    def standing_title(self) -> str:
        return str(STANDING_TITLES[self.standing])

    @property
    def tone(self) -> str:
        return TONES[self.standing]


@dataclass(frozen=True)
class Day:
    """One day of a week."""

    day: date
    rows: Sequence[Row]


def visible(*, actor: Actor) -> QuerySet[Entry]:
    """The entries of the actor's agencies."""
    if actor.kind == ActorKind.SYSTEM:
        return Entry.objects.all()
    within = agencies_within(actor, VIEW)
    return Entry.objects.all() if within is None else Entry.objects.filter(agency__in=within)


def find(*, actor: Actor, entry: UUID) -> Entry:
    """One the actor may see; NotFound for any other, in the words of one that is not there. The try is kept."""
    found = visible(actor=actor).select_related("agency").filter(id=entry).first()
    if found is None:
        raise hidden(actor=actor, entry=entry)
    return found


def hidden(*, actor: Actor, entry: UUID) -> NotFound:
    """The refusal for one the actor may not see."""
    within = list(Entry.objects.filter(id=entry).values_list("agency", flat=True))
    if within:
        denials.note(actor=actor, permission=VIEW, agencies=within, at=clock.now())
    return NotFound(_("Không tìm thấy lịch này, hoặc lịch không thuộc phạm vi của ông/bà."))


def week(*, actor: Actor, agency: UUID, monday: date, leader: UUID | None = None) -> list[Day]:
    """A week of an agency the actor may see, Monday first; of one leader alone where one is named."""
    rows = visible(actor=actor).filter(agency=agency, **_within(monday))
    if leader is not None:
        rows = rows.filter(leaders__leader=leader)
    return _days(list(rows.order_by("starts_at", "id")), monday, actor=actor)


def public_week(*, agency: UUID, monday: date) -> list[Day]:
    """What everybody may see of it: approved, and said to be public; without who takes part and who prepares it."""
    rows = Entry.objects.filter(agency=agency, standing=Standing.APPROVED, public=True, **_within(monday))
    return _days(list(rows.order_by("starts_at", "id")), monday, actor=None)


def public_offices(*, at: datetime) -> list[tuple[str, str]]:
    """Key and name of the agencies that show anything of their calendar."""
    shown = Entry.objects.filter(public=True, standing=Standing.APPROVED).values("agency").distinct()
    found = agencies(on=clock.local(at).date(), ids=[row["agency"] for row in shown])
    return [(str(one.agency_id), one.name) for one in found]


def entry_for(*, actor: Actor, entry: UUID) -> Row:
    """One entry as the schedule shows it."""
    return _rows([find(actor=actor, entry=entry)], actor=actor)[0]


def plan_of(*, actor: Actor, entry: UUID) -> tuple[Entry, list[UUID]]:
    """One entry with its leaders, to be changed."""
    found = find(actor=actor, entry=entry)
    return found, list(found.leaders.values_list("leader", flat=True))


def may_change(entry: Entry, *, actor: Actor) -> bool:
    """Who keeps the schedule may change everything; who proposed an entry, until it is approved."""
    if entry.standing == Standing.CANCELLED:
        return False
    if allows(actor, SCHEDULE, agencies=(entry.agency_id,)):
        return True
    own = entry.proposed_by_id == actor.account and entry.standing == Standing.PROPOSED
    return own and allows(actor, PROPOSE, agencies=(entry.agency_id,))


def has_feed(*, actor: Actor) -> datetime | None:
    """When the actor's secret address was made; None without one."""
    return Feed.objects.filter(leader=actor.account).values_list("made_at", flat=True).first()


def feed(*, secret: str, at: datetime) -> tuple[str, list[Busy]]:
    """The leader's name and calendar behind a secret address; NotFound for one that leads nowhere."""
    found = (
        Feed.objects.filter(digest=digest_of(secret), leader__is_active=True).select_related("leader").first()
    )
    if found is None:
        raise NotFound(_("Địa chỉ lịch này không còn dùng được."))
    rows = Entry.objects.filter(
        leaders__leader=found.leader_id,
        starts_at__gte=at - _BEFORE,
        starts_at__lte=at + _AFTER,
        standing__in=[Standing.APPROVED, Standing.CANCELLED],
    )
    return found.leader.name, [
        Busy(
            one.id, one.title, one.place, one.starts_at, one.ends_at, one.standing == Standing.CANCELLED,
            one.changed_at, one.version,
        )
        for one in rows.order_by("starts_at", "id")
    ]  # fmt: skip


def digest_of(secret: str) -> str:
    """As a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def office_name(agency: UUID, *, at: datetime) -> str:
    """What an agency is called today."""
    return agency_names({agency}, on=clock.local(at).date()).get(agency, "")


def _within(monday: date) -> dict[str, datetime]:
    start = datetime.combine(monday, time(), clock.VIETNAM)
    return {"starts_at__gte": start, "starts_at__lt": start + timedelta(days=7)}


def _days(found: Sequence[Entry], monday: date, *, actor: Actor | None) -> list[Day]:
    rows = _rows(found, actor=actor)
    days = [monday + timedelta(days=step) for step in range(7)]
    return [Day(day, [one for one in rows if clock.local(one.starts_at).date() == day]) for day in days]


def _rows(found: Sequence[Entry], *, actor: Actor | None) -> list[Row]:
    there: dict[UUID, list[Account]] = {one.id: [] for one in found}
    for one in EntryLeader.objects.filter(entry__in=there).select_related("leader").order_by("leader__name"):
        there[one.entry_id].append(one.leader)
    clashes = _clashes(found, there) if actor else {}
    return [_row(one, there[one.id], clashes.get(one.id, ()), actor) for one in found]


def _row(one: Entry, leaders: Sequence[Account], clashes: Iterable[str], actor: Actor | None) -> Row:
    said = one.words() if actor else {"participants": "", "prepared_by": "", "reason": ""}
    schedules = actor is not None and allows(actor, SCHEDULE, agencies=(one.agency_id,))
    return Row(
        id=one.id,
        standing=Standing(one.standing),
        version=one.version,
        title=one.title,
        place=one.place,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        leaders=[account.name for account in leaders],
        participants=said["participants"],
        prepared_by=said["prepared_by"],
        reason=said["reason"],
        public=one.public,
        clashes=sorted(set(clashes)),
        changeable=actor is not None and may_change(one, actor=actor),
        approvable=schedules and one.standing == Standing.PROPOSED,
    )


def _clashes(found: Sequence[Entry], there: dict[UUID, list[Account]]) -> dict[UUID, list[str]]:
    """For each entry the names of its leaders who have something else then, at whatever agency."""
    live = [one for one in found if one.standing != Standing.CANCELLED]
    if not live:
        return {}
    leaders = {account.id for accounts in there.values() for account in accounts}
    others = EntryLeader.objects.filter(
        leader__in=leaders,
        entry__starts_at__lt=max(one.ends_at for one in live),
        entry__ends_at__gt=min(one.starts_at for one in live),
    ).exclude(entry__standing=Standing.CANCELLED)
    busy = list(others.values_list("leader", "entry", "entry__starts_at", "entry__ends_at"))
    return {
        one.id: [
            account.name
            for account in there[one.id]
            for leader, entry, starts, ends in busy
            if leader == account.id and entry != one.id and starts < one.ends_at and ends > one.starts_at
        ]
        for one in live
    }
