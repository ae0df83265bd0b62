"""Whom an official helps to file, and what the filing asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import Standing, intakes, statuses
from tinhso.foundation.access.policy import require
from tinhso.foundation.forms.asking import clean_questions
from tinhso.foundation.forms.drawing import Drawn, draw_questions, parse_questions
from tinhso.foundation.forms.pages import draw_page, take_page
from tinhso.foundation.forms.queries import context
from tinhso.foundation.forms.queries import form as form_on
from tinhso.foundation.forms.registry import Context
from tinhso.foundation.forms.rules import first_answers, visible_pages
from tinhso.foundation.forms.shapes import FormBody, Page
from tinhso.foundation.people.models import Person
from tinhso.foundation.people.queries import contacts_of, find_by_national_id, find_by_phone
from tinhso.foundation.people.rules import mask_mobile, mask_number
from tinhso.foundation.procedures.models import Procedure
from tinhso.foundation.procedures.queries import procedure as procedure_on
from tinhso.foundation.procedures.queries import published
from tinhso.foundation.procedures.rules import PaperNeed, case_for, papers_for
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.units.queries import agency
from tinhso.government.counter.models import Assistance, Ticket
from tinhso.government.counter.rules import AT_A_WINDOW
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Fault, NotFound

ASSIST = "counter.assist"
PURPOSE = "nộp hồ sơ giúp người dân tại quầy"
_LOOKED_AT = ("national_id", "phone")


@dataclass(frozen=True)
class Known:
    """Somebody the house knows, as much as is needed to tell them from another."""

    person: Person
    national_id: str
    phone: str

    @property
    def told(self) -> str:
        """One line to choose by; numbers are masked."""
        parts = (self.person.name, self.person.birth_date, self.national_id, self.phone)
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class Helped:
    """A person who is helped to file, and the procedure they agreed to."""

    assistance: Assistance
    counter: AgencyVersion
    procedure: Procedure

    @property
    def person(self) -> Person:
        return self.assistance.person

    @property
    def commune(self) -> str:
        return self.assistance.commune or self.counter.unit_code


@dataclass(frozen=True)
class Section:
    """One page of the form, drawn on the one page of the counter."""

    page: Page
    drawn: Drawn


@dataclass(frozen=True)
class Filled:
    """The form as it stands."""

    sections: Sequence[Section]
    answers: Mapping[str, Any]
    faults: Sequence[Fault]
    done: bool
    """Everything asked has a clean answer and was shown before it was sent."""


def known_people(*, actor: Actor, counter: UUID, number: str, at: datetime) -> Sequence[Known]:
    """People under a personal number or a mobile number; the look is in the ledger.

    Only those who have proven who they are: whoever merely typed a number would see what its owner files.
    """
    require(actor, ASSIST, agencies=(counter,), at=at)
    under = find_by_national_id(actor=actor, number=number) or find_by_phone(actor=actor, phone=number)
    found = [one for one in under if is_proven(one)]
    for one in found:
        ledger.record_read(
            actor=actor,
            about=one.ref,
            subjects=(one.ref,),
            at=at,
            purpose=PURPOSE,
            fields=_LOOKED_AT,
            agency=counter,
        )
    return [
        Known(
            one,
            mask_number(one.open("national_id")),
            mask_mobile(one.open("phone")) if one.phone_index else "",
        )
        for one in found
    ]


def is_proven(person: Person) -> bool:
    """Whether an agency or the e-ID says that they are who they say."""
    return person.assurance != Person.Assurance.DECLARED


def can_be_filed(*, at: datetime) -> Sequence[Procedure]:
    """What counters receive, by name: whatever agency of the province decides (Decree 118/2025 art. 14)."""
    if intakes.get("dossiers") is None:
        return []
    found = published(on=clock.local(at).date())
    return [one for one in found if one.fileable and "counter" in one.shape.channels]


def filed_as(one: Helped) -> Standing | None:
    """Where what was filed stands, without a word about whose it is: also for one that another counter receives."""
    source, dossier = statuses.get("dossiers"), one.assistance.dossier
    return source.standings([dossier]).get(dossier) if source and dossier else None


def ticket_at(*, actor: Actor, ticket: str) -> Ticket | None:
    """The ticket of this id, if the actor has it at a window now."""
    try:
        key = UUID(ticket)
    except ValueError:
        return None
    return Ticket.objects.filter(id=key, official=actor.account, state__in=AT_A_WINDOW).first()


def helped(*, actor: Actor, assistance: UUID, at: datetime) -> Helped:
    """Whom the actor's counter helps; NotFound for others."""
    found = Assistance.objects.select_related("person").filter(id=assistance).first()
    if found is None:
        raise NotFound(_("Không có lượt nộp giúp này."))
    require(actor, ASSIST, agencies=(found.counter_id,), at=at)
    on = clock.local(at).date()
    return Helped(found, agency(found.counter_id, on=on), procedure_on(code=found.procedure, on=on))


