"""What a device at the counter needs before the network drops, and the slips that came in afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.contracts.dossiers import Provisional, statuses
from tinhso.foundation.access.policy import agencies_within, require
from tinhso.foundation.people.rules import mask_name
from tinhso.foundation.procedures.queries import published
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.units.queries import agency_names
from tinhso.government.counter.formats.slips import Taken
from tinhso.government.counter.models import BLOCK, Block, Slip
from tinhso.government.counter.queries.helping import ASSIST, PURPOSE, can_be_filed
from tinhso.government.counter.rules import (
    CLOSING_TITLES,
    CODES_IN_A_BLOCK,
    Closing,
    asked_at,
    provisional_code,
    read_provisional,
)
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

STATES: Mapping[str, str | Promise] = {
    "cho": gettext_lazy("Chờ nộp hồ sơ"),
    "da-nop": gettext_lazy("Đã nộp thành hồ sơ"),
    "da-khep": gettext_lazy("Đã khép, không nộp"),
}
WAITING, FILED, CLOSED = STATES
_READ = ("name", "national_id", "phone")


@dataclass(frozen=True)
class SlipLine:
    """One slip as the list and its own page show it."""

    slip: Slip
    procedure: str
    state: str
    owner: str
    """Masked; empty once what was written down is erased."""
    code: str
    """Of the dossier it became; empty before."""
    clock_doubted: bool
    """Whether the device's clock cannot have been right."""
    until: datetime
    """When it is closed by itself, if nobody completes it."""

    @property
    def state_title(self) -> str:
        return str(CLOSING_TITLES[Closing(self.slip.closing)] if self.state == CLOSED else STATES[self.state])


@dataclass(frozen=True)
class OpenSlip:
    """One slip and what is written on it, while it is still to be filed."""

    line: SlipLine
    taken: Taken | None
    counter: str
    papers: Sequence[tuple[str, str, int]]
    """Title of the component, `original`, `copy` or nothing, originals kept."""

    @property
    def slip(self) -> Slip:
        return self.line.slip


def kept_for() -> timedelta:
    """How long a slip waits to be completed; assumed, no text in force says so."""
    return timedelta(days=settings.COUNTER_SLIP_DAYS)


def codes_of(block: Block) -> Sequence[Mapping[str, str]]:
    """The provisional codes of a block, each with the QR symbol of where it is followed, ready for an `<img>`."""
    followed = statuses["dossiers"].followed
    codes = [_code(block.prefix, number) for number in range(1, CODES_IN_A_BLOCK + 1)]
    return [
        {
            "code": code,
            "qr": segno.make(followed(code), error="m", micro=False).svg_data_uri(scale=4, border=4),
        }
        for code in codes
    ]


def prepared(*, actor: Actor, counter: AgencyVersion, at: datetime) -> dict[str, Any]:
    """What a device keeps for the hour without a network: the counter and its procedures with their papers, and
    which account it is for. Nothing in it is about a citizen."""
    require(actor, ASSIST, agencies=(counter.agency_id,), at=at)
    return {
        "official": str(actor.account),
        "counter": {"key": counter.code, "name": counter.name},
        "procedures": [
            {
                "code": one.code,
                "name": one.name,
                "papers": [{"code": paper.code, "title": paper.title} for paper in one.shape.papers],
            }
            for one in can_be_filed(at=at)
        ],
    }


def block_of(text: str) -> tuple[str, Block] | None:
    """The provisional code as it is stored, and the block it is of; None for one that the house never gave."""
    found = read_provisional(text)
    if found is None:
        return None
    code, prefix, number = found
    if not 1 <= number <= CODES_IN_A_BLOCK or code != _code(prefix, number):
        return None
    block = Block.objects.filter(prefix=prefix).first()
    return (code, block) if block else None


def slips(*, actor: Actor, state: str, text: str, at: datetime) -> QuerySet[Slip]:
    """The slips of the actor's counters, who waits longest first; by the beginning of a code, narrowed to a state."""
    require(actor, ASSIST, agencies=actor.agencies, at=at)
    within = agencies_within(actor, ASSIST)
    rows = Slip.objects.all() if within is None else Slip.objects.filter(block__counter__in=within)
    done = Q(dossier__isnull=False)
    closed = Q(closed_at__isnull=False)
    wanted = {WAITING: ~done & ~closed, FILED: done, CLOSED: closed}.get(state)
    rows = rows if wanted is None else rows.filter(wanted)
    typed = text.strip().upper().replace(" ", "")
    rows = rows.filter(code__startswith=typed) if typed else rows
    return rows.select_related("block__official", "sent_by").order_by("received_at", "code")


