"""What came in from the portal and was not taken as it came; what was, by code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models.query import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.access.policy import require
from tinhso.foundation.files.queries import original_bytes
from tinhso.government.portalsync.formats.change import Kind
from tinhso.government.portalsync.formats.filing import Problem
from tinhso.government.portalsync.models import Message
from tinhso.kernel import ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, NotFound

SEE, DECIDE = "portalsync.see", "portalsync.decide"
State = Message.State
WAITING = (State.REJECTED, State.PARKED)
STATES: dict[str, str | Promise] = {
    "rejected": gettext_lazy("Chưa nhận được"),
    "parked": gettext_lazy("Chờ người xem"),
    "settled": gettext_lazy("Đã giải quyết"),
    "accepted": gettext_lazy("Đã nhận"),
}
PROBLEMS: dict[str, str | Promise] = {
    Problem.TOO_LONG: gettext_lazy("Quá dài"),
    Problem.UNREADABLE: gettext_lazy("Không đọc được"),
    Problem.INCOMPLETE: gettext_lazy("Thiếu hoặc sai trường"),
    Problem.HASH: gettext_lazy("Tệp hỏng trên đường gửi"),
    Problem.PROCEDURE: gettext_lazy("Không có thủ tục này"),
    Problem.AGENCY: gettext_lazy("Không có cơ quan này"),
    Problem.REFUSED: gettext_lazy("Hồ sơ chưa hợp lệ"),
    Problem.DIFFERS: gettext_lazy("Nội dung khác lần gửi đã nhận"),
    Problem.EARLY: gettext_lazy("Đến trước hồ sơ của nó"),
    Problem.MOVED_ON: gettext_lazy("Hồ sơ đã sang bước khác"),
}
KINDS: dict[str, str | Promise] = {
    Kind.FILING: gettext_lazy("Hồ sơ mới"),
    Kind.WITHDRAWAL: gettext_lazy("Xin rút hồ sơ"),
    Kind.ANSWER: gettext_lazy("Trả lời yêu cầu bổ sung"),
}


@dataclass(frozen=True)
class OpenMessage:
    """One message and what is wrong with it."""

    message: Message
    kind: str
    state: str
    problem: str

    @cached_property
    def faults(self) -> Sequence[Fault]:
        """What is wrong with it; opened only where it is shown."""
        return self.message.faults()

    @property
    def waits(self) -> bool:
        return self.message.state in WAITING

    @property
    def replayable(self) -> bool:
        again = self.waits and self.message.problem != Problem.DIFFERS
        return again and self.message.body_id is not None


def listed(*, actor: Actor, state: str, problem: str = "", text: str = "") -> QuerySet[Message]:
    """The messages of one state, the latest first; of one problem, about the filing of one code."""
    require(actor, SEE)
    found = Message.objects.filter(state=state)
    if problem:
        found = found.filter(problem=problem)
    if text:
        found = found.filter(code=text.strip())
    return found.order_by("-received_at", "id")


def early_of(code: str) -> list[Message]:
    """What came about a filing before it did, the first first."""
    found = Message.objects.filter(state=State.PARKED, problem=Problem.EARLY, code=code)
    return list(found.exclude(body=None).order_by("received_at", "id"))


def waiting_counts(*, actor: Actor) -> dict[str, int]:
    """How many wait for a person, by state."""
    require(actor, SEE)
    return {state: Message.objects.filter(state=state).count() for state in WAITING}


def told(message: Message) -> OpenMessage:
    """A message in words."""
    kind = str(KINDS[message.kind])
    if message.number:
        kind = _("%(kind)s lần %(number)s") % {"kind": kind, "number": message.number}
    return OpenMessage(
        message, kind, str(STATES[message.state]), str(PROBLEMS.get(message.problem, "")),
    )  # fmt: skip


def message(*, actor: Actor, id: UUID) -> OpenMessage:
    """One message; NotFound when there is none."""
    require(actor, SEE)
    found = Message.objects.filter(id=id).first()
    if found is None:
        raise NotFound(_("Không có mục này."))
    return told(found)


def body(*, actor: Actor, id: UUID, at: datetime) -> bytes:
    """What was sent, as it was; the look is in the ledger when this returns. Conflict once it is gone."""
    require(actor, DECIDE, at=at)
    found = Message.objects.filter(id=id).first()
    if found is None:
        raise NotFound(_("Không có mục này."))
    ledger.record_read(
        actor=actor, about=found.ref, subjects=(), at=at, purpose="xem hồ sơ Cổng quốc gia chưa nhận được",
        basis="Nghị định 118/2025/NĐ-CP", fields=("body",),
    )  # fmt: skip
    return content(found)


def content(message: Message) -> bytes:
    """The body that is kept; Conflict once it is gone."""
    if message.body_id is None:
        raise Conflict(
            _("Nội dung gửi đến không còn được giữ."), next_step=_("Đề nghị Cổng quốc gia gửi lại.")
        )
    return original_bytes(owner=message.ref, file=message.body_id)
