"""What is agreed with the axis, as packs write it; the states of what goes out and comes in; when to try again."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from tinhso.contracts.documents import Standing
from tinhso.foundation.conditions.shapes import Shape
from tinhso.foundation.units.rules import is_identifier, is_old_identifier
from tinhso.kernel.text import fold

CARRIER = "axis"
SIMULATOR = "simulator"
"""Stands for the address of the axis where the one in this house stands in for it."""
PARK_AFTER = 8
EARLY_FOR = timedelta(days=30)
"""How long what came before its document waits for it; assumed."""
REPLACING_FOR = timedelta(days=1)
"""How long a document waits for the one it replaces, before it comes in by itself; assumed."""
NO_SUCH = "no_such"
"""State of a receiver whose code is not, or no longer, in the directory."""
ADDED, TAKEN_OFF = "1", "0"
"""What a correction does to a receiver; the values are the axis' types of receivers."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=15), timedelta(hours=2)


class Operations(Shape):
    """What the operations are called: the last part of the address."""

    send: str = "sendEdoc"
    list: str = "getReceivedEdocList"
    fetch: str = "getEdoc"
    mark: str = "updateStatus"
    organisations: str = "getAgenciesListQD20"


class Names(Shape):
    """What the parts of questions and answers are called."""

    service: str = "servicetype"
    message: str = "messagetype"
    sender: str = "from"
    receiver: str = "to"
    id: str = "docId"
    status: str = "status"
    error: str = "errorCode"
    words: str = "errorDesc"
    data: str = "data"
    code: str = "code"
    old_code: str = "code102"
    name: str = "name"


class Values(Shape):
    """What stands in them."""

    service: str = "eDoc"
    document: str = "edoc"
    status: str = "status"
    done: str = "done"
    failed: str = "fail"


class Headers(Shape):
    """What the headers of a call are called. The signature is HMAC-SHA256 of operation, moment, system, what the call
    is about and the SHA-256 of its body, a line each."""

    system: str = "X-System-Id"
    moment: str = "X-Timestamp"
    about: str = "X-Edoc"
    digest: str = "X-Content-SHA256"
    signature: str = "X-Signature"


class Terms(Shape):
    """The document axis: the names of everything said to it and by it."""

    title: str
    operations: Operations = Operations()
    names: Names = Names()
    values: Values = Values()
    headers: Headers = Headers()
    recall: Literal["message", "status"] = "message"
    """How a document is asked back: a message of kind 1, or status 13."""
    packed: bool = False
    """Whether files are sent in an archive each, as a kit does."""


class OutsideRow(Shape):
    """One state of an organisation outside the house; the code of the rule is its identifier, or its old one."""

    name: str
    old_code: str = ""
    group: str = ""
    successor: str = ""
    """Identifier of the one that took its place."""

    @model_validator(mode="after")
    def _codes(self) -> OutsideRow:
        if self.old_code and not is_old_identifier(self.old_code):
            raise ValueError(f"không phải mã định danh bốn nhóm: {self.old_code}")
        if self.successor and not (is_identifier(self.successor) or is_old_identifier(self.successor)):
            raise ValueError(f"không phải mã định danh: {self.successor}")
        return self


class Sending(StrEnum):
    """How far a package is that is to go out."""

    WAITING = "waiting"
    SENT = "sent"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"
    """Taken back before it left."""


class Taking(StrEnum):
    """How far a message is that came."""

    KEPT = "kept"
    TAKEN = "taken"
    PARKED = "parked"
    SETTLED = "settled"


class Problem(StrEnum):
    """Why a message waits for a person."""

    UNREADABLE = "unreadable"
    AGENCY = "agency"
    OWN = "own"
    SIGNATURE = "signature"
    EARLY = "early"
    UNKNOWN = "unknown"
    REFUSED = "refused"


SENDING_TITLES: dict[str, str | Promise] = {
    Sending.WAITING: _("Chờ gửi"),
    Sending.SENT: _("Đã gửi"),
    Sending.PARKED: _("Chưa gửi được"),
    Sending.WITHDRAWN: _("Đã rút, không gửi"),
    NO_SUCH: _("Mã cơ quan không còn trong danh bạ"),
}
TAKING_TITLES: dict[str, str | Promise] = {
    Taking.PARKED: _("Chờ người xem"),
    Taking.KEPT: _("Đang đưa vào"),
    Taking.TAKEN: _("Đã nhận"),
    Taking.SETTLED: _("Đã giải quyết"),
}
PROBLEM_TITLES: dict[str, str | Promise] = {
    Problem.UNREADABLE: _("Không đọc được"),
    Problem.AGENCY: _("Mã cơ quan nhận không có hoặc đã hết hiệu lực"),
    Problem.OWN: _("Ghi cơ quan gửi là cơ quan của tỉnh"),
    Problem.SIGNATURE: _("Không mang chữ ký đã ghim của cơ quan gửi"),
    Problem.EARLY: _("Đến trước văn bản mà nó nói tới"),
    Problem.UNKNOWN: _("Không rõ nói về văn bản nào"),
    Problem.REFUSED: _("Không đưa vào văn bản đến được"),
}
STANDING_TITLES: dict[str, str | Promise] = {
    Standing.ARRIVED: _("Đã đến"),
    Standing.REFUSED: _("Bị từ chối"),
    Standing.REGISTERED: _("Đã vào sổ"),
    Standing.ASSIGNED: _("Đã phân công"),
    Standing.PROCESSING: _("Đang xử lý"),
    Standing.FINISHED: _("Đã hoàn thành"),
    Standing.ASKED_BACK: _("Đã yêu cầu trả lại"),
    Standing.GIVEN_BACK: _("Đã trả lại"),
    Standing.NOT_GIVEN_BACK: _("Không đồng ý trả lại"),
}
KIND_TITLES: dict[str, str | Promise] = {
    "0": _("Văn bản mới"),
    "1": _("Thu hồi"),
    "2": _("Đính chính"),
    "3": _("Thay thế"),
    "": _("Trạng thái"),
}
_RANKS = {one: rank for rank, one in enumerate(Standing)}


def next_try(attempts: int, *, at: datetime) -> datetime | None:
    """When a package that failed so often is tried again; None when a person has to look at it."""
    if attempts >= PARK_AFTER:
        return None
    waits: timedelta = _FIRST_WAIT * 4 ** (attempts - 1)
    return at + min(waits, _LONGEST_WAIT)


def is_newer(standing: str, at: datetime, *, known: str, known_at: datetime | None) -> bool:
    """Whether what a receiver says replaces what is known: later, or further on at the same second."""
    if known_at is None or known not in _RANKS:
        return True
    return (at, _RANKS.get(Standing(standing), -1)) > (known_at, _RANKS[Standing(known)])


def folded_as(name: str, *codes: str) -> str:
    """What an organisation is searched by: its name, then its codes."""
    return fold(" ".join((name, *codes)))[:300]
