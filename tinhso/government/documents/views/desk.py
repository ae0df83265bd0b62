"""The list of documents, one document, and what is done with it on its route."""

from __future__ import annotations

from collections.abc import Callable
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
from tinhso.government.documents.engine import printing
from tinhso.government.documents.forms import ApproveForm, ReasonForm, Versioned
from tinhso.government.documents.queries import lists
from tinhso.government.documents.queries.changes import changes_of, may_change
from tinhso.government.documents.queries.copies import ASK
from tinhso.government.documents.queries.drafting import DRAFT
from tinhso.government.documents.queries.kinds import TYPES, choices
from tinhso.government.documents.queries.page import OpenDocument, open_document, opened_file
from tinhso.government.documents.queries.panels import panels_of
from tinhso.government.documents.queries.sent import sent
from tinhso.government.documents.views import Refused, official, pdf, renewed, show, to
from tinhso.government.documents.views.together import beside
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, NotFound, Stale

_HEAD = (
    gettext_lazy("Số, ký hiệu"), gettext_lazy("Loại văn bản"), gettext_lazy("Trích yếu"), gettext_lazy("Trạng thái"),
    gettext_lazy("Bước xử lý"), gettext_lazy("Hạn"), gettext_lazy("Người soạn"), gettext_lazy("Người ký"),
    gettext_lazy("Ngày văn bản"),
)  # fmt: skip
_LONGEST = 150
"""Letters of a search."""


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The documents of one group."""
    at, actor = clock.now(), actor_of(request)
    types = choices(TYPES, on=clock.local(at).date())
    filters = _narrowed(request, dict(types))
    counts = lists.counts(actor=actor, at=at)
    return show(
        request,
        "list.html",
        filters=filters,
        page=lists.listed(actor=actor, filters=filters, page=request.GET.get("page", 1), at=at),
        groups=[(key, title, counts[key], key == filters.group) for key, title in lists.GROUPS.items()],
        types=[("", _("Mọi loại")), *types],
        query=request.GET.urlencode(),
        drafts=may(request, DRAFT),
    )


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as CSV for a spreadsheet."""
    at = clock.now()
    filters = _narrowed(request, dict(choices(TYPES, on=clock.local(at).date())))
    rows = lists.every(actor=actor_of(request), filters=filters, at=at)
    return spreadsheet(f"van-ban-{clock.local(at):%Y%m%d-%H%M}", _HEAD, map(_cells, rows))


@official
@require_safe
def page(request: HttpRequest, document: UUID) -> HttpResponse:
    """One document."""
    return _drawn(request, document)


@official
@require_safe
def preview(request: HttpRequest, document: UUID) -> HttpResponse:
    """The document as it would be printed now."""
    made = printing.preview(actor=actor_of(request), document=document, at=clock.now())
    return pdf(made, "ban-xem-truoc")


@official
@require_safe
def file(request: HttpRequest, document: UUID, attachment: UUID) -> HttpResponse:
    """The signed document, or a file beside it."""
    opened = opened_file(actor=actor_of(request), document=document, file=attachment)
    return HttpResponse(opened.content, headers=dict(opened.headers))


