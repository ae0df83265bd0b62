"""Handing closed files over to an archive: packed one by one, offered, taken by somebody else, or sent back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.files.laying import Laid, keep_laid
from tinhso.foundation.units.queries import office
from tinhso.government.archive.actions.changing import note, record, say_why
from tinhso.government.archive.models import TRANSFER, RecordFile, Transfer, TransferredFile
from tinhso.government.archive.queries import lists
from tinhso.government.archive.queries.files import KEEP, own, transferable
from tinhso.government.archive.queries.transfers import find_transfer
from tinhso.government.archive.rules import FileState, TransferState
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed
from tinhso.kernel.ids import new_id

PACK_JOB = "archive.pack"
MOST = 200
"""Files of one hand-over."""


def begin_transfer(
    *, actor: Actor, agency: UUID, receiver: UUID, files: Sequence[UUID], at: datetime
) -> Transfer:
    """Begin to hand closed files over: each is packed by a worker."""
    actor = require(actor, KEEP, agencies=(agency,), at=at)
    day = clock.local(at).date()
    faults = []
    if str(receiver) not in dict(lists.receivers(own(actor, permission=KEEP, at=at), on=day)):
        faults.append(Fault("receiver", _("Xin chọn lưu trữ nhận hồ sơ.")))
    if not 1 <= len(set(files)) <= MOST:
        faults.append(Fault("chosen", _("Xin chọn từ 1 đến %(most)s hồ sơ.") % {"most": MOST}))
    if faults:
        raise Invalid(_("Chưa lập được đợt nộp lưu."), faults=faults)
    id = new_id()
    assert actor.account is not None
    transfer = Transfer(
        id=id, agency_id=agency, receiver=office(receiver), key=sealing.new_key(f"{TRANSFER}:{id}"), begun_at=at,
        begun_by_id=actor.account,
    )  # fmt: skip
    with transaction.atomic():
        rows = RecordFile.objects.select_for_update().filter(id__in=transferable(agency=agency).values("id"))
        found = list(rows.filter(id__in=list(files)).order_by("id"))
        if len(found) != len(set(files)):
            raise Invalid(
                faults=[Fault("chosen", _("Chỉ nộp lưu được hồ sơ đã kết thúc và chưa ở đợt nào."))]
            )
        transfer.save(force_insert=True)
        for one in found:
            row = TransferredFile.objects.create(transfer=transfer, file=one)
            enqueue(PACK_JOB, {"row": row.pk}, due_at=at)
        note(transfer.ref, verb="transfer_begun", actor=actor, agency=agency, at=at,
             data={"receiver": str(receiver), "files": [str(one.id) for one in found]})  # fmt: skip
    return transfer


def pack(*, row: int, laid: Laid | None, failure: str, at: datetime) -> None:
    """Keep the package that was made of a file, or say why none was. Done again it changes nothing."""
    with transaction.atomic():
        found = (
            TransferredFile.objects.select_for_update(of=("self",))
            .select_related("file", "transfer")
            .get(pk=row)
        )
        if found.settled or found.package_id is not None:
            return
        found.failure = failure[:300]
        if laid is not None:
            one = found.file
            found.package, found.digest, found.documents = keep_laid(laid), laid.digest, one.items.count()
            note(
                one.ref,
                verb="packaged",
                actor=SYSTEM,
                agency=one.agency_id,
                at=at,
                data={"sha256": laid.digest},
            )
        found.save()


def offer(*, actor: Actor, transfer: UUID, at: datetime) -> Transfer:
    """Lay it before the receiver, once every package is made."""
    with transaction.atomic():
        found = _locked(actor, transfer, TransferState.BUILDING)
        actor = require(actor, KEEP, agencies=(found.agency_id,), at=at)
        if found.files.filter(package=None).exists():
            raise Conflict(
                _("Còn hồ sơ chưa đóng gói xong."),
                next_step=_("Chờ đóng gói xong, hoặc đóng gói lại hồ sơ bị lỗi."),
            )
        found.state, found.offered_at = TransferState.OFFERED, at
        found.save()
        note(found.ref, verb="transfer_offered", actor=actor, agency=found.agency_id, at=at)
    return found


def pack_again(*, actor: Actor, transfer: UUID, at: datetime) -> Transfer:
    """Pack again what could not be packed."""
    with transaction.atomic():
        found = _locked(actor, transfer, TransferState.BUILDING)
        actor = require(actor, KEEP, agencies=(found.agency_id,), at=at)
        failed = list(found.files.exclude(failure=""))
        for one in failed:
            one.failure = ""
            one.save(update_fields=["failure"])
            enqueue(PACK_JOB, {"row": one.pk}, due_at=at)
        note(
            found.ref,
            verb="packed_again",
            actor=actor,
            agency=found.agency_id,
            at=at,
            data={"files": len(failed)},
        )
    return found


def accept(*, actor: Actor, transfer: UUID, at: datetime) -> Transfer:
    """Take the files over: from now on the receiver keeps them. Never by whoever offered them."""
    with transaction.atomic():
        found = _answered(actor, transfer, TransferState.ACCEPTED, at=at)
        actor = require(actor, KEEP, agencies=(found.receiver_id,), at=at)
        for one in _files(found):
            one.state, one.custodian_id = FileState.HANDED_OVER, found.receiver_id
            record(one, verb="handed_over", actor=actor, at=at, data={"transfer": str(found.id)})
        note(found.ref, verb="transfer_accepted", actor=actor, agency=found.receiver_id, at=at)
    return found


def refuse(*, actor: Actor, transfer: UUID, reason: str, at: datetime) -> Transfer:
    """Send the files back with the reason: they are closed files of their agency as before."""
    reason = say_why(reason)
    with transaction.atomic():
        found = _answered(actor, transfer, TransferState.REFUSED, at=at)
        actor = require(actor, KEEP, agencies=(found.receiver_id,), at=at)
        found.reason_sealed = sealing.seal_text(found.key, reason, row=found.row)
        found.save()
        for one in _files(found):
            record(one, verb="sent_back", actor=actor, at=at, data={"transfer": str(found.id)})
        note(found.ref, verb="transfer_refused", actor=actor, agency=found.receiver_id, at=at)
    return found


def _answered(actor: Actor, transfer: UUID, state: TransferState, *, at: datetime) -> Transfer:
    found = _locked(actor, transfer, TransferState.OFFERED)
    if found.begun_by_id == actor.account:
        raise NotAllowed(
            _("Người lập đợt nộp lưu không tự nhận được hồ sơ."),
            next_step=_("Người khác giữ kho lưu trữ của bên nhận kiểm tra và nhận."),
        )
    found.state, found.answered_at, found.answered_by_id = state, at, actor.account
    found.save()
    found.files.update(settled=True)
    return found


def _files(transfer: Transfer) -> list[RecordFile]:
    rows = RecordFile.objects.select_for_update(of=("self",)).filter(transfers__transfer=transfer)
    return list(rows.order_by("id"))


def _locked(actor: Actor, transfer: UUID, state: TransferState) -> Transfer:
    find_transfer(actor=actor, transfer=transfer)
    found = Transfer.objects.select_for_update().get(id=transfer)
    if found.state != state:
        raise Conflict(_("Đợt nộp lưu đã sang trạng thái khác."), next_step=_("Tải lại trang để xem."))
    return found
