"""What can be said about a dossier that is late or was given a new date."""

from __future__ import annotations

from datetime import datetime

from tinhso.foundation.packs.queries import code_list
from tinhso.government.dossiers.models import Apology, Dossier
from tinhso.government.dossiers.rules import CLOCK_RUNS
from tinhso.kernel import clock

LATE_REASONS = "late_reasons"


def late_reasons(*, at: datetime) -> list[tuple[str, str]]:
    """The classes of reasons in force, as a field offers them."""
    entries = code_list(LATE_REASONS, on=clock.local(at).date()).entries
    return [(entry.value, entry.label) for entry in entries]


def apology_of(dossier: Dossier) -> Apology | None:
    """The new date it was given since its clock began; one that is due as first promised is not asked about."""
    if dossier.clock_from is None or dossier.due_at == dossier.first_due_at:
        return None
    return Apology.objects.filter(dossier=dossier, apologised_at__gte=dossier.clock_from).first()


def may_be_re_dated(dossier: Dossier) -> bool:
    """Whether there is a running due time for which nobody has apologised yet."""
    running = dossier.phase in CLOCK_RUNS and dossier.due_at is not None
    return running and not Apology.objects.filter(dossier=dossier).exists()
