"""Acts on one dossier: received, to be completed, refused, taken, moved on, delivered, stopped, archived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.foundation.access.requests import actor_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.forms import (
    OTHER,
    ApologyForm,
    LackForm,
    LackFormSet,
    PauseForm,
    ReasonForm,
    RefuseForm,
    SupplementForm,
    Versioned,
)
from tinhso.government.dossiers.queries.desk_page import subjects_of
from tinhso.government.dossiers.queries.for_outside import hand_over_page
from tinhso.government.dossiers.queries.lateness import late_reasons
from tinhso.government.dossiers.views.desk import carry_out, offered, official, opened, redrawn, show, to
from tinhso.government.dossiers.views.desk_queues import next_to_sign
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Stale

Act = Callable[[Mapping[str, Any]], object]
FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@official
@FORM_PAGE
def receive(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Accept it: it gets its code and its date."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.receive(
            actor=actor_of(request), dossier=dossier, version=given["version"], at=clock.now()
        )

    return _act_page(
        request, dossier, "receive", Versioned, act, done=_("Đã tiếp nhận, cấp mã và hẹn trả hồ sơ.")
    )


@official
@FORM_PAGE
def refuse(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Refuse it in writing."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.refuse(
            actor=actor_of(request),
            dossier=dossier,
            at=clock.now(),
            **_only(given, "version", "reason", "basis"),
        )

    return _act_page(
        request, dossier, "refuse", RefuseForm, act, done=_("Đã từ chối; phiếu từ chối đang được in.")
    )


@official
@FORM_PAGE
def deliver(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Hand the result over; where a proof is asked for, the page that asks for it."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.deliver(
            actor=actor_of(request), dossier=dossier, version=given["version"], at=clock.now()
        )

    return _act_page(
        request,
        dossier,
        "deliver",
        Versioned,
        act,
        done=_("Đã ghi nhận trả kết quả."),
        instead=hand_over_page,
    )


@official
@FORM_PAGE
def archive(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Hand it to the archive."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.archive(
            actor=actor_of(request), dossier=dossier, version=given["version"], at=clock.now()
        )

    return _act_page(request, dossier, "archive", Versioned, act, done=_("Đã lưu trữ hồ sơ."))


@official
@FORM_PAGE
def waive(request: HttpRequest, dossier: UUID, intent: UUID) -> HttpResponse:
    """Ask no more for one due."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.waive(
            actor=actor_of(request), dossier=dossier, intent=intent, at=clock.now(), version=given["version"],
            reason=given["note"],
        )  # fmt: skip

    return _act_page(request, dossier, "waive", ReasonForm, act, done=_("Đã miễn khoản này."))


@official
@require_POST
def look_up_again(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Have the registers asked once more."""
    actions.look_up_again(actor=actor_of(request), dossier=dossier, at=clock.now())
    messages.success(request, _("Đang tra cứu lại; kết quả hiện ở phần giấy tờ sau ít giây."))
    return to("desk_dossier", dossier)


@official
@FORM_PAGE
def accept_declared(request: HttpRequest, dossier: UUID, lookup: UUID) -> HttpResponse:
    """Accept what was declared though a register says something else."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.accept_declared(
            actor=actor_of(request), dossier=dossier, at=clock.now(), version=given["version"], lookup=lookup,
            reason=given["note"],
        )  # fmt: skip

    done = _("Đã chấp nhận nội dung đã khai; lý do đã ghi vào lịch sử hồ sơ.")
    return _act_page(request, dossier, "accept_declared", ReasonForm, act, done=done)


@official
@FORM_PAGE
def pause(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Let its clock stand still."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.pause(
            actor=actor_of(request), dossier=dossier, at=clock.now(), version=given["version"],
            code=given["code"], reason=given["note"],
        )  # fmt: skip

    return _act_page(request, dossier, "pause", PauseForm, act, done=_("Đã tạm dừng tính hạn."))


@official
@FORM_PAGE
def resume(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Let its clock run on."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.resume(
            actor=actor_of(request),
            dossier=dossier,
            at=clock.now(),
            version=given["version"],
            reason=given["note"],
        )

    return _act_page(
        request, dossier, "resume", ReasonForm, act, done=_("Đã giải quyết tiếp; hạn trả đã tính lại.")
    )


