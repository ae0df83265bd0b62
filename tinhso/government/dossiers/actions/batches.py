"""Many results at once: each is approved or numbered by itself, and what fails says why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from tinhso.government.dossiers.actions.issuing import approve_result, number_result
from tinhso.government.dossiers.actions.working import Failure
from tinhso.government.dossiers.models import Dossier
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Refusal


class Ticket(NamedTuple):
    """One result as it stood when the list was shown: its dossier's version, the digest of its content."""

    dossier: UUID
    version: int
    digest: str = ""

    @classmethod
    def parse(cls, text: str) -> Ticket:
        """Read `<dossier> <version> <digest>`; ValueError when it is not that."""
        dossier, version, *rest = text.split()
        return cls(UUID(dossier), int(version), rest[0] if rest else "")


def approve_results(
    *, actor: Actor, tickets: Sequence[Ticket], at: datetime
) -> tuple[list[Dossier], list[Failure]]:
    """Approve each result with exactly the content its ticket names."""
    return _each(
        tickets,
        lambda one: approve_result(
            actor=actor, dossier=one.dossier, version=one.version, digest=one.digest, at=at
        ),
    )


def number_results(
    *, actor: Actor, tickets: Sequence[Ticket], at: datetime
) -> tuple[list[Dossier], list[Failure]]:
    """Number each approved result and let it be signed and sealed."""
    return _each(
        tickets, lambda one: number_result(actor=actor, dossier=one.dossier, version=one.version, at=at)
    )


def _each(tickets: Sequence[Ticket], act: Callable[[Ticket], Dossier]) -> tuple[list[Dossier], list[Failure]]:
    done: list[Dossier] = []
    failed: list[Failure] = []
    for ticket in tickets:
        try:
            done.append(act(ticket))
        except Refusal as refusal:
            failed.append(Failure(ticket.dossier, f"{refusal.detail} {refusal.next_step}".strip()))
    return done, failed
