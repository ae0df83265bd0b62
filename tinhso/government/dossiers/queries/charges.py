"""What a dossier costs and what of it is paid, as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tinhso.foundation.payments.queries.intents import TONES, intents_about, state_name
from tinhso.foundation.payments.rules import WAITING
from tinhso.government.dossiers.models import Dossier


@dataclass(frozen=True)
class Asked:
    """A sum that was asked for, and how far it is paid."""

    id: UUID
    amount: int
    remaining: int
    due: str
    """`before_acceptance` or `before_return`."""
    state: str
    tone: str
    waiting: bool


@dataclass(frozen=True)
class Costs:
    """The fees of the case, and the sums asked for them."""

    lines: Sequence[dict[str, str | int | None]]
    asked: Sequence[Asked]

    @property
    def waiting(self) -> Asked | None:
        """What is to be paid now."""
        return next((one for one in self.asked if one.waiting), None)


def costs_of(dossier: Dossier) -> Costs | None:
    """Whoever calls has opened the dossier by right; None for one that costs nothing."""
    if not dossier.charges:
        return None
    asked = [
        Asked(
            one.id,
            one.amount,
            one.remaining,
            one.due,
            state_name(one.state),
            TONES[one.state],
            one.state in WAITING,
        )
        for one in intents_about(about=dossier.ref)
    ]
    return Costs(dossier.charges, asked)
