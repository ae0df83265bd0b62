"""The list of files, one file, its end and how long it is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.archive import actions
from tinhso.government.archive.engine import printing
from tinhso.government.archive.forms import DayForm, DescriptionForm, RetentionForm, Versioned
from tinhso.government.archive.queries import files as lists_of_files
from tinhso.government.archive.queries import lists
from tinhso.government.archive.queries.page import OpenRecordFile, open_record_file
from tinhso.government.archive.rules import years_words
from tinhso.government.archive.views import asked, asking, must, official, pdf, posted, show
from tinhso.kernel import clock

FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])
_HEAD = (
    gettext_lazy("Năm hồ sơ"), gettext_lazy("Số, ký hiệu hồ sơ"), gettext_lazy("Tiêu đề hồ sơ"), gettext_lazy("Đề mục"),
    gettext_lazy("Trạng thái"), gettext_lazy("Người phụ trách"), gettext_lazy("Số văn bản"),
    gettext_lazy("Thời hạn bảo quản"), gettext_lazy("Ngày kết thúc"), gettext_lazy("Giữ đến hết ngày"),
)  # fmt: skip


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The files of one group."""
    at, actor = clock.now(), actor_of(request)
    day = clock.local(at).date()
    filters = _narrowed(request)
    counts = lists_of_files.counts(actor=actor, at=at)
    return show(
        request,
        "files.html",
        filters=filters,
        page=lists_of_files.listed(actor=actor, filters=filters, page=request.GET.get("page", 1), at=at),
        groups=[
            (key, title, counts[key], key == filters.group) for key, title in lists_of_files.GROUPS.items()
        ],
        years=[("", _("Mọi năm lập")), *((str(one), str(one)) for one in lists_of_files.years(actor=actor))],
        retentions=[("", _("Mọi thời hạn bảo quản")), *lists.choices(lists.RETENTION, on=day)],
        query=request.GET.urlencode(),
    )


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as CSV for a spreadsheet."""
    at = clock.now()
    rows = lists_of_files.every(actor=actor_of(request), filters=_narrowed(request), at=at)
    return spreadsheet(f"ho-so-luu-tru-{clock.local(at):%Y%m%d-%H%M}", _HEAD, map(_cells, rows))


@official
@require_safe
def page(request: HttpRequest, file: UUID) -> HttpResponse:
    """One file."""
    return show(request, "file.html", open=_open(request, file))


@official
@require_safe
def contents(request: HttpRequest, file: UUID) -> HttpResponse:
    """The list of what lies in it, printed."""
    return pdf(printing.print_contents(actor=actor_of(request), file=file, at=clock.now()), "muc-luc-van-ban")


@official
@FORM_PAGE
def describe(request: HttpRequest, file: UUID) -> HttpResponse:
    """A note on a file."""
    found = _open(request, file)
    must(request, found.fills)
    form = DescriptionForm(posted(request), initial=_version(found) | {"text": found.description})
    return asking(
        request, form,
        lambda given: actions.describe(
            actor=actor_of(request), file=file, version=given["version"], text=given["text"], at=clock.now()
        ),
        title=_("Chú giải hồ sơ"), submit=_("Lưu chú giải"), done=_("Đã lưu chú giải."), back=("file", file),
    )  # fmt: skip


@official
@FORM_PAGE
def close(request: HttpRequest, file: UUID) -> HttpResponse:
    """The end of a file."""
    found, today = _open(request, file), clock.local(clock.now()).date()
    must(request, found.fills)
    form = DayForm(posted(request), initial=_version(found) | {"on": words.day(today)})
    form.fields["on"].label = _("Ngày công việc kết thúc")
    return asking(
        request, form,
        lambda given: actions.close(
            actor=actor_of(request), file=file, version=given["version"], on=given["on"], at=clock.now()
        ),
        title=_("Kết thúc hồ sơ"), submit=_("Kết thúc hồ sơ"),
        done=_("Đã kết thúc hồ sơ; thời hạn bảo quản bắt đầu tính."),
        lead=_("Hồ sơ đã kết thúc không nhận thêm văn bản. Người giữ kho hồ sơ mở lại được khi chưa nộp lưu."),
        back=("file", file),
    )  # fmt: skip


@official
@FORM_PAGE
def reopen(request: HttpRequest, file: UUID) -> HttpResponse:
    """A closed file opened again."""
    found = _open(request, file)
    must(request, found.keeps)
    form = Versioned(posted(request), initial=_version(found))
    return asking(
        request, form,
        lambda given: actions.reopen(
            actor=actor_of(request), file=file, version=given["version"], at=clock.now()
        ),
        title=_("Mở lại hồ sơ"), submit=_("Mở lại hồ sơ"), done=_("Đã mở lại hồ sơ."),
        lead=_("Khi có văn bản đến muộn. Thời hạn bảo quản tính lại từ lần kết thúc sau."), back=("file", file),
    )  # fmt: skip


@official
@FORM_PAGE
def note_event(request: HttpRequest, file: UUID) -> HttpResponse:
    """The event its retention waits for."""
    found = _open(request, file)
    must(request, found.keeps)
    form = DayForm(posted(request), initial=_version(found))
    form.fields["on"].label = _("Ngày xảy ra")
    return asking(
        request, form,
        lambda given: actions.note_event(
            actor=actor_of(request), file=file, version=given["version"], on=given["on"], at=clock.now()
        ),
        title=_("Ghi nhận mốc tính thời hạn"), submit=_("Ghi nhận"), done=_("Đã ghi nhận mốc tính thời hạn."),
        lead=found.starts, back=("file", file),
    )  # fmt: skip


@official
@FORM_PAGE
def change_retention(request: HttpRequest, file: UUID) -> HttpResponse:
    """Another retention, and why."""
    found, day = _open(request, file), clock.local(clock.now()).date()
    must(request, found.keeps or found.approves)
    form = RetentionForm(
        posted(request),
        offered={"retention": lists.choices(lists.RETENTION, on=day)},
        initial=_version(found) | {"retention": found.file.retention},
    )
    return asking(
        request, form,
        lambda given: actions.change_retention(
            actor=actor_of(request), file=file, version=given["version"], retention=given["retention"],
            reason=given["reason"], at=clock.now(),
        ),
        title=_("Đổi thời hạn bảo quản"), submit=_("Đổi thời hạn"), done=_("Đã đổi thời hạn bảo quản."),
        lead=_("Kéo dài: người giữ kho hồ sơ. Rút ngắn: chỉ lãnh đạo. Lý do hiện ở phần giải thích của hồ sơ."),
        back=("file", file),
    )  # fmt: skip


def _open(request: HttpRequest, file: UUID) -> OpenRecordFile:
    return open_record_file(actor=actor_of(request), file=file, at=clock.now())


def _version(found: OpenRecordFile) -> dict[str, Any]:
    return {"version": found.file.version}


def _narrowed(request: HttpRequest) -> lists_of_files.Filters:
    """What the list is narrowed by; a choice that is not offered narrows nothing."""
    group, year, kept = (request.GET.get(name, "") for name in ("nhom", "nam", "thoi-han"))
    return lists_of_files.Filters(
        group=group if group in lists_of_files.GROUPS else lists_of_files.ALL,
        text=asked(request),
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        retention=kept[:30],
    )


def _cells(row: lists_of_files.Row) -> tuple[str | int, ...]:
    return (
        row.year, row.code, row.title, row.heading, row.state_title, row.responsible, row.items,
        years_words(row.years), words.day(row.closed_on) if row.closed_on else "",
        words.day(row.kept_until) if row.kept_until else "",
    )  # fmt: skip
