"""What the portal sent and was not done as it says: kept for a person, sealed, once however often it comes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from tinhso.foundation.files.actions import keep
from tinhso.government.portalsync.formats.change import Kind
from tinhso.government.portalsync.formats.filing import LONGEST, Problem
from tinhso.government.portalsync.models import Message
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Fault
from tinhso.kernel.ids import new_id

KEPT = timedelta(days=90)
"""How long the body of a message waits for a person. Assumed: no text says."""
State = Message.State


def put_aside(
    raw: bytes,
    *,
    kind: Kind,
    state: Message.State,
    problem: Problem,
    faults: Sequence[Fault],
    code: str,
    actor: Actor,
    at: datetime,
    number: int = 0,
    digest: str = "",
    dossier: UUID | None = None,
    differs: Sequence[str] = (),
) -> None:
    """Keep a message that was not applied; one that waits already is counted, and what is wrong with it now kept.

    Where the body of that one is gone, because its time was over, this one waits in its place.
    """
    digest = digest or sealing.blind("portalsync.raw", hashlib.sha256(raw).hexdigest())
    told = [(fault.field, fault.reason) for fault in faults]
    waiting = Message.objects.filter(
        kind=kind, code=code, number=number, digest=digest, state__in=[State.REJECTED, State.PARKED]
    )
    for one in waiting.exclude(key=None):
        assert one.key is not None
        sealed = sealing.seal_json(one.key, told, row=one.row)
        waiting.update(
            times=F("times") + 1, state=state, problem=problem, faults_sealed=sealed, dossier=dossier
        )
        return
    message = Message(
        id=new_id(), kind=kind, code=code, number=number, digest=digest, state=state, problem=problem, received_at=at,
        expires_at=at + KEPT, dossier=dossier, differs=list(differs),
    )  # fmt: skip
    message.key = sealing.new_key(str(message.ref))
    message.faults_sealed = sealing.seal_json(message.key, told, row=message.row)
    try:
        with transaction.atomic():
            waiting.filter(key=None).update(state=State.SETTLED, settled_at=at)
            if len(raw) <= LONGEST:
                message.body = keep(
                    at=at, owner=message.ref, key=message.key, name="ho-so.json", content=raw,
                    media_type="application/json",
                )  # fmt: skip
            message.save(force_insert=True)
            ledger.record(
                actor=actor, verb="portalsync.put_aside", about=message.ref, at=at,
                data={"outside_code": code, "problem": problem, "state": state},
            )  # fmt: skip
    except IntegrityError:
        # The same message, at the same moment, somewhere else.
        waiting.update(times=F("times") + 1)


def fingerprints(code: str, parts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What was accepted, part by part, so that another content shows where it differs and says nothing else."""
    key = sealing.blind("portalsync.parts", code).encode()[:64]
    return {
        place: hashlib.blake2b(value.encode(), key=key, digest_size=12).hexdigest() for place, value in parts
    }


def digest_of(parts: dict[str, str]) -> str:
    """The same for the same content under the same code."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
