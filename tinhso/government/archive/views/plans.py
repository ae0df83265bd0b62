"""The list of files of a year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.archive import actions
from tinhso.government.archive.engine import printing
from tinhso.government.archive.forms import BeginPlanForm, Confirmed, FileForm, HeadingForm
from tinhso.government.archive.queries import lists
from tinhso.government.archive.queries import plans as queries
from tinhso.government.archive.queries.files import APPROVE, KEEP, VIEW, reaches
from tinhso.government.archive.queries.page import open_record_file
from tinhso.government.archive.rules import CLOSING
from tinhso.government.archive.views import Refused, asking, must, official, pdf, posted, show, to, where
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict

FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])
_HEAD = (
    gettext_lazy("Số, ký hiệu hồ sơ"), gettext_lazy("Tiêu đề hồ sơ"), gettext_lazy("Thời hạn bảo quản"),
    gettext_lazy("Người phụ trách"), gettext_lazy("Ghi chú"),
)  # fmt: skip


@official
@require_safe
def chosen(request: HttpRequest) -> HttpResponse:
    """The list of an agency and year, or how to begin it."""
    at, actor = clock.now(), actor_of(request)
    agency, offered = where(request, permission=VIEW)
    years = queries.years(agency=agency, at=at)
    year = _year(request)
    found = queries.plan_of(actor=actor, agency=agency, year=year)
    open_now = queries.open_plan(actor=actor, plan=found, at=at) if found else None
    return _drawn(request, open_now, agency=agency, offered=offered, year=year, years=years)


@official
@require_safe
def page(request: HttpRequest, plan: UUID) -> HttpResponse:
    """One list."""
    return _one(request, plan)


@official
@FORM_PAGE
def begin(request: HttpRequest) -> HttpResponse:
    """The list of a year begun."""
    actor = actor_of(request)
    agency, _offered = where(request, permission=KEEP)
    year = _year(request)
    earlier = queries.plan_of(actor=actor, agency=agency, year=year - 1)
    form = BeginPlanForm(posted(request), initial={"carry": earlier is not None})
    if earlier is None:
        del form.fields["carry"]
    return asking(
        request, form,
        lambda given: actions.begin_plan(
            actor=actor, agency=agency, year=year, carry=given.get("carry", False), at=clock.now()
        ),
        title=_("Lập danh mục hồ sơ năm %(year)s") % {"year": year}, submit=_("Lập danh mục"),
        done=_("Đã lập danh mục; thêm đề mục, hồ sơ rồi trình lãnh đạo duyệt."), back=("plan", None),
        onwards=lambda made: to("plan_page", made.id),
    )  # fmt: skip


@official
@require_safe
def export(request: HttpRequest, plan: UUID) -> HttpResponse:
    """The same list as CSV for a spreadsheet."""
    actor, at = actor_of(request), clock.now()
    found = queries.open_plan(actor=actor, plan=queries.find_plan(actor=actor, plan=plan), at=at)
    return spreadsheet(f"danh-muc-ho-so-{found.plan.year}", _HEAD, queries.columns(found))


@official
@require_safe
def printed(request: HttpRequest, plan: UUID) -> HttpResponse:
    """The same in print."""
    return pdf(printing.print_plan(actor=actor_of(request), plan=plan, at=clock.now()), "danh-muc-ho-so")


@official
@FORM_PAGE
def add_heading(request: HttpRequest, plan: UUID) -> HttpResponse:
    """One heading more."""
    found = queries.find_plan(actor=actor_of(request), plan=plan)
    must(request, reaches(actor_of(request), KEEP, found.agency_id))
    form = HeadingForm(posted(request))
    return asking(
        request, form,
        lambda given: actions.add_heading(
            actor=actor_of(request), plan=plan, code=given["code"], title=given["title"], at=clock.now()
        ),
        title=_("Thêm đề mục"), submit=_("Thêm đề mục"), done=_("Đã thêm đề mục."), back=("plan_page", plan),
    )  # fmt: skip


@official
@require_POST
def remove_heading(request: HttpRequest, plan: UUID, heading: int) -> HttpResponse:
    """A heading without files taken out."""
    try:
        actions.remove_heading(actor=actor_of(request), plan=plan, heading=heading, at=clock.now())
    except Conflict as refusal:
        return _one(request, plan, status=refusal.status, refusal=refusal)
    messages.success(request, _("Đã bỏ đề mục."))
    return to("plan_page", plan)


@official
@FORM_PAGE
def add_file(request: HttpRequest, plan: UUID) -> HttpResponse:
    """One file more."""
    actor, at = actor_of(request), clock.now()
    found = queries.find_plan(actor=actor, plan=plan)
    must(request, queries.open_plan(actor=actor, plan=found, at=at).adds, sent=True)
    initial = {"retention": "10-nam", "starts": CLOSING, "access": "01", "responsible": str(actor.account)}
    form = _file_form(request, found, initial)
    return asking(
        request, form,
        lambda _given: actions.add_file(actor=actor, plan=plan, entry=form.entry, at=at),
        title=_("Thêm hồ sơ bổ sung") if found.approved else _("Thêm hồ sơ vào danh mục"), submit=_("Thêm hồ sơ"),
        done=_("Đã thêm hồ sơ."), back=("plan_page", plan),
    )  # fmt: skip


@official
@FORM_PAGE
def change_file(request: HttpRequest, file: UUID) -> HttpResponse:
    """A line of a list written anew."""
    actor = actor_of(request)
    one = open_record_file(actor=actor, file=file, at=clock.now()).file
    must(request, reaches(actor, KEEP, one.agency_id), sent=True)
    initial = {
        "version": one.version, "heading": one.heading_id, "code": one.code, "title": one.title, "starts": one.starts,
        "retention": one.retention, "access": one.access, "responsible": str(one.responsible_id),
    }  # fmt: skip
    form = _file_form(request, one.plan, initial)
    return asking(
        request, form,
        lambda given: actions.change_file(
            actor=actor, file=file, version=given["version"] or 0, entry=form.entry, at=clock.now()
        ),
        title=_("Sửa hồ sơ trong danh mục"), submit=_("Lưu hồ sơ"),
        done=_("Đã lưu hồ sơ trong danh mục."), back=("plan_page", one.plan_id),
    )  # fmt: skip


@official
@FORM_PAGE
def remove_file(request: HttpRequest, file: UUID) -> HttpResponse:
    """A line taken out of a list that is not approved."""
    one = open_record_file(actor=actor_of(request), file=file, at=clock.now()).file
    must(request, reaches(actor_of(request), KEEP, one.agency_id))
    return asking(
        request, Confirmed(posted(request)),
        lambda _given: actions.remove_file(actor=actor_of(request), file=file, at=clock.now()),
        title=_("Bỏ hồ sơ “%(name)s” khỏi danh mục?") % {"name": one}, submit=_("Bỏ hồ sơ"),
        lead=_("Chỉ bỏ được khi danh mục chưa duyệt."), done=_("Đã bỏ hồ sơ khỏi danh mục."),
        back=("plan_page", one.plan_id), danger=True,
    )  # fmt: skip


@official
@FORM_PAGE
def approve(request: HttpRequest, plan: UUID) -> HttpResponse:
    """The leader's word."""
    found = queries.find_plan(actor=actor_of(request), plan=plan)
    must(request, reaches(actor_of(request), APPROVE, found.agency_id))
    return asking(
        request, Confirmed(posted(request)),
        lambda _given: actions.approve_plan(actor=actor_of(request), plan=plan, at=clock.now()),
        title=_("Duyệt danh mục hồ sơ năm %(year)s?") % {"year": found.year}, submit=_("Duyệt danh mục"),
        lead=_("Sau khi duyệt, các dòng không sửa được; hồ sơ phát sinh được thêm là hồ sơ bổ sung."),
        done=_("Đã duyệt danh mục hồ sơ."), back=("plan_page", plan),
    )  # fmt: skip


