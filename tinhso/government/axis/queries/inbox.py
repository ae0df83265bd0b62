"""What came over the axis, and what of it waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change
from tinhso.foundation.access.policy import require
from tinhso.foundation.files.queries import original_bytes
from tinhso.government.axis.models import Message
from tinhso.government.axis.queries.outbox import state_title
from tinhso.government.axis.rules import (
    EARLY_FOR,
    KIND_TITLES,
    PROBLEM_TITLES,
    REPLACING_FOR,
    TAKING_TITLES,
    Problem,
    Taking,
)
from tinhso.kernel import ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, NotFound

SEE, OPERATE = "axis.see", "axis.operate"
BRINGING = (Change.NEW, Change.REPLACE)
"""What a message does that brings a document of its own."""


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to."""

    state: str = Taking.PARKED
    problem: str = ""
    text: str = ""


@dataclass(frozen=True)
class Row:
    """One message in words."""

    message: Message
    kind: str
    state: str
    problem: str

    @cached_property
    def faults(self) -> list[Fault]:
        """What is wrong with it, or odd; opened only where it is shown."""
        return self.message.faults()

    @property
    def title(self) -> str:
        """What it is called in lists: number and notation, else who sent it, as far as it could be read."""
        if self.message.symbol:
            return str(self.message)
        if sender := self.message.sender_name or self.message.sender:
            return _("Thông điệp của %(sender)s") % {"sender": sender}
        return _("Thông điệp chưa đọc được")

    @property
    def until(self) -> datetime | None:
        """Until when it waits for the document it came before."""
        if not self.waits or self.message.problem != Problem.EARLY:
            return None
        return self.message.received_at + (REPLACING_FOR if self.replaces else EARLY_FOR)

    @property
    def replaces(self) -> bool:
        """Whether it brings a document of its own in the place of the one it waits for."""
        return self.message.kind == Change.REPLACE

    @property
    def waits(self) -> bool:
        return self.message.state == Taking.PARKED


def listed(*, actor: Actor, filters: Filters) -> QuerySet[Message]:
    """The messages of one state, the latest first; by sender, or number and notation."""
    require(actor, SEE)
    found = Message.objects.filter(state=filters.state)
    if filters.problem:
        found = found.filter(problem=filters.problem)
    if filters.text:
        found = (
            found.filter(sender__iexact=filters.text)
            | found.filter(symbol__icontains=filters.text)
            | found.filter(document_id__icontains=filters.text)
            | found.filter(axis_id=filters.text)
        )
    return found.order_by("-received_at", "-id")


def waiting(*, actor: Actor) -> int:
    """How many wait for a person."""
    require(actor, SEE)
    return Message.objects.filter(state=Taking.PARKED).count()


def told(message: Message) -> Row:
    """A message in words."""
    kind = str(KIND_TITLES[message.kind])
    if message.status:
        kind = f"{kind}: {state_title(message.status)}"
    elif not message.kind:
        kind = ""
    problem = str(PROBLEM_TITLES.get(message.problem, ""))
    given_up = message.state == Taking.SETTLED and message.settled_by_id is None
    return Row(message, kind, _("Hết hạn chờ") if given_up else str(TAKING_TITLES[message.state]), problem)


def message(*, actor: Actor, id: UUID) -> Row:
    """One of them; NotFound when there is none."""
    require(actor, SEE)
    found = Message.objects.filter(id=id).first()
    if found is None:
        raise NotFound(_("Không có thông điệp này."))
    return told(found)


def body(*, actor: Actor, id: UUID, at: datetime) -> bytes:
    """What came, as it came; the look is in the ledger when this returns. Conflict once it is gone."""
    require(actor, OPERATE, at=at)
    found = Message.objects.filter(id=id).first()
    if found is None:
        raise NotFound(_("Không có thông điệp này."))
    ledger.record_read(
        actor=actor, about=found.ref, subjects=(), at=at, purpose="xem thông điệp của trục chưa đưa vào được",
        basis="Nghị định 30/2020/NĐ-CP", fields=("body",),
    )  # fmt: skip
    return content(found)


def content(message: Message) -> bytes:
    """The octets that are kept; Conflict once they are gone."""
    if message.body_id is None:
        raise Conflict(
            _("Nội dung thông điệp không còn được giữ."), next_step=_("Đề nghị cơ quan gửi gửi lại.")
        )
    return original_bytes(owner=message.ref, file=message.body_id)


def known(axis_id: str, receiver: str) -> Message | None:
    """What was kept before under this id."""
    return Message.objects.filter(axis_id=axis_id, receiver=receiver).first()


def origin_of(incoming: UUID) -> Message | None:
    """What brought an incoming document."""
    found = Message.objects.filter(incoming=incoming, kind__in=BRINGING)
    return found.order_by("received_at", "id").first()


def brought(document_id: str, *, senders: frozenset[str]) -> QuerySet[Message]:
    """The messages of these senders that brought a document under the id they call it by."""
    return Message.objects.filter(
        document_id=document_id, sender__in=senders, kind__in=BRINGING, incoming__isnull=False
    ).order_by("received_at", "id")


def early(document_id: str, *, agency: UUID) -> list[UUID]:
    """What came about a document before it did."""
    found = Message.objects.filter(
        problem=Problem.EARLY, state=Taking.PARKED, about=document_id, agency=agency
    )
    return list(found.order_by("received_at", "id").values_list("id", flat=True))


def waited_out(at: datetime) -> list[UUID]:
    """What has waited long enough at a moment for a document that never came."""
    found = Message.objects.filter(problem=Problem.EARLY, state=Taking.PARKED)
    found = found.filter(
        Q(received_at__lt=at - EARLY_FOR) | Q(received_at__lt=at - REPLACING_FOR, kind=Change.REPLACE)
    )
    return list(found.order_by("received_at", "id").values_list("id", flat=True))


def answered(document_ids: Sequence[str]) -> list[Message]:
    """What brought the documents that are answered, each once, as their senders call them."""
    found = Message.objects.filter(document_id__in=list(document_ids), kind__in=BRINGING).order_by(
        "received_at", "id"
    )
    return list({one.document_id: one for one in found}.values())


_TAKEN = (Problem.EARLY, Problem.SIGNATURE)
"""What waits here without its sender having to do anything."""


@dataclass(frozen=True)
class Mark:
    """What the axis is told of a message."""

    message: Message
    taken: bool
    words: str


def to_mark(id: UUID) -> Mark | None:
    """What to tell the axis of a message; None while it was not looked at."""
    found = Message.objects.filter(id=id).exclude(state=Taking.KEPT).first()
    if found is None:
        return None
    taken = found.state != Taking.PARKED or found.problem in _TAKEN
    faults = [] if taken else found.faults()
    return Mark(found, taken, "; ".join(one.reason for one in faults)[:300])
