"""The board of everything that was given out, by who leads it; urging those who are late."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of, may
from tinhso.foundation.tasks.queries import board as read
from tinhso.foundation.tasks.queries.hands import GIVE
from tinhso.foundation.tasks.queries.lists import GIVEN
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.directing import actions
from tinhso.government.directing.forms import UrgeForm
from tinhso.government.directing.queries.calendar import office_name
from tinhso.government.directing.views import official, put_faults, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Invalid, NotAllowed

HEADS = (
    gettext_lazy("Đã giao"), gettext_lazy("Đang làm, trong hạn"), gettext_lazy("Quá hạn"),
    gettext_lazy("Chờ xác nhận hoàn thành"), gettext_lazy("Hoàn thành đúng hạn"), gettext_lazy("Hoàn thành muộn"),
)  # fmt: skip
"""For `read.COLUMNS`."""


@official
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """By agency: given, in time, late, done; each number opens its tasks."""
    at, actor = clock.now(), actor_of(request)
    year = _year(request)
    rows = read.board(actor=actor, year=year, at=at)
    known = [("", _("Mọi năm")), *((str(one), str(one)) for one in read.years(actor=actor, at=at))]
    return show(
        request,
        "board.html",
        rows=[(row, _cells(row, year)) for row in rows],
        totals=[sum(row.numbers[place] for row in rows) for place in range(len(HEADS))],
        heads=HEADS,
        years=known,
        year=str(year or ""),
        query=urlencode({"nam": year}) if year else "",
        urges=may(request, GIVE),
    )


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same as CSV for a spreadsheet."""
    at = clock.now()
    rows = read.board(actor=actor_of(request), year=_year(request), at=at)
    head = (_("Cơ quan chủ trì"), *HEADS, _("Đã đôn đốc"))
    return spreadsheet(
        f"theo-doi-nhiem-vu-{clock.local(at):%Y%m%d-%H%M}", head,
        ((row.name, *row.numbers, row.urged) for row in rows),
    )  # fmt: skip


@official
@require_http_methods(["GET", "HEAD", "POST"])
def urge(request: HttpRequest, unit: UUID) -> HttpResponse:
    """Urge an agency on everything of one's own that is late there."""
    if not may(request, GIVE):
        raise NotAllowed(
            _("Ông/bà không có quyền: Giao nhiệm vụ."), next_step=_("Lãnh đạo hoặc trưởng phòng đôn đốc.")
        )
    at, actor = clock.now(), actor_of(request)
    form = UrgeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            number = actions.urge_agency(actor=actor, agency=unit, note=form.cleaned_data["note"], at=at)
        except Invalid as refusal:
            put_faults(form, refusal)
        else:
            done = ngettext("Đã đôn đốc %(number)s nhiệm vụ.", "Đã đôn đốc %(number)s nhiệm vụ.", number)
            messages.success(request, done % {"number": number})
            return to("board")
    late = read.late_at(actor=actor, agency=unit, at=at)
    name = office_name(unit, at=at)
    return show(request, "urge.html", status=422 if form.is_bound else 200, form=form, name=name, late=late)


def _cells(row: read.BoardRow, year: int | None) -> list[tuple[int, str]]:
    narrowed = {"nhom": GIVEN, "co-quan": row.agency} | ({"nam": year} if year else {})
    return [
        (number, f"{reverse('tasks:list')}?{urlencode(narrowed | {'tt': state})}")
        for state, number in zip(read.COLUMNS, row.numbers, strict=True)
    ]


def _year(request: HttpRequest) -> int | None:
    """Which year was asked for: this one at first, none for all of them."""
    asked = request.GET.get("nam")
    if asked is None:
        return clock.local(clock.now()).year
    return int(asked) if asked.isdecimal() and len(asked) == 4 and asked > "1999" else None
