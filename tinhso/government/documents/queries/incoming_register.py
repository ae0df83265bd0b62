"""The register of incoming documents of an agency and year, and what became of each (sổ theo dõi xử lý)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.ui import words
from tinhso.government.documents.models import IncomingEntry
from tinhso.government.documents.queries.incoming import VIEW
from tinhso.government.documents.queries.incoming_page import said_with
from tinhso.government.documents.queries.register import PRINT_LIMIT
from tinhso.government.documents.rules.incoming import STATE_TITLES, State
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.refs import describe
from tinhso.kernel.text import fold


def incoming_years(*, agency: UUID, at: datetime) -> Sequence[int]:
    """The years of which there is a register, this one among them; the latest first."""
    known = IncomingEntry.objects.filter(agency=agency).values_list("year", flat=True).distinct()
    return sorted({clock.local(at).year, *known}, reverse=True)


def incoming_entries(*, actor: Actor, agency: UUID, year: int, text: str = "") -> QuerySet[IncomingEntry]:
    """The lines of a register in the order of numbers; NotFound for an agency whose register is not the actor's."""
    within = agencies_within(actor, VIEW)
    if within is not None and agency not in within:
        raise NotFound(_("Không tìm thấy sổ văn bản đến của cơ quan này."))
    found = IncomingEntry.objects.filter(agency=agency, year=year)
    if folded := fold(text):
        found = found.filter(incoming__folded__contains=folded)
    return (
        found.select_related("incoming", "incoming__leader")
        .defer("incoming__report_sealed")
        .order_by("number")
    )


def must_fit_print(rows: QuerySet[IncomingEntry]) -> None:
    """Invalid when there is more than one print takes."""
    if rows.count() > PRINT_LIMIT:
        raise Invalid(_("Sổ quá dài để in một lần; xin xuất tệp CSV."))


def receiver_of(entry: IncomingEntry) -> str:
    """The unit or person it was passed to: who takes the lead, else the leader it was laid before."""
    incoming = entry.incoming
    return incoming.lead or (incoming.leader.name if incoming.leader else "")


def passed_on(entry: IncomingEntry) -> date | None:
    """The day it was passed to them."""
    at = entry.incoming.assigned_at or entry.incoming.registered_at
    return clock.local(at).date() if at else None


def note_of(entry: IncomingEntry) -> str:
    """The line's last column: a number taken on paper, a document given back or replaced. Stays Vietnamese."""
    incoming, said = entry.incoming, []
    if entry.by_hand:
        said.append("Số lấy trong sổ giấy")
    if incoming.changed_at:
        said.append(f"Nơi gửi cập nhật ngày {clock.local(incoming.changed_at):%d/%m/%Y}")
    if incoming.state == State.GIVEN_BACK and incoming.closed_at:
        reason = said_with(incoming.id, ("documents.in_recall",))
        said.append(
            f"Hủy ngày {clock.local(incoming.closed_at):%d/%m/%Y} do nơi gửi thu hồi: {reason}".rstrip(": ")
        )
    if incoming.state == State.REPLACED and incoming.closed_at:
        said.append(f"Đã được thay thế ngày {clock.local(incoming.closed_at):%d/%m/%Y}")
    return "; ".join(said)


def in_columns(entry: IncomingEntry) -> tuple[str, ...]:
    """The ten columns of the decree, as they are taken along; who signs for the receipt does so on paper."""
    return (
        words.day(entry.arrived_on), f"{entry.number:02d}", entry.sender, entry.notation, words.day(entry.dated),
        entry.about, receiver_of(entry), words.day(day) if (day := passed_on(entry)) else "", "", note_of(entry),
    )  # fmt: skip


def followed(rows: Sequence[IncomingEntry], *, actor: Actor) -> list[tuple[str, ...]]:
    """The seven columns of the follow-up register: number, document, unit, deadline, progress, answer, note."""
    answers = [one.incoming.answered_by for one in rows if one.incoming.answered_by]
    described = describe(answers, actor=actor)
    return [
        (
            f"{one.number:02d}",
            f"{one.notation} {words.day(one.dated)} {one.sender}: {one.incoming.subject}".strip(),
            receiver_of(one),
            words.day(clock.local(one.incoming.handle_by)) if one.incoming.handle_by else "",
            _progress(one),
            described[one.incoming.answered_by].code if one.incoming.answered_by in described else "",
            note_of(one),
        )
        for one in rows
    ]


def _progress(entry: IncomingEntry) -> str:
    incoming = entry.incoming
    said = str(STATE_TITLES[State(incoming.state)])
    if incoming.finished_at:
        return f"{said}, {words.day(clock.local(incoming.finished_at))}"
    return said
