"""Incoming documents: the list, one document, its files, and what is done with it once it is in the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, may
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.documents import actions
from tinhso.government.documents.actions import Share
from tinhso.government.documents.engine import printing_in
from tinhso.government.documents.forms import InstructForm, RecallForm, Versioned
from tinhso.government.documents.queries import incoming as lists
from tinhso.government.documents.queries.copies import ASK
from tinhso.government.documents.queries.drafting import DRAFT
from tinhso.government.documents.queries.incoming_page import (
    OpenIncoming,
    hands_offered,
    incoming_file,
    open_incoming,
)
from tinhso.government.documents.queries.mailboxes import silent_mailboxes
from tinhso.government.documents.queries.panels import panels_of
from tinhso.government.documents.views import Refused, official, pdf, put_faults, renewed, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, NotFound, Stale

_HEAD = (
    gettext_lazy("Số đến"), gettext_lazy("Ngày đến"), gettext_lazy("Nơi gửi"), gettext_lazy("Số, ký hiệu"),
    gettext_lazy("Ngày văn bản"), gettext_lazy("Loại văn bản"), gettext_lazy("Trích yếu"), gettext_lazy("Trạng thái"),
    gettext_lazy("Chữ ký số"), gettext_lazy("Người xử lý"), gettext_lazy("Hạn"), gettext_lazy("Nguồn đến"),
)  # fmt: skip
_LONGEST = 150
"""Letters of a search."""
FORM = require_http_methods(["GET", "HEAD", "POST"])


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The incoming documents of one group."""
    at, actor = clock.now(), actor_of(request)
    filters = _narrowed(request)
    counts = lists.incoming_counts(actor=actor, at=at)
    takes = may(request, lists.RECEIVE)
    return show(
        request,
        "incoming_list.html",
        filters=filters,
        page=lists.incoming_listed(actor=actor, filters=filters, page=request.GET.get("page", 1), at=at),
        groups=[
            (key, title, counts[key], key == filters.group)
            for key, title in lists.GROUPS.items()
            if takes or key not in (lists.TO_TAKE, lists.NOT_KEPT)
        ],
        channels=[("", _("Mọi nguồn")), *lists.channels()],
        urgencies=[("", _("Mọi độ khẩn")), *lists.urgencies(on=clock.local(at).date())],
        query=request.GET.urlencode(),
        takes=takes,
        silent=silent_mailboxes(actor=actor, at=at),
    )


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as CSV for a spreadsheet."""
    at = clock.now()
    rows = lists.every_incoming(actor=actor_of(request), filters=_narrowed(request), at=at)
    return spreadsheet(f"van-ban-den-{clock.local(at):%Y%m%d-%H%M}", _HEAD, map(_cells, rows))


@official
@require_safe
def page(request: HttpRequest, incoming: UUID) -> HttpResponse:
    """One document."""
    return drawn(request, incoming)


@official
@require_safe
def file(request: HttpRequest, incoming: UUID, attachment: UUID) -> HttpResponse:
    """A file of it."""
    opened = incoming_file(actor=actor_of(request), incoming=incoming, file=attachment)
    return HttpResponse(opened.content, headers=dict(opened.headers))


@official
@require_safe
def slip(request: HttpRequest, incoming: UUID) -> HttpResponse:
    """The handling slip, to print."""
    return _printed(request, incoming, printing_in.print_slip, "phieu-giai-quyet")


@official
@require_safe
def stamped(request: HttpRequest, incoming: UUID) -> HttpResponse:
    """The document with the stamp over it, to print."""
    return _printed(request, incoming, printing_in.print_stamped, "ban-in-co-dau-den")


@official
@FORM
def instruct(request: HttpRequest, incoming: UUID) -> HttpResponse:
    """The leader's word, and whom it is given to."""
    at = clock.now()
    found = _allowed(request, incoming, "instruct")
    hands = hands_offered(agency_id=found.incoming.agency_id, at=at)
    form = InstructForm(_posted(request), hands=hands, initial={"version": found.incoming.version})
    refusal: Conflict | Stale | None = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            done = actions.instruct(
                actor=actor_of(request), incoming=incoming, version=given["version"], text=given["text"],
                lead=_share(given["lead"]) if given["lead"] else None,
                together=[_share(one) for one in given["together"]],
                informed=[_share(one) for one in given["informed"]], handle_by=given["handle_by"], at=at,
            )  # fmt: skip
        except Invalid as refused:
            put_faults(form, refused)
        except (Conflict, Stale) as refused:
            refusal = refused
            renewed(form, found.incoming.version)
        else:
            filed = done.finished_at is not None
            messages.success(
                request,
                _("Đã lưu văn bản để biết.") if filed else _("Đã phân công; người được giao nhận được ngay."),
            )
            return to("incoming", incoming)
    status = refusal.status if refusal else (422 if form.is_bound else 200)
    return show(request, "incoming_instruct.html", status=status, form=form, open=found, refusal=refusal)


