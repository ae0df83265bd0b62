"""Checking the whole ledger: asked for by a person, done by the worker, kept and recorded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from tinhso.foundation.access.policy import require
from tinhso.kernel import ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict
from tinhso.kernel.ledger import notes
from tinhso.kernel.ledger.queries import export, latest_checkpoint
from tinhso.kernel.ledger.sealer import tree_size
from tinhso.kernel.ledger.verifier import verify
from tinhso.surfaces.console.models import Verification

VERIFY = "console.verify_ledger"
MOST_FAULTS = 50
"""Faults kept of one check; one is enough to act on."""
MOST_ON_SQLITE = 50_000
"""Rows beyond which a check would keep an SQLite file from its writers for too long."""


def ask_for_check(*, actor: Actor, at: datetime) -> Verification:
    """Have the worker check every sealed row. Conflict while another check waits, before the first checkpoint,
    and where the file is too large to be checked beside its work."""
    require(actor, VERIFY, at=at)
    if latest_checkpoint() is None:
        raise Conflict(
            "Sổ nhật ký chưa có điểm niêm nào để đối chiếu.",
            next_step="Điểm niêm đầu tiên được ký trong vòng một phút khi tiến trình worker chạy.",
        )
    if connection.vendor == "sqlite" and tree_size() > MOST_ON_SQLITE:
        raise Conflict(
            f"Sổ có hơn {MOST_ON_SQLITE} mục: kiểm tra tại đây sẽ giữ tệp dữ liệu quá lâu.",
            next_step="Chạy lệnh: tinhso ledger verify",
        )
    try:
        with transaction.atomic():
            asked = Verification.objects.create(asked_at=at, asked_by=actor.account)
            enqueue(VERIFY, {"verification": str(asked.id)})
            ledger.record(actor=actor, verb="console.check_asked", about=asked.ref, at=at)
    except IntegrityError as error:
        raise Conflict(
            "Một lần kiểm tra khác đang chờ kết quả.", next_step="Kết quả hiện ở trang sổ nhật ký khi xong."
        ) from error
    return asked


def check_ledger(*, verification: UUID, at: datetime) -> Verification:
    """Read every sealed row against the latest checkpoint, as the stand-alone verifier does, and keep what it
    finds. A check that is done stays as it is."""
    with transaction.atomic():
        asked = Verification.objects.select_for_update().get(id=verification)
        checkpoint = latest_checkpoint()
        if not asked.waiting or checkpoint is None:
            return asked
        faults = verify(export(), checkpoint.note, notes.public_key())
        asked.state = Verification.State.DONE
        asked.done_at, asked.size = at, checkpoint.size
        asked.fault_count, asked.faults = len(faults), faults[:MOST_FAULTS]
        asked.save(update_fields=["state", "done_at", "size", "fault_count", "faults"])
        ledger.record(
            actor=SYSTEM,
            verb="console.ledger_checked",
            about=asked.ref,
            at=at,
            data={"size": checkpoint.size, "faults": len(faults)},
        )
    return asked