@official
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, document: UUID, move: str) -> HttpResponse:
    """Pass it on, or back with the reason."""
    open_now = open_document(actor=actor_of(request), document=document, at=clock.now())
    way = next((one for one in open_now.moves if one.key == move), None)
    if way is None and request.method != "POST":
        raise NotFound(_("Văn bản không ở bước có cách chuyển này."))
    asks = ReasonForm if way is None or way.needs_reason else Versioned
    initial = {"version": open_now.document.version}
    form = asks(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return show(request, "move.html", status=status, open=open_now, way=way, form=form)
    given = form.cleaned_data

    def act() -> object:
        return actions.send(
            actor=actor_of(request), document=document, version=given["version"], key=move,
            note=given.get("note", ""), at=clock.now(),
        )  # fmt: skip

    def again(refusal: Refused) -> HttpResponse:
        renewed(form, open_now.document.version)
        return show(
            request, "move.html", status=refusal.status, open=open_now, way=way, form=form, refusal=refusal
        )

    return _carried_out(
        request, document, act, done=_("Đã chuyển văn bản."), goes_away=True, again=again if "note" in given else None
    )  # fmt: skip


@official
@require_POST
def approve(request: HttpRequest, document: UUID) -> HttpResponse:
    """The leader signs."""
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _drawn(request, document, status=422)
    given = form.cleaned_data

    def act() -> object:
        return actions.approve(
            actor=actor_of(request), document=document, version=given["version"], digest=given["digest"],
            at=clock.now(),
        )  # fmt: skip

    return _carried_out(
        request, document, act, done=_("Đã ký; văn thư cấp số thì văn bản được ký số, đóng dấu và ban hành.")
    )


@official
@require_POST
def number(request: HttpRequest, document: UUID) -> HttpResponse:
    """The records clerk numbers and issues it."""
    form = Versioned(request.POST)
    if not form.is_valid():
        return _drawn(request, document, status=422)

    def act() -> object:
        return actions.number(
            actor=actor_of(request), document=document, version=form.cleaned_data["version"], at=clock.now()
        )

    return _carried_out(
        request, document, act, done=_("Đã cấp số và vào sổ; văn bản đang được ký số và đóng dấu.")
    )


def _carried_out(
    request: HttpRequest,
    document: UUID,
    act: Callable[[], object],
    *,
    done: str,
    goes_away: bool = False,
    again: Callable[[Refused], HttpResponse] | None = None,
) -> HttpResponse:
    try:
        act()
    except (Invalid, Conflict, Stale) as refusal:
        if again:
            return again(refusal)
        return _drawn(request, document, status=refusal.status, refusal=refusal)
    messages.success(request, done)
    # Whoever sent a draft back sees it no more: it is its drafter's again.
    if goes_away and not lists.sees(actor=actor_of(request), document=document):
        return to("list")
    return to("document", document)


def _drawn(
    request: HttpRequest,
    document: UUID,
    *,
    status: int = 200,
    refusal: Refused | None = None,
) -> HttpResponse:
    found: OpenDocument = open_document(actor=actor_of(request), document=document, at=clock.now())
    initial = {"version": found.document.version, "digest": found.digest}
    form = ApproveForm(initial=initial, auto_id=False)
    return show(
        request, "document.html", status=status, open=found, form=form, refusal=refusal, **_since(request, found),
        **beside(request, found), panels=panels_of(actor=actor_of(request), about=found.document.ref, at=clock.now()),
    )  # fmt: skip


def _since(request: HttpRequest, found: OpenDocument) -> dict[str, Any]:
    """What became of it after it was issued."""
    if found.document.issued_at is None:
        return {}
    changes = changes_of(found.document)
    ended = next((one for one in changes if one.ends), None)
    return {
        "copies": ended is None and may(request, ASK),
        "sent": sent(found.document.id),
        "changes": changes,
        "ended": ended,
        "may_change": may_change(found.document, actor=actor_of(request)),
    }


def _narrowed(request: HttpRequest, types: dict[str, str]) -> lists.Filters:
    """What the list is narrowed by; a choice that is not offered narrows nothing."""
    given = request.GET
    group, kind, due = (given.get(name, "") for name in ("nhom", "loai", "han"))
    return lists.Filters(
        group=group if group in lists.GROUPS else lists.WAITING,
        text=given.get("q", "").replace("\0", "").strip()[:_LONGEST],
        type=kind if kind in types else "",
        due=due if due in (lists.LATE, lists.IN_TIME) else "",
    )


def _cells(row: lists.Row) -> tuple[str, ...]:
    return (
        row.notation,
        row.type,
        row.subject,
        row.phase_title,
        row.step,
        words.moment(row.due_at) if row.due_at else "",
        row.drafter,
        row.signer,
        words.day(row.dated) if row.dated else "",
    )
