"""A citizen's own dossiers: the list, the line of one of them in plain words, and what can be done next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tinhso.foundation.units.queries import agency_names
from tinhso.government.dossiers.models import Dossier, DossierPaper, Rating
from tinhso.government.dossiers.queries.linked import PartLine, part_lines
from tinhso.government.dossiers.queries.lists import mine
from tinhso.government.dossiers.queries.page import OpenDossier, OpenSupplement, Words, acts_allowed
from tinhso.government.dossiers.rules import CLOSED, PHASE_TITLES, Phase, read_code
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.text import fold

RATED_AFTER = frozenset({Phase.ISSUED, Phase.DELIVERED, Phase.REFUSED, Phase.ARCHIVED})
GROUPS = {
    "": gettext_lazy("Tất cả"),
    "nhap": gettext_lazy("Bản nháp"),
    "dang-giai-quyet": gettext_lazy("Đang giải quyết"),
    "xong": gettext_lazy("Đã xong"),
}


@dataclass(frozen=True)
class Point:
    """One point of the line: done, now, next or stopped."""

    title: str
    state: str
    at: datetime | None = None
    who: str = ""
    words: Sequence[str] = ()
    part: PartLine | None = None
    """Of a linked filing."""


@dataclass(frozen=True)
class Asked:
    """One item of an open supplement request with the files given for it so far."""

    item: Words
    files: Sequence[DossierPaper] = field(default_factory=tuple)


def own_list(*, actor: Actor, group: str = "", text: str = "") -> QuerySet[Dossier]:
    """One's own dossiers of one group, found by code, owner or procedure."""
    rows = mine(actor=actor).select_related("agency", "result")
    if group == "nhap":
        rows = rows.filter(phase=Phase.DRAFT)
    elif group == "xong":
        rows = rows.filter(phase__in=CLOSED)
    elif group == "dang-giai-quyet":
        rows = rows.exclude(phase__in=[*CLOSED, Phase.DRAFT])
    if text.strip():
        rows = rows.filter(_matching(text))
    return rows


def group_counts(*, actor: Actor) -> dict[str, int]:
    """How many dossiers each group holds."""
    phases = list(mine(actor=actor).order_by().values_list("phase", flat=True))
    drafts = sum(phase == Phase.DRAFT for phase in phases)
    closed = sum(phase in CLOSED for phase in phases)
    return {
        "": len(phases),
        "nhap": drafts,
        "dang-giai-quyet": len(phases) - drafts - closed,
        "xong": closed,
    }


HEAD = (
    gettext_lazy("Mã hồ sơ"), pgettext_lazy("label", "Thủ tục"), gettext_lazy("Người đề nghị"),
    gettext_lazy("Tình trạng"), gettext_lazy("Ngày nộp"), gettext_lazy("Hẹn trả"), gettext_lazy("Cơ quan giải quyết"),
)  # fmt: skip


def as_rows(rows: Iterable[Dossier], *, at: datetime) -> Iterator[Sequence[str]]:
    """A list as a table for a spreadsheet, under `HEAD`."""
    rows = list(rows)
    names = agency_names({row.agency_id for row in rows}, on=clock.local(at).date())
    for row in rows:
        yield (
            str(row),
            row.procedure.name,
            row.organisation.name if row.organisation else row.owner.name,
            str(PHASE_TITLES[Phase(row.phase)]),
            _day(row.submitted_at),
            _day(row.due_at),
            names.get(row.agency_id, ""),
        )


def line_of(page: OpenDossier, *, at: datetime) -> list[Point]:
    """What was done, what is done now and by whom, what comes next: the line a grandmother understands."""
    dossier, phase = page.dossier, Phase(page.dossier.phase)
    names = agency_names(
        {
            dossier.agency_id,
            dossier.counter_id,
            *(line.act.agency for line in page.history if line.act.agency),
        },
        on=clock.local(at).date(),
    )
    points = []
    for line in page.history:
        verb = line.act.verb.removeprefix("dossiers.")
        if verb not in _DONE:
            continue
        by_person = line.act.actor_kind == ActorKind.CITIZEN
        words = [page.notes[line.act.id]] if page.notes.get(line.act.id) else []
        state = "stopped" if verb in ("refuse", "withdraw", "stop") else "done"
        who = _("Ông/bà") if by_person else names.get(line.act.agency or dossier.agency_id, "")
        title = _("Đã chuyển từ hồ sơ liên thông") if "part_of" in line.act.data else str(_DONE[verb])
        points.append(Point(title, state, line.at, who, words))
    for part in part_lines(dossier, at=at):
        points.append(Point(part.title, part.state, part.at, part.agency, part=part))
    receives, decides = names.get(dossier.counter_id, ""), names.get(dossier.agency_id, "")
    return points + _ahead(page, phase, receives=receives, decides=decides)


