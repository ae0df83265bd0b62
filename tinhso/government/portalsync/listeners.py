"""What follows for the portal from what happens to dossiers."""

from __future__ import annotations

from tinhso.contracts.dossiers import (
    DossierApologised,
    DossierEvent,
    DossierMoved,
    DossierPaused,
    DossierReceived,
    DossierRecounted,
    DossierRefused,
    DossierResumed,
    DossierStopped,
    DossierSubmitted,
    DossierWithdrawn,
    FeeCleared,
    LinkedFilingEnded,
    ResultDelivered,
    ResultIssued,
    SupplementAnswered,
    SupplementRequested,
)
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.actions.changing import CATCH_UP
from tinhso.government.portalsync.queries.terms import mode_on
from tinhso.government.portalsync.queries.twins import outside_code_of, standing_of, twin_of
from tinhso.kernel import clock
from tinhso.kernel.deliveries import enqueue, listens_to
from tinhso.kernel.deliveries.models import Delivery

_STEPS = (
    SupplementRequested, DossierReceived, DossierRefused, DossierMoved, DossierPaused, DossierResumed,
    DossierApologised, ResultIssued, ResultDelivered, DossierStopped,
)  # fmt: skip
"""What officials do; the rest the person did, or the calendar."""


def _follow(event: DossierEvent, delivery: Delivery) -> None:
    standing = standing_of(event.dossier)
    if standing is not None:
        every = mode_on(clock.local(event.at).date()).tell == "all" or bool(outside_code_of(standing))
        actions.stand(standing, act=delivery.act if isinstance(event, _STEPS) else None, every=every)


for kind in (
    FeeCleared,
    SupplementAnswered,
    DossierWithdrawn,
    DossierRecounted,
    LinkedFilingEnded,
    *_STEPS,
):
    listens_to(kind, key=f"portalsync.{kind.name.rpartition('.')[2]}")(_follow)


@listens_to(DossierSubmitted, key="portalsync.submitted")
def begin(event: DossierSubmitted, delivery: Delivery) -> None:
    _follow(event, delivery)
    twin = twin_of(event.dossier)
    if twin is not None and twin.outside_code:
        enqueue(CATCH_UP, {"dossier": str(event.dossier)})
