"""One task, open: what is asked for, who has which part, what was said and done, what the actor may do with it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.access import denials
from tinhso.foundation.access.models import Account
from tinhso.foundation.files.queries import Listed, Opened, files_of, open_file
from tinhso.foundation.tasks.models import Note, Task, TaskHand
from tinhso.foundation.tasks.queries.hands import assignable, hand_of, is_givers
from tinhso.foundation.tasks.queries.lists import VIEW, visible
from tinhso.foundation.tasks.rules import PART_TITLES, STATE_TITLES, TONES, Part, State, days_late, is_late
from tinhso.foundation.units.queries import agency_names
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.refs import Described, Ref, describe

TITLES = {
    "tasks.give": gettext_lazy("Giao nhiệm vụ"),
    "tasks.assign": gettext_lazy("Phân công người thực hiện"),
    "tasks.report": gettext_lazy("Báo cáo tiến độ"),
    "tasks.ask_extension": gettext_lazy("Xin gia hạn"),
    "tasks.extend": gettext_lazy("Đồng ý gia hạn"),
    "tasks.refuse_extension": gettext_lazy("Không đồng ý gia hạn"),
    "tasks.finish": gettext_lazy("Báo cáo hoàn thành"),
    "tasks.accept": gettext_lazy("Xác nhận hoàn thành"),
    "tasks.answered": gettext_lazy("Hoàn thành bằng văn bản trả lời"),
    "tasks.send_back": gettext_lazy("Yêu cầu làm tiếp"),
    "tasks.withdraw": gettext_lazy("Thu hồi nhiệm vụ"),
    "tasks.urge": gettext_lazy("Đôn đốc"),
    "tasks.attach": gettext_lazy("Thêm tệp"),
    "tasks.remind_soon": gettext_lazy("Nhắc sắp đến hạn"),
    "tasks.remind_late": gettext_lazy("Nhắc quá hạn"),
}


@dataclass(frozen=True)
class Line:
    """One act as people read it."""

    title: str
    at: datetime
    who: str
    note: str
    progress: int | None


@dataclass(frozen=True)
class HandLine:
    """One part of a task as people read it."""

    id: int
    part: Part
    agency: str
    holder: str
    assignable: bool

    @property
    def part_title(self) -> str:
        return str(PART_TITLES[self.part])


@dataclass(frozen=True)
class OpenTask:
    """A task as its page shows it."""

    task: Task
    detail: str
    agency: str
    hands: Sequence[HandLine]
    source: Described | None
    answer: Described | None
    files: Sequence[Listed]
    history: Sequence[Line]
    late: bool
    days_late: int
    acts: frozenset[str]
    """What the actor may do with it now: keys of the task's pages."""

    @property
    def state_title(self) -> str:
        return str(STATE_TITLES[State(self.task.state)])

    @property
    def tone(self) -> str:
        return TONES[State(self.task.state)]


def find(*, actor: Actor, task: UUID) -> Task:
    """A task the actor may see; NotFound for any other, in the words of one that is not there. The try is kept."""
    found = visible(actor=actor).select_related("agency", "giver").filter(id=task).first()
    if found is None:
        raise hidden(actor=actor, task=task)
    return found


def hidden(*, actor: Actor, task: UUID) -> NotFound:
    """The refusal for a task the actor may not see."""
    agencies = list(Task.objects.filter(id=task).values_list("agency", flat=True))
    if agencies:
        denials.note(actor=actor, permission=VIEW, agencies=agencies, at=clock.now())
    return NotFound(_("Không tìm thấy nhiệm vụ, hoặc nhiệm vụ không thuộc phạm vi của ông/bà."))


def open_task(*, actor: Actor, task: UUID, at: datetime) -> OpenTask:
    """A task with everything its page shows."""
    found = find(actor=actor, task=task)
    refs = [one for one in (found.source, found.answer) if isinstance(one, Ref)]
    known = describe(refs, actor=actor)
    hands = list(found.hands.select_related("holder").order_by("id"))
    mine = {one.id for one in assignable(found, actor=actor)}
    names = agency_names({found.agency_id, *(one.agency_id for one in hands)}, on=clock.local(at).date())
    late = is_late(found.state, found.due_at, found.finished_at, at=at)
    return OpenTask(
        task=found,
        detail=found.detail(),
        agency=names.get(found.agency_id, ""),
        hands=[_hand(one, names, mine) for one in sorted(hands, key=_by_part)],
        source=_known(found.source, known),
        answer=_known(found.answer, known),
        files=files_of(owner=found.ref),
        history=_history(found),
        late=late,
        days_late=days_late(found.due_at, at=found.finished_at or at) if late and found.due_at else 0,
        acts=acts_allowed(found, actor=actor),
    )


def acts_allowed(task: Task, *, actor: Actor) -> frozenset[str]:
    """What the actor may do with a task now."""
    found: set[str] = set()
    state, asked = State(task.state), task.asked_due_at is not None
    if is_givers(task, actor=actor):
        if state == State.REPORTED:
            found |= {"accept", "send_back"}
        if state == State.OPEN:
            found |= {"urge"} | ({"answer_extension"} if asked else set())
        if state in (State.OPEN, State.REPORTED):
            found |= {"withdraw", "attach"}
    hand = hand_of(task, actor=actor)
    if hand is not None and state == State.OPEN:
        found |= {"report", "attach"}
        if hand.part == Part.LEAD:
            found |= {"finish"} | ({"ask_extension"} if task.due_at and not asked else set())
    if state == State.OPEN and assignable(task, actor=actor):
        found.add("assign")
    return frozenset(found)


def opened_file(*, actor: Actor, task: UUID, file: UUID) -> Opened:
    """A file of a task the actor may see, to look at."""
    return open_file(owner=find(actor=actor, task=task).ref, file=file)


def last_change(task: Task) -> str:
    """What was done last, in words; empty when nothing was."""
    acts = [one for one in acts_about(about=task.ref) if one.verb in TITLES]
    return f"{TITLES[acts[-1].verb]}, {clock.local(acts[-1].at):%H:%M %d/%m/%Y}" if acts else ""


def _by_part(hand: TaskHand) -> tuple[int, int]:
    return list(Part).index(Part(hand.part)), hand.pk


def _hand(one: TaskHand, names: Mapping[UUID, str], mine: set[int]) -> HandLine:
    return HandLine(
        id=one.pk,
        part=Part(one.part),
        agency=names.get(one.agency_id, ""),
        holder=one.holder.name if one.holder else "",
        assignable=one.pk in mine,
    )


def _known(ref: Ref | str | None, known: Mapping[Ref, Described]) -> Described | None:
    """A thing this one leads to; without a link to whom it is not shown."""
    if not isinstance(ref, Ref):
        return None
    return known.get(ref) or Described(_("Văn bản ông/bà không thuộc phạm vi xem"))


def _history(task: Task) -> list[Line]:
    acts = [one for one in acts_about(about=task.ref) if one.verb in TITLES]
    accounts = Account.objects.filter(id__in={one.actor for one in acts if one.actor})
    who: dict[UUID | None, str] = {None: "Tỉnh Số", **dict(accounts.values_list("id", "name"))}
    notes = {one.act: one.text(key=task.key) for one in Note.objects.filter(task=task)}
    return [
        Line(
            str(TITLES[one.verb]), one.at, who.get(one.actor, ""), notes.get(one.id, ""), one.data.get("progress")
        )
        for one in acts
    ]  # fmt: skip
