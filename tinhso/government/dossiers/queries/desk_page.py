"""A dossier as the desk shows it: everything open, and only the acts this official may do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.contracts.documents import KeptIn
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.policy import allows
from tinhso.foundation.procedures.rules import PaperNeed, Treatment
from tinhso.foundation.procedures.shapes import Pause as Reason
from tinhso.foundation.units.queries import agency_names
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.shapes import Move
from tinhso.government.dossiers.models import Dossier, DossierPaper, Hold
from tinhso.government.dossiers.queries.archiving import kept_in
from tinhso.government.dossiers.queries.charges import Costs, costs_of
from tinhso.government.dossiers.queries.clocks import answer_clock, pauses_open_to
from tinhso.government.dossiers.queries.desk import TONES, Due, due_of
from tinhso.government.dossiers.queries.history import Line, words_for
from tinhso.government.dossiers.queries.late_steps import is_escalated
from tinhso.government.dossiers.queries.lateness import apology_of, may_be_re_dated
from tinhso.government.dossiers.queries.linked import Belonging, PartLine, belonging_of, part_lines
from tinhso.government.dossiers.queries.looked_up import (
    LOOKED_UP,
    LookedUp,
    looked_up,
    lookup_told,
    may_look_up,
)
from tinhso.government.dossiers.queries.originals import Kept, keeps_at, originals_of
from tinhso.government.dossiers.queries.page import (
    OF_FORM,
    OpenDossier,
    acts_allowed,
    open_dossier,
    passed_on,
    steps_for,
)
from tinhso.government.dossiers.queries.scans import ScanDesk, TakenBack, scan_desk, scans_taken_back
from tinhso.government.dossiers.rules import CLOSED, PHASE_TITLES, Phase
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.ledger.queries import acts_about

RESULTS: Mapping[str, tuple[str, str | Promise]] = {
    "early": ("good", gettext_lazy("Sớm hạn")),
    "on_time": ("good", gettext_lazy("Đúng hạn")),
    "late": ("bad", gettext_lazy("Quá hạn")),
}
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
    looked_up: LookedUp | None = None
    """What a register said in its place."""
    result_code: str = ""
    """Under which it was issued, where it is the result of another procedure (`KQ…`)."""
    taken_back: Sequence[TakenBack] = ()
    """Scans of it that were taken back."""

    @property
    def idle(self) -> bool:
        """Nobody has to hand it in, and nothing was done about it."""
        return self.state == "not-needed" and not self.looked_up and not self.taken_back


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
    escalated: bool
    """It stayed late, and the leader was told."""


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
    """Keys: the lawful acts, and `draft_result`, `approve_result`, `number_result`, `apologise`, `waive`, `hold`,
    `release`, `look_up`, `accept_declared`, `complete_at_counter`."""
    pauses: Sequence[Reason]
    """The reasons for which its clock may stand still now."""
    first_promise: Due | None
    """The due time that gave way to another, with an apology."""
    costs: Costs | None
    holds: Sequence[Hold]
    """Why it is not erased when its retention ends; of a closed dossier only."""
    agency: str
    counter: str
    helper: str
    """Where somebody helped to file it; empty where nobody did, or who received it did."""
    originals: Sequence[Kept]
    keeps_at: UUID | None
    """The agency at which this official may take originals of it in; None where none are taken."""
    scans: ScanDesk | None
    """Of an official who may stand for its papers now; None for any other."""
    parts: Sequence[PartLine]
    """Of a linked filing."""
    belongs_to: Belonging | None
    """The linked filing it is a part of."""
    kept_in: Sequence[KeptIn]
    """The files of the archive it was put into."""
    passed_on: bool
    """Whether this official sees it only as who received it for an agency elsewhere: without what it says."""

    @property
    def dossier(self) -> Dossier:
        return self.page.dossier

    @property
    def phase(self) -> str:
        return str(PHASE_TITLES[Phase(self.dossier.phase)])

    @property
    def tone(self) -> str:
        return TONES.get(Phase(self.dossier.phase), "neutral")

    @property
    def owner(self) -> str:
        organisation = self.dossier.organisation
        return organisation.name if organisation else self.dossier.owner.name

    @property
    def handed_in(self) -> Sequence[Component]:
        """What is there, or must be, or was looked up, or was taken back."""
        return [one for one in self.components if not one.idle]

    @property
    def not_handed_in(self) -> Sequence[Component]:
        """What nobody has to hand in."""
        return [one for one in self.components if one.idle]

    @property
    def printed(self) -> Sequence[tuple[str, str, UUID, datetime]]:
        """`(number, title, file, when)` of the forms of the one-stop mechanism."""
        return [(one.form, title, one.file_id, one.printed_at) for one, title in self.page.titled_forms]

    @property
    def papers_to_keep(self) -> Sequence[tuple[str, str]]:
        """The components whose originals may be taken in, as a field offers them."""
        return [(one.code, one.title) for one in self.dossier.procedure.shape.papers]

    @property
    def papers_to_scan(self) -> Sequence[tuple[str, str]]:
        """What a scan may be added of: the components, and whatever had one that was taken back. None of a linked
        filing: its parts need the papers."""
        if self.dossier.is_linked:
            return ()
        again = [(one.paper, one.title) for component in self.components for one in component.taken_back]
        return list((dict(self.papers_to_keep) | dict(again)).items())

    @property
    def pause_options(self) -> Sequence[tuple[str, str]]:
        """The reasons to pause as a field offers them, each with its clause."""
        return [(one.code, f"{capfirst(one.title)} ({one.basis})") for one in self.pauses]

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
    helper = found.helper_id if found.helper_id not in (None, found.counter_id) else None
    offices = {found.agency_id, found.counter_id, *([helper] if helper else [])}
    names = agency_names(offices | steps, on=clock.local(at).date())
    sender = found.submitter
    costs = costs_of(found)
    outline = passed_on(found, actor=actor)
    components = [] if outline else _components(page, looked_up(page), scans_taken_back(page))
    pauses = pauses_open_to(found, at=at)
    scans = scan_desk(found, actor=actor, at=at)
    holds = list(found.holds.filter(released_at=None).order_by("placed_at")) if found.closed_at else []
    return DeskDossier(
        page=page,
        due=_answer_due(found, at) if found.phase == Phase.SUBMITTED else due_of(found, at=at),
        contact=Contact(sender.open("phone"), sender.open("email"), sender.open("address")),
        components=components,
        events=_events(page, outline=outline),
        stops=[
            _stop(step, names.get(step.agency_id, ""), page.words_of_steps.get(step.id, step.note), at)
            for step in page.trail
        ],
        tasks=tasks,
        acts=_acts(page, tasks, holds, costs, pauses, actor=actor)
        | _about_registers(page, components, actor)
        | ({"complete_at_counter"} if scans and found.phase == Phase.SUPPLEMENT else set()),
        pauses=pauses,
        first_promise=_first_promise(found, at),
        costs=costs,
        holds=holds,
        agency=names.get(found.agency_id, ""),
        counter=names.get(found.counter_id, ""),
        helper=names.get(helper, "") if helper else "",
        originals=originals_of(found, actor=actor, at=at),
        keeps_at=keeps_at(found, actor=actor),
        scans=scans,
        parts=part_lines(found, at=at),
        belongs_to=belonging_of(found),
        kept_in=kept_in(found, actor=actor, at=at) if found.closed_at else (),
        passed_on=outline,
    )


def changes_since(*, dossier: Dossier, version: int) -> list[Line]:
    """What was done to a dossier after the version a page was drawn from."""
    return [words_for(act) for act in acts_about(about=dossier.ref) if act.data.get("version", 0) > version]


def subjects_of(page: OpenDossier) -> list[tuple[str, str]]:
    """What a supplement request can name: the papers of this case, the form's answers."""
    paper, answer = _("Giấy tờ: %(title)s"), _("Tờ khai: %(label)s")
    papers = [(need.code, paper % {"title": need.paper.title}) for need in page.needs]
    lines = [
        (f"{OF_FORM}{line.key}", answer % {"label": line.label})
        for section in page.sections
        for line in section.lines
    ]
    return papers + lines


