"""What an instruction is, what stands in a leader's calendar, when two things are at once. No ORM."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.errors import Fault

TITLE_MOST, WORDS_MOST, PLACE_MOST, LEADERS_MOST = 500, 20_000, 300, 20


class Kind(StrEnum):
    """What sort of instruction."""

    CONCLUSION = "conclusion"
    INSTRUCTION = "instruction"
    PROGRAMME = "programme"


KIND_TITLES = {
    Kind.CONCLUSION: gettext_lazy("Kết luận cuộc họp"),
    Kind.INSTRUCTION: gettext_lazy("Ý kiến chỉ đạo"),
    Kind.PROGRAMME: gettext_lazy("Chương trình, kế hoạch công tác"),
}


class Standing(StrEnum):
    """Where an entry of the calendar is."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    CANCELLED = "cancelled"


STANDING_TITLES = {
    Standing.PROPOSED: gettext_lazy("Chờ duyệt"),
    Standing.APPROVED: gettext_lazy("Đã duyệt"),
    Standing.CANCELLED: gettext_lazy("Đã hủy"),
}
TONES = {Standing.PROPOSED: "wait", Standing.APPROVED: "good", Standing.CANCELLED: "neutral"}


@dataclass(frozen=True)
class Saying:
    """An instruction as it is typed."""

    kind: str
    title: str
    text: str
    said_on: date
    occasion: str
    """Where it was said, in words: a meeting, a visit; empty where a document is its source."""


@dataclass(frozen=True)
class Plan:
    """An entry of the calendar as it is typed."""

    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    leaders: Sequence[UUID]
    participants: str
    prepared_by: str
    public: bool
    """Whether the portal shows it: its time, title, place and leaders, nothing else."""


def saying_faults(saying: Saying, *, today: date) -> list[Fault]:
    """What is wrong with an instruction; empty when nothing is."""
    found = []
    if not saying.title.strip() or len(saying.title) > TITLE_MOST:
        found.append(Fault("title", _("Xin ghi trích yếu, không quá %(most)s ký tự.") % {"most": TITLE_MOST}))
    if saying.kind not in set(Kind):
        found.append(Fault("kind", _("Xin chọn loại.")))
    if len(saying.text) > WORDS_MOST:
        found.append(Fault("text", _("Nội dung dài quá %(most)s ký tự.") % {"most": WORDS_MOST}))
    if saying.said_on > today:
        found.append(Fault("said_on", _("Ngày ban hành ý kiến không thể sau hôm nay.")))
    return found


def plan_faults(plan: Plan) -> list[Fault]:
    """What is wrong with an entry of the calendar; empty when nothing is."""
    found = []
    if not plan.title.strip() or len(plan.title) > TITLE_MOST:
        found.append(Fault("title", _("Xin ghi nội dung, không quá %(most)s ký tự.") % {"most": TITLE_MOST}))
    if plan.ends_at <= plan.starts_at:
        found.append(Fault("ends", _("Giờ kết thúc phải sau giờ bắt đầu.")))
    if not plan.leaders or len(plan.leaders) > LEADERS_MOST:
        found.append(Fault("leaders", _("Xin chọn ít nhất một lãnh đạo.")))
    if len(plan.place) > PLACE_MOST:
        found.append(Fault("place", _("Địa điểm dài quá %(most)s ký tự.") % {"most": PLACE_MOST}))
    if max(len(plan.participants), len(plan.prepared_by)) > WORDS_MOST:
        found.append(Fault("participants", _("Nội dung dài quá %(most)s ký tự.") % {"most": WORDS_MOST}))
    return found


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def week_key(monday: date) -> str:
    """`2026-W47`, as a week stands in an address (ISO 8601)."""
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02d}"


def read_week(text: str) -> date | None:
    """The Monday of a week written so; None for anything else."""
    year, mark, week = text.partition("-W")
    if not (mark and year.isdecimal() and week.isdecimal()) or len(year) != 4:
        return None
    try:
        return date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        return None
