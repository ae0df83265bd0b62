"""The leaders' calendar: a week on a page and on paper, entries proposed, approved, changed and cancelled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, may
from tinhso.foundation.access.roles import Role
from tinhso.government.directing import actions
from tinhso.government.directing.engine import printing
from tinhso.government.directing.formats.ics import calendar_of
from tinhso.government.directing.forms import CancelForm, PlanForm, VersionForm
from tinhso.government.directing.queries import calendar as read
from tinhso.government.directing.queries.directives import leaders, offices
from tinhso.government.directing.rules import read_week, week_key, week_of
from tinhso.government.directing.views import official, put_faults, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale

FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@official
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """The week of an agency, Monday to Sunday."""
    at, actor = clock.now(), actor_of(request)
    known = offices(actor=actor, at=at, permission=read.VIEW)
    agency, monday = _agency(request, known), _monday(request)
    people = leaders(agencies=[agency] if agency else [], at=at)
    leader = request.GET.get("lanh-dao", "")
    chosen = UUID(leader) if leader in dict(people) else None
    return show(
        request,
        "week.html",
        days=read.week(actor=actor, agency=agency, monday=monday, leader=chosen) if agency else [],
        today=clock.local(at).date(),
        offices=known,
        agency=str(agency or ""),
        people=[("", _("Mọi lãnh đạo")), *people],
        leader=str(chosen or ""),
        proposes=may(request, read.PROPOSE),
        leads=Role.LEADER in actor.roles,
        **_turning(monday),
    )


@official
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    at, actor = clock.now(), actor_of(request)
    agency = _agency(request, offices(actor=actor, at=at, permission=read.VIEW))
    if agency is None:
        raise NotFound(_("Không tìm thấy cơ quan này."))
    monday = _monday(request)
    made = printing.print_week(actor=actor, agency=agency, monday=monday, at=at)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="lich-{week_key(monday)}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@official
@FORM_PAGE
def propose(request: HttpRequest) -> HttpResponse:
    """Something new in the calendar."""
    at, actor = clock.now(), actor_of(request)
    if not may(request, read.PROPOSE):
        raise NotAllowed(_("Ông/bà không có quyền: Đề xuất lịch công tác."))
    known = offices(actor=actor, at=at, permission=read.PROPOSE)
    offered = {"agency": known, "leaders": leaders(agencies=[UUID(key) for key, _name in known], at=at)}
    form = PlanForm(_posted(request), offered=offered, initial={"day": request.GET.get("ngay", "")})
    if form.is_valid():
        try:
            made = actions.propose(
                actor=actor, agency=UUID(form.cleaned_data["agency"]), plan=form.plan, at=at
            )
        except Invalid as refusal:
            put_faults(form, refusal)
        else:
            messages.success(request, _("Đã ghi vào lịch."))
            return _to_week(made.starts_at)
    return show(request, "plan.html", status=_status(form), form=form, row=None)


@official
@FORM_PAGE
def replan(request: HttpRequest, entry: UUID) -> HttpResponse:
    """An entry changed."""
    at, actor = clock.now(), actor_of(request)
    found, there = read.plan_of(actor=actor, entry=entry)
    row = read.entry_for(actor=actor, entry=entry)
    _must_change(row)
    starts, ends = clock.local(found.starts_at), clock.local(found.ends_at)
    form = PlanForm(
        _posted(request),
        offered={"leaders": leaders(agencies=[found.agency_id], at=at)},
        initial={
            "version": found.version, "title": found.title, "leaders": [str(one) for one in there],
            "day": starts.date(), "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "place": found.place,
            "participants": row.participants, "prepared_by": row.prepared_by, "public": found.public,
        },
    )  # fmt: skip
    refusal: Stale | Conflict | None = None
    if form.is_valid():
        try:
            made = actions.replan(
                actor=actor, entry=entry, version=form.cleaned_data["version"] or 0, plan=form.plan, at=at
            )
        except Invalid as refused:
            put_faults(form, refused)
        except (Stale, Conflict) as refused:
            refusal = refused
        else:
            messages.success(request, _("Đã lưu lịch."))
            return _to_week(made.starts_at)
    status = refusal.status if refusal else _status(form)
    return show(request, "plan.html", status=status, form=form, row=row, refusal=refusal)


@official
@require_POST
def approve(request: HttpRequest, entry: UUID) -> HttpResponse:
    """An entry stands."""
    actor, form = actor_of(request), VersionForm(request.POST)
    found = read.find(actor=actor, entry=entry)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    try:
        actions.approve(actor=actor, entry=entry, version=version, at=clock.now())
    except (Stale, Conflict) as refusal:
        messages.error(request, f"{refusal.detail} {refusal.next_step}")
    else:
        messages.success(request, _("Đã duyệt lịch."))
    return _to_week(found.starts_at)


@official
@FORM_PAGE
def cancel(request: HttpRequest, entry: UUID) -> HttpResponse:
    """An entry does not take place."""
    actor = actor_of(request)
    row = read.entry_for(actor=actor, entry=entry)
    _must_change(row)
    form = CancelForm(_posted(request), initial={"version": row.version})
    refusal: Stale | Conflict | None = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.cancel(
                actor=actor, entry=entry, version=given["version"], note=given["note"], at=clock.now()
            )
        except Invalid as refused:
            put_faults(form, refused)
        except (Stale, Conflict) as refused:
            refusal = refused
        else:
            messages.success(request, _("Đã hủy lịch; lịch còn hiện với lý do hủy."))
            return _to_week(row.starts_at)
    status = refusal.status if refusal else _status(form)
    return show(request, "cancel.html", status=status, form=form, row=row, refusal=refusal)


@official
@FORM_PAGE
def address(request: HttpRequest) -> HttpResponse:
    """A leader's secret address: made anew, shown once."""
    actor, made = actor_of(request), ""
    if Role.LEADER not in actor.roles:
        raise NotAllowed(_("Chỉ lãnh đạo có địa chỉ lịch của mình."))
    if request.method == "POST":
        secret = actions.make_feed(actor=actor, at=clock.now())
        made = f"{settings.PUBLIC_URL}{reverse('directing:feed', args=[secret])}"
    return show(request, "address.html", made=made, since=read.has_feed(actor=actor))


