"""The desk's list: what waits, most urgent first; narrowing, searching, handing out work, taking the list along."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, may
from tinhso.foundation.ui import words
from tinhso.foundation.workflow.desk import URGENCIES, Urgency
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.forms import AssignForm, FilterForm
from tinhso.government.dossiers.queries import desk
from tinhso.government.dossiers.queries.lists import Filters
from tinhso.government.dossiers.rules import PHASE_TITLES, Phase
from tinhso.government.dossiers.views.desk import keep_outcome, official, outcome_of, show, to
from tinhso.government.dossiers.views.desk_rows import drawn
from tinhso.kernel import clock
from tinhso.kernel.errors import NotAllowed

_HEAD = (
    "Mã hồ sơ", "Mã yêu cầu", "Thủ tục", "Chủ hồ sơ", "Trạng thái", "Bước xử lý", "Người xử lý",
    "Nộp lúc", "Hạn", "Quá hạn",
)  # fmt: skip


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
    _, filters = _narrowed(request, desk.overview(actor=actor, at=at))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ho-so-{clock.local(at):%Y%m%d-%H%M}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow(_HEAD)
    for row in desk.exported(actor=actor, filters=filters, at=at):
        writer.writerow([_cell(text) for text in _exported(row)])
    return answer


@official
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the marked dossiers to one colleague; the next page says which could not be given and why."""
    at, actor = clock.now(), actor_of(request)
    if not may(request, desk.ASSIGN):
        raise NotAllowed(
            "Ông/bà không có quyền: Phân công xử lý.",
            next_step="Đề nghị trưởng phòng hoặc lãnh đạo phân công.",
        )
    form = _assigning(request)
    if not form.is_valid():
        return _drawn(request, assigning=form, status=422)
    keys = [UUID(key) for key in form.cleaned_data["dossiers"]]
    done, failed = actions.assign(actor=actor, dossiers=keys, holder=UUID(form.cleaned_data["holder"]), at=at)
    keep_outcome(request, title="Phân công xử lý", done=[one.id for one in done], failed=failed)
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
    overview = desk.overview(actor=actor, at=at)
    form, filters = _narrowed(request, overview)
    page = desk.listed(
        actor=actor, filters=filters, page=request.GET.get("page", 1), at=at, count=overview.count(filters)
    )
    if assigning is None and may(request, desk.ASSIGN):
        assigning = _assigning(request)
    marking = assigning is not None and assigning.offers
    kept = {name: value for name, value in form.given().items() if value and name != "q"}
    return show(
        request,
        "list.html",
        status=status,
        form=form,
        filters=filters,
        page=page,
        rows=drawn(page.object_list, address=reverse("dossiers:desk_list"), marking=marking),
        marking=marking,
        assigning=assigning,
        groups=[
            ("Việc đang chờ tôi", _links(overview.mine, filters, mine=True)),
            ("Toàn bộ hồ sơ đang mở", _links(overview.everything, filters, mine=False)),
        ],
        kept=[(name, "on" if value is True else value) for name, value in kept.items()],
        query=request.GET.urlencode(),
        title=_title(filters),
    )


def _narrowed(request: HttpRequest, overview: desk.Overview) -> tuple[FilterForm, Filters]:
    """What the list can be narrowed by, only what would leave something; and what it is narrowed by."""
    phases = [(phase.value, PHASE_TITLES[phase]) for phase in Phase if phase != Phase.DRAFT]
    procedures = list(overview.procedures.items())
    steps = desk.open_steps(actor=actor_of(request))
    form = FilterForm(request.GET, choices={"phase": phases, "procedure": procedures, "step": steps})
    given = form.given()
    filters = Filters(
        text=given.get("q", ""),
        phase=given.get("phase", ""),
        procedure=given.get("procedure", ""),
        urgency=given.get("urgency", ""),
        step=given.get("step", ""),
        mine=given.get("mine", False),
    )
    return form, filters


def _assigning(request: HttpRequest) -> AssignForm:
    colleagues = desk.colleagues(actor=actor_of(request), at=clock.now())
    options = [(str(one.account), f"{one.name} ({one.title})") for one in colleagues]
    sent = request.POST.getlist("dossiers")
    return AssignForm(request.POST if request.method == "POST" else None, colleagues=options, sent=sent)


def _links(counts: Mapping[Urgency, int], filters: Filters, *, mine: bool) -> list[dict[str, Any]]:
    """One link an urgency and one for all of them, each with its number."""
    base = {"mine": "on"} if mine else {}
    here = filters.mine == mine and not (filters.phase or filters.procedure or filters.step or filters.text)
    links = [
        {
            "title": URGENCIES[key],
            "number": number,
            "query": urlencode({**base, "urgency": key}),
            "current": here and filters.urgency == key,
            "late": key == "late" and number > 0,
        }
        for key, number in counts.items()
    ]
    whole = {"title": "Tất cả", "number": sum(counts.values()), "query": urlencode(base)}
    return [*links, {**whole, "current": here and not filters.urgency, "late": False}]


def _title(filters: Filters) -> str:
    scope = "Việc đang chờ tôi" if filters.mine else "Hồ sơ"
    titles = {str(key): title for key, title in URGENCIES.items()}
    urgency = titles.get(filters.urgency)
    return f"{scope}: {urgency.lower()}" if urgency else scope


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
        "Quá hạn" if row.due.state == "late" else "",
    )


def _cell(text: str) -> str:
    """A spreadsheet must not take what somebody typed for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
