"""The end of a file, and the day until which it is kept. A day once known moves later, or by a leader's word."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.government.archive.actions.changing import locked, must_be, record, say_why, worker
from tinhso.government.archive.models import RecordFile, RetentionChange
from tinhso.government.archive.queries import lists
from tinhso.government.archive.queries.files import APPROVE, KEEP
from tinhso.government.archive.rules import CLOSING, KEPT, FileState, is_shorter
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid


def close(*, actor: Actor, file: UUID, version: int, on: date, at: datetime) -> RecordFile:
    """Close a file: its work ended on that day, and its retention begins unless it waits for an event."""
    with transaction.atomic():
        found = locked(actor=actor, file=file, version=version)
        actor = worker(found, actor=actor, at=at)
        must_be(found, FileState.OPEN)
        last = found.items.order_by("-dated").values_list("dated", flat=True).first()
        if last is None:
            raise Conflict(
                _("Hồ sơ chưa có văn bản nào nên chưa kết thúc được."),
                next_step=_("Đưa văn bản vào hồ sơ trước."),
            )
        if on > clock.local(at).date() or on < last:
            raise Invalid(faults=[
                Fault("on", _("Ngày kết thúc từ ngày của văn bản cuối cùng (%(day)s) đến hôm nay.")
                      % {"day": f"{last:%d/%m/%Y}"})
            ])  # fmt: skip
        if found.items.filter(stored__state="awaiting_scan").exists():
            raise Conflict(
                _("Còn tài liệu đang chờ kiểm tra an toàn."),
                next_step=_("Kết thúc hồ sơ sau khi kiểm tra xong."),
            )
        found.state, found.closed_on = FileState.CLOSED, on
        _count(found)
        record(
            found,
            verb="closed",
            actor=actor,
            at=at,
            data={"on": on.isoformat(), "things": found.items.count()},
        )
    return found


def reopen(*, actor: Actor, file: UUID, version: int, at: datetime) -> RecordFile:
    """Open a closed file again: a document came late. Its retention begins anew when it is closed."""
    with transaction.atomic():
        found = locked(actor=actor, file=file, version=version)
        actor = require(actor, KEEP, agencies=(found.agency_id,), at=at)
        must_be(found, FileState.CLOSED)
        if found.transfers.filter(settled=False).exists():
            raise Conflict(_("Hồ sơ đang trong một đợt nộp lưu."), next_step=_("Chờ bên nhận trả lời."))
        found.state, found.closed_on = FileState.OPEN, None
        _count(found)
        record(found, verb="reopened", actor=actor, at=at)
    return found


def note_event(*, actor: Actor, file: UUID, version: int, on: date, at: datetime) -> RecordFile:
    """Note the event that its retention is counted from; noted again it may only move later."""
    with transaction.atomic():
        found = locked(actor=actor, file=file, version=version)
        actor = require(actor, KEEP, agencies=(found.custodian_id,), at=at)
        must_be(found, FileState.OPEN, *KEPT)
        if found.starts == CLOSING:
            raise Conflict(_("Thời hạn của hồ sơ này tính từ ngày kết thúc, không chờ sự kiện nào."))
        if on > clock.local(at).date() or (found.event_on is not None and on < found.event_on):
            raise Invalid(
                faults=[Fault("on", _("Ngày không sau hôm nay, và không sớm hơn ngày đã ghi nhận."))]
            )
        found.event_on = on
        _count(found)
        record(found, verb="event_noted", actor=actor, at=at, data={"on": on.isoformat()})
    return found


def change_retention(
    *, actor: Actor, file: UUID, version: int, retention: str, reason: str, at: datetime
) -> RecordFile:
    """Keep a file longer; or shorter, which is for the leader alone."""
    reason = say_why(reason)
    day = clock.local(at).date()
    if retention not in dict(lists.choices(lists.RETENTION, on=day)):
        raise Invalid(faults=[Fault("retention", _("Xin chọn một giá trị của danh mục."))])
    with transaction.atomic():
        found = locked(actor=actor, file=file, version=version)
        before, after = found.years, lists.years_of(retention, on=day)
        right = APPROVE if is_shorter(after, before) else KEEP
        actor = require(actor, right, agencies=(found.custodian_id,), at=at)
        must_be(found, FileState.OPEN, *KEPT)
        if before == after:
            raise Invalid(faults=[Fault("retention", _("Hồ sơ đang có đúng thời hạn này."))])
        found.retention, found.years = retention, after
        _count(found)
        act = record(
            found, verb="retention_changed", actor=actor, at=at, data={"before": before, "after": after}
        )
        change = RetentionChange(act=act.id, file=found, on=day, before=before, after=after)
        change.reason_sealed = sealing.seal_text(found.key, reason, row=change.row)
        change.save(force_insert=True)
    return found


def _count(file: RecordFile) -> None:
    file.kept_until = file.kept.until
