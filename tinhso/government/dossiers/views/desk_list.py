"""The desk's list: what waits, most urgent first; narrowing, searching, handing out work, taking the list along."""

from __future__ import annotations

import csv
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, may
from tinhso.foundation.ui import words
from tinhso.foundation.workflow.desk import URGENCIES
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.forms import AssignForm, FilterForm
from tinhso.government.dossiers.queries import desk
from tinhso.government.dossiers.queries.lists import Filters
from tinhso.government.dossiers.views.desk import keep_outcome, official, outcome_of, show, to
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
    _, filters = _narrowed(request)
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
    if not may(request, "dossiers.assign"):
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
    form, filters = _narrowed(request)
    page, rows = desk.listed(actor=actor, filters=filters, page=request.GET.get("page", 1), at=at)
    counts = desk.urgency_counts(actor=actor, at=at, mine=True)
    everything = desk.urgency_counts(actor=actor, at=at, mine=False)
    kept = {name: value for name, value in form.given().items() if value and name != "q"}
    return show(
        request,
        "list.html",
        status=status,
        form=form,
        filters=filters,
        page=page,
        rows=rows,
        assigning=assigning or _assigning(request),
        groups=[
            ("Việc đang chờ tôi", _links(counts, filters, mine=True)),
            ("Toàn bộ hồ sơ đang mở", _links(everything, filters, mine=False)),
        ],
        kept=[(name, "on" if value is True else value) for name, value in kept.items()],
        query=request.GET.urlencode(),
        title=_title(filters),
    )


def _narrowed(request: HttpRequest) -> tuple[FilterForm, Filters]:
    options = desk.choices(actor=actor_of(request))
    form = FilterForm(
        request.GET,
        choices={"phase": options.phases, "procedure": options.procedures, "step": options.steps},
    )
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


def _links(counts: list[tuple[Any, int]], filters: Filters, *, mine: bool) -> list[dict[str, Any]]:
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
        for key, number in counts
    ]
    whole = {"title": "Tất cả", "number": sum(number for _, number in counts), "query": urlencode(base)}
    return [*links, {**whole, "current": here and not filters.urgency, "late": False}]


def _title(filters: Filters) -> str:
    scope = "Việc đang chờ tôi" if filters.mine else "Hồ sơ"
    titles = {str(key): title for key, title in URGENCIES.items()}
    urgency = titles.get(filters.urgency)
    return f"{scope}: {urgency.lower()}" if urgency else scope


def _exported(row: desk.Row) -> tuple[str, ...]:
    dossier = row.dossier
    return (
        dossier.code or "",
        dossier.request_id,
        dossier.procedure.name,
        row.owner,
        row.phase,
        "; ".join(step.title for step in row.steps),
        "; ".join(step.holder.name for step in row.steps if step.holder),
        words.moment(dossier.submitted_at) if dossier.submitted_at else "",
        words.moment(row.due.at) if row.due.at else row.due.words,
        "Quá hạn" if row.due.state == "late" else "",
    )


def _cell(text: str) -> str:
    """A spreadsheet must not take what somebody typed for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
