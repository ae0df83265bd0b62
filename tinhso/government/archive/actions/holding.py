"""Cases that keep files from being destroyed. A case has a reason; several may hold the same file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.government.archive.actions.changing import note, say_why
from tinhso.government.archive.models import HOLD, HeldFile, Hold, RecordFile
from tinhso.government.archive.queries.files import KEEP
from tinhso.government.archive.queries.holds import find_hold
from tinhso.government.archive.rules import FileState
from tinhso.kernel import sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.ids import new_id
from tinhso.kernel.text import nfc


def hold(*, actor: Actor, agency: UUID, title: str, reason: str, files: Sequence[UUID], at: datetime) -> Hold:
    """Open a case over files that the agency keeps."""
    actor = require(actor, KEEP, agencies=(agency,), at=at)
    if not title.strip() or len(title) > 200:
        raise Invalid(faults=[Fault("title", _("Xin ghi tên vụ việc, không quá 200 ký tự."))])
    reason = say_why(reason)
    id = new_id()
    assert actor.account is not None
    case = Hold(
        id=id, agency_id=agency, title=nfc(title), key=sealing.new_key(f"{HOLD}:{id}"), opened_at=at,
        opened_by_id=actor.account,
    )  # fmt: skip
    case.reason_sealed = sealing.seal_text(case.key, reason, row=case.row("reason"))
    with transaction.atomic():
        case.save(force_insert=True)
        held = _hold(case, files, actor=actor, at=at)
        note(case.ref, verb="hold_opened", actor=actor, agency=agency, at=at, data={"files": held})
    return case


def hold_more(*, actor: Actor, case: UUID, files: Sequence[UUID], at: datetime) -> Hold:
    """Put more files under an open case."""
    with transaction.atomic():
        found = _locked(actor, case)
        actor = require(actor, KEEP, agencies=(found.agency_id,), at=at)
        held = _hold(found, files, actor=actor, at=at)
        note(
            found.ref, verb="hold_extended", actor=actor, agency=found.agency_id, at=at, data={"files": held}
        )
    return found


def end_hold(*, actor: Actor, case: UUID, reason: str, at: datetime) -> Hold:
    """Close a case: what no other case holds may again be destroyed when its day has passed."""
    reason = say_why(reason)
    with transaction.atomic():
        found = _locked(actor, case)
        actor = require(actor, KEEP, agencies=(found.agency_id,), at=at)
        assert actor.account is not None
        found.closed_at, found.closed_by_id = at, actor.account
        found.ending_sealed = sealing.seal_text(found.key, reason, row=found.row("ending"))
        found.save()
        for one in found.held.select_related("file"):
            note(one.file.ref, verb="let_go", actor=actor, agency=one.file.agency_id, at=at,
                 data={"hold": str(found.id)})  # fmt: skip
        note(found.ref, verb="hold_closed", actor=actor, agency=found.agency_id, at=at)
    return found


def _locked(actor: Actor, case: UUID) -> Hold:
    find_hold(actor=actor, case=case)
    found = Hold.objects.select_for_update().get(id=case)
    if found.closed_at is not None:
        raise Conflict(_("Vụ việc này đã khép."), next_step=_("Mở vụ việc mới nếu cần giữ tiếp."))
    return found


def _hold(case: Hold, files: Sequence[UUID], *, actor: Actor, at: datetime) -> list[str]:
    """Hold each file that is not held by this case yet; their ids. The rows are held first: a destruction that is
    under way is waited for."""
    rows = RecordFile.objects.select_for_update().filter(id__in=list(files), custodian=case.agency_id)
    found = list(rows.exclude(state=FileState.DESTROYED).order_by("id"))
    if not found or len(found) != len(set(files)):
        raise Invalid(faults=[Fault("chosen", _("Xin chọn hồ sơ do cơ quan đang giữ và chưa tiêu hủy."))])
    known = set(case.held.values_list("file", flat=True))
    fresh = [one for one in found if one.id not in known]
    for one in fresh:
        HeldFile.objects.create(hold=case, file=one, since=at)
        note(one.ref, verb="held", actor=actor, agency=one.agency_id, at=at, data={"hold": str(case.id)})
    return [str(one.id) for one in fresh]
