"""The register of a unit (form 07): what it received or decides, in the order of reception, over some days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.units.queries import agencies, agency_names
from tinhso.government.dossiers.models import Apology, Dossier, PrintedRegister
from tinhso.government.dossiers.queries.lists import VIEW, visible
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Ref

LONGEST = 2000
"""Dossiers of one extract; more than that is asked for in shorter periods."""
PURPOSE, BASIS = "lập sổ theo dõi hồ sơ", "Nghị định 118/2025/NĐ-CP"


@dataclass(frozen=True)
class Entry:
    """One line of the register; what has not happened yet is None or empty."""

    dossier: Dossier
    number: int
    """Its place among those of the unit in the year, from 1; it never changes."""
    applicant: str
    authority: str
    way: str
    """How the result was handed over."""
    note: str

    @property
    def contact(self) -> str:
        """Address and phone of who sent it, in the clear: for those who have recorded the look."""
        sender = self.dossier.submitter
        return "; ".join(filter(None, (sender.open("address"), sender.open("phone"))))


def register_units(*, actor: Actor, at: datetime) -> list[AgencyVersion]:
    """The units whose register the actor may read, one's own or all of the province."""
    return agencies(on=clock.local(at).date(), ids=agencies_within(actor, VIEW))


def registered(*, actor: Actor, unit: UUID, first: date, last: date) -> QuerySet[Dossier]:
    """What the unit received, or decides, from one day to another, both inclusive; NotFound for a unit that the actor
    may not read."""
    within = agencies_within(actor, VIEW)
    if within is not None and unit not in within:
        raise NotFound(_("Không tìm thấy đơn vị này, hoặc ông/bà không xem được sổ của đơn vị."))
    days = (_midnight(first), _midnight(last + timedelta(days=1)))
    rows = visible(actor=actor).filter(_of(unit), received_at__gte=days[0], received_at__lt=days[1])
    return rows.order_by("received_at", "code")


def entries(rows: Sequence[Dossier], *, unit: UUID, at: datetime) -> Iterator[Entry]:
    """Lines of dossiers in the order of `registered`; three reads, however many they are."""
    if not rows:
        return
    names = agency_names({one.agency_id for one in rows}, on=clock.local(at).date())
    handed = dict(
        Act.objects.filter(verb="dossiers.deliver", about__in=[one.ref for one in rows]).values_list(
            "about", "actor_kind"
        )
    )
    sorry = set(Apology.objects.filter(dossier__in=rows).values_list("dossier", flat=True))
    year, number = None, 0
    for one in rows:
        assert one.received_at is not None
        if year != (year := clock.local(one.received_at).year):
            number = _before(one, unit, year)
        number += 1
        organisation = one.organisation
        kind = handed.get(one.ref)
        yield Entry(
            dossier=one,
            number=number,
            applicant=organisation.name if organisation else one.owner.name,
            authority=names.get(one.agency_id, ""),
            way="" if kind is None else "Trực tuyến" if kind == "citizen" else "Tại quầy",
            note=capfirst("; ".join(_notes(one, sorry=one.id in sorry, at=at))),
        )


def must_fit(rows: QuerySet[Dossier]) -> None:
    """Invalid when there are more than `LONGEST`."""
    if rows.count() > LONGEST:
        raise Invalid(
            _("Khoảng này có hơn %(most)s hồ sơ.") % {"most": LONGEST}, next_step=_("Chọn khoảng ngắn hơn.")
        )


def shown(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """With what a line shows."""
    return rows.select_related("procedure", "owner", "submitter", "organisation").defer(
        "answers_sealed", "procedure__body"
    )


def extract(*, actor: Actor, unit: UUID, first: date, last: date, at: datetime) -> list[Entry]:
    """The whole register of a period, contacts included; whose they are is in the ledger when this returns.

    Invalid when it is longer than `LONGEST`.
    """
    found = registered(actor=actor, unit=unit, first=first, last=last)
    must_fit(found)
    rows = list(shown(found))
    note_extract(rows, actor=actor, unit=unit, at=at)
    return list(entries(rows, unit=unit, at=at))


def note_extract(rows: Sequence[Dossier], *, actor: Actor, unit: UUID, at: datetime) -> None:
    """Record whose names and contacts are about to leave the platform."""
    if rows and actor.account:
        ledger.record_read(
            actor=actor,
            verb="export",
            about=Ref("access.account", actor.account),
            subjects=sorted({subject for one in rows for subject in one.subjects}, key=str),
            at=at,
            purpose=PURPOSE,
            basis=BASIS,
            fields=("name", "address", "phone"),
            agency=unit,
        )


def printed_registers(*, actor: Actor, unit: UUID) -> QuerySet[PrintedRegister]:
    """What was printed of a unit's register, the latest first."""
    within = agencies_within(actor, VIEW)
    rows = PrintedRegister.objects.select_related("asked_by", "file").order_by("-asked_at")
    return rows.filter(unit=unit) if within is None or unit in within else rows.none()


def printed_register(*, actor: Actor, register: UUID, at: datetime) -> PrintedRegister:
    """One that is typeset; the look is in the ledger when this returns. NotFound for any other."""
    found = PrintedRegister.objects.filter(id=register).exclude(file=None).first()
    within = agencies_within(actor, VIEW)
    if found is None or (within is not None and found.unit_id not in within):
        raise NotFound(_("Không tìm thấy bản in này, hoặc bản in chưa xong."))
    rows = registered(actor=actor, unit=found.unit_id, first=found.first_day, last=found.last_day)
    note_extract(list(rows.only("owner", "submitter")), actor=actor, unit=found.unit_id, at=at)
    return found


def _of(unit: UUID) -> Q:
    return Q(counter=unit) | Q(agency=unit)


def _before(dossier: Dossier, unit: UUID, year: int) -> int:
    """How many the unit had in the year before this one."""
    earlier = Q(received_at__lt=dossier.received_at) | Q(
        received_at=dossier.received_at, code__lt=dossier.code
    )
    since = _midnight(date(year, 1, 1))
    return Dossier.objects.filter(_of(unit), earlier, received_at__gte=since).count()


def _notes(dossier: Dossier, *, sorry: bool, at: datetime) -> Iterator[str]:
    if dossier.first_due_at is None:
        yield "chưa công bố thời hạn"
    elif (dossier.issued_at or dossier.closed_at or at) > dossier.first_due_at:
        yield "quá hạn"
    if sorry:
        yield "đã xin lỗi, hẹn lại"
    if dossier.closed_at and not dossier.delivered_at:
        yield str(dossier.get_phase_display()).lower()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.VIETNAM)