@official
@require_POST
def stop_address(request: HttpRequest) -> HttpResponse:
    """No more secret address."""
    actions.stop_feed(actor=actor_of(request), at=clock.now())
    messages.success(request, _("Địa chỉ lịch không còn dùng được."))
    return to("address")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address, for programs."""
    name, things = read.feed(secret=secret, at=clock.now())
    answer = HttpResponse(calendar_of(name, things), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = 'attachment; filename="lich.ics"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_not_required
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What everybody may see of an agency's week."""
    known = read.public_offices(at=clock.now())
    agency, monday = _agency(request, known), _monday(request)
    return show(
        request,
        "public.html",
        days=read.public_week(agency=agency, monday=monday) if agency else [],
        offices=known,
        agency=str(agency or ""),
        **_turning(monday),
    )


def _agency(request: HttpRequest, known: Any) -> UUID | None:
    asked = request.GET.get("co-quan", "")
    if asked in dict(known):
        return UUID(asked)
    return UUID(known[0][0]) if known else None


def _monday(request: HttpRequest) -> date:
    return read_week(request.GET.get("tuan", "")) or week_of(clock.local(clock.now()).date())


def _turning(monday: date) -> dict[str, Any]:
    """A week's own words, and how others are asked for."""
    return {
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "week": week_key(monday),
        "before": week_key(monday - timedelta(days=7)),
        "after": week_key(monday + timedelta(days=7)),
    }


def _must_change(row: read.Row) -> None:
    if not row.changeable:
        raise Conflict(
            _("Lịch này ông/bà không sửa được lúc này."), next_step=_("Báo văn phòng nội dung cần đổi.")
        )


def _to_week(moment: Any) -> HttpResponse:
    return to("week", query=f"tuan={week_key(week_of(clock.local(moment).date()))}")


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200
