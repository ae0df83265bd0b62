"""What an agency does to a document it has issued: take it back, correct what went with it, put another in its place.

The document and its line in the register stay as they are (Decree 30/2020/NĐ-CP, art. 18): receivers are told.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, DocumentChanged
from tinhso.foundation.access.policy import require
from tinhso.government.documents.actions.changing import locked, record
from tinhso.government.documents.models import Document, OutgoingChange
from tinhso.government.documents.queries.changes import CHANGE, ENDS, replacements
from tinhso.government.documents.rules import Phase
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.text import nfc

REASON_MOST = 500
_VERBS = {Change.RECALL: "take_back", Change.UPDATE: "correct", Change.REPLACE: "replace"}


def take_back(*, actor: Actor, document: UUID, version: int, reason: str, at: datetime) -> OutgoingChange:
    """Take an issued document back: each receiver is asked to give it back. It stays in the register."""
    return _change(Change.RECALL, actor=actor, document=document, version=version, reason=reason, at=at)


def correct(*, actor: Actor, document: UUID, version: int, reason: str, at: datetime) -> OutgoingChange:
    """Send an issued document again with words on what is to be read otherwise; what was signed does not change."""
    return _change(Change.UPDATE, actor=actor, document=document, version=version, reason=reason, at=at)


def replace(
    *, actor: Actor, document: UUID, version: int, by: UUID, reason: str, at: datetime
) -> OutgoingChange:
    """Put a later document of the same form in the place of an issued one."""
    return _change(
        Change.REPLACE, actor=actor, document=document, version=version, reason=reason, at=at, by=by
    )


def _change(
    change: Change,
    *,
    actor: Actor,
    document: UUID,
    version: int,
    reason: str,
    at: datetime,
    by: UUID | None = None,
) -> OutgoingChange:
    words = nfc(reason).strip()
    with transaction.atomic():
        found = locked(actor=actor, document=document, version=version)
        actor = require(actor, CHANGE, agencies=(found.agency_id,), at=at)
        _must_stand(found)
        faults = []
        if not words or len(words) > REASON_MOST:
            faults.append(Fault("reason", _("Xin ghi lý do, không quá 500 ký tự.")))
        if change == Change.REPLACE and str(by) not in dict(replacements(found, actor=actor)):
            faults.append(
                Fault("by", _("Chọn văn bản cùng loại của cơ quan, ban hành sau văn bản này và còn giá trị."))
            )
        if faults:
            raise Invalid(_("Chưa thực hiện được."), faults=faults)
        assert actor.account is not None
        made = OutgoingChange(document=found, change=change, by_id=by, at=at, made_by_id=actor.account)
        made.write(words)
        made.save(force_insert=True)
        event = DocumentChanged(document=found.id, agency=found.agency_id, change=change, by=by, at=at)
        data = {"change": str(change), **({"by": str(by)} if by else {})}
        record(found, verb=_VERBS[change], actor=actor, at=at, data=data, event=event)
    return made


def _must_stand(document: Document) -> None:
    if document.phase != Phase.ISSUED:
        raise Conflict(_("Văn bản chưa ban hành."), next_step=_("Văn bản chưa ban hành thì trả lại để sửa."))
    if OutgoingChange.objects.filter(document=document, change__in=ENDS).exists():
        raise Conflict(_("Văn bản đã được thu hồi hoặc thay thế."))
