"""One file, open: what lies in it, how long it is kept and why, what was done with it, what the actor may do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.contracts.documents import record_sources
from tinhso.foundation.access import denials
from tinhso.foundation.access.models import Account
from tinhso.foundation.files.queries import Opened, open_file
from tinhso.foundation.units.queries import agency_names
from tinhso.government.archive.models import HeldFile, Item, RecordFile
from tinhso.government.archive.queries import lists
from tinhso.government.archive.queries.files import APPROVE, FILING, KEEP, VIEW, reaches, visible
from tinhso.government.archive.rules import (
    FILE_TITLES,
    FILE_TONES,
    KEPT,
    Case,
    Changed,
    FileState,
    explain,
    hand_over_by,
)
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.refs import Ref, describe

TITLES = {
    "archive.file_added": gettext_lazy("Đưa vào danh mục"),
    "archive.file_changed": gettext_lazy("Sửa trong danh mục"),
    "archive.filed": gettext_lazy("Đưa văn bản vào hồ sơ"),
    "archive.paper_added": gettext_lazy("Thêm tài liệu"),
    "archive.unfiled": gettext_lazy("Rút văn bản khỏi hồ sơ"),
    "archive.described": gettext_lazy("Ghi chú giải"),
    "archive.closed": gettext_lazy("Kết thúc hồ sơ"),
    "archive.reopened": gettext_lazy("Mở lại hồ sơ"),
    "archive.event_noted": gettext_lazy("Ghi nhận mốc tính thời hạn"),
    "archive.retention_changed": gettext_lazy("Đổi thời hạn bảo quản"),
    "archive.held": gettext_lazy("Giữ lại vì vụ việc"),
    "archive.let_go": gettext_lazy("Khép vụ việc, thôi giữ"),
    "archive.packaged": gettext_lazy("Đóng gói nộp lưu"),
    "archive.handed_over": gettext_lazy("Giao nhận vào lưu trữ"),
    "archive.sent_back": gettext_lazy("Bên nhận trả lại"),
    "archive.destroyed": gettext_lazy("Tiêu hủy"),
}


@dataclass(frozen=True)
class Line:
    """One act as people read it."""

    title: str
    at: datetime
    who: str


@dataclass(frozen=True)
class Lying:
    """One thing in a file, as its page shows it."""

    item: Item
    url: str
    """Where it can be looked at; empty when the actor may not, or it is gone."""


@dataclass(frozen=True)
class OpenRecordFile:
    """A file as its page shows it."""

    file: RecordFile
    agency: str
    custodian: str
    """Named only when another keeps it."""
    description: str
    retention: str
    starts: str
    access: str
    items: Sequence[Lying]
    why: Sequence[str]
    held: bool
    history: Sequence[Line]
    fills: bool
    """Whether the actor may put something in, take it out, close it."""
    keeps: bool
    """Whether the actor keeps the files of its agency."""
    approves: bool

    @property
    def state_title(self) -> str:
        return str(FILE_TITLES[FileState(self.file.state)])

    @property
    def tone(self) -> str:
        return FILE_TONES[FileState(self.file.state)]

    @property
    def open(self) -> bool:
        return self.file.state == FileState.OPEN

    @property
    def kept(self) -> bool:
        return self.file.state in KEPT

    @property
    def pages(self) -> int:
        return sum(one.item.pages for one in self.items)

    @property
    def hand_over_by(self) -> object:
        """The last day for its hand-over; None when there is none to keep."""
        waits = self.file.state == FileState.CLOSED and self.file.closed_on is not None
        return hand_over_by(self.file.closed_on) if waits and self.file.closed_on else None


def find(*, actor: Actor, file: UUID) -> RecordFile:
    """A file the actor may see; NotFound for any other, in the words of one that is not there. The try is kept."""
    rows = visible(actor=actor).select_related("agency", "custodian", "plan", "heading", "responsible")
    found = rows.filter(id=file).first()
    if found is None:
        raise hidden(actor=actor, file=file)
    return found


def hidden(*, actor: Actor, file: UUID) -> NotFound:
    """The refusal for a file the actor may not see."""
    agencies = list(RecordFile.objects.filter(id=file).values_list("agency", flat=True))
    if agencies:
        denials.note(actor=actor, permission=VIEW, agencies=agencies, at=clock.now())
    return NotFound(_("Không tìm thấy hồ sơ lưu trữ, hoặc hồ sơ không thuộc phạm vi của ông/bà."))


def open_record_file(*, actor: Actor, file: UUID, at: datetime) -> OpenRecordFile:
    """A file with everything its page shows."""
    found = find(actor=actor, file=file)
    day = clock.local(at).date()
    names = agency_names({found.agency_id, found.custodian_id}, on=day)
    cases = open_cases(found)
    return OpenRecordFile(
        file=found,
        agency=names[found.agency_id],
        custodian=names[found.custodian_id] if found.custodian_id != found.agency_id else "",
        description=found.description(),
        retention=lists.label(lists.RETENTION, found.retention, on=found.opened_on),
        starts=lists.label(lists.STARTS, found.starts, on=found.opened_on),
        access=lists.label(lists.ACCESS, found.access, on=found.opened_on),
        items=lying(found, actor=actor),
        why=why_kept(found, cases),
        held=bool(cases),
        history=_history(found),
        fills=fills(found, actor=actor),
        keeps=reaches(actor, KEEP, found.custodian_id),
        approves=reaches(actor, APPROVE, found.custodian_id),
    )


def fills(file: RecordFile, *, actor: Actor) -> bool:
    """Whether the actor may work in a file: who is responsible for it, and who keeps the agency's files."""
    if reaches(actor, KEEP, file.agency_id):
        return True
    return file.responsible_id == actor.account and reaches(actor, FILING, file.agency_id)


