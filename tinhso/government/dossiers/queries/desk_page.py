"""A dossier as the desk shows it: everything open, and only the acts this official may do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.policy import allows
from tinhso.foundation.procedures.rules import PaperNeed, Treatment
from tinhso.foundation.units.queries import agency_names
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.shapes import Move
from tinhso.government.dossiers.models import Dossier, DossierPaper, Hold
from tinhso.government.dossiers.queries.desk import TONES, Due, due_of
from tinhso.government.dossiers.queries.history import Line, words_for
from tinhso.government.dossiers.queries.page import OpenDossier, acts_allowed, open_dossier, steps_for
from tinhso.government.dossiers.rules import CLOSED, PHASE_TITLES, Phase
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.ledger.queries import acts_about

FORMS = {
    "01": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "02": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "03": "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    "06": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
}
RESULTS = {"early": ("good", "Sớm hạn"), "on_time": ("good", "Đúng hạn"), "late": ("bad", "Quá hạn")}
AT_WORK = frozenset({"assign", "verify", "draft", "review", "sign"})
"""Steps at which completing or refusing can still be decided; once numbered it cannot."""


@dataclass(frozen=True)
class Contact:
    """How to reach the person who sent it."""

    phone: str
    email: str
    address: str


@dataclass(frozen=True)
class Component:
    """One component of the dossier: what is needed, and what was handed in for it."""

    subject: str
    title: str
    note: str
    state: str
    """That of the checklist component."""
    files: Sequence[DossierPaper]


@dataclass(frozen=True)
class Event:
    """One line of the history with who did it, between which steps, and what was said."""

    line: Line
    who: str
    steps: str
    note: str


@dataclass(frozen=True)
class Stop:
    """One step of the control slip."""

    step: Assignment
    agency: str
    holder: str
    due: Due
    tone: str
    result: str
    """`Sớm hạn`, `Đúng hạn`, `Quá hạn`; empty while open."""
    words: str
    """What was said when it was left."""


@dataclass(frozen=True)
class Task:
    """One open step in this official's hands, or free to be taken, with its ways out."""

    step: Assignment
    kind: str
    held: bool
    moves: Sequence[Move]
    """Without the one that an act of its own makes: signing, numbering, handing over."""


@dataclass(frozen=True)
class DeskDossier:
    """Everything the desk's page about one dossier shows."""

    page: OpenDossier
    due: Due
    contact: Contact
    components: Sequence[Component]
    events: Sequence[Event]
    stops: Sequence[Stop]
    tasks: Sequence[Task]
    acts: frozenset[str]
    """Keys: the lawful acts, and `draft_result`, `approve_result`, `number_result`, `hold`, `release`."""
    holds: Sequence[Hold]
    """Why it is not erased when its retention ends; of a closed dossier only."""
    agency: str
    counter: str

    @property
    def dossier(self) -> Dossier:
        return self.page.dossier

    @property
    def phase(self) -> str:
        return PHASE_TITLES[Phase(self.dossier.phase)]

    @property
    def tone(self) -> str:
        return TONES.get(Phase(self.dossier.phase), "neutral")

    @property
    def owner(self) -> str:
        organisation = self.dossier.organisation
        return organisation.name if organisation else self.dossier.owner.name

    @property
    def handed_in(self) -> Sequence[Component]:
        """What is there, or must be."""
        return [one for one in self.components if one.state != "not-needed"]

    @property
    def looked_up(self) -> Sequence[Component]:
        """What nobody has to hand in."""
        return [one for one in self.components if one.state == "not-needed"]

    @property
    def printed(self) -> Sequence[tuple[str, str, UUID, datetime]]:
        """`(number, title, file, when)` of the forms of the one-stop mechanism."""
        return [
            (one.form, FORMS.get(one.form, one.form), one.file_id, one.printed_at)
            for one in self.page.printed
        ]

    @property
    def issuing(self) -> bool:
        """Numbered, and the signing not yet done."""
        result = self.page.result
        return result is not None and result.numbered_at is not None and result.issued_at is None


def desk_dossier(*, actor: Actor, dossier: UUID, at: datetime) -> DeskDossier:
    """A dossier opened at the desk; the look is in the ledger before this returns."""
    page = open_dossier(actor=actor, dossier=dossier, at=at)
    found = page.dossier
    tasks = _tasks(page, actor=actor, at=at)
    steps = {step.agency_id for step in page.trail}
    names = agency_names({found.agency_id, found.counter_id} | steps, on=clock.local(at).date())
    sender = found.submitter
    holds = list(found.holds.filter(released_at=None).order_by("placed_at")) if found.closed_at else []
    return DeskDossier(
        page=page,
        due=due_of(found, at=at),
        contact=Contact(sender.open("phone"), sender.open("email"), sender.open("address")),
        components=_components(page),
        events=_events(page),
        stops=[
            _stop(step, names.get(step.agency_id, ""), page.words_of_steps.get(step.id, step.note), at)
            for step in page.trail
        ],
        tasks=tasks,
        acts=_acts(page, tasks, holds, actor=actor),
        holds=holds,
        agency=names.get(found.agency_id, ""),
        counter=names.get(found.counter_id, ""),
    )


