"""Keeping book of what the portal is told: where each dossier stands here, what it took, what it says it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import Standing
from tinhso.foundation.access.policy import require
from tinhso.government.portalsync.models import PORTAL, Twin
from tinhso.government.portalsync.queries.twins import twins_of
from tinhso.kernel import ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, NotFound
from tinhso.kernel.statements import insert, new_row

RECONCILE = "portalsync.reconcile"
TELL, TELL_STEP, ASK = "portalsync.tell", "portalsync.tell_step", "portalsync.ask"
AT_ONCE = 50
"""Dossiers one question to the portal names."""


def begin_twin(standing: Standing, *, outside_code: str) -> None:
    """Begin the book of a dossier; part of an act that its caller records."""
    insert(
        new_row(
            Twin,
            dossier=standing.dossier,
            outside_code=outside_code,
            request_id=standing.request_id,
            code=standing.code,
            procedure=standing.procedure,
            agency_id=standing.agency,
            filed_at=standing.submitted_at,
            status=standing.national_status,
            version=standing.version,
        )
    )


def stand(standing: Standing, *, act: UUID | None, every: bool) -> None:
    """Note where a dossier stands and let the portal be told; with `every`, of one that was not filed there too.

    Follows from an act that is in the ledger: nothing is recorded again.
    """
    with transaction.atomic():
        moved = Twin.objects.filter(dossier=standing.dossier, version__lt=standing.version).update(
            version=standing.version, status=standing.national_status, code=standing.code, agency_id=standing.agency
        )  # fmt: skip
        if not moved and not Twin.objects.filter(dossier=standing.dossier).exists():
            if not every:
                return
            begin_twin(standing, outside_code="")
        if settings.NATIONAL_PORTAL:
            enqueue(TELL, {"dossier": str(standing.dossier)})
            if act is not None:
                enqueue(TELL_STEP, {"act": str(act), "dossier": str(standing.dossier)})


def note_told(*, dossier: UUID, version: int, at: datetime) -> None:
    """The portal says that it has this version, or a newer one."""
    with transaction.atomic():
        newer = Twin.objects.filter(dossier=dossier, told_version__lt=version)
        if newer.update(told_version=version, told_at=at):
            twin = Twin.objects.get(dossier=dossier)
            ledger.record(
                actor=SYSTEM, verb="portalsync.told", about=twin.ref, at=at, agency=twin.agency_id,
                data={"version": version, "request_id": twin.request_id},
            )  # fmt: skip


def note_asked(*, theirs: Mapping[UUID, int], at: datetime) -> int:
    """Keep what the portal says it holds, and tell again what stands otherwise there; how many did."""
    with transaction.atomic():
        for dossier, status in theirs.items():
            Twin.objects.filter(dossier=dossier).update(theirs=status, asked_at=at)
        wrong = list(Twin.objects.filter(dossier__in=theirs).differing().values_list("dossier", flat=True))
        for dossier in wrong:
            enqueue(TELL, {"dossier": str(dossier), "again": True})
    return len(wrong)


def tell_again(*, actor: Actor, dossier: UUID, at: datetime) -> None:
    """Tell the portal where this dossier stands, whatever it was told before."""
    actor = require(actor, RECONCILE, at=at)
    _must_be_connected()
    with transaction.atomic():
        twin = Twin.objects.filter(dossier=dossier).first()
        if twin is None:
            raise NotFound(_("Hồ sơ này không thuộc diện đồng bộ."))
        enqueue(TELL, {"dossier": str(dossier), "again": True})
        ledger.record(
            actor=actor, verb="portalsync.told_again", about=twin.ref, at=at, agency=twin.agency_id,
            data={"version": twin.version},
        )  # fmt: skip


def ask_again(*, actor: Actor, first: date, last: date, at: datetime) -> int:
    """Ask the portal what it holds of the dossiers of these days; how many will be asked about."""
    actor = require(actor, RECONCILE, at=at)
    _must_be_connected()
    keys = list(twins_of(first=first, last=last).values_list("dossier", flat=True))
    with transaction.atomic():
        enqueue_questions(keys)
        ledger.record(actor=actor, verb="portalsync.asked", about=PORTAL, at=at, data={"dossiers": len(keys)})
    return len(keys)


def enqueue_questions(dossiers: Sequence[UUID]) -> None:
    """So many at a time."""
    for start in range(0, len(dossiers), AT_ONCE):
        enqueue(ASK, {"dossiers": [str(key) for key in dossiers[start : start + AT_ONCE]]})


def _must_be_connected() -> None:
    if not settings.NATIONAL_PORTAL:
        raise Conflict(
            _("Chưa cấu hình kết nối với Cổng Dịch vụ công quốc gia."),
            next_step=_("Đặt TINHSO_NATIONAL_PORTAL rồi khởi động lại."),
        )
