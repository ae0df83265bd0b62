"""Taking documents in: entering what came on paper, the register, back to the sender, joining doubles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tinhso.foundation.access.requests import actor_of, holding
from tinhso.foundation.files.actions import Came
from tinhso.government.documents import actions
from tinhso.government.documents.forms import Choices, PassForm, ReturnForm, SlipForm, TakeInForm, Versioned
from tinhso.government.documents.queries.incoming_page import (
    OpenIncoming,
    clerks_to_take,
    leaders_of,
    open_incoming,
    receiving_offices,
)
from tinhso.government.documents.queries.kinds import SECRECY, TYPES, URGENCY, choices
from tinhso.government.documents.rules import OPEN
from tinhso.government.documents.views import Refused, put_faults, renewed, show, to
from tinhso.government.documents.views.incoming import FORM, carried_out, drawn
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, NotFound, Stale

clerk = holding("documents.receive")


@clerk
@FORM
def enter(request: HttpRequest) -> HttpResponse:
    """A document that came on paper, typed in."""
    at, actor = clock.now(), actor_of(request)
    offered = _offered() | {"agency": receiving_offices(actor=actor, at=at)}
    posted = request.method == "POST"
    form = SlipForm(
        request.POST if posted else None, request.FILES if posted else None, offered=offered,
        initial={"urgency": OPEN, "secrecy": OPEN, "type": "cong-van"},
    )  # fmt: skip
    if form.is_valid():
        given, upload = form.cleaned_data, form.cleaned_data["file"]
        came = [Came(upload.name or "", upload.read())] if upload else []
        try:
            made = actions.enter(
                actor=actor,
                agency=UUID(given["agency"]),
                slip=form.slip,
                secrecy=given["secrecy"],
                came=came,
                at=at,
            )
        except Invalid as refusal:
            put_faults(form, refusal)
        else:
            messages.success(request, _("Đã nhập văn bản. Kiểm tra rồi bấm “Tiếp nhận, vào sổ”."))
            return to("incoming", made.id)
    return show(request, "incoming_enter.html", status=422 if form.is_bound else 200, form=form, open=None)


@clerk
@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """A scan to begin with."""
    at, actor = clock.now(), actor_of(request)
    upload, unit = request.FILES.get("scan"), request.POST.get("agency", "")
    offices = dict(receiving_offices(actor=actor, at=at))
    if upload is None or unit not in offices:
        messages.error(request, _("Xin chọn cơ quan nhận và tệp bản quét."))
        return to("incoming_enter")
    try:
        made = actions.enter_scan(
            actor=actor, agency=UUID(unit), came=Came(upload.name or "", upload.read(), "scan"), at=at
        )
    except Invalid as refusal:
        messages.error(request, " ".join([refusal.detail, *(fault.reason for fault in refusal.faults)]))
        return to("incoming_enter")
    return to("incoming_confirm", made.id)


@clerk
@FORM
def confirm(request: HttpRequest, incoming: UUID) -> HttpResponse:
    """What a document is that came without a description."""
    found = _allowed(request, incoming, "confirm")
    form = SlipForm(
        request.POST if request.method == "POST" else None, offered=_offered(), initial=_written(found),
        without=("agency", "secrecy", "file"),
    )  # fmt: skip
    version = Versioned(
        request.POST if request.method == "POST" else None, initial={"version": found.incoming.version}
    )
    refusal: Conflict | Stale | None = None
    if form.is_valid() and version.is_valid():
        try:
            actions.confirm(
                actor=actor_of(request), incoming=incoming, version=version.cleaned_data["version"], slip=form.slip,
                at=clock.now(),
            )  # fmt: skip
        except Invalid as refused:
            put_faults(form, refused)
        except (Conflict, Stale) as refused:
            refusal = refused
            renewed(version, found.incoming.version)
        else:
            messages.success(request, _("Đã lưu thông tin văn bản."))
            return to("incoming", incoming)
    status = refusal.status if refusal else (422 if form.is_bound else 200)
    return show(
        request, "incoming_enter.html", status=status, form=form, version=version, open=found, refusal=refusal
    )


@clerk
@require_POST
def add_scan(request: HttpRequest, incoming: UUID) -> HttpResponse:
    """A scan put beside a paper that waits."""
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("Xin chọn tệp."))
        return to("incoming", incoming)
    return carried_out(
        request,
        incoming,
        lambda: actions.add_scan(
            actor=actor_of(request), incoming=incoming, name=upload.name or "", content=upload, at=clock.now()
        ),
        done=_("Đã thêm bản quét."),
    )


@clerk
@FORM
def register(request: HttpRequest, incoming: UUID) -> HttpResponse:
    """Into the register, and before a leader."""
    at, actor = clock.now(), actor_of(request)
    found = _allowed(request, incoming, "register")
    leaders = leaders_of(actor=actor, agency_id=found.incoming.agency_id, at=at)
    form = TakeInForm(
        request.POST if request.method == "POST" else None, leaders=leaders,
        initial={"version": found.incoming.version},
    )  # fmt: skip
    refusal: Conflict | Stale | None = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.register(
                actor=actor, incoming=incoming, version=given["version"], leader=UUID(given["leader"]),
                taken=given["taken"], arrived_on=given["arrived_on"], at=at,
            )  # fmt: skip
        except Invalid as refused:
            put_faults(form, refused)
        except (Conflict, Stale) as refused:
            refusal = refused
            renewed(form, found.incoming.version)
        else:
            messages.success(request, _("Đã vào sổ và trình lãnh đạo."))
            return to("incoming", incoming)
    status = refusal.status if refusal else (422 if form.is_bound else 200)
    return show(request, "incoming_register_one.html", status=status, form=form, open=found, refusal=refusal)


@clerk
@FORM
def refuse(request: HttpRequest, incoming: UUID) -> HttpResponse:
    """Back to its sender, with the reason."""
    found = _allowed(request, incoming, "register")
    form = ReturnForm(
        request.POST if request.method == "POST" else None, initial={"version": found.incoming.version}
    )
    if form.is_valid():
        given = form.cleaned_data
        return carried_out(
            request,
            incoming,
            lambda: actions.refuse(
                actor=actor_of(request),
                incoming=incoming,
                version=given["version"],
                note=given["note"],
                at=clock.now(),
            ),
            done=_("Đã trả lại; nơi gửi được báo lý do."),
            again=lambda refusal: _again(request, "incoming_refuse.html", form, found, refusal),
        )
    status = 422 if form.is_bound else 200
    return show(request, "incoming_refuse.html", status=status, form=form, open=found)


@clerk
@FORM
def hand_over(request: HttpRequest, incoming: UUID) -> HttpResponse:
    """Into the hands of another records clerk."""
    at, actor = clock.now(), actor_of(request)
    found = _allowed(request, incoming, "hand_over")
    clerks = clerks_to_take(actor=actor, incoming=found.incoming, at=at)
    form = PassForm(
        request.POST if request.method == "POST" else None, clerks=clerks,
        initial={"version": found.incoming.version},
    )  # fmt: skip
    if form.is_valid():
        given = form.cleaned_data
        return carried_out(
            request,
            incoming,
            lambda: actions.hand_over(
                actor=actor, incoming=incoming, version=given["version"], to=UUID(given["to"]), note=given["note"],
                at=at,
            ),
            done=_("Đã chuyển văn thư."),
            again=lambda refusal: _again(request, "incoming_hand_over.html", form, found, refusal, clerks=clerks),
        )  # fmt: skip
    status = 422 if form.is_bound else 200
    return show(request, "incoming_hand_over.html", status=status, form=form, open=found, clerks=clerks)


@clerk
@require_POST
def join(request: HttpRequest, incoming: UUID, other: UUID) -> HttpResponse:
    """It is one that came before."""
    form = Versioned(request.POST)
    if not form.is_valid():
        return drawn(request, incoming, status=422)
    return carried_out(
        request,
        incoming,
        lambda: actions.join(
            actor=actor_of(request), incoming=incoming, version=form.cleaned_data["version"], same_as=other,
            at=clock.now(),
        ),
        done=_("Đã nhập vào văn bản đã có; không cấp số đến mới."),
    )  # fmt: skip


def _again(
    request: HttpRequest, template: str, form: Versioned, found: OpenIncoming, refusal: Refused, **more: Any
) -> HttpResponse:
    """The page with what was typed, and why it could not be done."""
    renewed(form, found.incoming.version)
    return show(request, template, status=refusal.status, form=form, open=found, refusal=refusal, **more)


def _allowed(request: HttpRequest, incoming: UUID, act: str) -> OpenIncoming:
    found = open_incoming(actor=actor_of(request), incoming=incoming, at=clock.now())
    if act not in found.acts and request.method != "POST":
        raise NotFound(_("Văn bản không còn chờ tiếp nhận, hoặc việc này không thuộc vị trí của ông/bà."))
    return found


def _offered() -> dict[str, Choices]:
    day = clock.today()
    return {
        "type": [("", _("Chưa rõ")), *choices(TYPES, on=day)],
        "urgency": choices(URGENCY, on=day),
        "secrecy": choices(SECRECY, on=day),
    }


def _written(found: OpenIncoming) -> Mapping[str, Any]:
    """What is known of it, or was read off its scan."""
    one, said = found.incoming, found.newest.content if found.newest else {}
    read = said.get("read") or {}
    number, _slash, symbol = one.notation.partition("/")
    known = {
        "sender": one.sender, "number": number, "symbol": symbol, "dated": one.dated, "type": one.type,
        "subject": one.subject, "urgency": one.urgency, "due": one.due, "signer": said.get("signer", ""),
        "position": said.get("position", ""),
    }  # fmt: skip
    return known | {key: value for key, value in read.items() if value} if said.get("unconfirmed") else known
