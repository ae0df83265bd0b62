"""One dossier, open: what an actor may see of it, after the look itself is in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access import denials
from tinhso.foundation.access.policy import agencies_within, allows
from tinhso.foundation.forms.queries import context
from tinhso.foundation.forms.registry import Context
from tinhso.foundation.forms.rules import Section, summary
from tinhso.foundation.procedures.rules import PaperNeed, case_for, papers_for
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import may_work_on, moves_of, trail
from tinhso.foundation.workflow.shapes import Move
from tinhso.government.dossiers.models import (
    Dossier,
    DossierPaper,
    PrintedForm,
    Result,
    Scan,
    Supplement,
    SupplementItem,
)
from tinhso.government.dossiers.queries.clocks import Paused, paused
from tinhso.government.dossiers.queries.form_sets import form_set
from tinhso.government.dossiers.queries.history import Line, words_for
from tinhso.government.dossiers.queries.lists import VIEW, sees
from tinhso.government.dossiers.queries.pinned import bind_rules
from tinhso.government.dossiers.rules import Phase, Transition, acts_from
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.statements import prepared

PURPOSE = "giải quyết thủ tục hành chính"
OF_FORM = "question:"
"""What an item of a supplement request begins with that is an answer of the form, not a paper."""


@dataclass(frozen=True)
class Words:
    """One item of a supplement request, open."""

    item: SupplementItem
    title: str
    fault: str
    remedy: str
    answer: str

    @property
    def of_form(self) -> bool:
        """Whether it is an answer of the form that is to be put right."""
        return self.item.subject.startswith(OF_FORM)


@dataclass(frozen=True)
class OpenSupplement:
    """A supplement request with its words."""

    supplement: Supplement
    items: Sequence[Words]


@dataclass(frozen=True)
class OpenDossier:
    """Everything a page about a dossier shows."""

    dossier: Dossier
    answers: dict[str, Any]
    precheck: dict[str, Any]
    sections: Sequence[Section]
    needs: Sequence[PaperNeed]
    papers: Sequence[DossierPaper]
    supplements: Sequence[OpenSupplement]
    printed: Sequence[PrintedForm]
    trail: Sequence[Assignment]
    paused: Paused | None
    history: Sequence[Line]
    notes: dict[UUID, str]
    result: Result | None
    result_content: dict[str, Any] | None

    @property
    def words_of_steps(self) -> dict[UUID, str]:
        """What was said when a step was left, by its assignment."""
        return {
            UUID(line.act.data["assignment"]): self.notes[line.act.id]
            for line in self.history
            if "assignment" in line.act.data and line.act.id in self.notes
        }

    @property
    def titled_forms(self) -> list[tuple[PrintedForm, str]]:
        """The forms printed for it, each with the title it had in the form set of that day."""
        return [
            (one, form_set(on=clock.local(one.printed_at).date()).title(one.form)) for one in self.printed
        ]

    @property
    def open_steps(self) -> list[Assignment]:
        return [step for step in self.trail if step.is_open]


def find(*, actor: Actor, dossier: UUID, whole: bool = True) -> Dossier:
    """A dossier the actor may see, read with all its people or, when not `whole`, its owner; NotFound for any other,
    so that its existence is not told."""
    rows = _with_people(dossier) if whole else _with_owner(dossier)
    if not rows or not sees(rows[0], actor=actor):
        raise hidden(actor=actor, dossier=dossier)
    (found,) = rows
    bind_rules(found)
    return found


@prepared
def _with_people(id: UUID) -> QuerySet[Dossier]:
    return Dossier.objects.select_related("owner", "submitter", "organisation").filter(id=id)


@prepared
def _with_owner(id: UUID) -> QuerySet[Dossier]:
    return Dossier.objects.select_related("owner").filter(id=id)


def hidden(*, actor: Actor, dossier: UUID) -> NotFound:
    """The refusal for a dossier the actor may not see, in the words of one that is not there.

    The ledger keeps that one which is there was asked for.
    """
    agencies = list(Dossier.objects.filter(id=dossier).values_list("agency", flat=True))
    if agencies:
        denials.note(actor=actor, permission=VIEW, agencies=agencies, at=clock.now())
    return NotFound(_("Không tìm thấy hồ sơ, hoặc hồ sơ không thuộc phạm vi của ông/bà."))


def open_dossier(*, actor: Actor, dossier: UUID, at: datetime) -> OpenDossier:
    """A dossier with its personal data; the look is in the ledger before this returns, unless it is one's own."""
    found = find(actor=actor, dossier=dossier)
    if passed_on(found, actor=actor):
        return _outline(found, actor=actor, at=at)
    note_reading(found, actor=actor, at=at, fields=("answers", "papers", "contacts"))
    envelope = found.envelope()
    result = Result.objects.filter(dossier=found).select_related("file", "approved_by").first()
    return OpenDossier(
        dossier=found,
        answers=envelope["answers"],
        precheck=envelope["precheck"],
        sections=sections_of(found, at=at, **envelope),
        needs=needs_of(found, envelope["precheck"]),
        papers=_papers(found),
        supplements=_supplements(found),
        printed=list(found.forms_printed.select_related("file").order_by("printed_at", "id")),
        trail=trail(about=found.ref),
        paused=paused(found),
        history=[words_for(act) for act in acts_about(about=found.ref)],
        notes={note.act: note.text(key=found.key) for note in found.notes.all()},
        result=result,
        result_content=content_of(found, result) if result else None,
    )


