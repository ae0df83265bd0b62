"""What a task is: its states, the parts in it, what may be asked of it when. No ORM."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.calendar.rules import WorkingCalendar
from tinhso.kernel.errors import Fault

TITLE_MOST, WORDS_MOST, HANDS_MOST = 500, 8000, 300


class State(StrEnum):
    """Where a task is in its life."""

    OPEN = "open"
    REPORTED = "reported"
    """Its lead says that it is done; the giver has not said so yet."""
    DONE = "done"
    WITHDRAWN = "withdrawn"


STATE_TITLES = {
    State.OPEN: gettext_lazy("Đang thực hiện"),
    State.REPORTED: gettext_lazy("Chờ xác nhận hoàn thành"),
    State.DONE: gettext_lazy("Đã hoàn thành"),
    State.WITHDRAWN: gettext_lazy("Đã thu hồi"),
}
TONES = {State.OPEN: "info", State.REPORTED: "wait", State.DONE: "good", State.WITHDRAWN: "neutral"}
AT_WORK = frozenset({State.OPEN, State.REPORTED})


class Part(StrEnum):
    """What somebody has to do with a task."""

    LEAD = "lead"
    TOGETHER = "together"
    INFORMED = "informed"


PART_TITLES = {
    Part.LEAD: gettext_lazy("Chủ trì"),
    Part.TOGETHER: gettext_lazy("Phối hợp"),
    Part.INFORMED: gettext_lazy("Để biết"),
}
WORKING = frozenset({Part.LEAD, Part.TOGETHER})


@dataclass(frozen=True)
class Hand:
    """Who has a part in a task: an agency, or one official of it."""

    part: Part
    agency: UUID
    holder: UUID | None = None


def faults_of(
    *, title: str, detail: str, hands: Sequence[Hand], due_at: datetime | None, at: datetime
) -> list[Fault]:
    """What is wrong with a task before it is given; empty when nothing is."""
    found = []
    if not title.strip() or len(title) > TITLE_MOST:
        found.append(
            Fault("title", _("Xin ghi nội dung nhiệm vụ, không quá %(most)s ký tự.") % {"most": TITLE_MOST})
        )
    if len(detail) > WORDS_MOST:
        found.append(Fault("detail", _("Yêu cầu cụ thể dài quá %(most)s ký tự.") % {"most": WORDS_MOST}))
    if sum(hand.part == Part.LEAD for hand in hands) != 1:
        found.append(Fault("lead", _("Xin chọn đúng một nơi chủ trì.")))
    places = [(hand.agency, hand.holder) for hand in hands]
    if len(set(places)) != len(places):
        found.append(Fault("together", _("Mỗi nơi chỉ có một phần việc: chủ trì, phối hợp hoặc để biết.")))
    if len(hands) > HANDS_MOST:
        found.append(
            Fault("together", _("Nhiều nhất %(most)s nơi trong một nhiệm vụ.") % {"most": HANDS_MOST})
        )
    if due_at is not None and due_at <= at:
        found.append(Fault("due", _("Hạn phải sau thời điểm giao.")))
    return found


def due_on(day: date, *, calendar: WorkingCalendar) -> datetime:
    """The close of the office on a working day; ValueError, in words, on a day off."""
    if not calendar.is_working(day):
        near = next(one for one in calendar.working_days_after(day))
        raise ValueError(
            _("Ngày %(day)s không phải ngày làm việc; ngày làm việc tiếp theo là %(near)s.")
            % {"day": f"{day:%d/%m/%Y}", "near": f"{near:%d/%m/%Y}"}
        )
    return calendar.close(day)


def is_late(state: str, due_at: datetime | None, finished_at: datetime | None, *, at: datetime) -> bool:
    """Whether it was not said to be done by its due time."""
    if due_at is None or state == State.WITHDRAWN:
        return False
    return (finished_at or at) > due_at


def days_late(due_at: datetime, *, at: datetime) -> int:
    """Whole days past the due time."""
    return max(timedelta(), at - due_at).days
