"""What follows from a dossier's own events: forms are printed."""

from __future__ import annotations

from tinhso.contracts.dossiers import (
    DossierEvent,
    DossierReceived,
    DossierRefused,
    ResultIssued,
    SupplementRequested,
)
from tinhso.kernel.deliveries import listens_to
from tinhso.kernel.deliveries.models import Delivery


def _print(form: str, event: DossierEvent, delivery: Delivery) -> None:
    from tinhso.government.dossiers.engine.printing import print_form

    assert delivery.act is not None
    print_form(dossier=event.dossier, form=form, act=delivery.act, at=event.at)


@listens_to(DossierReceived, key="dossiers.print_receipt")
def print_receipt(event: DossierReceived, delivery: Delivery) -> None:
    _print("01", event, delivery)


@listens_to(SupplementRequested, key="dossiers.print_supplement")
def print_supplement(event: SupplementRequested, delivery: Delivery) -> None:
    _print("02", event, delivery)


@listens_to(DossierRefused, key="dossiers.print_refusal")
def print_refusal(event: DossierRefused, delivery: Delivery) -> None:
    _print("03", event, delivery)


@listens_to(ResultIssued, key="dossiers.print_control_slip")
def print_control_slip(event: ResultIssued, delivery: Delivery) -> None:
    _print("06", event, delivery)
