"""The register on paper: asked for at the desk, typeset by a worker, kept as it was."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access.policy import require
from tinhso.government.dossiers.models import REGISTER, PrintedRegister
from tinhso.government.dossiers.queries.register import must_fit, registered
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.ids import new_id

VIEW = "dossiers.view"
PRINT_REGISTER_JOB = "dossiers.print_register"


def print_register(*, actor: Actor, unit: UUID, first: date, last: date, at: datetime) -> PrintedRegister:
    """Have the register of a unit printed; NotFound for a unit that is not the actor's, Invalid when it is too long."""
    actor = require(actor, VIEW, agencies=(unit,), at=at)
    must_fit(registered(actor=actor, unit=unit, first=first, last=last))
    assert actor.account is not None
    key = new_id()
    register = PrintedRegister(
        id=key,
        unit_id=unit,
        first_day=first,
        last_day=last,
        asked_at=at,
        asked_by_id=actor.account,
        key=sealing.new_key(f"{REGISTER}:{key}"),
    )
    with transaction.atomic():
        register.save(force_insert=True)
        ledger.record(
            actor=actor,
            verb="dossiers.print_register",
            about=register.ref,
            at=at,
            agency=unit,
            data={"first_day": first.isoformat(), "last_day": last.isoformat()},
        )
        enqueue(PRINT_REGISTER_JOB, {"register": str(register.id)}, due_at=at)
    return register
