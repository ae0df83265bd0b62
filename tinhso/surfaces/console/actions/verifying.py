"""Checking the whole ledger: asked for by a person, done by the worker, kept and recorded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.kernel import ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict
from tinhso.kernel.ledger import notes
from tinhso.kernel.ledger.queries import export, latest_checkpoint
from tinhso.kernel.ledger.verifier import verify
from tinhso.surfaces.console.models import Verification

VERIFY = "console.verify_ledger"
MOST_FAULTS = 50
"""Faults kept of one check; one is enough to act on."""


def ask_for_check(*, actor: Actor, at: datetime) -> Verification:
    """Have the worker check every sealed row. Conflict while another check waits, and before the first
    checkpoint."""
    actor = require(actor, VERIFY, at=at)
    if latest_checkpoint() is None:
        raise Conflict(
            _("Sổ nhật ký chưa có điểm niêm nào để đối chiếu."),
            next_step=_("Điểm niêm đầu tiên được ký trong vòng một phút khi tiến trình worker chạy."),
        )
    try:
        with transaction.atomic():
            asked = Verification.objects.create(asked_at=at, asked_by=actor.account)
            enqueue(VERIFY, {"verification": str(asked.id)})
            ledger.record(actor=actor, verb="console.check_asked", about=asked.ref, at=at)
    except IntegrityError as error:
        raise Conflict(
            _("Một lần kiểm tra khác đang chờ kết quả."),
            next_step=_("Kết quả hiện ở trang sổ nhật ký khi xong."),
        ) from error
    return asked


def check_ledger(*, verification: UUID, at: datetime) -> Verification:
    """Read every row below the latest checkpoint, as the stand-alone verifier does, and keep what it finds.

    Called without a transaction: reading may take minutes. A check that is done stays as it is.
    """
    asked, checkpoint = Verification.objects.get(id=verification), latest_checkpoint()
    if not asked.waiting or checkpoint is None:
        return asked
    size = checkpoint.size
    faults = verify(export(), checkpoint.note, notes.public_key())
    with transaction.atomic():
        asked = Verification.objects.select_for_update().get(id=verification)
        if asked.waiting:
            asked.state = Verification.State.DONE
            asked.done_at, asked.size = at, size
            asked.fault_count, asked.faults = len(faults), faults[:MOST_FAULTS]
            asked.save(update_fields=["state", "done_at", "size", "fault_count", "faults"])
            ledger.record(
                actor=SYSTEM,
                verb="console.ledger_checked",
                about=asked.ref,
                at=at,
                data={"size": size, "faults": len(faults)},
            )
    return asked
