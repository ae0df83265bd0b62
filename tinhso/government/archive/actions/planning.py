"""The list of files of a year: written by whoever keeps the files, approved by the leader, added to afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.units.queries import office
from tinhso.government.archive.actions.changing import locked, must_be, note, record
from tinhso.government.archive.models import FILE, FilePlan, Heading, RecordFile
from tinhso.government.archive.queries import lists
from tinhso.government.archive.queries.files import APPROVE, FILING, KEEP
from tinhso.government.archive.queries.plans import colleagues, find_plan
from tinhso.government.archive.rules import CODE, TITLE_MOST, Entry, FileState, PlanState
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.ids import new_id
from tinhso.kernel.text import fold, nfc


def begin_plan(*, actor: Actor, agency: UUID, year: int, carry: bool, at: datetime) -> FilePlan:
    """Begin the list of a year; with `carry` from that of the year before: its headings, and each of its files anew."""
    actor = require(actor, KEEP, agencies=(agency,), at=at)
    this = clock.local(at).year
    if not this - 5 <= year <= this + 1:
        raise Invalid(
            faults=[Fault("year", _("Danh mục lập cho năm sau, năm nay, hoặc tối đa 5 năm trước."))]
        )
    earlier = FilePlan.objects.filter(agency=agency, year=year - 1).first() if carry else None
    if carry and earlier is None:
        raise Invalid(
            faults=[Fault("carry", _("Năm %(year)s chưa có danh mục để chép.") % {"year": year - 1})]
        )
    plan = FilePlan(agency=office(agency), year=year, created_at=at, carried_from=earlier)
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
            if earlier is not None:
                _carry(earlier, plan, at=at)
            data = {"year": year, "carried_from": str(earlier.id) if earlier else ""}
            note(plan.ref, verb="plan_begun", actor=actor, agency=agency, at=at, data=data)
    except IntegrityError as twice:
        raise Conflict(
            _("Danh mục hồ sơ năm %(year)s đã có.") % {"year": year},
            next_step=_("Mở danh mục để xem, bổ sung."),
        ) from twice
    return plan


def add_heading(*, actor: Actor, plan: UUID, code: str, title: str, at: datetime) -> Heading:
    """Put a heading into a list that is not approved yet."""
    with transaction.atomic():
        found, actor = _own_draft(actor, plan, at)
        faults = [] if code.strip() else [Fault("code", _("Xin ghi ký hiệu đề mục, ví dụ I hoặc 01."))]
        faults += [] if title.strip() else [Fault("title", _("Xin ghi tên đề mục."))]
        if found.headings.filter(code=code.strip()).exists():
            faults.append(Fault("code", _("Ký hiệu này đã có trong danh mục.")))
        if faults:
            raise Invalid(_("Chưa thêm được đề mục."), faults=faults)
        heading = Heading.objects.create(plan=found, code=code.strip(), title=nfc(title))
        note(
            found.ref,
            verb="heading_added",
            actor=actor,
            agency=found.agency_id,
            at=at,
            data={"code": heading.code},
        )
    return heading


def remove_heading(*, actor: Actor, plan: UUID, heading: int, at: datetime) -> None:
    """Take a heading without files out of a list that is not approved yet."""
    with transaction.atomic():
        found, actor = _own_draft(actor, plan, at)
        one = found.headings.filter(pk=heading).first()
        if one is None or one.files.exists():
            raise Conflict(_("Chỉ bỏ được đề mục không còn hồ sơ nào."))
        one.delete()
        note(
            found.ref,
            verb="heading_removed",
            actor=actor,
            agency=found.agency_id,
            at=at,
            data={"code": one.code},
        )


def add_file(*, actor: Actor, plan: UUID, entry: Entry, at: datetime) -> RecordFile:
    """Put a file into a list. Into an approved one whoever files may add a file of one's own; it says so."""
    with transaction.atomic():
        found = _held(actor, plan)
        own = found.approved and entry.responsible == actor.account
        actor = require(actor, FILING if own else KEEP, agencies=(found.agency_id,), at=at)
        _check(entry, found, actor=actor, at=at)
        day = clock.local(at).date()
        id = new_id()
        file = RecordFile(
            id=id, version=0, agency_id=found.agency_id, custodian_id=found.agency_id, plan=found,
            added_later=found.approved, opened_on=day, key=sealing.new_key(f"{FILE}:{id}"), saved_at=at,
        )  # fmt: skip
        _write(file, entry)
        file.describe("")
        file.save(force_insert=True)
        record(
            file,
            verb="file_added",
            actor=actor,
            at=at,
            data={"retention": file.retention, "year": found.year},
        )
    return file


def change_file(*, actor: Actor, file: UUID, version: int, entry: Entry, at: datetime) -> RecordFile:
    """Write a line of a list anew, while the list is not approved."""
    with transaction.atomic():
        found = locked(actor=actor, file=file, version=version)
        actor = require(actor, KEEP, agencies=(found.agency_id,), at=at)
        _must_be_draft(found.plan)
        _check(entry, found.plan, actor=actor, at=at, but=found.id)
        _write(found, entry)
        record(found, verb="file_changed", actor=actor, at=at, data={"retention": found.retention})
    return found


