"""Lists and minutes on paper: danh mục hồ sơ, mục lục văn bản, biên bản giao nhận, biên bản tiêu hủy.

They go out, so they are Vietnamese whoever asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from textwrap import wrap
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.packs.keeping import one_state
from tinhso.foundation.papers.engine import render
from tinhso.foundation.papers.heads import head_of
from tinhso.foundation.ui import words
from tinhso.foundation.units.queries import agency
from tinhso.government.archive.models import RecordFile
from tinhso.government.archive.queries import lists
from tinhso.government.archive.queries.disposals import open_disposal
from tinhso.government.archive.queries.minutes import Minutes
from tinhso.government.archive.queries.page import find
from tinhso.government.archive.queries.plans import columns, find_plan, open_plan
from tinhso.government.archive.queries.transfers import open_transfer
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict

_TITLES = (("Số, ký hiệu", 24), ("Ngày", 20), ("Tác giả", 42), ("Tên loại và trích yếu", 0), ("Số trang", 14))


@one_state()
def print_plan(*, actor: Actor, plan: UUID, at: datetime) -> bytes:
    """The list of files of a year."""
    found = open_plan(actor=actor, plan=find_plan(actor=actor, plan=plan), at=at)
    heads = (("Số, ký hiệu hồ sơ", 28), ("Tiêu đề hồ sơ", 0), ("Thời hạn bảo quản", 30), ("Người phụ trách", 46),
             ("Ghi chú", 26))  # fmt: skip
    rows: list[tuple[str, ...]] = []
    for section in found.sections:
        rows.append(("", str(section.heading), "", "", ""))
        rows += columns(found, only=section)
    about = f"Năm {found.plan.year}" + ("" if found.plan.approved else " (dự thảo, chưa duyệt)")
    return _table(
        found.plan.agency_id, at=at, title="Danh mục hồ sơ", about=about, heads=heads, rows=rows,
        before=(), signing=(("Người lập", "", ""), ("Người duyệt", "", "")),
        address=reverse("archive:plan_page", args=[plan]),
    )  # fmt: skip


@one_state()
def print_contents(*, actor: Actor, file: UUID, at: datetime) -> bytes:
    """The list of what lies in a file."""
    return contents_of(find(actor=actor, file=file), at=at)


def contents_of(file: RecordFile, *, at: datetime) -> bytes:
    """The same of a file at hand."""
    rows = [
        (str(number), one.notation, words.day(one.dated), one.author, f"{one.type_title}: {one.subject}",
         str(one.pages or ""))
        for number, one in enumerate(file.items.order_by("position"), 1)
    ]  # fmt: skip
    before = (
        f"Hồ sơ số: {file.code}, năm {file.plan.year}",
        f"Tiêu đề: {file.title}",
        f"Thời hạn bảo quản: {lists.label(lists.RETENTION, file.retention, on=file.opened_on)}",
    )
    return _table(
        file.agency_id, at=at, title="Mục lục văn bản", about="", heads=(("STT", 12), *_TITLES), rows=rows,
        before=before, signing=(("Người lập", file.responsible.name, ""),),
        address=reverse("archive:file", args=[file.id]),
    )  # fmt: skip


@one_state()
def print_minutes(*, actor: Actor, transfer: UUID, at: datetime) -> bytes:
    """The minutes of a hand-over; Conflict before it was taken over."""
    found = open_transfer(actor=actor, transfer=transfer, at=at)
    moved, minutes = found.transfer, found.minutes
    if minutes is None or moved.answered_by is None:
        raise Conflict(_("Biên bản giao nhận chỉ có khi bên nhận đã nhận hồ sơ."))
    rows = [
        (
            str(number),
            one.file.code,
            str(one.file.plan.year),
            one.file.title,
            str(one.documents),
            " ".join(wrap(one.digest, 16)),
        )
        for number, one in enumerate(found.files, 1)
    ]
    heads = (("STT", 12), ("Số, ký hiệu", 24), ("Năm", 14), ("Tiêu đề hồ sơ", 0), ("Số văn bản", 18),
             ("Mã kiểm tra gói (SHA-256)", 62))  # fmt: skip
    before = (
        f"Bên giao: {found.giver}. Người giao: {moved.begun_by.name}.",
        f"Bên nhận: {found.receiver}. Người nhận: {moved.answered_by.name}.",
        f"Hai bên giao nhận {len(rows)} hồ sơ lúc {words.moment(minutes.done_at)}, "
        "mỗi hồ sơ một gói theo E-ARK CSIP.",
    )
    return _table(
        moved.agency_id, at=minutes.done_at, title="Biên bản giao nhận hồ sơ, tài liệu", about="", heads=heads,
        rows=rows, before=before, signing=_hands(minutes),
        address=reverse("archive:transfer", args=[transfer]),
    )  # fmt: skip


@one_state()
def print_certificate(*, actor: Actor, disposal: UUID, at: datetime) -> bytes:
    """The certificate that files were destroyed, with those that were kept after all; Conflict before it was done."""
    found = open_disposal(actor=actor, disposal=disposal, at=at)
    one, minutes = found.disposal, found.minutes
    if minutes is None or one.decided_by is None:
        raise Conflict(_("Biên bản tiêu hủy chỉ có khi đã tiêu hủy xong."))
    rows = [
        (str(number), row.file.code, str(row.file.plan.year), row.file.title,
         words.day(row.file.kept_until) if row.file.kept_until else "", row.why or "Đã tiêu hủy")
        for number, row in enumerate(found.files, 1)
    ]  # fmt: skip
    heads = (("STT", 12), ("Số, ký hiệu", 24), ("Năm", 14), ("Tiêu đề hồ sơ", 0), ("Hết thời hạn", 24),
             ("Kết quả", 56))  # fmt: skip
    before = (
        f"Hội đồng xét hủy: {'; '.join(found.council)}. Biên bản họp: {found.council_minutes}.",
        f"Người lập danh sách: {one.proposed_by.name}. Người duyệt: {one.decided_by.name}.",
        f"Tiêu hủy xong lúc {words.moment(minutes.done_at)}: khóa niêm phong của hồ sơ và của văn bản trong hồ sơ đã "
        "bị hủy, nội dung không mở lại được; phần mô tả và nhật ký được giữ.",
    )
    return _table(
        one.agency_id, at=minutes.done_at, title="Biên bản tiêu hủy hồ sơ, tài liệu", about="", heads=heads, rows=rows,
        before=before, signing=_hands(minutes),
        address=reverse("archive:disposal", args=[disposal]),
    )  # fmt: skip


def _hands(minutes: Minutes) -> list[tuple[str, str, str]]:
    return [(one.role, one.name, one.place) for one in minutes.sides]


def _table(
    office: UUID, *, at: datetime, title: str, about: str, heads: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str]], before: Sequence[str], signing: Sequence[tuple[str, str, str]], address: str,
) -> bytes:  # fmt: skip
    day = clock.local(at).date()
    found = agency(office, on=day)
    data: dict[str, Any] = head_of(found, day) | {
        "code": found.identifier,
        "verify_url": f"{settings.PUBLIC_URL}{address}",
        "title": title,
        "about": about,
        "before": before,
        "columns": [{"title": name, "width": width} for name, width in heads],
        "rows": rows,
        "signing": [{"role": role, "name": name, "place": place} for role, name, place in signing],
    }
    return render("table", data, at=at)
