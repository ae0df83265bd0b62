"""What the law says of files: their states, how long they are kept and why until that day. No ORM."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TITLE_MOST, CODE_MOST = 500, 20
PURPOSE = "lập hồ sơ, lưu trữ"
"""What the archive reads and changes for, as the ledger has it."""
CLOSING = "closing"
"""Retention that begins on the day a file is closed; every other start waits for an event."""
HAND_OVER_YEARS = 1
"""Within how many years after its work ends a file goes to the agency's archive (Decree 30/2020, article 29)."""
CODE = re.compile(r"[0-9]{1,4}\.[0-9A-ZĐÀ-Ỹa-zđ&-]{1,15}")
"""`12.VP`: the number of a file in its year, and the unit that keeps it."""


class PlanState(StrEnum):
    """A list of files is written, then approved; after that files are only added to it."""

    DRAFT = "draft"
    APPROVED = "approved"


PLAN_TITLES = {
    PlanState.DRAFT: gettext_lazy("Đang lập"),
    PlanState.APPROVED: gettext_lazy("Danh mục đã duyệt"),
}


class FileState(StrEnum):
    """Where a file is in its life."""

    OPEN = "open"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"
    DESTROYED = "destroyed"


FILE_TITLES = {
    FileState.OPEN: gettext_lazy("Hồ sơ đang mở"),
    FileState.CLOSED: gettext_lazy("Hồ sơ đã kết thúc"),
    FileState.HANDED_OVER: gettext_lazy("Đã nộp lưu"),
    FileState.DESTROYED: gettext_lazy("Đã tiêu hủy"),
}
FILE_TONES = {
    FileState.OPEN: "wait",
    FileState.CLOSED: "info",
    FileState.HANDED_OVER: "good",
    FileState.DESTROYED: "neutral",
}
KEPT = (FileState.CLOSED, FileState.HANDED_OVER)
"""States in which a file's retention runs."""


class TransferState(StrEnum):
    """A hand-over is put together, offered, then taken or sent back."""

    BUILDING = "building"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"


TRANSFER_TITLES = {
    TransferState.BUILDING: gettext_lazy("Đang đóng gói"),
    TransferState.OFFERED: gettext_lazy("Chờ bên nhận"),
    TransferState.ACCEPTED: gettext_lazy("Đã giao nhận"),
    TransferState.REFUSED: gettext_lazy("Bên nhận trả lại"),
}
TRANSFER_TONES = {
    TransferState.BUILDING: "wait",
    TransferState.OFFERED: "wait",
    TransferState.ACCEPTED: "good",
    TransferState.REFUSED: "bad",
}


