"""What waits for a signature or a number, and how far the signing of numbered results has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import in_hand, version
from tinhso.government.dossiers.models import KIND, Dossier, Result
from tinhso.government.dossiers.queries.desk import Due, by_ids, due_of
from tinhso.government.dossiers.queries.lists import visible
from tinhso.government.dossiers.rules import Phase
from tinhso.kernel.actors import Actor

SLOW = timedelta(minutes=2)
"""After this long people are told that signing takes longer than it should."""


@dataclass(frozen=True)
class Waiting:
    """One result that waits for the actor. Without a draft there is nothing to sign."""

    dossier: Dossier
    step: Assignment
    result: Result | None
    due: Due

    @property
    def owner(self) -> str:
        organisation = self.dossier.organisation
        return organisation.name if organisation else self.dossier.owner.name

    @property
    def ticket(self) -> str:
        """What a batch sends back: the dossier as it stood when the list was shown, and the digest of its content."""
        return f"{self.dossier.id} {self.dossier.version} {self.result.content_digest if self.result else ''}".strip()


def queue(*, actor: Actor, kind: Literal["sign", "number"], at: datetime) -> list[Waiting]:
    """Results in the actor's hands at steps of this kind, the most urgent first."""
    steps = {step.about.id: step for step in _steps(actor, kind)}
    dossiers = {one.id: one for one in by_ids(actor=actor, ids=steps).filter(phase=Phase.IN_PROGRESS)}
    results = {
        one.dossier_id: one
        for one in Result.objects.filter(dossier__in=dossiers).select_related("approved_by")
    }
    waiting = [
        Waiting(dossiers[key], step, results.get(key), due_of(dossiers[key], at=at))
        for key, step in steps.items()
        if key in dossiers and not (kind == "number" and results.get(key) and results[key].number is not None)
    ]
    return sorted(waiting, key=lambda one: (one.dossier.due_at or one.step.due_at, str(one.dossier)))


@dataclass(frozen=True)
class Issuing:
    """How far a numbered result is: `signing`, `slow`, or `issued`; `none` when it has no number."""

    dossier: UUID
    label: str
    notation: str
    state: Literal["none", "signing", "slow", "issued"]


def issuing(*, actor: Actor, ids: Iterable[UUID], at: datetime) -> Sequence[Issuing]:
    """How far the results of these dossiers are; shows nobody's personal data, so no look is recorded."""
    rows = visible(actor=actor).filter(id__in=list(ids)).select_related("result").order_by("code", "id")
    return [_progress(one, at) for one in rows]


def _progress(dossier: Dossier, at: datetime) -> Issuing:
    result = getattr(dossier, "result", None)
    if result is None or result.numbered_at is None:
        return Issuing(dossier.id, str(dossier), "", "none")
    if result.issued_at is not None:
        return Issuing(dossier.id, str(dossier), result.notation, "issued")
    state: Literal["signing", "slow"] = "slow" if at - result.numbered_at > SLOW else "signing"
    return Issuing(dossier.id, str(dossier), result.notation, state)


def _steps(actor: Actor, kind: str) -> list[Assignment]:
    """Step kinds stand in the process; its versions are kept, and need no reading."""
    mine = [step for step in in_hand(actor=actor).order_by("due_at") if step.about.kind == KIND]
    return [step for step in mine if version(id=step.process_id).shape.step(step.step).kind == kind]
