"""How long a dossier stays readable: held while somebody disputes it, erased when its retention has ended."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.procedures.models import Procedure
from tinhso.government.dossiers.actions.changing import locked, record
from tinhso.government.dossiers.models import Dossier, Hold, Original
from tinhso.government.dossiers.rules import CLOSED, years_before
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid

ARCHIVE = "dossiers.archive"
ERASE_JOB = "dossiers.erase"


def hold(*, actor: Actor, dossier: UUID, version: int, reason: str, at: datetime) -> Dossier:
    """Keep a dossier from being erased while a complaint, a lawsuit or an inspection needs it; holds may overlap."""
    _say_why(reason)
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, ARCHIVE, agencies=(found.agency_id,), at=at)
        act = record(found, verb="hold", actor=actor, at=at, note=reason)
        Hold.objects.create(act=act.id, dossier=found, placed_at=at)
    return found


def release(*, actor: Actor, dossier: UUID, version: int, hold: UUID, reason: str, at: datetime) -> Dossier:
    """End one hold: once none is left, the dossier is erased when its retention ends."""
    _say_why(reason)
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, ARCHIVE, agencies=(found.agency_id,), at=at)
        if not found.holds.filter(act=hold, released_at=None).update(released_at=at):
            raise Conflict(_("Việc giữ lại này đã thôi."), next_step=_("Tải lại trang."))
        record(found, verb="release", actor=actor, at=at, note=reason, data={"hold": str(hold)})
    return found


def erase_expired(*, at: datetime) -> int:
    """Have every dossier erased whose retention has ended, each by itself; how many."""
    with transaction.atomic():
        keys = list(_expired(at).values_list("id", flat=True))
        for key in keys:
            enqueue(ERASE_JOB, {"dossier": str(key)}, due_at=at)
    return len(keys)


def erase(*, dossier: UUID, at: datetime) -> None:
    """Destroy the key of a dossier whose retention has ended; nothing happens when it is held, or erased already.

    The key goes last, inside the transaction that says so: when that fails nothing is claimed, and it is done again.
    """
    with transaction.atomic():
        found = _expired(at).select_for_update(of=("self",)).filter(id=dossier).first()
        if found is None:
            return
        kept = found.procedure.shape.retention
        assert kept is not None and found.closed_at is not None
        found.erased_at, found.facts = at, {}
        record(
            found,
            verb="erase",
            actor=SYSTEM,
            at=at,
            data={"years": kept.years, "assumed": kept.assumed, "closed_at": found.closed_at.isoformat()},
        )
        sealing.destroy(found.key)


def _expired(at: datetime) -> QuerySet[Dossier]:
    """Closed dossiers that nobody holds and whose own version of the procedure lets them go by this day.

    One whose originals were not given back stays: it says whose they are. A linked filing is held with each of its
    parts, and each part with it.
    """
    today = clock.local(at).date()
    ended = Q(pk=None)
    for version in Procedure.objects.filter(body__has_key="retention"):
        kept = version.shape.retention
        if kept is not None:
            day = years_before(today, kept.years)
            ended |= Q(procedure=version.pk, closed_at__lt=datetime.combine(day, time.min, clock.VIETNAM))
    one_filing = (
        Q(dossier=OuterRef("pk")) | Q(dossier=OuterRef("part_of")) | Q(dossier__part_of=OuterRef("pk"))
    )
    held = Hold.objects.filter(one_filing, released_at=None)
    not_given_back = Original.objects.filter(dossier=OuterRef("pk"), given_back_at=None)
    return Dossier.objects.filter(
        ended, ~Exists(held), ~Exists(not_given_back), erased_at=None, phase__in=CLOSED
    )


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise Invalid(faults=[Fault("note", _("Xin ghi lý do."))])
