"""Destroying files whose day has passed: proposed with the council's minutes, approved by another, then for good.

Each file is weighed again at the moment it goes: a case opened meanwhile keeps it. Its key goes last, inside the
transaction that says so: when that fails nothing is claimed, and it is done again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.documents import record_sources
from tinhso.foundation.access.policy import require
from tinhso.foundation.files.actions import discard
from tinhso.foundation.files.queries import files_of
from tinhso.government.archive.actions.changing import note, record, say_why
from tinhso.government.archive.models import DISPOSAL, Disposal, DisposedFile, RecordFile
from tinhso.government.archive.queries.disposals import find_disposal
from tinhso.government.archive.queries.files import APPROVE, KEEP, disposable
from tinhso.government.archive.queries.filing import sources_of
from tinhso.government.archive.rules import KEPT, DisposalState, FileState
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import nfc

DESTROY_JOB = "archive.destroy"
MOST, COUNCIL = 500, 3
"""Files of one disposal; fewest members of the council that weighs them (assumed)."""
Outcome = DisposedFile.Outcome


def propose(
    *, actor: Actor, agency: UUID, files: Sequence[UUID], council: Sequence[str], minutes: str, at: datetime
) -> Disposal:
    """Propose files for destruction, with who weighed them and the number of the minutes."""
    actor = require(actor, KEEP, agencies=(agency,), at=at)
    members = [nfc(one) for one in council if one.strip()]
    faults = []
    if len(members) < COUNCIL:
        faults.append(
            Fault("council", _("Hội đồng có ít nhất %(most)s người, mỗi người một dòng.") % {"most": COUNCIL})
        )
    if not minutes.strip():
        faults.append(Fault("minutes", _("Xin ghi số, ngày biên bản họp hội đồng.")))
    if not 1 <= len(set(files)) <= MOST:
        faults.append(Fault("chosen", _("Xin chọn từ 1 đến %(most)s hồ sơ.") % {"most": MOST}))
    if faults:
        raise Invalid(_("Chưa lập được danh sách tiêu hủy."), faults=faults)
    id = new_id()
    assert actor.account is not None
    disposal = Disposal(
        id=id, agency_id=agency, key=sealing.new_key(f"{DISPOSAL}:{id}"), proposed_at=at, proposed_by_id=actor.account,
    )  # fmt: skip
    disposal.write({"council": members, "minutes": nfc(minutes)})
    with transaction.atomic():
        rows = RecordFile.objects.select_for_update().filter(
            id__in=disposable(agency=agency, at=at).values("id")
        )
        found = list(rows.filter(id__in=list(files)).order_by("id"))
        if len(found) != len(set(files)):
            raise Invalid(faults=[
                Fault("chosen", _("Có hồ sơ chưa hết thời hạn, đang bị giữ lại, hoặc đã ở danh sách khác."))
            ])  # fmt: skip
        disposal.save(force_insert=True)
        DisposedFile.objects.bulk_create(DisposedFile(disposal=disposal, file=one) for one in found)
        note(disposal.ref, verb="disposal_proposed", actor=actor, agency=agency, at=at,
             data={"files": [str(one.id) for one in found]})  # fmt: skip
    return disposal


def decide(*, actor: Actor, disposal: UUID, approve: bool, reason: str, at: datetime) -> Disposal:
    """The leader's word on a proposal; never of whoever proposed it. Turned down with the reason."""
    if not approve:
        reason = say_why(reason)
    with transaction.atomic():
        found = _locked(actor, disposal, DisposalState.PROPOSED)
        actor = require(actor, APPROVE, agencies=(found.agency_id,), at=at)
        if found.proposed_by_id == actor.account:
            raise NotAllowed(
                _("Người lập danh sách không tự duyệt được."), next_step=_("Lãnh đạo khác của cơ quan duyệt.")
            )
        found.state = DisposalState.APPROVED if approve else DisposalState.TURNED_DOWN
        found.decided_at, found.decided_by_id = at, actor.account
        if not approve:
            found.write({**found.words(), "reason": reason})
        found.save()
        verb = "disposal_approved" if approve else "disposal_turned_down"
        note(found.ref, verb=verb, actor=actor, agency=found.agency_id, at=at)
    return found


def destroy(*, actor: Actor, disposal: UUID, at: datetime) -> Disposal:
    """Have an approved list carried out; never by whoever approved it. There is no way back."""
    with transaction.atomic():
        found = _locked(actor, disposal, DisposalState.APPROVED)
        actor = require(actor, KEEP, agencies=(found.agency_id,), at=at)
        if found.decided_by_id == actor.account:
            raise NotAllowed(
                _("Người duyệt không tự tiêu hủy được."),
                next_step=_("Văn thư, lưu trữ của cơ quan thực hiện."),
            )
        if found.done_by_id is not None:
            raise Conflict(_("Danh sách này đang được tiêu hủy."), next_step=_("Tải lại trang để xem."))
        found.done_by_id = actor.account
        found.save()
        enqueue(DESTROY_JOB, {"disposal": str(found.id)}, due_at=at)
        note(found.ref, verb="disposal_begun", actor=actor, agency=found.agency_id, at=at)
    return found