def _answer_due(dossier: Dossier, at: datetime) -> Due:
    """Until when its person is to be answered, reckoned line by line; nothing while a fee is to be paid first."""
    due = due_of(dossier, at=at)
    if due.at is None:
        return due
    day = clock.local(at).date()
    return replace(due, trace=[*due.trace, *(line.text for line in answer_clock(dossier, on=day).trace)])


def _first_promise(dossier: Dossier, at: datetime) -> Due | None:
    first = dossier.first_due_at
    if first is None or apology_of(dossier) is None:
        return None
    return Due(first, "late" if first < at else "", ())


def _tasks(page: OpenDossier, *, actor: Actor, at: datetime) -> list[Task]:
    tasks = []
    for step, moves in steps_for(page, actor=actor, at=at):
        kind = step.shape.kind
        own = step.shape.moves[0].key if kind in ("sign", "number", "return") else None
        left = [move for move in moves if move.key != own and not _lacks_draft(page, step, move)]
        if page.paused is not None and kind != "consult":
            left = []
        numbered = page.result is not None and page.result.number is not None
        tasks.append(
            Task(step, kind, step.holder_id == actor.account, () if kind == "number" and numbered else left)
        )
    return tasks


def _lacks_draft(page: OpenDossier, step: Assignment, move: Move) -> bool:
    """A result is drafted before anybody is asked to sign it."""
    to_sign = move.to != "end" and step.process.shape.step(move.to).kind == "sign"
    return to_sign and page.result is None