def open_supplement(page: OpenDossier) -> OpenSupplement | None:
    """The supplement request that waits for an answer."""
    if page.dossier.phase != Phase.SUPPLEMENT or not page.supplements:
        return None
    last = page.supplements[-1]
    return None if last.supplement.answered_at else last


def asked_items(page: OpenDossier, supplement: OpenSupplement) -> list[Asked]:
    """The items to complete, each with the files given for it since it was asked."""
    since = supplement.supplement.requested_at
    fresh = [paper for paper in page.papers if paper.added_at >= since]
    return [
        Asked(words, [paper for paper in fresh if paper.paper in paper_keys(words)])
        for words in supplement.items
    ]


def paper_keys(words: Words) -> tuple[str, str]:
    """What a file given for an item is filed under: the component it completes, else the item itself."""
    return words.item.subject, f"item:{words.item.id}"


def may_withdraw(page: OpenDossier, *, actor: Actor) -> bool:
    return page.dossier.procedure.shape.withdrawable and any(
        transition.act == "withdraw" for transition in acts_allowed(page, actor=actor)
    )


def rating_of(*, dossier: UUID) -> int | None:
    """The stars given, None while none were."""
    return Rating.objects.filter(dossier=dossier).values_list("stars", flat=True).first()


def _ahead(page: OpenDossier, phase: Phase, *, receives: str, decides: str) -> list[Point]:
    later = [
        Point(_("Giải quyết và ký kết quả"), "next", who=decides),
        Point(_("Trả kết quả"), "next", who=receives),
    ]
    if page.dossier.awaits_fee:
        return [Point(_("Chờ ông/bà nộp phí, lệ phí"), "now", None, _("Ông/bà")), *later]
    if phase == Phase.SUBMITTED:
        return [Point(_("Kiểm tra hồ sơ"), "now", page.dossier.submitted_at, receives), *later]
    if phase == Phase.SUPPLEMENT:
        return [Point(_("Chờ ông/bà bổ sung"), "now", None, _("Ông/bà")), *later]
    if page.paused is not None:
        return [Point(page.paused.title, "now", page.paused.since, decides, [page.paused.words]), *later]
    if phase in (Phase.RECEIVED, Phase.IN_PROGRESS):
        steps = page.open_steps
        since = max((step.started_at for step in steps), default=page.dossier.received_at)
        title = "; ".join(dict.fromkeys(step.title for step in steps)) or _("Đang giải quyết")
        return [Point(title, "now", since, decides), later[-1]]
    if phase == Phase.ISSUED:
        return [Point(_("Chờ ông/bà nhận kết quả"), "now", page.dossier.issued_at, receives)]
    return []


_DONE = {
    "submit": gettext_lazy("Đã nộp hồ sơ"),
    "request_supplement": gettext_lazy("Cơ quan yêu cầu bổ sung"),
    "answer_supplement": gettext_lazy("Đã nộp bổ sung"),
    "receive": gettext_lazy("Đã tiếp nhận, hồ sơ đủ và đúng"),
    "pass_on": gettext_lazy("Đã chuyển đến cơ quan giải quyết"),
    "pause": gettext_lazy("Tạm dừng tính hạn"),
    "resume": gettext_lazy("Giải quyết tiếp"),
    "refuse": gettext_lazy("Cơ quan từ chối tiếp nhận"),
    "issue": gettext_lazy("Đã ký và ban hành kết quả"),
    "deliver": gettext_lazy("Đã trả kết quả"),
    "withdraw": gettext_lazy("Đã rút hồ sơ"),
    "stop": gettext_lazy("Dừng giải quyết theo đề nghị"),
    "apologise": gettext_lazy("Cơ quan xin lỗi và hẹn lại"),
    "rate": gettext_lazy("Đã đánh giá"),
}


def _matching(text: str) -> Q:
    code = read_code(text)
    if code:
        return Q(code=code) | Q(request_id=code)
    return (
        Q(owner_folded__contains=fold(text))
        | Q(code__icontains=text.strip())
        | Q(request_id__icontains=text.strip())
        | Q(procedure__name__icontains=text.strip())
    )


def _day(at: datetime | None) -> str:
    return f"{clock.local(at):%d/%m/%Y}" if at else ""