def precheck(one: Helped, data: QueryDict, *, loud: bool, at: datetime) -> tuple[dict[str, Any], Drawn, bool]:
    """The answers of the pre-check so far, the questions drawn, and whether they are all answered."""
    body = one.procedure.shape
    questions = body.precheck.questions if body.precheck else ()
    known = context(on=clock.local(at).date(), given={"channel": "counter"})
    raw = parse_questions(questions, data)
    answers, faults = clean_questions(questions, raw, known, known={})
    drawn = draw_questions(questions, raw, known, known={}, faults=faults if loud else ())
    return answers, drawn, not faults


def drawn_form(one: Helped, given: Mapping[str, Any], *, actor: Actor, at: datetime) -> Filled:
    """The form as it is first shown: with what is known of the person, whose look is in the ledger."""
    form, known = _form(one, given, at)
    if form is None:
        return Filled((), {}, (), True)
    contacts = contacts_of(actor=actor, person=one.person.id, at=at, purpose=PURPOSE)
    sources = {
        "account.name": one.person.name,
        "account.birth_date": one.person.birth_date,
        "account.sex": one.person.sex,
        "account.personal_number": contacts.national_id,
        "account.phone": contacts.phone,
        "account.email": contacts.email,
        "account.address": contacts.address,
    }
    asked = {question.key for question in form.questions()}
    answers = first_answers(form, {key: value for key, value in sources.items() if value}, known)
    answers |= {key: value for key, value in given.items() if key in asked}
    sections = [
        Section(page, draw_page(form, page, answers, known)) for page in visible_pages(form, answers, known)
    ]
    return Filled(sections, answers, (), False)


def filled_form(one: Helped, given: Mapping[str, Any], data: QueryDict, *, at: datetime) -> Filled:
    """The form as it was posted, page after page: later ones rest on the answers of earlier ones."""
    form, known = _form(one, given, at)
    answers: dict[str, Any] = {}
    sections: list[Section] = []
    done = True
    for page in form.pages if form else ():
        assert form is not None
        if page not in visible_pages(form, answers, known):
            continue
        step = take_page(form, page, data, answers, known)
        answers, done = step.answers, done and step.done
        sections.append(Section(page, step.drawn))
    faults = [fault for section in sections for fault in section.drawn.faults]
    return Filled(sections, answers, faults, done)


def papers(one: Helped, given: Mapping[str, Any], *, at: datetime) -> Sequence[PaperNeed]:
    """The papers of this case. What can be looked up may be brought all the same: registers are not always there."""
    body, on = one.procedure.shape, clock.local(at).date()
    case = case_for(body, answers=given, on=on)
    return papers_for(body, case=case, channel="counter", answers=given, on=on)


def _form(one: Helped, given: Mapping[str, Any], at: datetime) -> tuple[FormBody | None, Context]:
    body, on = one.procedure.shape, clock.local(at).date()
    case = case_for(body, answers=given, on=on)
    known = {**given, "case": case.code if case else "", "channel": "counter", "commune": one.commune}
    return form_on(body.form, on=on).shape if body.form else None, context(on=on, given=known)
