"""One's own dossiers: the list, one of them, what it asks, its files; and who looked at one's data."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.files.limits import limits
from tinhso.foundation.files.queries import open_file
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.completing import complete, detach_from_item
from tinhso.government.dossiers.queries import looks, own
from tinhso.government.dossiers.queries.charges import costs_of
from tinhso.government.dossiers.queries.linked import belonging_of
from tinhso.government.dossiers.queries.page import OpenDossier, OpenSupplement, note_reading, open_dossier
from tinhso.government.dossiers.queries.scans import scans_taken_back
from tinhso.government.dossiers.queries.tracking import masked
from tinhso.government.dossiers.rules import PHASE_TITLES, Phase
from tinhso.government.dossiers.views.citizens import hand_out, oneself, show, to
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound, Refusal

PAGE = 20


@oneself
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Drafts, running and finished dossiers, one's own and those of people acted for."""
    group, text = _narrowed(request)
    actor = actor_of(request)
    rows = own.own_list(actor=actor, group=group, text=text)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = own.group_counts(actor=actor)
    return show(
        request,
        "mine.html",
        page=page,
        rows=[(row, PHASE_TITLES[Phase(row.phase)], _tone(row.phase)) for row in page],
        group=group,
        text=text,
        groups=[(key, title, counts[key], key == group) for key, title in own.GROUPS.items()],
        any=counts[""] > 0,
    )


@oneself
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, for a spreadsheet."""
    group, text = _narrowed(request)
    rows = own.own_list(actor=actor_of(request), group=group, text=text)
    return spreadsheet("ho-so-cua-toi", own.HEAD, own.as_rows(rows, at=clock.now()))


@oneself
@require_safe
def dossier(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Where it stands, who has it, due when and why, what comes next, and what is one's own to do."""
    at, actor = clock.now(), actor_of(request)
    page = open_dossier(actor=actor, dossier=dossier, at=at)
    if page.dossier.phase == Phase.DRAFT:
        return to("resume", dossier)
    return _dossier(request, page, actor)