def _acts(
    page: OpenDossier,
    tasks: Sequence[Task],
    holds: Sequence[Hold],
    costs: Costs | None,
    pauses: Sequence[Reason],
    *,
    actor: Actor,
) -> frozenset[str]:
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
        if not kinds & AT_WORK or not pauses:
            found.discard("pause")
    if not tasks:
        found.discard("resume")
    if allows(actor, "dossiers.apologise", agencies=agencies) and may_be_re_dated(page.dossier):
        found.add("apologise")
    if page.dossier.phase in CLOSED and allows(actor, "dossiers.archive", agencies=agencies):
        found |= {"hold", "release"} if holds else {"hold"}
    if costs and costs.waiting and allows(actor, "dossiers.receive", agencies=(page.dossier.counter_id,)):
        found.add("waive")
    return frozenset(found)


def _about_registers(page: OpenDossier, components: Sequence[Component], actor: Actor) -> frozenset[str]:
    """`look_up` again, and `accept_declared` where a person must decide."""
    if page.dossier.erased_at is not None or not may_look_up(page.dossier, actor=actor):
        return frozenset()
    found = {"look_up"} if any(need.paper.look_up for need in page.needs) else set()
    if any(one.looked_up and one.looked_up.undecided for one in components):
        found.add("accept_declared")
    return frozenset(found)


def _components(
    page: OpenDossier, looked: Mapping[str, LookedUp], taken_back: Sequence[TakenBack]
) -> list[Component]:
    handed: dict[str, list[DossierPaper]] = {}
    for paper in page.papers:
        handed.setdefault(paper.paper, []).append(paper)
    gone: dict[str, list[TakenBack]] = {}
    for one in taken_back:
        gone.setdefault(one.paper, []).append(one)
    found = [
        _component(need, handed.pop(need.code, []), looked.get(need.code), gone.pop(need.code, ()))
        for need in page.needs
    ]
    titles = {one.paper: one.title for one in taken_back} | {one.paper: one.title for one in page.papers}
    return found + [
        Component(
            "", titles[code], _extra(code), "have" if code in handed else "not-needed", handed.get(code, ()),
            taken_back=gone.get(code, ()),
        )
        for code in {**handed, **gone}
    ]  # fmt: skip


def _extra(code: str) -> str:
    return _("Gửi theo yêu cầu bổ sung") if code.startswith("item:") else _("Nộp thêm")


def _component(
    need: PaperNeed,
    files: Sequence[DossierPaper],
    looked: LookedUp | None,
    taken_back: Sequence[TakenBack],
) -> Component:
    notes = {
        Treatment.LOOK_UP: _("Tra cứu tại %(bases)s") % {"bases": ", ".join(need.looked_up_in)},
        Treatment.SHOW: _("Xuất trình tại quầy"),
        Treatment.HAND_IN: "" if files else (_("Chưa có tệp") if need.mandatory else _("Không bắt buộc")),
    }
    state = "have" if files else "needed" if need.mandatory else "not-needed"
    if looked is not None and not files:
        state = "have" if looked.settled else "wrong" if looked.outcome == "differs" else "needed"
    kind = need.paper.kind if need.paper.kind.startswith("KQ.") else ""
    return Component(
        need.code, need.paper.title, notes[need.treatment], state, files, looked, kind, taken_back
    )


def _events(page: OpenDossier, *, outline: bool) -> list[Event]:
    """Newest first; in outline not what registers said."""
    keys = {line.act.actor for line in page.history if line.act.actor}
    names = dict(Account.objects.filter(id__in=keys, kind=Account.Kind.OFFICIAL).values_list("id", "name"))
    sender, system = _("Người nộp"), _("Hệ thống")
    return [
        Event(
            line,
            names.get(line.act.actor, sender) if line.act.actor else system,
            "" if outline and line.act.verb == LOOKED_UP else _passed(page, line),
            page.notes.get(line.act.id, ""),
        )
        for line in reversed(page.history)
    ]


def _passed(page: OpenDossier, line: Line) -> str:
    """`Thẩm tra → Soạn kết quả` for a line that passed the work on, what a register said; empty for any other."""
    if line.act.verb == LOOKED_UP:
        return lookup_told(line.act)
    titles = (
        {step.key: step.title for step in page.dossier.process.shape.steps} if page.dossier.process else {}
    )
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
    return Stop(
        step, agency, holder, Due(step.due_at, state, step.trace), tone, str(result), said, is_escalated(step)
    )