def passed_on(dossier: Dossier, *, actor: Actor) -> bool:
    """Whether the actor sees it only as the one-stop unit that received it away and has passed it on: then where it
    stands and what is handed over, nothing of what it says any more. A linked filing is passed on to its parts at once,
    and each part is looked at by itself."""
    if dossier.is_linked:
        return actor.kind == ActorKind.OFFICIAL and dossier.away and agencies_within(actor, VIEW) is not None
    return (
        actor.kind == ActorKind.OFFICIAL
        and dossier.away
        and dossier.clock_from is not None
        and not allows(actor, VIEW, agencies=(dossier.agency_id,))
    )


def find_file(*, actor: Actor, dossier: UUID, file: UUID) -> Dossier:
    """A dossier of which the actor may open this file; NotFound for any other, and for a file passed on with it."""
    found = find(actor=actor, dossier=dossier)
    if passed_on(found, actor=actor):
        handed_over = Result.objects.filter(dossier=found, file=file, issued_at__isnull=False).exists()
        if not (handed_over or _printed_there(found).filter(file=file).exists()):
            raise hidden(actor=actor, dossier=dossier)
    return found


def note_reading(dossier: Dossier, *, actor: Actor, at: datetime, fields: Sequence[str]) -> None:
    """Record that somebody other than its people is about to see personal data of a dossier.

    The platform making a paper shows nothing to anyone: what it made is recorded when somebody opens it.
    """
    if actor.kind == ActorKind.SYSTEM or actor.person in (dossier.owner_id, dossier.submitter_id):
        return
    seat = next(
        (seat for seat in actor.seats if seat.agency in (dossier.agency_id, dossier.counter_id)), None
    )
    ledger.record_read(
        actor=actor,
        about=dossier.ref,
        subjects=dossier.subjects,
        at=at,
        purpose=PURPOSE,
        basis=f"hồ sơ {dossier}",
        fields=fields,
        agency=seat.agency if seat else None,
    )


def _outline(dossier: Dossier, *, actor: Actor, at: datetime) -> OpenDossier:
    """A dossier passed on, as whoever received it sees it: what was done, its own steps, the result once it is out."""
    note_reading(dossier, actor=actor, at=at, fields=("owner", "contacts"))
    result = Result.objects.filter(dossier=dossier, issued_at__isnull=False).select_related("file").first()
    return OpenDossier(
        dossier=dossier,
        answers={},
        precheck={},
        sections=(),
        needs=(),
        papers=(),
        supplements=(),
        printed=list(_printed_there(dossier).select_related("file").order_by("printed_at", "id")),
        trail=[step for step in trail(about=dossier.ref) if step.agency_id == dossier.counter_id],
        paused=paused(dossier),
        history=[words_for(act) for act in acts_about(about=dossier.ref)],
        notes={},
        result=result,
        result_content=None,
    )


def _papers(dossier: Dossier) -> list[DossierPaper]:
    """What was handed in, each with what is said of its scan; of a part's, what is said in the whole of the same
    bytes."""
    papers = list(dossier.papers.filter(removed_at=None).select_related("file").order_by("added_at", "id"))
    scans = Scan.objects.filter(paper__dossier__in={dossier.id, dossier.part_of_id} - {None})
    own: dict[UUID, Scan] = {}
    of_whole: dict[str, Scan] = {}
    for one in scans.select_related("paper__file"):
        if one.paper.dossier_id == dossier.id:
            own[one.paper_id] = one
        else:
            of_whole[one.paper.file.fingerprint] = one
    for paper in papers:
        paper.said = own.get(paper.id) or of_whole.get(paper.file.fingerprint)
    return papers