def why_kept(file: RecordFile, cases: Sequence[Case]) -> list[str]:
    """Why it is kept until its day, a line for each rule."""
    return explain(
        file.kept,
        retention=lists.label(lists.RETENTION, file.retention, on=file.opened_on),
        event=lists.label(lists.STARTS, file.starts, on=file.opened_on),
        changes=[
            Changed(one.on, one.before, one.after, one.reason())
            for one in file.changes.select_related("file").order_by("act")
        ],
        cases=cases,
    )


def open_cases(file: RecordFile) -> list[Case]:
    """The cases that hold a file now."""
    held = (
        HeldFile.objects.filter(file=file, hold__closed_at=None)
        .select_related("hold")
        .order_by("since", "id")
    )
    return [Case(one.hold.title, clock.local(one.since).date()) for one in held]


def lying(file: RecordFile, *, actor: Actor) -> list[Lying]:
    """What lies in a file, in its order, with a way to each that the actor may open."""
    items = list(file.items.order_by("position"))
    refs = [one.source for one in items if isinstance(one.source, Ref)]
    described = describe(refs, actor=actor)
    found = []
    for one in items:
        url = described[one.source].url if isinstance(one.source, Ref) and one.source in described else ""
        if one.stored_id and file.state != FileState.DESTROYED:
            url = reverse("archive:paper", args=[file.id, one.id])
        found.append(Lying(one, url))
    return found


def opened_paper(*, actor: Actor, file: UUID, item: UUID) -> Opened:
    """A paper that was put into a file the actor may see, to look at."""
    found = find(actor=actor, file=file)
    one = found.items.filter(id=item, stored__isnull=False).first()
    if one is None or one.stored_id is None:
        raise NotFound(_("Không tìm thấy tài liệu này trong hồ sơ."))
    return open_file(owner=found.ref, file=one.stored_id)


def filed_in(*, actor: Actor, source: Ref) -> Sequence[RecordFile]:
    """The files in which a thing lies, among those the actor may see."""
    return list(visible(actor=actor).filter(items__source=source).order_by("opened_on", "id"))


def may_hold(kind: str) -> bool:
    """Whether things of this kind can be put into files."""
    return kind in record_sources


def _history(file: RecordFile) -> list[Line]:
    acts = [one for one in acts_about(about=file.ref) if one.verb in TITLES]
    accounts = Account.objects.filter(id__in={one.actor for one in acts if one.actor})
    who: dict[UUID | None, str] = {None: "Tỉnh Số", **dict(accounts.values_list("id", "name"))}
    return [Line(str(TITLES[one.verb]), one.at, who.get(one.actor, "")) for one in acts]
