"""The desk's list: what waits, most urgent first; narrowing, searching, handing out work, taking the list along."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, may
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.foundation.workflow.desk import URGENCIES, Urgency
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.forms import AssignForm
from tinhso.government.dossiers.queries import desk
from tinhso.government.dossiers.queries.lists import Filters
from tinhso.government.dossiers.rules import PHASE_TITLES, Phase
from tinhso.government.dossiers.views.desk import keep_outcome, official, outcome_of, show, to
from tinhso.government.dossiers.views.desk_rows import Way, table, ways
from tinhso.kernel import clock
from tinhso.kernel.errors import NotAllowed

_HEAD = (
    gettext_lazy("Mã hồ sơ"), gettext_lazy("Mã yêu cầu"), gettext_lazy("Thủ tục"), gettext_lazy("Chủ hồ sơ"),
    gettext_lazy("Trạng thái"), gettext_lazy("Bước xử lý"), gettext_lazy("Người xử lý"), gettext_lazy("Nộp lúc"),
    gettext_lazy("Hạn"), gettext_lazy("Quá hạn"),
)  # fmt: skip
Choices = tuple[tuple[str, str], ...]
_PHASES = tuple(phase.value for phase in Phase if phase != Phase.DRAFT)
_LONGEST = 150
"""Letters of a search."""


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The worklist."""
    return _drawn(request)


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as CSV for a spreadsheet."""
    at, actor = clock.now(), actor_of(request)
    overview, steps = desk.overview(actor=actor, at=at), desk.open_steps(actor=actor)
    filters = _narrowed(request, overview, steps)
    rows = desk.exported(actor=actor, filters=filters, at=at)
    return spreadsheet(f"ho-so-{clock.local(at):%Y%m%d-%H%M}", _HEAD, map(_exported, rows))


@official
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the marked dossiers to one colleague; the next page says which could not be given and why."""
    at, actor = clock.now(), actor_of(request)
    if not may(request, desk.ASSIGN):
        raise NotAllowed(
            _("Ông/bà không có quyền: Phân công xử lý."),
            next_step=_("Đề nghị trưởng phòng hoặc lãnh đạo phân công."),
        )
    form = _assigning(request)
    if not form.is_valid():
        return _drawn(request, assigning=form, status=422)
    keys = [UUID(key) for key in form.cleaned_data["dossiers"]]
    done, failed = actions.assign(actor=actor, dossiers=keys, holder=UUID(form.cleaned_data["holder"]), at=at)
    keep_outcome(request, title=_("Phân công xử lý"), done=[one.id for one in done], failed=failed)
    return to("desk_outcome")


@official
@require_safe
def outcome(request: HttpRequest) -> HttpResponse:
    """What became of the last batch."""
    found = outcome_of(request)
    if found is None:
        return to("desk_list")
    return show(request, "outcome.html", outcome=found, back=reverse("dossiers:desk_list"))


def _drawn(request: HttpRequest, *, assigning: AssignForm | None = None, status: int = 200) -> HttpResponse:
    at, actor = clock.now(), actor_of(request)
    overview, steps = desk.overview(actor=actor, at=at), desk.open_steps(actor=actor)
    filters = _narrowed(request, overview, steps)
    page = desk.listed(
        actor=actor, filters=filters, page=request.GET.get("page", 1), at=at, count=overview.count(filters)
    )
    if assigning is None and may(request, desk.ASSIGN):
        assigning = _assigning(request)
    marking = assigning is not None and assigning.offers
    return show(
        request,
        "list.html",
        status=status,
        filters=filters,
        panel=(_panel if filters.text else _kept_panel)(
            tuple(overview.procedures.items()), tuple(steps.items()), filters, get_language()
        ),
        page=page,
        table=table(list(page.object_list), address=reverse("dossiers:desk_list"), marking=marking),
        marking=marking,
        assigning=assigning,
        groups=[
            (_("Việc đang chờ tôi"), _ways(overview.mine, filters, mine=True)),
            (_("Toàn bộ hồ sơ đang mở"), _ways(overview.everything, filters, mine=False)),
        ],
        query=request.GET.urlencode(),
        title=_title(filters),
    )


def _narrowed(request: HttpRequest, overview: desk.Overview, steps: Mapping[str, str]) -> Filters:
    """What the list is narrowed by; a choice that is not offered narrows nothing."""
    offers: dict[str, Collection[str]] = {
        "phase": _PHASES, "procedure": overview.procedures, "step": steps, "urgency": [*URGENCIES],
    }  # fmt: skip
    given = request.GET
    chosen = {name: given[name] for name, offered in offers.items() if given.get(name) in offered}
    return Filters(text=given.get("q", "").strip()[:_LONGEST], mine=bool(given.get("mine")), **chosen)


def _panel(procedures: Choices, steps: Choices, filters: Filters, language: str) -> SafeString:
    """The search and the filter."""
    words = {
        "phases": [("", _("Tất cả")), *((phase, PHASE_TITLES[Phase(phase)]) for phase in _PHASES)],
        "procedures": [("", _("Tất cả")), *procedures],
        "steps": [("", _("Tất cả")), *steps] if steps else (),
        "urgencies": [("", _("Mọi thời hạn")), *URGENCIES.items()],
    }
    return render_to_string("dossiers/desk/panel.html", {"filters": filters, **words})


_kept_panel = lru_cache(maxsize=128)(_panel)
"""Drawn once for all who have these choices; what somebody searched for is not kept."""


def _assigning(request: HttpRequest) -> AssignForm:
    colleagues = desk.colleagues(actor=actor_of(request), at=clock.now())
    options = [(str(one.account), f"{one.name} ({one.title})") for one in colleagues]
    sent = request.POST.getlist("dossiers")
    return AssignForm(request.POST if request.method == "POST" else None, colleagues=options, sent=sent)


def _ways(counts: Mapping[Urgency, int], filters: Filters, *, mine: bool) -> SafeString:
    """One link an urgency and one for all of them, each with its number."""
    base = {"mine": "on"} if mine else {}
    here = filters == Filters(urgency=filters.urgency, mine=mine)
    narrow = [
        Way(
            str(URGENCIES[key]),
            urlencode({**base, "urgency": key}),
            number,
            current=here and filters.urgency == key,
            late=key == "late" and number > 0,
        )
        for key, number in counts.items()
    ]
    whole = Way(_("Tất cả"), urlencode(base), sum(counts.values()), current=here and not filters.urgency)
    return ways([*narrow, whole], address=reverse("dossiers:desk_list"))


def _title(filters: Filters) -> str:
    scope = _("Việc đang chờ tôi") if filters.mine else _("Hồ sơ")
    titles = {str(key): title for key, title in URGENCIES.items()}
    return f"{scope}: {str(titles[filters.urgency]).lower()}" if filters.urgency else scope


def _exported(row: desk.Row) -> tuple[str, ...]:
    return (
        row.code,
        row.request_id,
        row.procedure,
        row.owner,
        row.phase_title,
        "; ".join(step.title for step in row.steps),
        "; ".join(step.holder for step in row.steps if step.holder),
        words.moment(row.submitted_at) if row.submitted_at else "",
        words.moment(row.due.at) if row.due.at else row.due.words,
        _("Quá hạn") if row.due.state == "late" else "",
    )
