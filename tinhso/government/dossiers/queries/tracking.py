"""What anyone may learn by a code: where the dossier stands, and nothing about whose it is.

Circular 01/2018/TT-VPCP art. 16(2)(d): without signing in, code and degree of completion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tinhso.foundation.people.rules import mask_name
from tinhso.foundation.units.queries import agency_names
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import CLOSED, NATIONAL_STATUS, PHASE_TITLES, Phase, read_code
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound


@dataclass(frozen=True)
class Stage:
    """One point on the public line: done, now or next."""

    title: str
    state: str
    at: datetime | None = None


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
    due_trace: Sequence[str]
    stages: Sequence[Stage]
    late: bool


def tracked(*, text: str, at: datetime) -> Tracked:
    """A dossier by its code or request id; NotFound for anything else, in the same words whatever the reason."""
    code = read_code(text)
    missing = NotFound(
        "Không tìm thấy hồ sơ với mã này.",
        next_step="Kiểm tra lại mã trên giấy tiếp nhận hoặc trong tin nhắn.",
    )
    if not code:
        raise missing
    found = Dossier.objects.select_related("procedure", "owner", "organisation").exclude(phase=Phase.DRAFT)
    dossier = found.filter(code=code).first() or found.filter(request_id=code).first()
    if dossier is None:
        raise missing
    return masked(dossier, at=at)


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
        phase_title=PHASE_TITLES[phase],
        national_status=NATIONAL_STATUS.get(phase),
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        due_trace=dossier.due_trace,
        stages=stages_of(dossier),
        late=bool(dossier.due_at and phase not in CLOSED | {Phase.ISSUED} and at > dossier.due_at),
    )


def stages_of(dossier: Dossier) -> list[Stage]:
    """Done, now and next, in four points a grandmother understands."""
    phase = Phase(dossier.phase)
    if phase in (Phase.REFUSED, Phase.WITHDRAWN, Phase.STOPPED):
        return [
            Stage("Đã nộp hồ sơ", "done", dossier.submitted_at),
            *([Stage("Đã tiếp nhận", "done", dossier.received_at)] if dossier.received_at else []),
            Stage(PHASE_TITLES[phase], "stopped", dossier.closed_at),
        ]
    waiting = "Chờ ông/bà bổ sung" if phase == Phase.SUPPLEMENT else "Cơ quan kiểm tra hồ sơ"
    points = [
        (Phase.SUBMITTED, "Đã nộp hồ sơ", dossier.submitted_at),
        (Phase.RECEIVED, "Đã tiếp nhận" if dossier.received_at else waiting, dossier.received_at),
        (Phase.ISSUED, "Có kết quả" if dossier.issued_at else "Giải quyết và ký kết quả", dossier.issued_at),
        (Phase.DELIVERED, "Đã trả kết quả" if dossier.delivered_at else "Trả kết quả", dossier.delivered_at),
    ]
    stages: list[Stage] = []
    for _, title, at in points:
        reached = "done" if at else "next"
        if reached == "next" and (not stages or stages[-1].state == "done"):
            reached = "now"
        stages.append(Stage(title, reached, at))
    return stages
