"""What the simulator of the portal holds, and what its person is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models.query import QuerySet

from tinhso.contracts.dossiers import statuses
from tinhso.foundation.access.policy import require
from tinhso.government.portalsync.models import SimulatedDossier, Twin
from tinhso.government.portalsync.queries.twins import outside_code_of
from tinhso.kernel.actors import SYSTEM, Actor

_INCOMPLETE = 5
_MOST = 20


def held(*, actor: Actor) -> QuerySet[SimulatedDossier]:
    """Every dossier it was told of, the latest first."""
    require(actor, "portalsync.see")
    return SimulatedDossier.objects.order_by("-told_at", "request_id")


def waiting_requests(*, at: datetime) -> Iterator[tuple[str, int]]:
    """What the portal calls each dossier filed there, or part of one, that is to be completed, and the number of the
    request; so many at a time."""
    status = statuses["dossiers"]
    twins = {one.dossier: one for one in Twin.objects.filter(status=_INCOMPLETE).order_by("filed_at")[:_MOST]}
    for standing in status.standings(list(twins)).values():
        if not outside_code_of(standing):
            continue
        twin = twins[standing.dossier]
        found = status.snapshot(
            actor=SYSTEM, dossier=twin.dossier, at=at, purpose="thử kết nối với Cổng mô phỏng", basis=""
        )
        if found and found.supplements and found.supplements[-1].answered_at is None:
            yield twin.outside_code or twin.request_id, found.supplements[-1].number