@official
@FORM_PAGE
def hold(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Keep it from being erased."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.hold(
            actor=actor_of(request),
            dossier=dossier,
            at=clock.now(),
            version=given["version"],
            reason=given["note"],
        )

    return _act_page(request, dossier, "hold", ReasonForm, act, done=_("Đã giữ lại hồ sơ."))


@official
@FORM_PAGE
def release(request: HttpRequest, dossier: UUID, hold: UUID) -> HttpResponse:
    """End one hold."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.release(
            actor=actor_of(request), dossier=dossier, hold=hold, at=clock.now(), version=given["version"],
            reason=given["note"],
        )  # fmt: skip

    return _act_page(request, dossier, "release", ReasonForm, act, done=_("Đã thôi giữ lại hồ sơ."))


@official
@FORM_PAGE
def apologise(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Say sorry for what is late and give one new date."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.apologise(
            actor=actor_of(request),
            dossier=dossier,
            at=clock.now(),
            **_only(given, "version", "reason", "note", "days"),
        )

    form = partial(ApologyForm, reasons=late_reasons(at=clock.now()))
    done = _("Đã xin lỗi và hẹn lại; người nộp được báo, văn bản xin lỗi đang được in.")
    return _act_page(request, dossier, "apologise", form, act, done=done)


@official
@FORM_PAGE
def stop(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Stop at the person's request."""

    def act(given: Mapping[str, Any]) -> object:
        return actions.stop(
            actor=actor_of(request),
            dossier=dossier,
            version=given["version"],
            reason=given["note"],
            at=clock.now(),
        )

    return _act_page(request, dossier, "stop", ReasonForm, act, done=_("Đã dừng giải quyết hồ sơ."))


@official
@require_POST
def take(request: HttpRequest, dossier: UUID, step: UUID) -> HttpResponse:
    """Take a step in hand."""
    actions.take(actor=actor_of(request), dossier=dossier, assignment=step, at=clock.now())
    messages.success(request, _("Ông/bà đã nhận việc này."))
    return to("desk_dossier", dossier)


@official
@FORM_PAGE
def move(request: HttpRequest, dossier: UUID, step: UUID, move: str) -> HttpResponse:
    """Pass the work on by one of the ways the process knows."""
    desk = opened(request, dossier)
    way = next(
        (one for task in desk.tasks if task.step.id == step for one in task.moves if one.key == move), None
    )
    reasoned = way is None or way.needs_reason
    # The words belong to a move that is still there; without it the page only says that it is gone.
    form = (ReasonForm if reasoned else Versioned)(
        request.POST or None, initial={"version": desk.dossier.version}
    )

    def act(given: Mapping[str, Any]) -> object:
        return actions.move_on(
            actor=actor_of(request), dossier=dossier, version=given["version"], assignment=step, move=move,
            note=given.get("note", ""), at=clock.now(),
        )  # fmt: skip

    def redraw(status: int, refusal: Conflict | Stale | None) -> HttpResponse:
        fresh = opened(request, dossier)
        return redrawn(
            request, "move.html", fresh, form=form, status=status, refusal=refusal, way=way,
            onward=request.POST.get("onward", ""),
        )  # fmt: skip

    def onwards() -> HttpResponse:
        if request.POST.get("onward") == "sign":
            return next_to_sign(request)
        return to("desk_dossier", dossier)

    if request.method != "POST":
        if way is None:
            raise Conflict(
                _("Cách chuyển này không có ở bước hiện tại."),
                next_step=_("Mở lại hồ sơ để xem bước hiện tại."),
            )
        return redraw(200, None)
    return carry_out(
        request, form=form, act=act, onwards=onwards, redraw=redraw,
        done=_("Đã chuyển: %(move)s.") % {"move": way.title} if way else _("Đã chuyển."),
    )  # fmt: skip


