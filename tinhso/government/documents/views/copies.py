"""The register of copies, asking for one, and what is done with one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, holding
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.documents.actions.copying import ask_copy, decide_copy, number_copy
from tinhso.government.documents.engine import copies as engine
from tinhso.government.documents.forms import CopyForm, DecideForm, Versioned
from tinhso.government.documents.queries import copies
from tinhso.government.documents.queries.register import places
from tinhso.government.documents.rules import lines_of
from tinhso.government.documents.rules.copies import COPY_STATE_TITLES, COPY_TITLES
from tinhso.government.documents.views import official, pdf, put_faults, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, NotFound, Stale
from tinhso.kernel.refs import Ref

_HEAD = (
    gettext_lazy("Số, ký hiệu bản sao"), gettext_lazy("Ngày sao"), gettext_lazy("Hình thức sao"),
    gettext_lazy("Văn bản được sao"), gettext_lazy("Trang"), gettext_lazy("Nơi nhận văn bản"),
    gettext_lazy("Người duyệt"), gettext_lazy("Trạng thái"),
)  # fmt: skip


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The register, narrowed by words, kind and state."""
    filters = _filters(request)
    return show(
        request,
        "copies.html",
        page=copies.copies(
            actor=actor_of(request), filters=filters, page=request.GET.get("page"), at=clock.now()
        ),
        filters=filters,
        units=[("", _("Mọi cơ quan")), *_units(request)],
        kinds=[("", _("Mọi hình thức")), *((one.value, title) for one, title in COPY_TITLES.items())],
        states=[("", _("Mọi trạng thái")), *((one.value, title) for one, title in COPY_STATE_TITLES.items())],
        query=request.GET.urlencode(),
    )


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same as CSV for a spreadsheet."""
    rows = copies.every_copy(actor=actor_of(request), filters=_filters(request), at=clock.now())
    return spreadsheet("so-ban-sao", _HEAD, map(copies.columns, rows))


@official
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The same on paper, of one agency."""
    made = engine.print_copies(actor=actor_of(request), filters=_filters(request), at=clock.now())
    return pdf(made, "so-ban-sao")


@holding(copies.ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, way: str, source: UUID) -> HttpResponse:
    """Ask for a copy of one document."""
    if way not in copies.SOURCES:
        raise NotFound(_("Không tìm thấy văn bản để sao."))
    actor, of = actor_of(request), Ref(copies.SOURCES[way], source)
    found = copies.source_of(actor=actor, source=of)
    form = CopyForm(request.POST if request.method == "POST" else None, kinds=found.kinds)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = ask_copy(
                actor=actor, source=of, kind=given["kind"], pages=given["pages"],
                receivers=lines_of(given["receivers"]), at=clock.now(),
            )  # fmt: skip
        except Invalid as refusal:
            put_faults(form, refusal)
        else:
            messages.success(request, _("Đã đề nghị sao; lãnh đạo duyệt rồi văn thư cấp số."))
            return to("copy", made.id)
    return show(request, "copy_ask.html", status=422 if form.is_bound else 200, source=found, form=form)


@official
@require_safe
def copy(request: HttpRequest, copy: UUID) -> HttpResponse:
    """One copy."""
    return _drawn(request, copy)


@official
@require_safe
def file(request: HttpRequest, copy: UUID) -> HttpResponse:
    """The signed copy."""
    opened = copies.copy_file(actor=actor_of(request), copy=copy)
    return HttpResponse(opened.content, headers=dict(opened.headers))


@official
@require_safe
def on_paper(request: HttpRequest, copy: UUID) -> HttpResponse:
    """The copy to be printed, signed by hand and sealed."""
    return pdf(engine.print_copy(actor=actor_of(request), copy=copy, at=clock.now()), "ban-sao-giay")


@official
@require_POST
def decide(request: HttpRequest, copy: UUID) -> HttpResponse:
    """The leader allows it, or does not."""
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _drawn(request, copy, status=422, form=form)
    given, allowed = form.cleaned_data, request.POST.get("word") == "allow"

    def act() -> object:
        return decide_copy(
            actor=actor_of(request), copy=copy, version=given["version"], allowed=allowed, reason=given["reason"],
            at=clock.now(),
        )  # fmt: skip

    done = (
        _("Đã duyệt; văn thư cấp số thì bản sao được ký số.") if allowed else _("Đã trả lời không cho sao.")
    )
    return _carried_out(request, copy, act, done=done, form=form)


@official
@require_POST
def number(request: HttpRequest, copy: UUID) -> HttpResponse:
    """The records clerk numbers and issues it."""
    form = Versioned(request.POST)
    if not form.is_valid():
        return _drawn(request, copy, status=422)
    version = form.cleaned_data["version"]

    def act() -> object:
        return number_copy(actor=actor_of(request), copy=copy, version=version, at=clock.now())

    return _carried_out(request, copy, act, done=_("Đã cấp số; bản sao đang được ký số."))


def _carried_out(
    request: HttpRequest, copy: UUID, act: Callable[[], object], *, done: str, form: DecideForm | None = None
) -> HttpResponse:
    try:
        act()
    except (Invalid, Conflict, Stale) as refusal:
        if isinstance(refusal, Invalid) and form is not None:
            put_faults(form, refusal)
        return _drawn(request, copy, status=refusal.status, form=form, refusal=refusal)
    messages.success(request, done)
    return to("copy", copy)


def _drawn(
    request: HttpRequest,
    copy: UUID,
    *,
    status: int = 200,
    form: DecideForm | None = None,
    refusal: Invalid | Conflict | Stale | None = None,
) -> HttpResponse:
    row, act = copies.open_copy(actor=actor_of(request), copy=copy, at=clock.now())
    form = form or DecideForm(initial={"version": row.copy.version})
    return show(request, "copy.html", status=status, row=row, act=act, form=form, refusal=refusal)


def _units(request: HttpRequest) -> list[tuple[str, str]]:
    """The agencies whose copies the actor sees."""
    return [(str(one.agency_id), one.name) for one in places(actor=actor_of(request), at=clock.now())]


def _filters(request: HttpRequest) -> copies.CopyFilters:
    """What the register is narrowed by; a choice that is not offered narrows nothing."""
    kind, state = request.GET.get("hinh-thuc", ""), request.GET.get("trang-thai", "")
    unit = request.GET.get("co-quan", "")
    return copies.CopyFilters(
        unit=UUID(unit) if unit in dict(_units(request)) else None,
        text=request.GET.get("q", "").replace("\0", "").strip()[:150],
        kind=kind if kind in [str(one) for one in COPY_TITLES] else "",
        state=state if state in [str(one) for one in COPY_STATE_TITLES] else "",
    )
