"""The pages of tasks: lists, one task, what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, holding, may
from tinhso.foundation.tasks import actions
from tinhso.foundation.tasks.forms import (
    AcceptForm,
    AnswerForm,
    AssignForm,
    ExtensionForm,
    FinishForm,
    GiveForm,
    ReasonForm,
    ReportForm,
    Versioned,
    WordsForm,
)
from tinhso.foundation.tasks.queries import hands, lists
from tinhso.foundation.tasks.queries.page import find, open_task, opened_file
from tinhso.foundation.ui import words
from tinhso.foundation.ui.answers import SeeOther, onward
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from tinhso.kernel.refs import Described, Ref, describe

_HEAD = (
    gettext_lazy("Nội dung nhiệm vụ"), gettext_lazy("Trạng thái"), gettext_lazy("Hạn"), gettext_lazy("Tiến độ (%)"),
    gettext_lazy("Cơ quan giao"), gettext_lazy("Người giao"), gettext_lazy("Cơ quan chủ trì"),
    gettext_lazy("Người thực hiện"), gettext_lazy("Số lần đôn đốc"),
)  # fmt: skip
_LONGEST = 150
official = holding("tasks.view")
to = onward("tasks")
Run = Callable[[Actor, UUID, Mapping[str, Any], datetime], object]


def _words(verb: Callable[..., object]) -> Run:
    def run(actor: Actor, task: UUID, given: Mapping[str, Any], at: datetime) -> object:
        return verb(actor=actor, task=task, version=given["version"], note=given["note"], at=at)

    return run


def _report(actor: Actor, task: UUID, given: Mapping[str, Any], at: datetime) -> object:
    return actions.report(
        actor=actor,
        task=task,
        version=given["version"],
        progress=given["progress"],
        note=given["note"],
        at=at,
    )


def _ask(actor: Actor, task: UUID, given: Mapping[str, Any], at: datetime) -> object:
    due_at = hands.close_of(given["due"], agency_id=find(actor=actor, task=task).agency_id)
    return actions.ask_extension(
        actor=actor, task=task, version=given["version"], due_at=due_at, note=given["note"], at=at
    )


def _answer(actor: Actor, task: UUID, given: Mapping[str, Any], at: datetime) -> object:
    return actions.answer_extension(
        actor=actor, task=task, version=given["version"], granted=given["granted"] == "yes", note=given["note"],
        at=at,
    )  # fmt: skip


ACTS: Mapping[str, tuple[str, Any, type[Versioned], Run, Any]] = {
    "tra-loi-gia-han": (
        "answer_extension", gettext_lazy("Trả lời đề nghị gia hạn"), AnswerForm, _answer,
        gettext_lazy("Đã trả lời đề nghị gia hạn."),
    ),
    "xac-nhan": (
        "accept", gettext_lazy("Xác nhận hoàn thành"), AcceptForm, _words(actions.accept),
        gettext_lazy("Nhiệm vụ đã hoàn thành."),
    ),
    "lam-tiep": (
        "send_back", gettext_lazy("Yêu cầu làm tiếp"), ReasonForm, _words(actions.send_back),
        gettext_lazy("Đã chuyển lại cho nơi chủ trì."),
    ),
    "bao-cao": ("report", gettext_lazy("Báo cáo tiến độ"), ReportForm, _report, gettext_lazy("Đã ghi báo cáo.")),
    "hoan-thanh": (
        "finish", gettext_lazy("Báo cáo hoàn thành"), FinishForm, _words(actions.finish),
        gettext_lazy("Đã báo cáo hoàn thành."),
    ),
    "xin-gia-han": (
        "ask_extension", gettext_lazy("Xin gia hạn"), ExtensionForm, _ask,
        gettext_lazy("Đã gửi đề nghị gia hạn; hạn cũ còn nguyên đến khi người giao đồng ý."),
    ),
    "don-doc": ("urge", gettext_lazy("Đôn đốc"), WordsForm, _words(actions.urge), gettext_lazy("Đã đôn đốc.")),
    "thu-hoi": (
        "withdraw", gettext_lazy("Thu hồi nhiệm vụ"), ReasonForm, _words(actions.withdraw),
        gettext_lazy("Đã thu hồi nhiệm vụ."),
    ),
}  # fmt: skip
"""Each act by its part of the address: its key, its title, what is asked for, the act, what is said when it is done.
Their buttons stand in this order."""


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The tasks of one group."""
    at, actor = clock.now(), actor_of(request)
    filters = _narrowed(request)
    counts = lists.counts(actor=actor, at=at)
    return _show(
        request,
        "list.html",
        filters=filters,
        page=lists.listed(actor=actor, filters=filters, page=request.GET.get("page", 1), at=at),
        groups=[(key, title, counts[key], key == filters.group) for key, title in lists.GROUPS.items()],
        states=list(lists.STATES.items()),
        query=request.GET.urlencode(),
        gives=may(request, hands.GIVE),
    )


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as CSV for a spreadsheet."""
    at = clock.now()
    rows = lists.every(actor=actor_of(request), filters=_narrowed(request), at=at)
    return spreadsheet(f"nhiem-vu-{clock.local(at):%Y%m%d-%H%M}", _HEAD, map(_cells, rows))


@official
@require_safe
def page(request: HttpRequest, task: UUID) -> HttpResponse:
    """One task."""
    return _drawn(request, task)


@official
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """A new task."""
    at, actor = clock.now(), actor_of(request)
    if not may(request, hands.GIVE):
        raise NotAllowed(
            _("Ông/bà không có quyền: Giao nhiệm vụ."),
            next_step=_("Lãnh đạo hoặc trưởng phòng giao nhiệm vụ."),
        )
    offices = hands.offices(actor=actor, at=at)
    if not offices:
        raise Conflict(
            _("Cơ quan của ông/bà không còn hoạt động nên không giao được nhiệm vụ."),
            next_step=_("Đề nghị quản trị tỉnh phân công lại vị trí."),
        )
    asked, source = request.POST.get("agency", ""), _source(request)
    office = UUID(asked if asked in dict(offices) else offices[0][0])
    form = GiveForm(
        request.POST if request.method == "POST" else None,
        offices=offices,
        places=hands.choices(agency_id=office, at=at),
        initial={"agency": str(office)},
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            due_at = hands.close_of(given["due"], agency_id=office) if given["due"] else None
            made = actions.give(
                actor=actor, agency=office, title=given["title"], detail=given["detail"], hands=form.hands,
                due_at=due_at, source=source[0] if source else None, at=at,
            )  # fmt: skip
        except Invalid as refusal:
            _put_faults(form, refusal)
        else:
            messages.success(request, _("Đã giao nhiệm vụ; những người có phần việc được báo."))
            return SeeOther(source[1].url) if source and source[1].url else to("task", made.id)
    status = 422 if form.is_bound else 200
    return _show(request, "give.html", status=status, form=form, source=source[1] if source else None)


@official
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, task: UUID, act: str) -> HttpResponse:
    """Do one thing with a task: a page that asks what is needed, then the task again."""
    if act not in ACTS:
        raise NotFound(_("Không tìm thấy trang này."))
    key, title, asks, run, done = ACTS[act]
    actor, at = actor_of(request), clock.now()
    open_now = open_task(actor=actor, task=task, at=at)
    if key not in open_now.acts and request.method != "POST":
        raise Conflict(
            _("Việc này không làm được với nhiệm vụ lúc này, hoặc không phải phần của ông/bà."),
            next_step=_("Mở lại nhiệm vụ để xem tình hình mới nhất."),
        )
    initial = {"version": open_now.task.version, "progress": open_now.task.progress}
    form = asks(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            run(actor, task, form.cleaned_data, at)
        except Invalid as refusal:
            _put_faults(form, refusal)
        except (Conflict, Stale) as refusal:
            return _drawn(request, task, refusal=refusal)
        else:
            messages.success(request, str(done))
            return to("task", task)
    status = 422 if form.is_bound else 200
    return _show(request, "act.html", status=status, open=open_now, title=title, form=form, key=key)


@official
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, task: UUID, hand: int) -> HttpResponse:
    """Who at the agency does its part."""
    actor, at = actor_of(request), clock.now()
    open_now = open_task(actor=actor, task=task, at=at)
    line = next((one for one in open_now.hands if one.id == hand), None)
    if line is None:
        raise NotFound(_("Không tìm thấy phần việc này."))
    if not line.assignable:
        raise NotAllowed(
            _("Ông/bà không phân công được phần việc này."),
            next_step=_("Lãnh đạo hoặc trưởng phòng của cơ quan đó phân công."),
        )
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        officials=hands.people_for(hand=hand, at=at),
        initial={"version": open_now.task.version},
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.assign(
                actor=actor,
                task=task,
                version=given["version"],
                hand=hand,
                holder=UUID(given["holder"]),
                at=at,
            )
        except (Conflict, Stale) as refusal:
            return _drawn(request, task, refusal=refusal)
        messages.success(request, _("Đã phân công; người thực hiện được báo."))
        return to("task", task)
    return _show(
        request, "assign.html", status=422 if form.is_bound else 200, open=open_now, line=line, form=form
    )


@official
@require_POST
def attach(request: HttpRequest, task: UUID) -> HttpResponse:
    """A file put beside a task."""
    upload = request.FILES.get("file")
    if upload is None:
        find(actor=actor_of(request), task=task)
        messages.error(request, _("Xin chọn tệp."))
        return to("task", task)
    try:
        actions.attach(
            actor=actor_of(request), task=task, name=upload.name or "", content=upload, at=clock.now()
        )
    except Invalid as refusal:
        messages.error(request, " ".join([refusal.detail, *(fault.reason for fault in refusal.faults)]))
        return to("task", task)
    messages.success(request, _("Đã thêm tệp."))
    return to("task", task)


@official
@require_safe
def file(request: HttpRequest, task: UUID, file: UUID) -> HttpResponse:
    """A file beside a task."""
    opened = opened_file(actor=actor_of(request), task=task, file=file)
    return HttpResponse(opened.content, headers=dict(opened.headers))


def _drawn(request: HttpRequest, task: UUID, refusal: Conflict | Stale | None = None) -> HttpResponse:
    at = clock.now()
    open_now = open_task(actor=actor_of(request), task=task, at=at)
    offered = [(part, title) for part, (key, title, *_rest) in ACTS.items() if key in open_now.acts]
    status = refusal.status if refusal else 200
    return _show(request, "task.html", status=status, open=open_now, acts=offered, refusal=refusal)


def _show(request: HttpRequest, template: str, *, status: int = 200, **said: Any) -> HttpResponse:
    return render(request, f"tasks/{template}", said, status=status)


def _put_faults(form: forms.Form, refusal: Invalid) -> None:
    for fault in refusal.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
    if not refusal.faults:
        form.add_error(None, f"{refusal.detail} {refusal.next_step}".strip())


def _narrowed(request: HttpRequest) -> lists.Filters:
    given = request.GET
    group, state, year = given.get("nhom", ""), given.get("tt", ""), given.get("nam", "")
    return lists.Filters(
        group=group if group in lists.GROUPS else lists.MINE,
        text=given.get("q", "").replace("\0", "").strip()[:_LONGEST],
        state=state if state in lists.STATES else "",
        lead=_identifier(given.get("co-quan", "")),
        year=int(year) if year.isdecimal() and len(year) == 4 and year > "1999" else None,
    )


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _source(request: HttpRequest) -> tuple[Ref, Described] | None:
    """The thing a task is given out of, where the address names one the actor may see."""
    try:
        ref = Ref.parse(request.GET.get("tu", ""))
    except ValueError:
        return None
    known = describe([ref], actor=actor_of(request)).get(ref)
    return (ref, known) if known else None


def _cells(row: lists.TaskRow) -> tuple[str | int, ...]:
    return (
        row.title,
        row.state_title,
        words.moment(row.due_at) if row.due_at else "",
        row.progress,
        row.agency,
        row.giver,
        row.lead_agency,
        row.lead,
        row.urged,
    )
