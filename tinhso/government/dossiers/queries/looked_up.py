"""What registers outside said in place of papers: what there is to ask, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tinhso.foundation.access.policy import allows
from tinhso.foundation.conditions.rules import holds
from tinhso.foundation.partners.models import Lookup
from tinhso.foundation.partners.queries import Compared, compared, lookups_about
from tinhso.foundation.partners.sources import sources
from tinhso.foundation.people.models import person_ref
from tinhso.foundation.people.queries import holder_of
from tinhso.foundation.people.rules import read_national_id
from tinhso.foundation.procedures.rules import DATABASES, PaperNeed
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.page import OpenDossier
from tinhso.government.dossiers.rules import CLOSED, Phase
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.refs import Ref

PROCESS = "dossiers.process"
ACCEPTED, LOOKED_UP = "dossiers.accept_declared", "partners.looked_up"
OWN_NUMBER = "account.personal_number"
"""What a question is filled from that asks one's own number."""
Outcome = Lookup.Outcome
_OPEN_TO_DECISION = (Outcome.DIFFERS, Outcome.UNKNOWN)
_BEST = (Outcome.DIFFERS, Outcome.FOUND, Outcome.DOWN, Outcome.UNKNOWN)
"""Which answer a component shows when several registers were asked; one that is down may still know."""


@dataclass(frozen=True)
class Asked:
    """One component that the house looks up itself."""

    need: PaperNeed
    number: str
    declared: Mapping[str, str]
    """By field of the register, as the person wrote it."""

    @property
    def registers(self) -> Sequence[str]:
        """Those that stand in for the paper and tell all of it, in their order; one that is not connected might."""
        known = {key: sources.get(key) for key in self.need.paper.replaced_by}
        return [key for key, one in known.items() if one is None or self.declared.keys() <= one.fields.keys()]


@dataclass(frozen=True)
class LookedUp:
    """What came of looking up one component."""

    lookup: UUID
    outcome: str
    title: str
    source: str
    basis: str
    at: datetime
    compared: Sequence[Compared]
    accepted: bool
    """An official accepted what was declared though the register tells something else, or nothing."""
    asks: Callable[..., bool]
    """`asks(number=…, declared=…)`: whether that was the question."""

    @property
    def settled(self) -> bool:
        """Nothing more is needed from the person for this component."""
        return self.outcome == Outcome.FOUND or self.accepted

    @property
    def undecided(self) -> bool:
        """A person must decide: accept what was declared, or ask for the paper."""
        return self.outcome in _OPEN_TO_DECISION and not self.accepted

    @property
    def tone(self) -> str:
        return "good" if self.settled else "bad" if self.outcome == Outcome.DIFFERS else "wait"


def to_look_up(
    needs: Sequence[PaperNeed], *, answers: Mapping[str, Any], texts: Mapping[str, str], on: date
) -> list[Asked]:
    """The components that can be asked for by the answers given; `texts` are the answers as people read them."""
    found = []
    for need in needs:
        rule = need.paper.look_up
        if rule is None or (rule.when is not None and not holds(rule.when, answers, on=on)):
            continue
        number = answers.get(rule.number)
        if not isinstance(number, str) or not number:
            continue
        declared = {field: _plain(answers.get(key), texts.get(key, "")) for field, key in rule.fields.items()}
        found.append(Asked(need, number, {field: value for field, value in declared.items() if value}))
    return [one for one in found if one.declared]


def looked_up(page: OpenDossier) -> Mapping[str, LookedUp]:
    """What came of each component, by its code."""
    return _answers(page.dossier, [line.act for line in page.history])


def last_told(dossier: Dossier) -> Mapping[str, LookedUp]:
    """The same where no page is open."""
    return _answers(dossier, acts_about(about=dossier.ref))


def still_to_ask(dossier: Dossier, wanted: Sequence[Asked], *, changed: bool) -> list[Asked]:
    """Of the components to look up those whose question is new or another than the last, and unless only what
    `changed` is wanted, those whose answer settled nothing."""
    told = last_told(dossier)

    def due(one: Asked) -> bool:
        last = told.get(one.need.code)
        if last is None or not last.asks(number=one.number, declared=one.declared):
            return True
        return not (changed or last.settled)

    return [one for one in wanted if due(one)]


def whose(dossier: Dossier, one: Asked, *, answers: Mapping[str, Any]) -> tuple[Ref, ...]:
    """Whose data a look-up is about; none where a personal number is that of somebody the house does not know.

    A number that the form asks its own people for is theirs, and so is what a business is known by.
    """
    people = {dossier.owner_id, dossier.submitter_id}
    holder = holder_of(actor=SYSTEM, number=one.number, among=people)
    if holder is not None:
        return (person_ref(holder),)
    questions = dossier.form.shape.questions() if dossier.form else ()
    if one.number in {answers.get(asked.key) for asked in questions if asked.prefill == OWN_NUMBER}:
        return dossier.subjects
    try:
        read_national_id(one.number)
    except ValueError:
        return dossier.subjects
    return ()


def may_look_up(dossier: Dossier, *, actor: Actor) -> bool:
    """Whether this official may have the registers asked again, and decide where they differ."""
    return dossier.phase not in {*CLOSED, Phase.DRAFT} and allows(
        actor, PROCESS, agencies=who_looks_up(dossier)
    )


def who_looks_up(dossier: Dossier) -> tuple[UUID, ...]:
    """The agency that decides, and the one-stop unit for as long as it has not accepted the dossier."""
    return (dossier.agency_id, dossier.counter_id) if dossier.clock_from is None else (dossier.agency_id,)


def lookup_told(act: Act) -> str:
    """A look-up of the history in words: which register, and what came of it."""
    outcome = act.data["outcome"]
    title = DATABASES.get(act.data["source"], act.data["source"])
    return f"{title}: {Outcome(outcome).label}"


def _answers(dossier: Dossier, acts: Iterable[Act]) -> Mapping[str, LookedUp]:
    """Of each component what each register said last to the question asked last, and of that the answer that matters
    most."""
    accepted = {act.data["lookup"] for act in acts if act.verb == ACCEPTED}
    asked: dict[str, list[Lookup]] = {}
    for lookup in lookups_about(about=dossier.ref):
        asked.setdefault(lookup.item, []).append(lookup)
    found = {}
    for item, rows in asked.items():
        question = rows[-1].told()
        same = [
            row for row in rows if row.asks(number=question.get("number", ""), declared=question["declared"])
        ]
        latest = {row.source: row for row in same or rows[-1:]}.values()
        found[item] = _told(min(latest, key=lambda row: _BEST.index(Outcome(row.outcome))), accepted)
    return found


def _told(lookup: Lookup, accepted: set[str]) -> LookedUp:
    return LookedUp(
        lookup=lookup.id,
        outcome=lookup.outcome,
        title=str(Outcome(lookup.outcome).label),
        source=str(DATABASES.get(lookup.source, lookup.source)),
        basis=lookup.basis,
        at=lookup.asked_at,
        compared=compared(lookup),
        accepted=str(lookup.id) in accepted,
        asks=lookup.asks,
    )


def _plain(answer: Any, text: str) -> str:
    """Dates as they are kept, places as they are read."""
    return answer if isinstance(answer, str) else text
