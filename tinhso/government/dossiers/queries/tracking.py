"""What anyone may learn by a code: where the dossier stands, and nothing about whose it is.

Circular 01/2018/TT-VPCP art. 16(2)(d): without signing in, code and degree of completion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import Provisional, provisional_codes
from tinhso.foundation.people.rules import mask_name
from tinhso.foundation.units.queries import agency_names
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.lateness import apology_of
from tinhso.government.dossiers.queries.linked import part_lines
from tinhso.government.dossiers.rules import CLOSED, NATIONAL_STATUS, PHASE_TITLES, Phase, read_code
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound


@dataclass(frozen=True)
class Stage:
    """One point on the public line: done, now, next or stopped."""

    title: str
    state: str
    at: datetime | None = None
    words: str = ""
    code: str = ""
    """Of a part: what it is followed by."""


@dataclass(frozen=True)
class Tracked:
    """A dossier as the public may see it."""

    code: str
    request_id: str
    procedure: str
    procedure_code: str
    agency: str
    owner: str
    phase: Phase
    phase_title: str
    national_status: int | None
    submitted_at: datetime | None
    received_at: datetime | None
    due_at: datetime | None
    first_due_at: datetime | None
    re_dated: bool
    """Whether what was promised first gave way to a new date, with an apology."""
    due_trace: Sequence[str]
    stages: Sequence[Stage]
    """Of a linked filing its parts."""
    late: bool


def tracked(*, text: str, at: datetime) -> Tracked:
    """A dossier by its code or request id; NotFound for anything else, in the same words whatever the reason."""
    code, before = read_code(text), provisional(text=text, at=at)
    missing = NotFound(
        _("Không tìm thấy hồ sơ với mã này."),
        next_step=_("Kiểm tra lại mã trên giấy tiếp nhận hoặc trong tin nhắn."),
    )
    found = Dossier.objects.select_related("procedure", "owner", "organisation").exclude(phase=Phase.DRAFT)
    dossier = None
    if code:
        dossier = found.filter(code=code).first() or found.filter(request_id=code).first()
    elif before and before.dossier:
        dossier = found.filter(id=before.dossier).first()
    if dossier is None:
        raise missing
    return masked(dossier, at=at)


def provisional(*, text: str, at: datetime) -> Provisional | None:
    """What a code leads to that somebody was given before there could be a dossier; None for any other."""
    return next((found for one in provisional_codes if (found := one.find(text, at))), None)


def tracking_address(code: str) -> str:
    """Where anybody who has a code sees where it stands."""
    return f"{settings.PUBLIC_URL}{reverse('dossiers:tracking')}?ma={code}"


def masked(dossier: Dossier, *, at: datetime) -> Tracked:
    """The public face of a dossier."""
    phase = Phase(dossier.phase)
    names = agency_names([dossier.agency_id], on=clock.local(at).date())
    return Tracked(
        code=dossier.code or "",
        request_id=dossier.request_id,
        procedure=dossier.procedure.name,
        procedure_code=dossier.procedure.code,
        agency=names.get(dossier.agency_id, ""),
        owner=mask_name(dossier.owner.name),
        phase=phase,
        phase_title=str(PHASE_TITLES[phase]),
        national_status=NATIONAL_STATUS.get(phase),
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        first_due_at=dossier.first_due_at,
        re_dated=apology_of(dossier) is not None,
        due_trace=dossier.due_trace,
        stages=stages_of(dossier, at=at),
        late=bool(dossier.due_at and phase not in CLOSED | {Phase.ISSUED} and at > dossier.due_at),
    )


def stages_of(dossier: Dossier, *, at: datetime) -> list[Stage]:
    """Done, now and next, in four points a grandmother understands."""
    phase = Phase(dossier.phase)
    if dossier.is_linked:
        return [
            Stage(_("Đã nộp hồ sơ"), "done", dossier.submitted_at),
            *(
                Stage(one.title, one.state, one.at, one.words, str(one.dossier or ""))
                for one in part_lines(dossier, at=at)
            ),
        ]
    if phase in (Phase.REFUSED, Phase.WITHDRAWN, Phase.STOPPED):
        return [
            Stage(_("Đã nộp hồ sơ"), "done", dossier.submitted_at),
            *([Stage(_("Đã tiếp nhận"), "done", dossier.received_at)] if dossier.received_at else []),
            Stage(str(PHASE_TITLES[phase]), "stopped", dossier.closed_at),
        ]
    waiting = _("Chờ ông/bà bổ sung") if phase == Phase.SUPPLEMENT else _("Cơ quan kiểm tra hồ sơ")
    at_work = _("Tạm dừng tính hạn") if phase == Phase.PAUSED else _("Giải quyết và ký kết quả")
    points = [
        (_("Đã nộp hồ sơ"), dossier.submitted_at),
        (_("Đã tiếp nhận") if dossier.received_at else waiting, dossier.received_at),
        (_("Có kết quả") if dossier.issued_at else at_work, dossier.issued_at),
        (_("Đã trả kết quả") if dossier.delivered_at else _("Trả kết quả"), dossier.delivered_at),
    ]
    stages: list[Stage] = []
    for title, when in points:
        reached = "done" if when else "next"
        if reached == "next" and (not stages or stages[-1].state == "done"):
            reached = "now"
        stages.append(Stage(title, reached, when))
    return stages
