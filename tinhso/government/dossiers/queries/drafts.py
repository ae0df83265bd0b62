"""A draft as its writer goes on with it: the pages still to come, the papers, and what stands in the way of sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tinhso.contracts.wallet import Held
from tinhso.foundation.forms.queries import context
from tinhso.foundation.forms.registry import Context
from tinhso.foundation.forms.rules import Section, summary, visible_pages
from tinhso.foundation.forms.shapes import FormBody, Page
from tinhso.foundation.procedures.queries import fees
from tinhso.foundation.procedures.rules import FeeDue, PaperNeed, Treatment, total_of
from tinhso.foundation.units.queries import agency_names
from tinhso.government.dossiers.models import Dossier, DossierPaper
from tinhso.government.dossiers.queries.complete import checked
from tinhso.government.dossiers.queries.page import find, needs_of
from tinhso.government.dossiers.queries.shelf import offers
from tinhso.government.dossiers.rules import Phase
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Fault


@dataclass(frozen=True)
class PaperSlot:
    """One component of the dossier with the files handed in for it."""

    need: PaperNeed
    files: Sequence[DossierPaper]
    offered: Sequence[Held] = ()
    """Papers held already that may be used again for it, and are not."""

    @property
    def uploads(self) -> bool:
        """A file may be given: handed in, or looked up and given in case the database has no answer."""
        return self.need.treatment is not Treatment.SHOW

    @property
    def state(self) -> str:
        if self.files:
            return "have"
        return "needed" if self.need.mandatory else "not-needed"


@dataclass(frozen=True)
class Lacking:
    """One thing that stands in the way of sending, and the page where it is put right."""

    reason: str
    page: str
    """The key of a form page; empty for papers."""
    field: str


@dataclass(frozen=True)
class Draft:
    """A draft, open for its writer."""

    dossier: Dossier
    form: FormBody | None
    context: Context
    precheck: dict[str, Any]
    answers: dict[str, Any]
    pages: Sequence[Page]
    slots: Sequence[PaperSlot]
    decides: str
    receives: str

    @property
    def total_steps(self) -> int:
        """Form pages, then papers, then check-your-answers."""
        return len(self.pages) + 2

    def page(self, key: str) -> Page | None:
        return next((page for page in self.pages if page.key == key), None)

    def number(self, page: Page) -> int:
        return [one.key for one in self.pages].index(page.key) + 1


def open_draft(*, actor: Actor, dossier: UUID, at: datetime) -> Draft | None:
    """The draft, for those it belongs to; None when the dossier has been sent. NotFound for anyone else."""
    found = find(actor=actor, dossier=dossier)
    if found.phase != Phase.DRAFT:
        return None
    envelope = found.envelope()
    on = clock.local(at).date()
    precheck, answers = envelope["precheck"], envelope["answers"]
    given = {**precheck, "case": found.case, "channel": found.channel, "commune": found.commune}
    known = context(on=on, given=given)
    form = found.form.shape if found.form else None
    needs = needs_of(found, precheck)
    papers = list(found.papers.filter(removed_at=None).select_related("file").order_by("added_at", "id"))
    names = agency_names([found.agency_id, found.counter_id], on=on)
    return Draft(
        dossier=found,
        form=form,
        context=known,
        precheck=precheck,
        answers=answers,
        pages=visible_pages(form, answers, known) if form else (),
        slots=[PaperSlot(need, [paper for paper in papers if paper.paper == need.code]) for need in needs],
        decides=names.get(found.agency_id, ""),
        receives=names.get(found.counter_id, ""),
    )


def with_offers(draft: Draft, *, actor: Actor, at: datetime) -> list[PaperSlot]:
    """The components of a draft with what may be used again for each."""
    offered = offers(draft.dossier, [slot.need for slot in draft.slots], actor=actor, at=at)
    found = []
    for slot in draft.slots:
        used = {paper.origin for paper in slot.files}
        fresh = [one for one in offered.get(slot.need.code, ()) if one.thing not in used]
        found.append(replace(slot, offered=fresh if slot.uploads else ()))
    return found


def sections_of(draft: Draft) -> Sequence[Section]:
    """The answers page by page."""
    return summary(draft.form, draft.answers, draft.context) if draft.form else ()


def lacking(draft: Draft) -> list[Lacking]:
    """Everything that stands in the way of sending, in the order of the pages, papers last."""
    given = {slot.need.code for slot in draft.slots if slot.files}
    found = checked(
        draft.dossier, precheck=draft.precheck, answers=draft.answers, given=given, on=draft.context.on
    )
    return lacking_of(draft, found.lacks)


def lacking_of(draft: Draft, faults: Sequence[Fault]) -> list[Lacking]:
    """The faults an action named, each with the page where it is put right."""
    return [
        Lacking(fault.reason, "", fault.field) if fault.field.startswith("paper:") else _at_page(draft, fault)
        for fault in faults
    ]


def fees_of(draft: Draft, *, at: datetime) -> tuple[Sequence[FeeDue], int | None]:
    """What this filing costs by the pre-check and the answers given so far."""
    due = fees(
        of=draft.dossier.procedure,
        channel="online",
        answers={**draft.precheck, **draft.answers},
        territory="",
        on=clock.local(at).date(),
    )
    return due, total_of(due)


def _at_page(draft: Draft, fault: Fault) -> Lacking:
    for page in draft.pages:
        for question in page.questions:
            if fault.field == question.key or fault.field.startswith(f"{question.key}."):
                reason = (
                    fault.reason if question.label in fault.reason else f"{question.label}: {fault.reason}"
                )
                return Lacking(reason, page.key, fault.field)
    return Lacking(fault.reason, draft.pages[0].key if draft.pages else "", fault.field)
