"""Steps past their own due time, for those who give out the work."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.dossiers.forms import LateStepForm
from tinhso.government.dossiers.queries.late_steps import LateStep, late_steps, lines_of, offered, told_since
from tinhso.government.dossiers.views.desk import official, show
from tinhso.kernel import clock

PAGE = 30
_HEAD = (
    _("Mã hồ sơ"), _("Thủ tục"), _("Bước"), _("Cơ quan"), _("Người giữ"), _("Hạn của bước"), _("Báo lãnh đạo"),
)  # fmt: skip


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The longest late first."""
    actor, at = actor_of(request), clock.now()
    choices = offered(actor=actor, at=at)
    form = LateStepForm(request.GET, offered=choices)
    steps = late_steps(actor=actor, at=at, narrowed=form.narrowed())
    page = Paginator(steps, PAGE).get_page(request.GET.get("page"))
    return show(
        request, "late_steps.html", page=page, lines=lines_of(list(page), at=at), form=form, choices=choices,
        text=form.narrowed().text, since=told_since(), query=request.GET.urlencode(),
    )  # fmt: skip


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    actor, at = actor_of(request), clock.now()
    form = LateStepForm(request.GET, offered=offered(actor=actor, at=at))
    steps = late_steps(actor=actor, at=at, narrowed=form.narrowed())
    return spreadsheet("buoc-tre", _HEAD, map(_exported, lines_of(list(steps), at=at)))


def _exported(one: LateStep) -> tuple[str, ...]:
    due = f"{clock.local(one.due.at):%d/%m/%Y %H:%M}" if one.due.at else ""
    leader = _("đã báo") if one.escalated else _("cơ quan chưa có lãnh đạo để báo") if one.no_leader else ""
    return one.code, one.procedure, one.title, one.agency, one.holder, due, str(leader)