def remove_file(*, actor: Actor, file: UUID, at: datetime) -> FilePlan:
    """Take a line out of a list that is not approved yet; the list it stood in."""
    with transaction.atomic():
        found = locked(actor=actor, file=file)
        actor = require(actor, KEEP, agencies=(found.agency_id,), at=at)
        _must_be_draft(found.plan)
        must_be(found, FileState.OPEN)
        plan = found.plan
        found.delete()
        note(
            plan.ref,
            verb="file_removed",
            actor=actor,
            agency=plan.agency_id,
            at=at,
            data={"code": found.code},
        )
        sealing.destroy(found.key)
    return plan


def approve_plan(*, actor: Actor, plan: UUID, at: datetime) -> FilePlan:
    """The leader's word: from now on these files may be worked in."""
    with transaction.atomic():
        found = _held(actor, plan)
        actor = require(actor, APPROVE, agencies=(found.agency_id,), at=at)
        _must_be_draft(found)
        many = RecordFile.objects.filter(plan=found).count()
        if not many:
            raise Conflict(_("Danh mục chưa có hồ sơ nào."), next_step=_("Thêm ít nhất một hồ sơ rồi duyệt."))
        found.state, found.approved_at, found.approved_by_id = PlanState.APPROVED, at, actor.account
        found.save()
        note(
            found.ref, verb="plan_approved", actor=actor, agency=found.agency_id, at=at, data={"files": many}
        )
    return found


def _carry(earlier: FilePlan, plan: FilePlan, *, at: datetime) -> None:
    day = clock.local(at).date()
    headings = {
        one.pk: Heading.objects.create(plan=plan, code=one.code, title=one.title)
        for one in earlier.headings.order_by("code")
    }
    for one in RecordFile.objects.filter(plan=earlier).defer("description_sealed").order_by("code"):
        id = new_id()
        file = RecordFile(
            id=id, agency_id=plan.agency_id, custodian_id=plan.agency_id, plan=plan, heading=headings[one.heading_id],
            code=one.code, title=one.title, folded=one.folded, retention=one.retention,
            years=lists.years_of(one.retention, on=day), starts=one.starts, access=one.access,
            responsible_id=one.responsible_id, opened_on=day, key=sealing.new_key(f"{FILE}:{id}"), saved_at=at,
        )  # fmt: skip
        file.describe("")
        file.save(force_insert=True)


def _held(actor: Actor, plan: UUID) -> FilePlan:
    """The list, held until the transaction ends; NotFound for one the actor may not see."""
    find_plan(actor=actor, plan=plan)
    return FilePlan.objects.select_for_update(of=("self",)).select_related("agency").get(id=plan)


def _own_draft(actor: Actor, plan: UUID, at: datetime) -> tuple[FilePlan, Actor]:
    found = _held(actor, plan)
    actor = require(actor, KEEP, agencies=(found.agency_id,), at=at)
    _must_be_draft(found)
    return found, actor


def _must_be_draft(plan: FilePlan) -> None:
    if plan.approved:
        raise Conflict(
            _("Danh mục hồ sơ năm %(year)s đã duyệt nên không sửa được nữa.") % {"year": plan.year},
            next_step=_("Hồ sơ mới được thêm vào danh mục là hồ sơ bổ sung."),
        )


def _check(entry: Entry, plan: FilePlan, *, actor: Actor, at: datetime, but: UUID | None = None) -> None:
    day = clock.local(at).date()
    faults = []
    if not plan.headings.filter(pk=entry.heading).exists():
        faults.append(Fault("heading", _("Xin chọn đề mục của danh mục này.")))
    if not CODE.fullmatch(entry.code):
        faults.append(Fault("code", _("Số và ký hiệu hồ sơ viết như 12.VP: số, dấu chấm, ký hiệu đơn vị.")))
    elif any(one != but for one in _coded(plan, entry.code)):
        faults.append(Fault("code", _("Số và ký hiệu này đã có trong danh mục.")))
    if not entry.title.strip() or len(entry.title) > TITLE_MOST:
        faults.append(Fault("title", _("Xin ghi tiêu đề hồ sơ, không quá 500 ký tự.")))
    for field, code, value in (
        ("retention", lists.RETENTION, entry.retention),
        ("starts", lists.STARTS, entry.starts),
        ("access", lists.ACCESS, entry.access),
    ):
        if value not in dict(lists.choices(code, on=day)):
            faults.append(Fault(field, _("Xin chọn một giá trị của danh mục.")))
    if str(entry.responsible) not in dict(colleagues(actor=actor, agency=plan.agency_id, at=at)):
        faults.append(Fault("responsible", _("Xin chọn người phụ trách của cơ quan.")))
    if faults:
        raise Invalid(_("Chưa lưu được hồ sơ."), faults=faults)


def _coded(plan: FilePlan, code: str) -> list[UUID]:
    return list(RecordFile.objects.filter(plan=plan, code=code).values_list("id", flat=True))


def _write(file: RecordFile, entry: Entry) -> None:
    file.heading_id, file.code, file.title = entry.heading, entry.code, nfc(entry.title)
    file.folded = fold(f"{file.title} {file.code}")[:600]
    file.retention, file.starts, file.access = entry.retention, entry.starts, entry.access
    file.years = lists.years_of(entry.retention, on=file.opened_on)
    file.responsible_id = entry.responsible
