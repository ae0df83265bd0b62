"""Instructions: the list, one of them, entering and revising."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of, may
from tinhso.foundation.tasks.queries.hands import GIVE
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.directing import actions
from tinhso.government.directing.forms import SayingForm
from tinhso.government.directing.queries import directives as read
from tinhso.government.directing.rules import KIND_TITLES
from tinhso.government.directing.views import LONGEST, official, put_faults, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Invalid, NotAllowed, Stale
from tinhso.kernel.refs import Described, Ref, describe

_HEAD = (
    gettext_lazy("Trích yếu"), gettext_lazy("Loại"), gettext_lazy("Lãnh đạo chỉ đạo"), gettext_lazy("Ngày"),
    gettext_lazy("Cơ quan"), gettext_lazy("Nhiệm vụ"), gettext_lazy("Đã hoàn thành"), gettext_lazy("Quá hạn"),
)  # fmt: skip


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The instructions one may see."""
    filters = _narrowed(request)
    return show(
        request,
        "list.html",
        filters=filters,
        page=read.listed(
            actor=actor_of(request), filters=filters, page=request.GET.get("page", 1), at=clock.now()
        ),
        kinds=[("", _("Mọi loại")), *KIND_TITLES.items()],
        states=list(read.STATES.items()),
        query=request.GET.urlencode(),
        enters=may(request, read.DIRECT),
    )


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as CSV for a spreadsheet."""
    at = clock.now()
    rows = read.every(actor=actor_of(request), filters=_narrowed(request), at=at)
    cells = (
        (one.title, one.kind, one.leader, words.day(one.said_on), one.agency, one.tasks, one.done, one.late)
        for one in rows
    )
    return spreadsheet(f"chi-dao-{clock.local(at):%Y%m%d-%H%M}", _HEAD, cells)


@official
@require_safe
def page(request: HttpRequest, directive: UUID) -> HttpResponse:
    """One instruction with its tasks."""
    found = read.open_directive(actor=actor_of(request), directive=directive, at=clock.now())
    return show(request, "directive.html", open=found, gives=found.own and may(request, GIVE))


@official
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """A new instruction."""
    at, actor = clock.now(), actor_of(request)
    if not may(request, read.DIRECT):
        raise NotAllowed(
            _("Ông/bà không có quyền: Ghi ý kiến chỉ đạo."),
            next_step=_("Lãnh đạo hoặc trưởng phòng của văn phòng ghi."),
        )
    source = _source(request)
    offices = read.offices(actor=actor, at=at)
    offered = {
        "agency": offices,
        "leader": read.leaders(agencies=[UUID(key) for key, _name in offices], at=at),
    }
    initial = {"said_on": clock.local(at).date(), "title": source[1].title if source else ""}
    form = SayingForm(request.POST if request.method == "POST" else None, offered=offered, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.enter(
                actor=actor, agency=UUID(given["agency"]), saying=form.saying, leader=UUID(given["leader"]),
                source=source[0] if source else None, at=at,
            )  # fmt: skip
        except Invalid as refusal:
            put_faults(form, refusal)
        else:
            messages.success(request, _("Đã ghi ý kiến chỉ đạo. Giao từng nhiệm vụ để theo dõi."))
            return to("directive", made.id)
    status = 422 if form.is_bound else 200
    return show(
        request, "saying.html", status=status, form=form, open=None, source=source[1] if source else None
    )


@official
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, directive: UUID) -> HttpResponse:
    """An instruction written anew."""
    at, actor = clock.now(), actor_of(request)
    found = read.open_directive(actor=actor, directive=directive, at=at)
    if not found.own:
        raise NotAllowed(
            _("Ông/bà không sửa được ý kiến chỉ đạo này."), next_step=_("Cơ quan đã ghi ý kiến này sửa được.")
        )
    now = found.directive
    form = SayingForm(
        request.POST if request.method == "POST" else None,
        offered={"leader": read.leaders(agencies=[now.agency_id], at=at)},
        initial={
            "version": now.version, "kind": now.kind, "title": now.title, "leader": str(now.leader_id),
            "said_on": now.said_on, "occasion": found.occasion, "text": found.text,
        },
    )  # fmt: skip
    refusal: Stale | None = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.revise(
                actor=actor, directive=directive, version=given["version"] or 0, saying=form.saying,
                leader=UUID(given["leader"]), at=at,
            )  # fmt: skip
        except Invalid as refused:
            put_faults(form, refused)
        except Stale as refused:
            refusal = refused
        else:
            messages.success(request, _("Đã lưu."))
            return to("directive", directive)
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return show(request, "saying.html", status=status, form=form, open=found, source=None, refusal=refusal)


def _source(request: HttpRequest) -> tuple[Ref, Described] | None:
    """The document an instruction stands in, where the address names one the actor may see."""
    try:
        ref = Ref.parse(request.GET.get("tu", ""))
    except ValueError:
        return None
    known = describe([ref], actor=actor_of(request)).get(ref)
    return (ref, known) if known else None


def _narrowed(request: HttpRequest) -> read.Filters:
    given = request.GET
    kind, state = given.get("loai", ""), given.get("tt", "")
    return read.Filters(
        text=given.get("q", "").replace("\0", "").strip()[:LONGEST],
        kind=kind if kind in set(KIND_TITLES) else "",
        state=state if state in read.STATES else "",
    )
