"""What becomes of a document that comes in: its states, what its sender is told, what may be the same one. No ORM."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.contracts.documents import Standing
from tinhso.kernel.errors import Fault
from tinhso.kernel.text import compact, fold

PROCESS_IN = "document_in"
INSIDE, MAIL, PAPER = "inside", "mail", "paper"
BY_HAND = frozenset({MAIL, PAPER})
"""It comes without a description of its own: a clerk says what it is."""
REASON_MOST, WORDS_MOST = 1000, 4000
_ALIKE = 0.9


class State(StrEnum):
    """Where an incoming document is in its life."""

    WAITING = "waiting"
    REGISTERED = "registered"
    ASSIGNED = "assigned"
    PROCESSING = "processing"
    FINISHED = "finished"
    REFUSED = "refused"
    DOUBLE = "double"
    GIVEN_BACK = "given_back"
    REPLACED = "replaced"


STATE_TITLES = {
    State.WAITING: gettext_lazy("Chờ tiếp nhận"),
    State.REGISTERED: gettext_lazy("Chờ ý kiến lãnh đạo"),
    State.ASSIGNED: gettext_lazy("Đã phân công"),
    State.PROCESSING: gettext_lazy("Đang xử lý"),
    State.FINISHED: gettext_lazy("Đã xử lý xong"),
    State.REFUSED: gettext_lazy("Đã trả lại nơi gửi"),
    State.DOUBLE: gettext_lazy("Trùng văn bản đã có"),
    State.GIVEN_BACK: gettext_lazy("Đã thu hồi"),
    State.REPLACED: gettext_lazy("Đã được thay thế"),
}
STATE_TONES = {
    State.WAITING: "wait",
    State.REGISTERED: "wait",
    State.ASSIGNED: "info",
    State.PROCESSING: "info",
    State.FINISHED: "good",
    State.REFUSED: "bad",
    State.DOUBLE: "neutral",
    State.GIVEN_BACK: "bad",
    State.REPLACED: "neutral",
}
AT_WORK = frozenset({State.REGISTERED, State.ASSIGNED, State.PROCESSING})
"""It is in the register and not yet dealt with."""
UNENTERED = frozenset({State.WAITING, State.REFUSED, State.DOUBLE})
"""It is in no register: it obliges nobody, and only those who take in documents see it. So it stays with one that was
given back or replaced before it was registered."""
CLOSED = frozenset({State.REFUSED, State.DOUBLE, State.GIVEN_BACK, State.REPLACED})
"""Nothing more is done with it."""

CHANNEL_TITLES = {
    INSIDE: gettext_lazy("Trong hệ thống"),
    MAIL: gettext_lazy("Thư điện tử"),
    PAPER: gettext_lazy("Bản giấy"),
}
STANDING_TITLES = {
    Standing.ARRIVED: gettext_lazy("Đã đến, chưa tiếp nhận"),
    Standing.REFUSED: gettext_lazy("Bị trả lại"),
    Standing.REGISTERED: gettext_lazy("Đã tiếp nhận, vào sổ"),
    Standing.ASSIGNED: gettext_lazy("Đã phân công xử lý"),
    Standing.PROCESSING: gettext_lazy("Đang xử lý"),
    Standing.FINISHED: gettext_lazy("Đã xử lý xong"),
    Standing.ASKED_BACK: gettext_lazy("Đang đề nghị thu hồi"),
    Standing.GIVEN_BACK: gettext_lazy("Đồng ý thu hồi"),
    Standing.NOT_GIVEN_BACK: gettext_lazy("Không đồng ý thu hồi"),
}
_STANDINGS = {
    State.WAITING: Standing.ARRIVED,
    State.REGISTERED: Standing.REGISTERED,
    State.ASSIGNED: Standing.ASSIGNED,
    State.PROCESSING: Standing.PROCESSING,
    State.FINISHED: Standing.FINISHED,
    State.REFUSED: Standing.REFUSED,
    State.DOUBLE: Standing.REGISTERED,
    State.GIVEN_BACK: Standing.GIVEN_BACK,
    State.REPLACED: Standing.FINISHED,
}


def standing_of(state: str) -> Standing:
    """What its sender is told of a document in this state."""
    return _STANDINGS[State(state)]


@dataclass(frozen=True)
class Slip:
    """What the records clerk reads off a document that comes on paper."""

    sender: str
    number: str
    symbol: str
    dated: date
    type: str
    subject: str
    urgency: str
    due: date | None
    signer: str
    position: str


def faults_of_slip(slip: Slip, *, today: date) -> list[Fault]:
    """What of it can not be so; empty when nothing is wrong."""
    found = []
    if not slip.sender:
        found.append(Fault("sender", _("Xin ghi cơ quan, tổ chức hoặc người gửi.")))
    if not slip.subject:
        found.append(Fault("subject", _("Xin ghi trích yếu nội dung.")))
    if slip.dated > today:
        found.append(Fault("dated", _("Ngày văn bản không thể sau hôm nay.")))
    if slip.due is not None and slip.due < slip.dated:
        found.append(Fault("due", _("Hạn trả lời không thể trước ngày văn bản.")))
    return found


def written(number: str, symbol: str) -> str:
    """`05/QĐ-UBND`; of a document without number or symbol what there is."""
    return "/".join(one for one in (number.strip(), symbol.strip()) if one)


@dataclass(frozen=True)
class Mark:
    """By what two documents may be seen to be one."""

    sender: str
    notation: str
    dated: date
    subject: str


def alike(one: Mark, other: Mark) -> str:
    """Why two documents may be the same one, in words; empty when nothing says so."""
    same_notation = bool(one.notation) and compact(one.notation) == compact(other.notation)
    if same_notation and one.dated == other.dated and fold(one.sender) == fold(other.sender):
        return _("cùng nơi gửi, số ký hiệu và ngày")
    if same_notation and one.dated == other.dated:
        return _("cùng số ký hiệu và ngày")
    if one.dated == other.dated and _near(one.subject, other.subject):
        return _("cùng ngày, trích yếu gần giống")
    return ""


def _near(one: str, other: str) -> bool:
    words, others = fold(one), fold(other)
    return bool(words) and SequenceMatcher(None, words, others, autojunk=False).ratio() >= _ALIKE
