"""The end of a document: what it says is destroyed with the file it lay in; its line in the register stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tinhso.foundation.files.actions import discard
from tinhso.foundation.files.queries import files_of
from tinhso.foundation.search.actions import hold_soon
from tinhso.government.documents.models import Document, Incoming
from tinhso.government.documents.queries.archiving import ERASED, erased
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.refs import Ref

PURPOSE, BASIS = "tiêu hủy tài liệu hết thời hạn bảo quản", "Nghị định 30/2020/NĐ-CP"


def erase_out(document: UUID, at: datetime) -> None:
    """Destroy what an outgoing document says, inside the transaction of its file's destruction."""
    found = Document.objects.select_for_update(of=("self",)).filter(id=document).first()
    if found is None or erased([found.ref]):
        return
    found.file = None
    found.version += 1
    found.save()
    _destroy(found.ref, found.key, agency=found.agency_id, at=at)


def erase_in(incoming: UUID, at: datetime) -> None:
    """Destroy what an incoming document says, inside the transaction of its file's destruction."""
    found = Incoming.objects.select_for_update(of=("self",)).filter(id=incoming).first()
    if found is None or erased([found.ref]):
        return
    _destroy(found.ref, found.key, agency=found.agency_id, at=at)


def _destroy(about: Ref, key: UUID, *, agency: UUID, at: datetime) -> None:
    for one in files_of(owner=about):
        discard(actor=SYSTEM, at=at, owner=about, file=one.id, agency=agency)
    ledger.record(actor=SYSTEM, verb=ERASED, about=about, at=at, agency=agency, purpose=PURPOSE, basis=BASIS)
    hold_soon(about)
    sealing.destroy(key)
