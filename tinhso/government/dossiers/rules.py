"""The life of a dossier: its legal phases, the moves between them, its codes. No database here."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.calendar.rules import WorkingCalendar
from tinhso.foundation.procedures.shapes import Part
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict


class Phase(StrEnum):
    """Where a dossier stands in law. What is done with it inside an agency are assignments."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    LINKED = "linked"
    """Filed as one, dealt with in parts: each part is a dossier with a phase of its own, this one waits for them."""
    SUPPLEMENT = "supplement"
    REFUSED = "refused"
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    ISSUED = "issued"
    DELIVERED = "delivered"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Channel(StrEnum):
    """How a dossier came."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"


CHANNEL_TITLES: Mapping[Channel, str | Promise] = {
    Channel.ONLINE: _("Trực tuyến"),
    Channel.COUNTER: _("Trực tiếp"),
    Channel.POST: _("Bưu chính"),
}

PHASE_TITLES: Mapping[Phase, str | Promise] = {
    Phase.DRAFT: _("Bản nháp"),
    Phase.SUBMITTED: _("Chờ tiếp nhận"),
    Phase.LINKED: _("Đang giải quyết liên thông"),
    Phase.SUPPLEMENT: _("Chờ bổ sung"),
    Phase.REFUSED: _("Không tiếp nhận"),
    Phase.RECEIVED: _("Đã tiếp nhận"),
    Phase.IN_PROGRESS: _("Đang giải quyết"),
    Phase.PAUSED: _("Tạm dừng"),
    Phase.ISSUED: _("Đã có kết quả"),
    Phase.DELIVERED: _("Đã trả kết quả"),
    Phase.ARCHIVED: _("Đã lưu trữ"),
    Phase.WITHDRAWN: _("Đã rút"),
    Phase.STOPPED: _("Dừng giải quyết"),
}

CLOSED = frozenset({Phase.REFUSED, Phase.DELIVERED, Phase.ARCHIVED, Phase.WITHDRAWN, Phase.STOPPED})
"""Nothing more is owed to the person."""

CLOCK_RUNS = frozenset({Phase.RECEIVED, Phase.IN_PROGRESS})
"""The time limit counts: the province owes a result by its due time."""

NATIONAL_STATUS = {
    Phase.SUBMITTED: 1,
    Phase.RECEIVED: 2,
    Phase.REFUSED: 3,
    Phase.IN_PROGRESS: 4,
    Phase.LINKED: 4,
    Phase.PAUSED: 4,
    Phase.SUPPLEMENT: 5,
    Phase.WITHDRAWN: 7,
    Phase.STOPPED: 8,
    Phase.ISSUED: 9,
    Phase.DELIVERED: 10,
    Phase.ARCHIVED: 10,
}
"""The status list 1–10 of the national portal, mapped only at the border."""
AWAITS_FEE = 6
"""In that list: the person is asked to pay before anything goes on."""


@dataclass(frozen=True)
class Transition:
    """One lawful move: the act, from where, to where, and the form of Circular 03/2025 it prints."""

    act: str
    title: str | Promise
    sources: frozenset[Phase]
    target: Phase
    form: str = ""


TRANSITIONS = {
    transition.act: transition
    for transition in (
        Transition("submit", _("Nộp hồ sơ"), frozenset({Phase.DRAFT}), Phase.SUBMITTED),
        Transition("divide", _("Chuyển giải quyết liên thông"), frozenset({Phase.SUBMITTED}), Phase.LINKED),
        Transition("conclude", _("Hoàn thành liên thông"), frozenset({Phase.LINKED}), Phase.DELIVERED),
        Transition(
            "lapse", _("Kết thúc liên thông, không có kết quả"), frozenset({Phase.LINKED}), Phase.STOPPED
        ),
        Transition(
            "request_supplement",
            _("Yêu cầu bổ sung"),
            frozenset({Phase.SUBMITTED, Phase.IN_PROGRESS}),
            Phase.SUPPLEMENT,
            "02",
        ),
        Transition("answer_supplement", _("Nộp bổ sung"), frozenset({Phase.SUPPLEMENT}), Phase.SUBMITTED),
        Transition(
            "refuse",
            _("Từ chối tiếp nhận"),
            frozenset({Phase.SUBMITTED, Phase.SUPPLEMENT, Phase.IN_PROGRESS}),
            Phase.REFUSED,
            "03",
        ),
        Transition("receive", _("Tiếp nhận hồ sơ"), frozenset({Phase.SUBMITTED}), Phase.RECEIVED, "01"),
        Transition("begin", _("Bắt đầu giải quyết"), frozenset({Phase.RECEIVED}), Phase.IN_PROGRESS),
        Transition("pause", _("Tạm dừng tính hạn"), frozenset({Phase.IN_PROGRESS}), Phase.PAUSED),
        Transition("resume", _("Giải quyết tiếp"), frozenset({Phase.PAUSED}), Phase.IN_PROGRESS),
        Transition("issue", _("Ban hành kết quả"), frozenset({Phase.IN_PROGRESS}), Phase.ISSUED, "06"),
        Transition("deliver", _("Trả kết quả"), frozenset({Phase.ISSUED}), Phase.DELIVERED),
        Transition("archive", _("Lưu trữ"), frozenset({Phase.DELIVERED}), Phase.ARCHIVED),
        Transition(
            "withdraw", _("Rút hồ sơ"), frozenset({Phase.SUBMITTED, Phase.SUPPLEMENT}), Phase.WITHDRAWN
        ),
        Transition(
            "stop",
            _("Dừng giải quyết theo đề nghị"),
            frozenset({Phase.RECEIVED, Phase.IN_PROGRESS, Phase.PAUSED}),
            Phase.STOPPED,
            "05",
        ),
    )
}

AWAY_CLAUSE = "khoản 3 Điều 17 và Điều 18 Nghị định số 118/2025/NĐ-CP"
"""What is received regardless of place counts from when the agency that decides has it; a transfer is made the same
working day, or in the first hour of the next for what came after 15:00."""
_SAME_DAY_UNTIL = time(15)

APOLOGY_CLAUSE = "khoản 9 Điều 19 Nghị định số 61/2018/NĐ-CP"
"""An apology with the reason and the extra time, re-dated at most once; that Decree 118/2025 kept it is assumed."""
MOST_ORIGINALS = 99
"""Originals of one component that one press takes in; a bound of ours, against slips."""
MOST_EXTRA_DAYS = 30
"""Working days of extra time that one apology may ask for; a bound of ours, against slips."""


def target_of(act: str, *, phase: str) -> Phase:
    """The phase an act leads to; Conflict when the law knows no such move from here."""
    transition = TRANSITIONS[act]
    if phase not in transition.sources:
        here = str(PHASE_TITLES[Phase(phase)]).lower()
        raise Conflict(
            gettext("Không thể “%(act)s” vì hồ sơ đang ở trạng thái “%(phase)s”.")
            % {"act": transition.title, "phase": here},
            next_step=gettext("Tải lại trang để xem tình trạng mới nhất của hồ sơ."),
        )
    return transition.target


def passed_on_at(received: datetime, calendar: WorkingCalendar) -> datetime:
    """When the agency that decides has what another one-stop unit received, by that unit's calendar: at once on a
    working day until 15:00, else as the next one opens (`AWAY_CLAUSE`)."""
    at = clock.local(received)
    if calendar.is_working(at.date()) and at.time() <= _SAME_DAY_UNTIL:
        return received
    return calendar.next_working_instant(
        datetime.combine(at.date() + timedelta(days=1), time(), tzinfo=clock.VIETNAM)
    )


def acts_from(phase: str) -> tuple[Transition, ...]:
    """The moves the law knows from a phase."""
    return tuple(transition for transition in TRANSITIONS.values() if phase in transition.sources)


class Progress(StrEnum):
    """How far a part of a linked filing is."""

    WAITING = "waiting"
    """For the result of an earlier part."""
    READY = "ready"
    """To begin."""
    UNDER_WAY = "under_way"
    GIVEN = "given"
    """It has its result."""
    ENDED = "ended"
    """Without a result: refused, taken back or stopped."""
    LAPSED = "lapsed"
    """It never begins: what it waited for came to nothing."""


_WITH_RESULT = frozenset({Phase.ISSUED, Phase.DELIVERED, Phase.ARCHIVED})


def progress_of(parts: Sequence[Part], *, phases: Mapping[str, str]) -> dict[str, Progress]:
    """How far each part is; `phases` of those that have begun, by their codes."""
    found: dict[str, Progress] = {}
    for part in parts:
        phase = phases.get(part.code)
        if phase is not None:
            ended = Progress.ENDED if phase in CLOSED else Progress.UNDER_WAY
            found[part.code] = Progress.GIVEN if phase in _WITH_RESULT else ended
            continue
        match found[part.after] if part.after else Progress.GIVEN:
            case Progress.GIVEN:
                found[part.code] = Progress.READY
            case Progress.ENDED:
                found[part.code] = Progress.READY if part.anyway else Progress.LAPSED
            case Progress.LAPSED:
                found[part.code] = Progress.LAPSED
            case _:
                found[part.code] = Progress.WAITING
    return found


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 28 February where that has no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_request_id(day: date) -> str:
    """What a person is told at once, long before there is a code: `YC-261122-7K3M9Q2F`.

    Unguessable enough to look a masked status up by (40 random bits), short enough to read out.
    """
    tail = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"YC-{day:%y%m%d}-{tail}"


def dossier_code(*, agency: str, day: date, number: int) -> str:
    """`H61.101-261122-0001`: agency identifier, day of receipt, number in the day; widened over 9999."""
    return f"{agency}-{day:%y%m%d}-{number:04d}"


CODE_SHAPE = re.compile(r"[A-Z]\d{2}(\.[0-9A-Z]{2,})*-\d{6}-\d{4,7}")
OLD_CODE_SHAPE = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4}")
REQUEST_SHAPE = re.compile(r"YC-\d{6}-[0-9A-HJKMNP-TV-Z]{8}")


def read_code(text: str) -> str:
    """A code as someone typed it, in its stored form; empty when it is neither a code nor a request id."""
    tidy = text.strip().upper().replace(" ", "")
    known = any(shape.fullmatch(tidy) for shape in (CODE_SHAPE, OLD_CODE_SHAPE, REQUEST_SHAPE))
    return tidy if known else ""


def result_notation(*, number: int, year: int) -> str:
    """The number a result carries, as registers write it: `01/2026`; below ten with a zero.

    What stands behind the year on other papers (symbols of Decree 30/2020) is set when documents number them.
    """
    return f"{number:02d}/{year}"
