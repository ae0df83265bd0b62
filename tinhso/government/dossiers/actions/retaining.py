"""How long a dossier stays readable: held while somebody disputes it, erased when its retention has ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.contracts.documents import keepers
from tinhso.foundation.access.policy import require
from tinhso.foundation.procedures.models import Procedure
from tinhso.government.dossiers.actions.changing import locked, record
from tinhso.government.dossiers.models import KIND, Dossier, Hold, Original
from tinhso.government.dossiers.rules import CLOSED, years_before
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.refs import Ref

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
        found = list(_expired(at).values_list("id", flat=True))
        kept = _kept_elsewhere(Ref(KIND, key) for key in found)
        keys = [key for key in found if Ref(KIND, key) not in kept]
        for key in keys:
            enqueue(ERASE_JOB, {"dossier": str(key)}, due_at=at)
    return len(keys)


def erase(*, dossier: UUID, at: datetime) -> None:
    """Destroy the key of a dossier whose retention has ended; nothing happens when it is held, lies in a file of the
    archive, or is erased already.

    The key goes last, inside the transaction that says so: when that fails nothing is claimed, and it is done again.
    """
    with transaction.atomic():
        found = _expired(at).select_for_update(of=("self",)).filter(id=dossier).first()
        if found is None or _kept_elsewhere([found.ref]):
            return
        kept = found.procedure.shape.retention
        assert kept is not None and found.closed_at is not None
        data = {"years": kept.years, "assumed": kept.assumed, "closed_at": found.closed_at.isoformat()}
        _erase(found, at=at, data=data)


def erase_with_its_file(dossier: UUID, at: datetime) -> None:
    """Destroy the key of a dossier inside the transaction of the destruction of the file it lay in."""
    found = Dossier.objects.select_for_update(of=("self",)).filter(id=dossier, erased_at=None).first()
    if found is not None:
        _erase(found, at=at, data={"with_its_file": True})


def held_back(dossiers: Sequence[UUID]) -> bool:
    """Whether one of these may not be erased yet: somebody disputes it, or its originals were not given back."""
    return Dossier.objects.filter(_held(), id__in=dossiers, erased_at=None).exists()


def _erase(dossier: Dossier, *, at: datetime, data: dict[str, Any]) -> None:
    dossier.erased_at, dossier.facts = at, {}
    record(dossier, verb="erase", actor=SYSTEM, at=at, data=data)
    sealing.destroy(dossier.key)


def _kept_elsewhere(dossiers: Iterable[Ref]) -> frozenset[Ref]:
    """Those that the archive keeps: they go with its file, and not before."""
    found = list(dossiers)
    return frozenset().union(*(one.keeps(found) for one in keepers))


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
    return Dossier.objects.filter(ended, ~_held(), erased_at=None, phase__in=CLOSED)


def _held() -> Q:
    one_filing = (
        Q(dossier=OuterRef("pk")) | Q(dossier=OuterRef("part_of")) | Q(dossier__part_of=OuterRef("pk"))
    )
    held = Hold.objects.filter(one_filing, released_at=None)
    not_given_back = Original.objects.filter(dossier=OuterRef("pk"), given_back_at=None)
    return Q(Exists(held)) | Q(Exists(not_given_back))


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise Invalid(faults=[Fault("note", _("Xin ghi lý do."))])