def waiting_slips(*, actor: Actor) -> int:
    """How many people received without a network wait to be helped at the actor's counters."""
    within = agencies_within(actor, ASSIST)
    rows = Slip.objects.filter(dossier=None, closed_at=None)
    return (rows if within is None else rows.filter(block__counter__in=within)).count()


def slip_lines(rows: Sequence[Slip], *, at: datetime) -> list[SlipLine]:
    """The rows as they are drawn; names are masked."""
    names = {one.code: one.name for one in published(on=clock.local(at).date())} if rows else {}
    source = statuses.get("dossiers")
    standing = source.standings([one.dossier for one in rows if one.dossier]) if source else {}
    lines = []
    for one in rows:
        filed = standing.get(one.dossier) if one.dossier else None
        taken = _content(one)
        lines.append(
            SlipLine(
                slip=one,
                procedure=names.get(one.procedure, one.procedure),
                state=CLOSED if one.closed_at else FILED if one.dossier else WAITING,
                owner=mask_name(taken.name) if taken else "",
                code=(filed.code or filed.request_id) if filed else "",
                clock_doubted=not asked_at(
                    taken_at=one.taken_at, given_at=one.block.given_at, received_at=one.received_at
                ),
                until=one.received_at + kept_for(),
            )
        )
    return lines


def own_slip(*, actor: Actor, slip: UUID, at: datetime) -> Slip:
    """A slip of the actor's counter; NotFound when there is none of this id."""
    found = Slip.objects.select_related("block__official", "sent_by").filter(id=slip).first()
    if found is None:
        raise NotFound(_("Không có phiếu này."))
    require(actor, ASSIST, agencies=(found.block.counter_id,), at=at)
    return found


def open_slip(*, actor: Actor, slip: UUID, at: datetime) -> OpenSlip:
    """What is written on a slip; the look is in the ledger."""
    found = own_slip(actor=actor, slip=slip, at=at)
    on = clock.local(at).date()
    counter = agency_names([found.block.counter_id], on=on).get(found.block.counter_id, "")
    (line,) = slip_lines([found], at=at)
    taken = _content(found) if line.state == WAITING else None
    if taken is None:
        return OpenSlip(line, None, counter, ())
    ledger.record_read(
        actor=actor, about=found.ref, subjects=(), at=at, purpose=PURPOSE, fields=_READ,
        agency=found.block.counter_id,
    )  # fmt: skip
    procedure = next((one for one in published(on=on) if one.code == found.procedure), None)
    titles = {paper.code: paper.title for paper in procedure.shape.papers} if procedure else {}
    return OpenSlip(
        line, taken, counter, [(titles.get(one.paper, one.paper), one.seen, one.kept) for one in taken.papers]
    )


def find_provisional(text: str, at: datetime) -> Provisional | None:
    """What somebody who holds a provisional code may know: the dossier it became, else where it stands, masked."""
    known = block_of(text)
    if known is None:
        return None
    code, block = known
    counter = agency_names([block.counter_id], on=clock.local(at).date()).get(block.counter_id, "")
    slip = Slip.objects.select_related("block__official", "sent_by").filter(code=code).first()
    if slip is None:
        words = _("Quầy chưa gửi thông tin về vì đang mất mạng. Giữ phiếu này và xem lại sau khi có mạng.")
        return Provisional(code=code, counter=counter, words=words)
    (line,) = slip_lines([slip], at=at)
    words = {
        WAITING: _(
            "Đã đến quầy khi mất mạng. Công chức một cửa đang hoàn thành hồ sơ; mã hồ sơ sẽ hiện ở đây."
        ),
        FILED: _("Hồ sơ đang được ghi nhận."),
        CLOSED: _("Phiếu đã được khép lại, không thành hồ sơ. Cần hỏi thêm, ông/bà liên hệ quầy."),
    }[line.state]
    return Provisional(
        code=code, dossier=slip.dossier, counter=counter, words=words, owner=line.owner,
        procedure=line.procedure, at=slip.asked_at,
    )  # fmt: skip


def _content(slip: Slip) -> Taken | None:
    """What is written on it; None once it is erased."""
    try:
        return Taken.model_validate(sealing.unseal_json(slip.key, slip.content_sealed, row=slip.row))
    except sealing.Destroyed:
        return None


def _code(prefix: str, number: int) -> str:
    return provisional_code(prefix, number, sealing.blind(BLOCK, f"{prefix}:{number}"))