@official
@FORM_PAGE
def supplement(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Ask for everything that is missing or wrong, in one time."""
    desk = opened(request, dossier)
    subjects = subjects_of(desk.page)
    head = SupplementForm(request.POST or None, initial={"version": desk.dossier.version})
    marked = [{"subject": one} for one in request.GET.getlist("muc")] or [{}]
    rows = LackFormSet(
        _one_more(request) if request.method == "POST" else None,
        prefix="lacks", initial=marked, form_kwargs={"subjects": subjects},
    )  # fmt: skip

    def act(given: Mapping[str, Any]) -> object:
        return actions.request_supplement(
            actor=actor_of(request), dossier=dossier, version=given["version"], lacks=_lacks(rows),
            basis=given["basis"], at=clock.now(),
        )  # fmt: skip

    def redraw(status: int, refusal: Conflict | Stale | None) -> HttpResponse:
        return redrawn(
            request, "supplement.html", opened(request, dossier), form=head, status=status, refusal=refusal,
            rows=rows, errors=[] if status == 200 else _errors(head, rows),
        )  # fmt: skip

    if request.method != "POST":
        offered(desk, "request_supplement")
        return show(request, "supplement.html", desk=desk, form=head, rows=rows, errors=[])
    if "more" in request.POST:
        return redraw(200, None)
    if not _complete(rows):
        return redraw(422, None)
    return carry_out(
        request, form=head, act=act, redraw=redraw, onwards=lambda: to("desk_dossier", dossier),
        done=_("Đã gửi yêu cầu bổ sung; phiếu yêu cầu đang được in."),
    )  # fmt: skip


def _act_page(
    request: HttpRequest,
    dossier: UUID,
    act_key: str,
    form_class: Callable[..., forms.Form],
    act: Act,
    *,
    done: str,
    instead: Callable[[UUID], str] = lambda dossier: "",
) -> HttpResponse:
    """A page of its own for one act: what will happen, what is to be typed, and the way back; or the page `instead`."""
    if request.method == "POST":
        form = form_class(request.POST)

        def redraw(status: int, refusal: Conflict | Stale | None) -> HttpResponse:
            desk = opened(request, dossier)
            return redrawn(
                request,
                f"{act_key}.html",
                desk,
                form=form,
                status=status,
                refusal=refusal,
                gone=act_key not in desk.acts,
            )

        return carry_out(
            request, form=form, act=act, done=done, redraw=redraw, onwards=lambda: to("desk_dossier", dossier)
        )
    desk = opened(request, dossier)
    offered(desk, act_key)
    if address := instead(dossier):
        return HttpResponseRedirect(address)
    form = form_class(initial={"version": desk.dossier.version})
    return redrawn(request, f"{act_key}.html", desk, form=form)


def _only(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: given[name] for name in names}


def _one_more(request: HttpRequest) -> Any:
    """What was posted, with one more row when that was the button pressed."""
    if "more" not in request.POST:
        return request.POST
    data = request.POST.copy()
    total = data.get("lacks-TOTAL_FORMS", "1")
    data["lacks-TOTAL_FORMS"] = str(min(int(total) if total.isdigit() else 1, 29) + 1)
    return data


def _complete(rows: Any) -> bool:
    """Every row that was begun says what, what is wrong, and how to put it right; and there is one at least."""
    if not rows.is_valid():
        return False
    begun = [row for row in rows if _begun(row)]
    for row in begun:
        given = row.cleaned_data
        if not row.named:
            field = "title" if given.get("subject") == OTHER else "subject"
            row.add_error(field, _("Chọn mục, hoặc ghi tên mục."))
        for field in ("fault", "remedy"):
            if not given.get(field):
                row.add_error(field, _("Xin ghi rõ."))
    if not begun and rows.forms:
        rows.forms[0].add_error("subject", _("Nêu ít nhất một mục cần bổ sung."))
    return bool(begun) and not any(row.errors for row in rows)


def _begun(row: LackForm) -> bool:
    return any(str(value).strip() for value in row.cleaned_data.values())


def _lacks(rows: Any) -> list[Lack]:
    return [
        Lack(
            row.cleaned_data.get("subject") or OTHER,
            row.named,
            row.cleaned_data["fault"],
            row.cleaned_data["remedy"],
        )
        for row in rows
        if _begun(row)
    ]


def _errors(head: forms.Form, rows: Any) -> list[tuple[str, str]]:
    found = [(f"id_{name}", str(error)) for name, errors in head.errors.items() for error in errors]
    for number, row in enumerate(rows, start=1):
        found += [
            (
                f"id_{row.add_prefix(name)}",
                _("Mục %(number)s: %(error)s") % {"number": number, "error": error},
            )
            for name, errors in row.errors.items()
            for error in errors
        ]
    return found