def _printed_there(dossier: Dossier) -> QuerySet[PrintedForm]:
    """The forms of acts of the one-stop unit that received it."""
    acts = [act.id for act in acts_about(about=dossier.ref) if act.agency == dossier.counter_id]
    return dossier.forms_printed.filter(act__in=acts)


def sections_of(
    dossier: Dossier, *, precheck: dict[str, Any], answers: dict[str, Any], at: datetime
) -> Sequence[Section]:
    """The answers line by line as its form asks for them, in the reader's language; none without a form."""
    if dossier.form is None:
        return ()
    return summary(dossier.form.shape, answers, form_context(dossier, precheck=precheck, at=at))


def form_context(dossier: Dossier, *, precheck: Mapping[str, Any], at: datetime) -> Context:
    """What the answers of a dossier are read against: as of the day it was sent."""
    on = dossier.ruled_on if dossier.submitted_at else clock.local(at).date()
    given = {**precheck, "case": dossier.case, "channel": dossier.channel, "commune": dossier.commune}
    return context(on=on, given=given)


def needs_of(dossier: Dossier, precheck: dict[str, Any]) -> Sequence[PaperNeed]:
    """The papers this dossier's case needs, by the version it is pinned to."""
    body, on = dossier.procedure.shape, dossier.ruled_on
    case = case_for(body, answers=precheck, on=on)
    return papers_for(body, case=case, channel=dossier.via, answers=precheck, on=on)


def content_of(dossier: Dossier, result: Result) -> dict[str, Any]:
    """What a result says."""
    try:
        content = sealing.unseal_json(dossier.key, result.content_sealed, row=result.row)
    except sealing.Destroyed:
        return {}
    assert isinstance(content, dict)
    return content


def acts_allowed(page: OpenDossier, *, actor: Actor) -> list[Transition]:
    """The lawful acts from here that this actor may do; the rest are not offered."""
    dossier = page.dossier
    return [
        transition
        for transition in acts_from(dossier.phase)
        if transition.act in _PERMISSION
        and allows(
            actor,
            _permission(transition.act, dossier),
            agencies=_agencies(transition.act, dossier),
            persons=(dossier.owner_id, dossier.submitter_id),
        )
    ]


def steps_for(page: OpenDossier, *, actor: Actor, at: datetime) -> list[tuple[Assignment, tuple[Move, ...]]]:
    """The open steps the actor may work on now, each with its ways out."""
    day = clock.local(at).date()
    return [
        (step, moves_of(step, facts=page.dossier.facts, day=day))
        for step in page.open_steps
        if may_work_on(step, actor=actor)
    ]


_PERMISSION = {
    "receive": "dossiers.receive",
    "request_supplement": "dossiers.receive",
    "refuse": "dossiers.receive",
    "pause": "dossiers.process",
    "resume": "dossiers.process",
    "deliver": "dossiers.deliver",
    "archive": "dossiers.archive",
    "stop": "dossiers.stop",
    "withdraw": "dossiers.file",
    "answer_supplement": "dossiers.file",
}


def _permission(act: str, dossier: Dossier) -> str:
    """Once it is in progress, completing or refusing is a matter of whoever works on it."""
    if act in ("request_supplement", "refuse") and dossier.phase == Phase.IN_PROGRESS:
        return "dossiers.process"
    return _PERMISSION[act]


def _agencies(act: str, dossier: Dossier) -> tuple[UUID, ...]:
    """At which agency an official must sit for an act: as the action asks."""
    if act == "stop":
        return (dossier.agency_id, dossier.counter_id)
    if act == "archive" or dossier.phase in (Phase.IN_PROGRESS, Phase.PAUSED):
        return (dossier.agency_id,)
    return (dossier.counter_id,)


def _supplements(dossier: Dossier) -> list[OpenSupplement]:
    found = []
    for supplement in dossier.supplements.prefetch_related("items").order_by("number"):
        items = sorted(supplement.items.all(), key=lambda one: one.order)
        found.append(OpenSupplement(supplement, [Words(one, **one.words(key=dossier.key)) for one in items]))
    return found