class DisposalState(StrEnum):
    """A disposal is proposed by one, approved by another, carried out, or turned down."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DONE = "done"
    TURNED_DOWN = "turned_down"


DISPOSAL_TITLES = {
    DisposalState.PROPOSED: gettext_lazy("Chờ lãnh đạo duyệt"),
    DisposalState.APPROVED: gettext_lazy("Đã duyệt, chưa tiêu hủy"),
    DisposalState.DONE: gettext_lazy("Đã tiêu hủy"),
    DisposalState.TURNED_DOWN: gettext_lazy("Trả lại, không duyệt"),
}
DISPOSAL_TONES = {
    DisposalState.PROPOSED: "wait",
    DisposalState.APPROVED: "info",
    DisposalState.DONE: "good",
    DisposalState.TURNED_DOWN: "bad",
}


@dataclass(frozen=True)
class Kept:
    """How long a file is kept: `years` (None: for ever) from `starts`."""

    years: int | None
    starts: str
    closed_on: date | None
    event_on: date | None

    @property
    def begins_on(self) -> date | None:
        """The day its retention is counted from; None while it does not run. A file that is still worked on is
        never counted, whatever happened meanwhile."""
        if self.closed_on is None:
            return None
        if self.starts == CLOSING:
            return self.closed_on
        return max(self.closed_on, self.event_on) if self.event_on else None

    @property
    def until(self) -> date | None:
        """The last day it is kept: whole years, from the year after the one it begins in. None when it is kept for
        ever, and while it does not run."""
        begins = self.begins_on
        return date(begins.year + self.years, 12, 31) if begins and self.years is not None else None


def years_words(years: int | None) -> str:
    """`10 năm`, `Vĩnh viễn`."""
    return _("Vĩnh viễn") if years is None else _("%(years)s năm") % {"years": years}


def is_shorter(new: int | None, old: int | None) -> bool:
    """Whether what was to be kept `old` years would be kept less."""
    return new is not None and (old is None or new < old)


@dataclass(frozen=True)
class Changed:
    """One change of a retention by hand."""

    on: date
    before: int | None
    after: int | None
    reason: str


@dataclass(frozen=True)
class Case:
    """A case because of which a file may not be destroyed."""

    title: str
    since: date


def explain(
    kept: Kept, *, retention: str, event: str, changes: Sequence[Changed], cases: Sequence[Case]
) -> list[str]:
    """Why a file is kept until that day, a line for each rule that had a say; the last line is what follows."""
    lines = [_("Thời hạn bảo quản ghi trong danh mục hồ sơ: %(retention)s.") % {"retention": retention}]
    lines += [
        _("Ngày %(day)s đổi từ %(before)s thành %(after)s: %(reason)s")
        % {
            "day": f"{one.on:%d/%m/%Y}",
            "before": years_words(one.before),
            "after": years_words(one.after),
            "reason": one.reason,
        }
        for one in changes
    ]
    lines += _counted(kept, event)
    lines += [
        _("Đang giữ lại vì vụ việc “%(title)s”, từ ngày %(day)s: không tiêu hủy khi vụ việc chưa khép.")
        % {"title": one.title, "day": f"{one.since:%d/%m/%Y}"}
        for one in cases
    ]
    return [*lines, _outcome(kept, held=bool(cases))]


def _counted(kept: Kept, event: str) -> list[str]:
    if kept.closed_on is None:
        return [_("Hồ sơ chưa kết thúc nên chưa tính thời hạn.")]
    lines = [_("Hồ sơ kết thúc ngày %(day)s.") % {"day": f"{kept.closed_on:%d/%m/%Y}"}]
    if kept.starts != CLOSING:
        if kept.event_on is None:
            return [*lines, _("Thời hạn tính từ sự kiện “%(event)s”, chưa ghi nhận.") % {"event": event}]
        lines.append(
            _("Sự kiện “%(event)s” ghi nhận ngày %(day)s; tính từ ngày muộn hơn.")
            % {"event": event, "day": f"{kept.event_on:%d/%m/%Y}"}
        )
    begins = kept.begins_on
    if begins and kept.years is not None:
        lines.append(
            _("Đếm trọn năm, từ 01/01/%(first)s đến 31/12/%(last)s.")
            % {"first": begins.year + 1, "last": begins.year + kept.years}
        )
    return lines


def _outcome(kept: Kept, *, held: bool) -> str:
    if kept.years is None:
        return _("Giữ vĩnh viễn; không bao giờ đưa vào danh sách tiêu hủy.")
    if kept.until is None:
        return _("Chưa có ngày hết hạn; không đưa vào danh sách tiêu hủy.")
    day = {"day": f"{kept.until:%d/%m/%Y}"}
    if held:
        return _("Hết thời hạn sau ngày %(day)s, nhưng chỉ xét tiêu hủy khi mọi vụ việc đã khép.") % day
    return _("Giữ đến hết ngày %(day)s; sau đó mới được xét tiêu hủy.") % day


def hand_over_by(closed_on: date) -> date:
    """The last day a closed file is to go to the archive."""
    try:
        return closed_on.replace(year=closed_on.year + HAND_OVER_YEARS)
    except ValueError:  # 29 February
        return date(closed_on.year + HAND_OVER_YEARS, 3, 1)


@dataclass(frozen=True)
class Entry:
    """One line of a list, as it is put down."""

    heading: int
    code: str
    title: str
    retention: str
    starts: str
    access: str
    responsible: UUID


@dataclass(frozen=True)
class PaperWords:
    """How a paper that is put in is described."""

    type_title: str
    notation: str
    dated: date
    author: str
    subject: str