def carry_out(*, disposal: UUID, at: datetime) -> Disposal:
    """Destroy what an approved list names, file by file; done again it goes on where it stopped."""
    waiting = DisposedFile.objects.filter(disposal=disposal, outcome=Outcome.WAITING).order_by("id")
    for row in list(waiting.values_list("pk", flat=True)):
        _destroy_one(row, at=at)
    with transaction.atomic():
        found = Disposal.objects.select_for_update().get(id=disposal)
        if found.state == DisposalState.APPROVED and found.done_by_id is not None:
            found.state, found.done_at = DisposalState.DONE, at
            found.save()
            gone = found.files.filter(outcome=Outcome.DESTROYED).count()
            note(found.ref, verb="disposal_done", actor=SYSTEM, agency=found.agency_id, at=at,
                 data={"destroyed": gone, "kept": found.files.count() - gone})  # fmt: skip
    return found


def _destroy_one(row: int, *, at: datetime) -> None:
    with transaction.atomic():
        one = DisposedFile.objects.select_for_update(of=("self",)).select_related("disposal").get(pk=row)
        if one.outcome or one.disposal.state != DisposalState.APPROVED or one.disposal.done_by_id is None:
            return
        file = RecordFile.objects.select_for_update().get(id=one.file_id)
        one.why = _why_kept(file, at=at)
        one.outcome = Outcome.KEPT if one.why else Outcome.DESTROYED
        one.save()
        if one.why:
            return
        things = _erase_things(file, at=at)
        for stored in files_of(owner=file.ref):
            discard(actor=SYSTEM, at=at, owner=file.ref, file=stored.id, agency=file.agency_id)
        until = file.kept_until.isoformat() if file.kept_until else ""
        file.state, file.destroyed_at = FileState.DESTROYED, at
        record(file, verb="destroyed", actor=SYSTEM, at=at,
               data={"disposal": str(one.disposal_id), "until": until, "years": file.years, **things})  # fmt: skip
        sealing.destroy(file.key)


def _why_kept(file: RecordFile, *, at: datetime) -> str:
    """Why a file on an approved list stays after all; empty when it goes. These words stand in the certificate."""
    if file.state not in KEPT:
        return "Hồ sơ không còn ở trạng thái lưu giữ"
    if file.holds.filter(hold__closed_at=None).exists():
        return "Đang bị giữ lại vì vụ việc mở sau khi lập danh sách"
    if file.kept_until is None or file.kept_until >= clock.local(at).date():
        return "Thời hạn bảo quản đã được kéo dài"
    if _held_at_its_source(file):
        return "Có hồ sơ thủ tục hành chính trong đó đang bị giữ lại hoặc chưa trả bản chính"
    return ""


def _held_at_its_source(file: RecordFile) -> bool:
    """Whether the system of something that lies in the file still needs it."""
    return any(
        kind in record_sources and record_sources[kind].held(ids) for kind, ids in sources_of(file).items()
    )


def _erase_things(file: RecordFile, *, at: datetime) -> dict[str, list[str]]:
    """Have what lies in the file destroyed where it is kept, but for what another file still needs."""
    sources = [one for one in file.items.order_by("position").values_list("source", flat=True) if one]
    erased, left = [], []
    for source in sources:
        assert isinstance(source, Ref)
        entry = record_sources.get(source.kind)
        if entry is None or _lies_elsewhere(source, file):
            left.append(str(source))
            continue
        entry.erase(source.id, at)
        erased.append(str(source))
    return {"erased": erased, "left": left}


def _lies_elsewhere(source: Ref, file: RecordFile) -> bool:
    """Whether another file that is not destroyed holds the same thing; such files are held until this one is gone."""
    others = RecordFile.objects.select_for_update().filter(id__in=_files_with(source)).exclude(id=file.id)
    return any(one.state != FileState.DESTROYED for one in others.order_by("id"))


def _files_with(source: Ref) -> list[UUID]:
    return list(RecordFile.objects.filter(items__source=source).values_list("id", flat=True))


def _locked(actor: Actor, disposal: UUID, state: DisposalState) -> Disposal:
    find_disposal(actor=actor, disposal=disposal)
    found = Disposal.objects.select_for_update().get(id=disposal)
    if found.state != state:
        raise Conflict(_("Danh sách tiêu hủy đã sang trạng thái khác."), next_step=_("Tải lại trang để xem."))
    return found