def _file_form(request: HttpRequest, plan: Any, initial: dict[str, Any]) -> FileForm:
    actor, at = actor_of(request), clock.now()
    day = clock.local(at).date()
    offered = {
        "heading": [(str(one.pk), str(one)) for one in plan.headings.order_by("code")],
        "retention": lists.choices(lists.RETENTION, on=day),
        "starts": lists.choices(lists.STARTS, on=day),
        "access": lists.choices(lists.ACCESS, on=day),
        "responsible": queries.colleagues(actor=actor, agency=plan.agency_id, at=at),
    }
    return FileForm(posted(request), offered=offered, initial=initial)


def _one(
    request: HttpRequest, plan: UUID, *, status: int = 200, refusal: Refused | None = None
) -> HttpResponse:
    at, actor = clock.now(), actor_of(request)
    found = queries.open_plan(actor=actor, plan=queries.find_plan(actor=actor, plan=plan), at=at)
    agency = found.plan.agency_id
    return _drawn(
        request, found, agency=agency, offered=where(request, permission=VIEW)[1], year=found.plan.year,
        years=queries.years(agency=agency, at=at), status=status, refusal=refusal,
    )  # fmt: skip


def _drawn(
    request: HttpRequest, found: queries.OpenPlan | None, *, agency: UUID, offered: Any, year: int, years: Any,
    status: int = 200, refusal: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    return show(
        request, "plan.html", status=status, open=found, refusal=refusal, agency=str(agency), offered=offered,
        year=str(year), years=[(str(one), str(one)) for one in sorted({*years, year}, reverse=True)],
        keeps=queries.keeps_at(actor=actor_of(request), agency=agency),
    )  # fmt: skip


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("nam", "")
    this = clock.local(clock.now()).year
    return int(asked) if asked.isdecimal() and len(asked) == 4 and 2000 <= int(asked) <= this + 1 else this
