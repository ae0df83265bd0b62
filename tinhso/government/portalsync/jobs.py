"""Telling and asking the portal, one delivery each; what stays behind is told anew by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from tinhso.contracts.dossiers import statuses
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.actions.changing import CATCH_UP
from tinhso.government.portalsync.actions.telling import ASK, TELL, TELL_STEP, enqueue_questions
from tinhso.government.portalsync.engine import client
from tinhso.government.portalsync.formats.telling import dossier_message, step_message
from tinhso.government.portalsync.queries.terms import portal
from tinhso.government.portalsync.queries.twins import (
    outside_code_of,
    standing_of,
    to_ask,
    to_tell,
    twin_of,
    twins_named,
)
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries import enqueue, every, job
from tinhso.kernel.deliveries.models import Delivery

PURPOSE = "đồng bộ trạng thái hồ sơ với Cổng Dịch vụ công quốc gia"
BASIS = "Nghị định 224/2026/NĐ-CP, Điều 15"
MOST = 500
_ASKED_FOR = timedelta(days=7)
"""How long after it was told the portal is asked whether it still says so."""


@job(CATCH_UP)
def catch_up(payload: dict[str, Any], delivery: Delivery) -> None:
    """Do what the portal sent about a dossier before its filing came."""
    actions.catch_up(dossier=UUID(payload["dossier"]), at=clock.now())


@job(TELL, outside=True)
def tell(payload: dict[str, Any], delivery: Delivery) -> None:
    """Tell the portal where a dossier stands now; nothing to do where it has taken that already."""
    dossier, at = UUID(payload["dossier"]), clock.now()
    twin, standing = twin_of(dossier), standing_of(dossier)
    if twin is None or standing is None or not settings.NATIONAL_PORTAL:
        return
    if twin.told_version >= standing.version and not payload.get("again"):
        return
    found = statuses["dossiers"].snapshot(actor=SYSTEM, dossier=dossier, at=at, purpose=PURPOSE, basis=BASIS)
    if found is None:
        return
    terms = portal(at=at)
    message = dossier_message(found, outside_code=outside_code_of(standing), names=terms.dossier)
    client.call(terms, terms.services.dossier, message, delivery=str(delivery.id))
    actions.note_told(dossier=dossier, version=found.standing.version, at=at)


@job(TELL_STEP, outside=True)
def tell_step(payload: dict[str, Any], delivery: Delivery) -> None:
    """Tell the portal of one step of an official."""
    at = clock.now()
    standing = standing_of(UUID(payload["dossier"]))
    found = statuses["dossiers"].step(UUID(payload["act"])) if standing else None
    if standing is None or found is None or not settings.NATIONAL_PORTAL:
        return
    terms = portal(at=at)
    message = step_message(found, outside_code=outside_code_of(standing), terms=terms)
    client.call(terms, terms.services.step, message, delivery=str(delivery.id))


@job(ASK, outside=True)
def ask(payload: dict[str, Any], delivery: Delivery) -> None:
    """Ask the portal what it holds of some dossiers; those it holds otherwise are told again."""
    at = clock.now()
    named = twins_named(UUID(key) for key in payload["dossiers"])
    if not named or not settings.NATIONAL_PORTAL:
        return
    terms = portal(at=at)
    names = terms.dossier
    data = client.call(terms, terms.services.ask, list(named), delivery=str(delivery.id))
    theirs = {
        named[one[names.request_id]]: int(one[names.status]) for one in data if one[names.request_id] in named
    }
    actions.note_asked(theirs=theirs, at=at)


@every("1h", key="portalsync.tell_late")
def tell_late(delivery: Delivery) -> None:
    """What the portal did not take while it was away, whatever became of the deliveries."""
    if settings.NATIONAL_PORTAL:
        for dossier in to_tell(at=clock.now(), most=MOST):
            enqueue(TELL, {"dossier": str(dossier)})


@every("1d", key="portalsync.compare")
def compare(delivery: Delivery) -> None:
    if settings.NATIONAL_PORTAL:
        enqueue_questions(to_ask(at=clock.now(), told_within=_ASKED_FOR, most=20 * MOST))


@every("1d", key="portalsync.expire")
def expire(delivery: Delivery) -> None:
    actions.expire(at=clock.now())
