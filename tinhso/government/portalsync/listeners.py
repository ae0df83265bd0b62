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
    LinkedFilingEnded,
    ResultDelivered,
    ResultIssued,
    SupplementAnswered,
    SupplementRequested,
)
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.queries.terms import mode_on
from tinhso.government.portalsync.queries.twins import standing_of
from tinhso.kernel import clock
from tinhso.kernel.deliveries import listens_to
from tinhso.kernel.deliveries.models import Delivery

_STEPS = (
    SupplementRequested, DossierReceived, DossierRefused, DossierMoved, DossierPaused, DossierResumed,
    DossierApologised, ResultIssued, ResultDelivered, DossierStopped,
)  # fmt: skip
"""What officials do; the rest the person did, or the calendar."""


def _follow(event: DossierEvent, delivery: Delivery) -> None:
    standing = standing_of(event.dossier)
    if standing is not None:
        every = mode_on(clock.local(event.at).date()).tell == "all"
        actions.stand(standing, act=delivery.act if isinstance(event, _STEPS) else None, every=every)


for kind in (
    DossierSubmitted,
    SupplementAnswered,
    DossierWithdrawn,
    DossierRecounted,
    LinkedFilingEnded,
    *_STEPS,
):
    listens_to(kind, key=f"portalsync.{kind.name.rpartition('.')[2]}")(_follow)


@listens_to(DossierSubmitted, key="portalsync.catch_up")
def catch_up(event: DossierSubmitted, delivery: Delivery) -> None:
    actions.catch_up(dossier=event.dossier, at=clock.now())