def changes_since(*, dossier: Dossier, version: int) -> list[Line]:
    """What was done to a dossier after the version a page was drawn from."""
    return [words_for(act) for act in acts_about(about=dossier.ref) if act.data.get("version", 0) > version]


def subjects_of(page: OpenDossier) -> list[tuple[str, str]]:
    """What a supplement request can name: the papers of this case, the form's answers."""
    papers = [(need.code, f"Giấy tờ: {need.paper.title}") for need in page.needs]
    lines = [
        (f"question:{line.key}", f"Tờ khai: {line.label}")
        for section in page.sections
        for line in section.lines
    ]
    return papers + lines


def _tasks(page: OpenDossier, *, actor: Actor, at: datetime) -> list[Task]:
    tasks = []
    for step, moves in steps_for(page, actor=actor, at=at):
        kind = step.shape.kind
        own = step.shape.moves[0].key if kind in ("sign", "number", "return") else None
        left = [move for move in moves if move.key != own and not _lacks_draft(page, step, move)]
        numbered = page.result is not None and page.result.number is not None
        tasks.append(
            Task(step, kind, step.holder_id == actor.account, () if kind == "number" and numbered else left)
        )
    return tasks


def _lacks_draft(page: OpenDossier, step: Assignment, move: Move) -> bool:
    """A result is drafted before anybody is asked to sign it."""
    to_sign = move.to != "end" and step.process.shape.step(move.to).kind == "sign"
    return to_sign and page.result is None


def _acts(page: OpenDossier, tasks: Sequence[Task], holds: Sequence[Hold], *, actor: Actor) -> frozenset[str]:
    if page.dossier.erased_at is not None:
        return frozenset()
    found = {transition.act for transition in acts_allowed(page, actor=actor)}
    kinds = {task.kind for task in tasks}
    agencies = (page.dossier.agency_id,)
    if page.dossier.phase == Phase.IN_PROGRESS:
        if not kinds & AT_WORK:
            found -= {"request_supplement", "refuse"}
        if kinds & {"draft", "verify"} and allows(actor, "dossiers.draft_result", agencies=agencies):
            found.add("draft_result")
        if "sign" in kinds and page.result and allows(actor, "dossiers.approve_result", agencies=agencies):
            found.add("approve_result")
        numbered = page.result is not None and page.result.number is not None
        may_number = allows(actor, "dossiers.number_result", agencies=agencies)
        if "number" in kinds and not numbered and may_number:
            found.add("number_result")
        if any(step.shape.kind == "number" for step in page.open_steps):
            found.discard("stop")
    if page.dossier.phase in CLOSED and allows(actor, "dossiers.archive", agencies=agencies):
        found |= {"hold", "release"} if holds else {"hold"}
    return frozenset(found)


def _components(page: OpenDossier) -> list[Component]:
    handed: dict[str, list[DossierPaper]] = {}
    for paper in page.papers:
        handed.setdefault(paper.paper, []).append(paper)
    found = [_component(need, handed.pop(need.code, [])) for need in page.needs]
    return found + [
        Component("", papers[0].title, _extra(code), "have", papers) for code, papers in handed.items()
    ]


def _extra(code: str) -> str:
    return "Gửi theo yêu cầu bổ sung" if code.startswith("item:") else "Nộp thêm"


def _component(need: PaperNeed, files: Sequence[DossierPaper]) -> Component:
    notes = {
        Treatment.LOOK_UP: f"Tra cứu tại {', '.join(need.looked_up_in)}",
        Treatment.SHOW: "Xuất trình tại quầy",
        Treatment.HAND_IN: "" if files else ("Chưa có tệp" if need.mandatory else "Không bắt buộc"),
    }
    state = "have" if files else "needed" if need.mandatory else "not-needed"
    return Component(need.code, need.paper.title, notes[need.treatment], state, files)


def _events(page: OpenDossier) -> list[Event]:
    """Newest first."""
    keys = {line.act.actor for line in page.history if line.act.actor}
    names = dict(Account.objects.filter(id__in=keys, kind=Account.Kind.OFFICIAL).values_list("id", "name"))
    return [
        Event(
            line,
            names.get(line.act.actor, "Người nộp") if line.act.actor else "Hệ thống",
            _passed(page, line),
            page.notes.get(line.act.id, ""),
        )
        for line in reversed(page.history)
    ]


def _passed(page: OpenDossier, line: Line) -> str:
    """`Thẩm tra → Soạn kết quả` for a line that passed the work on; empty for any other."""
    titles = {step.key: step.title for step in page.dossier.process.shape.steps}
    keys = [line.act.data.get(name) for name in ("step", "to_step")]
    return " → ".join(titles[key] for key in keys if key in titles)


def _stop(step: Assignment, agency: str, said: str, at: datetime) -> Stop:
    tone, result = RESULTS.get(step.result(), ("", ""))
    state = ""
    if step.is_open and step.due_at < at:
        state = "late"
    elif step.is_open and clock.local(step.due_at).date() == clock.local(at).date():
        state = "today"
    holder = step.holder.name if step.holder else ""
    return Stop(step, agency, holder, Due(step.due_at, state, step.trace), tone, result, said)
