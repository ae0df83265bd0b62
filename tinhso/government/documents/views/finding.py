"""Finding documents by every word of them."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.government.documents.forms import FindForm
from tinhso.government.documents.queries import finding, register
from tinhso.government.documents.queries.finding import Hit, Wanted
from tinhso.government.documents.queries.holding import IN, OUT
from tinhso.government.documents.queries.kinds import TYPES, URGENCY, choices
from tinhso.government.documents.views import official, show
from tinhso.kernel import clock

_HEAD = (
    gettext_lazy("Số, ký hiệu"), gettext_lazy("Ngày văn bản"), gettext_lazy("Loại văn bản"), gettext_lazy("Trích yếu"),
    gettext_lazy("Đi hay đến"), gettext_lazy("Nơi ban hành"), gettext_lazy("Trạng thái"), gettext_lazy("Cơ quan"),
)  # fmt: skip


@official
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """A page of what is found; the newest documents until something is asked."""
    form = _form(request)
    wanted = _wanted(form)
    said = request.GET.get("trang", "")[:4]
    number = max(1, int(said)) if said.isascii() and said.isdecimal() else 1
    hits, more = finding.find(actor=actor_of(request), wanted=wanted, page=number, at=clock.now())
    query = urlencode([(name, value) for name, value in request.GET.items() if name != "trang" and value])
    return show(
        request,
        "find.html",
        form=form,
        wanted=wanted,
        hits=hits,
        query=query,
        newer=f"?{query}&trang={number - 1}" if number > 1 else "",
        older=f"?{query}&trang={number + 1}" if more else "",
        several=len({hit.agency for hit in hits}) > 1,
    )


@official
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same as CSV for a spreadsheet."""
    at = clock.now()
    found = finding.every_hit(actor=actor_of(request), wanted=_wanted(_form(request)), at=at)
    return spreadsheet(f"tim-van-ban-{clock.local(at):%Y%m%d-%H%M}", _HEAD, map(_cells, found))


def _form(request: HttpRequest) -> FindForm:
    at = clock.now()
    day = clock.local(at).date()
    offices = [(str(one.agency_id), one.name) for one in register.places(actor=actor_of(request), at=at)]
    form = FindForm(
        request.GET,
        offered={
            "chieu": [("", _("Đi và đến")), (OUT, _("Văn bản đi")), (IN, _("Văn bản đến"))],
            "loai": [("", _("Mọi loại")), *choices(TYPES, on=day)],
            "do_khan": [("", _("Mọi độ khẩn")), *choices(URGENCY, on=day)],
            "co_quan": [("", _("Mọi cơ quan")), *offices] if len(offices) > 1 else [],
        },
    )
    form.is_valid()
    return form


def _wanted(form: FindForm) -> Wanted:
    """What was asked; a choice that is not offered and a day that is none narrow nothing."""
    given = form.cleaned_data
    since, until = given.get("tu"), given.get("den")
    return Wanted(
        text=given.get("q", ""),
        way=given.get("chieu", ""),
        type=given.get("loai", ""),
        urgency=given.get("do_khan", ""),
        agency=given.get("co_quan", ""),
        sender=given.get("noi_gui", ""),
        since=since if isinstance(since, date) else None,
        until=until if isinstance(until, date) else None,
    )


def _cells(hit: Hit) -> tuple[str, ...]:
    return (
        "".join(piece.text for piece in hit.notation),
        words.day(hit.dated) if hit.dated else "",
        hit.type,
        "".join(piece.text for piece in hit.subject),
        hit.way_title,
        hit.sender,
        hit.standing,
        hit.agency,
    )