@official
@require_POST
def process(request: HttpRequest, incoming: UUID) -> HttpResponse:
    """Who takes the lead begins."""
    form = Versioned(request.POST)
    if not form.is_valid():
        return drawn(request, incoming, status=422)
    return carried_out(
        request,
        incoming,
        lambda: actions.process(
            actor=actor_of(request), incoming=incoming, version=form.cleaned_data["version"], at=clock.now()
        ),
        done=_("Đã ghi nhận bắt đầu xử lý."),
    )


@official
@FORM
def recall(request: HttpRequest, incoming: UUID) -> HttpResponse:
    """The answer to a sender that asks for it back."""
    found = _allowed(request, incoming, "recall")
    form = RecallForm(_posted(request), initial={"version": found.incoming.version})
    refusal: Conflict | Stale | None = None
    if form.is_valid():
        given, at, actor = form.cleaned_data, clock.now(), actor_of(request)
        agrees = given["answer"] == RecallForm.AGREE
        try:
            if agrees:
                actions.give_back(actor=actor, incoming=incoming, version=given["version"], at=at)
            else:
                actions.keep_on(
                    actor=actor, incoming=incoming, version=given["version"], note=given["note"], at=at
                )
        except Invalid as refused:
            put_faults(form, refused)
        except (Conflict, Stale) as refused:
            refusal = refused
            renewed(form, found.incoming.version)
        else:
            messages.success(request, _("Đã hủy văn bản và báo nơi gửi.") if agrees else _("Đã báo nơi gửi."))
            return to("incoming", incoming)
    status = refusal.status if refusal else (422 if form.is_bound else 200)
    return show(request, "incoming_recall.html", status=status, form=form, open=found, refusal=refusal)


def drawn(
    request: HttpRequest,
    incoming: UUID,
    *,
    status: int = 200,
    refusal: Refused | None = None,
) -> HttpResponse:
    """The page of one document."""
    at, actor = clock.now(), actor_of(request)
    found = open_incoming(actor=actor, incoming=incoming, at=at)
    form = Versioned(initial={"version": found.incoming.version}, auto_id=False)
    beside = panels_of(actor=actor, about=found.incoming.ref, at=at)
    answers = "answer" in found.acts and may(request, DRAFT)
    return show(
        request, "incoming.html", status=status, open=found, form=form, refusal=refusal, panels=beside,
        answers=answers, copies=may(request, ASK),
    )  # fmt: skip


def carried_out(
    request: HttpRequest,
    incoming: UUID,
    act: Callable[[], object],
    *,
    done: str,
    again: Callable[[Refused], HttpResponse] | None = None,
) -> HttpResponse:
    """Do it and lead on, or say on its page why it can not be done now; `again` draws the page that something was typed
    on."""
    try:
        act()
    except (Invalid, Conflict, Stale) as refusal:
        if again:
            return again(refusal)
        return drawn(request, incoming, status=refusal.status, refusal=refusal)
    messages.success(request, done)
    return to("incoming", incoming)


def _allowed(request: HttpRequest, incoming: UUID, act: str) -> OpenIncoming:
    """The document, where this can be done with it now."""
    found = open_incoming(actor=actor_of(request), incoming=incoming, at=clock.now())
    if act not in found.acts and request.method != "POST":
        raise NotFound(_("Văn bản không ở bước này, hoặc việc này không thuộc vị trí của ông/bà."))
    return found


def _printed(request: HttpRequest, incoming: UUID, made: Callable[..., bytes], name: str) -> HttpResponse:
    try:
        return pdf(made(actor=actor_of(request), incoming=incoming, at=clock.now()), name)
    except Conflict as refusal:
        return drawn(request, incoming, status=refusal.status, refusal=refusal)


def _share(key: str) -> Share:
    agency, _colon, holder = key.partition(":")
    return Share(UUID(agency), UUID(holder) if holder else None)


def _posted(request: HttpRequest) -> Mapping[str, Any] | None:
    return request.POST if request.method == "POST" else None


def _narrowed(request: HttpRequest) -> lists.InFilters:
    """What the list is narrowed by; a choice that is not offered narrows nothing."""
    given = request.GET
    group, channel, urgency, due = (given.get(name, "") for name in ("nhom", "nguon", "khan", "han"))
    return lists.InFilters(
        group=group if group in lists.GROUPS else lists.FOR_ME,
        text=given.get("q", "").replace("\0", "").strip()[:_LONGEST],
        channel=channel if channel in dict(lists.channels()) else "",
        urgency=urgency if urgency.isdigit() and len(urgency) < 3 else "",
        due=due if due in (lists.LATE, lists.IN_TIME) else "",
    )


def _cells(row: lists.InRow) -> tuple[str, ...]:
    return (
        f"{row.number:02d}" if row.number else "", words.day(row.arrived_on), row.sender, row.notation,
        words.day(row.dated), row.type, row.subject, row.state_title, row.verdict, row.hands,
        words.moment(row.due_at) if row.due_at else "", row.channel,
    )  # fmt: skip