@oneself
@require_POST
def rate(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """How it went: one to five, and words."""
    at, actor = clock.now(), actor_of(request)
    stars, words = request.POST.get("stars", ""), request.POST.get("words", "")
    try:
        actions.rate(actor=actor, dossier=dossier, stars=_whole(stars) or 0, words=words, at=at)
    except Invalid as refusal:
        page = open_dossier(actor=actor, dossier=dossier, at=at)
        return _dossier(request, page, actor, refusal=refusal, words=words)
    messages.success(request, _("Cảm ơn ông/bà đã đánh giá."))
    return to("own", dossier)


@oneself
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """A supplement request, item by item: words or files for each, then everything is sent at once."""
    at, actor = clock.now(), actor_of(request)
    page = open_dossier(actor=actor, dossier=dossier, at=at)
    asked = own.open_supplement(page)
    if asked is None:
        return to("own", dossier)
    typed = {words.item.id: request.POST.get(f"words:{words.item.id}", "") for words in asked.items}
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        removed = request.POST.get("remove", "")
        try:
            if removed:
                detach_from_item(actor=actor, dossier=dossier, paper=_uuid(removed), at=at)
            else:
                complete(actor=actor, dossier=dossier, answers=typed, uploads=_uploads(request, asked), at=at)
                words = _("Đã nộp bổ sung. Cơ quan sẽ kiểm tra và trả lời ông/bà.")
                messages.success(request, words)
                return to("own", dossier)
        except Invalid as refusal:
            faults = refusal.faults
        page = open_dossier(actor=actor, dossier=dossier, at=at)
    items = own.asked_items(page, asked)
    reasons = {fault.field: fault.reason for fault in faults}
    return show(
        request,
        "answer.html",
        status=422 if faults else 200,
        page=page,
        asked=asked,
        items=[(one, typed[one.item.item.id], reasons.get(f"item:{one.item.item.id}", "")) for one in items],
        faults=[(fault.field.replace(":", "-"), fault.reason) for fault in faults],
        accept=",".join(f".{ending}" for ending in limits().extensions),
    )


@oneself
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Ask, then take the request back."""
    at, actor = clock.now(), actor_of(request)
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        actions.withdraw(actor=actor, dossier=dossier, reason=reason, at=at)
        messages.success(request, _("Đã rút hồ sơ."))
        return to("own", dossier)
    page = open_dossier(actor=actor, dossier=dossier, at=at)
    if not own.may_withdraw(page, actor=actor):
        raise Conflict(
            _("Hồ sơ này không rút trực tuyến được nữa."),
            next_step=_("Ông/bà có thể đề nghị dừng giải quyết tại bộ phận một cửa."),
        )
    return show(request, "withdraw.html", page=page)


@oneself
@require_POST
def take_result(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Receive the result online: it counts as handed over, then it can be downloaded as often as wanted."""
    actions.deliver(actor=actor_of(request), dossier=dossier, version=None, at=clock.now())
    return to("result", dossier)


@oneself
@require_safe
def result(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """The signed result, byte for byte."""
    page = open_dossier(actor=actor_of(request), dossier=dossier, at=clock.now())
    if page.dossier.phase == Phase.ISSUED:
        return to("own", dossier)
    if page.result is None or page.result.file is None or page.result.issued_at is None:
        raise NotFound(_("Hồ sơ này chưa có kết quả."))
    return hand_out(open_file(owner=page.dossier.ref, file=page.result.file.id, save=True))


@oneself
@require_safe
def printed(request: HttpRequest, dossier: UUID, form: UUID) -> HttpResponse:
    """A form the one-stop unit printed for the dossier."""
    page = open_dossier(actor=actor_of(request), dossier=dossier, at=clock.now())
    found = next((one for one in page.printed if one.id == form), None)
    if found is None:
        raise NotFound(_("Không tìm thấy giấy này."))
    return hand_out(open_file(owner=page.dossier.ref, file=found.file_id, save=True))


@oneself
@require_safe
def paper(request: HttpRequest, dossier: UUID, paper: UUID) -> HttpResponse:
    """A paper handed in, to look at."""
    at, actor = clock.now(), actor_of(request)
    page = open_dossier(actor=actor, dossier=dossier, at=at)
    found = next((one for one in page.papers if one.id == paper), None)
    if found is None:
        raise NotFound(_("Không tìm thấy tệp này."))
    note_reading(page.dossier, actor=actor, at=at, fields=("papers",))
    return hand_out(open_file(owner=page.dossier.ref, file=found.file_id))


@oneself
@require_safe
def who_looked(request: HttpRequest) -> HttpResponse:
    """Who looked at one's data and what was done with it, by one's own gap-free numbers."""
    before = request.GET.get("truoc", "")
    found = looks.looks_at(actor=actor_of(request), before=_whole(before), at=clock.now())
    return show(request, "who_looked.html", looks=found, first=not before)


def _dossier(
    request: HttpRequest,
    page: OpenDossier,
    actor: Actor,
    *,
    refusal: Refusal | None = None,
    words: str = "",
) -> HttpResponse:
    at, phase = clock.now(), Phase(page.dossier.phase)
    face = masked(page.dossier, at=at)
    stars = own.rating_of(dossier=page.dossier.id)
    return show(
        request,
        "dossier.html",
        status=refusal.status if refusal else 200,
        page=page,
        face=face,
        tone=_tone(phase),
        late=_lateness(page, late=face.late),
        line=own.line_of(page, at=at),
        asked=own.open_supplement(page),
        taken_back=scans_taken_back(page),
        costs=costs_of(page.dossier),
        withdrawable=own.may_withdraw(page, actor=actor),
        stars=stars,
        rates=phase in own.RATED_AFTER and stars is None and not page.dossier.is_linked,
        belongs_to=belonging_of(page.dossier),
        star_options=[(str(number), words) for number, words in _STARS],
        faults=[(f"id_{fault.field}", fault.reason) for fault in refusal.faults] if refusal else [],
        words=words,
    )


_STARS = (
    (5, gettext_lazy("5 – Rất hài lòng")),
    (4, gettext_lazy("4 – Hài lòng")),
    (3, gettext_lazy("3 – Bình thường")),
    (2, gettext_lazy("2 – Chưa hài lòng")),
    (1, gettext_lazy("1 – Rất không hài lòng")),
)


def _lateness(page: OpenDossier, *, late: bool) -> str:
    if late:
        return "late"
    if page.paused is not None:
        return "paused"
    due = page.dossier.due_at
    return "today" if due and clock.local(due).date() == clock.today() and not page.dossier.issued_at else ""


def _tone(phase: str) -> str:
    if phase in (Phase.ISSUED, Phase.DELIVERED, Phase.ARCHIVED):
        return "good"
    if phase == Phase.SUPPLEMENT:
        return "wait"
    if phase == Phase.REFUSED:
        return "bad"
    return "neutral" if phase in (Phase.DRAFT, Phase.WITHDRAWN, Phase.STOPPED) else "info"


def _narrowed(request: HttpRequest) -> tuple[str, str]:
    group = request.GET.get("nhom", "")
    return group if group in own.GROUPS else "", request.GET.get("q", "").replace("\0", "")


def _uploads(request: HttpRequest, asked: OpenSupplement) -> dict[UUID, UploadedFile]:
    given = {words.item.id: request.FILES.get(f"file:{words.item.id}") for words in asked.items}
    return {item: upload for item, upload in given.items() if upload is not None}


def _whole(text: str) -> int | None:
    """A number that the database can hold; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("Không tìm thấy mục này.")) from None
