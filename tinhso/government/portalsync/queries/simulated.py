"""What the simulator of the portal holds."""

from __future__ import annotations

from django.db.models.query import QuerySet

from tinhso.foundation.access.policy import require
from tinhso.government.portalsync.models import SimulatedDossier
from tinhso.kernel.actors import Actor


def held(*, actor: Actor) -> QuerySet[SimulatedDossier]:
    """Every dossier it was told of, the latest first."""
    require(actor, "portalsync.see")
    return SimulatedDossier.objects.order_by("-told_at", "request_id")
