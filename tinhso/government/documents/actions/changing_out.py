"""What an agency does to a document it has issued: take it back, correct what went with it, send it to others too or no
longer to some, put another in its place.

The document and its line in the register stay as they are (Decree 30/2020/NĐ-CP, art. 18): receivers are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, DocumentChanged
from tinhso.foundation.access.policy import require
from tinhso.government.documents.actions.changing import locked, record
from tinhso.government.documents.actions.drafting import receivers_named
from tinhso.government.documents.models import Document, OutgoingChange, Receiver
from tinhso.government.documents.queries.changes import CHANGE, replacements
from tinhso.government.documents.queries.ended import ended
from tinhso.government.documents.queries.receivers import key_of
from tinhso.government.documents.rules import Phase
from tinhso.kernel import clock
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


def readdress(
    *, actor: Actor, document: UUID, version: int, receivers: Sequence[str], reason: str, at: datetime
) -> OutgoingChange:
    """Send an issued document to receivers that are named now, by their keys, and ask it back of those named no longer;
    what was signed does not change. Whoever was asked for it back once gets it no more."""
    with transaction.atomic():
        found, actor = _held(actor, document, version, at)
        there = {key_of(one): one for one in Receiver.objects.filter(document=found)}
        gone = [one.name for key, one in there.items() if key in receivers and one.taken_off_by_id]
        off = [one.id for key, one in there.items() if key not in receivers and not one.taken_off_by_id]
        new: list[Receiver] = []
        faults = _faults(reason)
        try:
            new = receivers_named([key for key in receivers if key not in there], clock.local(at).date())
        except Invalid as refusal:
            faults += refusal.faults
        if gone:
            said = _("Đã yêu cầu nơi này trả lại văn bản nên không gửi lại được: %(names)s.")
            faults.append(Fault("receivers", said % {"names": "; ".join(gone)}))
        elif not (new or off or faults):
            faults.append(Fault("receivers", _("Chưa thêm hay bớt nơi nhận nào.")))
        made = _keep(found, Change.UPDATE, faults, actor=actor, reason=reason, at=at)
        for turn, one in enumerate(new, start=len(there)):
            one.document, one.turn, one.added_by = found, turn, made
        Receiver.objects.bulk_create(new)
        Receiver.objects.filter(id__in=off).update(taken_off_by=made)
        _tell(made, "readdress", actor=actor, at=at, data={"added": len(new), "taken_off": len(off)})
    return made


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
    with transaction.atomic():
        found, actor = _held(actor, document, version, at)
        faults = _faults(reason)
        if change == Change.REPLACE and str(by) not in dict(replacements(found, actor=actor)):
            faults.append(
                Fault("by", _("Chọn văn bản cùng loại của cơ quan, ban hành sau văn bản này và còn giá trị."))
            )
        made = _keep(found, change, faults, actor=actor, reason=reason, at=at, by=by)
        _tell(made, _VERBS[change], actor=actor, at=at, data={"by": str(by)} if by else {})
    return made


def _held(actor: Actor, document: UUID, version: int, at: datetime) -> tuple[Document, Actor]:
    found = locked(actor=actor, document=document, version=version)
    actor = require(actor, CHANGE, agencies=(found.agency_id,), at=at)
    _must_stand(found)
    return found, actor


def _faults(reason: str) -> list[Fault]:
    if 0 < len(nfc(reason).strip()) <= REASON_MOST:
        return []
    return [Fault("reason", _("Xin ghi lý do, không quá 500 ký tự."))]


def _keep(
    document: Document,
    change: Change,
    faults: Sequence[Fault],
    *,
    actor: Actor,
    reason: str,
    at: datetime,
    by: UUID | None = None,
) -> OutgoingChange:
    """The change with its reason; Invalid when something was wrong with what was asked."""
    if faults:
        raise Invalid(_("Chưa thực hiện được."), faults=faults)
    assert actor.account is not None
    made = OutgoingChange(document=document, change=change, by_id=by, at=at, made_by_id=actor.account)
    made.write(nfc(reason).strip())
    made.save(force_insert=True)
    return made


def _tell(made: OutgoingChange, verb: str, *, actor: Actor, at: datetime, data: Mapping[str, Any]) -> None:
    """Record it, for whoever carries it to receivers."""
    found = made.document
    event = DocumentChanged(
        document=found.id, agency=found.agency_id, change=made.change, made=made.id, by=made.by_id, at=at
    )
    record(found, verb=verb, actor=actor, at=at, data={"change": made.change, **data}, event=event)


def _must_stand(document: Document) -> None:
    if document.phase != Phase.ISSUED:
        raise Conflict(_("Văn bản chưa ban hành."), next_step=_("Văn bản chưa ban hành thì trả lại để sửa."))
    if ended([document.id]):
        raise Conflict(_("Văn bản đã được thu hồi hoặc thay thế."))
