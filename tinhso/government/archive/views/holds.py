"""Cases that keep files beyond their day."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of, may
from tinhso.government.archive import actions
from tinhso.government.archive.forms import FilesForm, HoldForm, ReasonForm
from tinhso.government.archive.queries import files, holds
from tinhso.government.archive.queries.files import KEEP
from tinhso.government.archive.views import (
    Refused,
    asked,
    asking,
    must,
    official,
    posted,
    show,
    to,
    where,
    worked,
)
from tinhso.kernel import clock

FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 20


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Open cases, or all."""
    everything = request.GET.get("nhom") == "tat-ca"
    rows = holds.holds(actor=actor_of(request), open_only=not everything)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page", 1))
    return show(request, "holds.html", page=page, everything=everything, keeps=may(request, KEEP))


@official
@require_safe
def page(request: HttpRequest, case: UUID) -> HttpResponse:
    """One case."""
    actor, at = actor_of(request), clock.now()
    found = holds.find_hold(actor=actor, case=case)
    rows = files.drawn(holds.held_by(found), actor=actor, at=at)
    return show(
        request, "hold.html", case=found, rows=rows, keeps=files.reaches(actor, KEEP, found.agency_id)
    )


@official
@FORM_PAGE
def begin(request: HttpRequest) -> HttpResponse:
    """A case opened over chosen files."""
    actor, text = actor_of(request), asked(request)
    agency, offered = where(request, permission=KEEP)
    rows = files.drawn(files.holdable(agency=agency, words=text), actor=actor, at=clock.now())
    chosen = [(str(one.id), one.title) for one in rows]
    form = HoldForm(
        posted(request), offered={"chosen": chosen}, initial={"chosen": request.GET.getlist("chosen")}
    )

    def drawn(status: int, refusal: Refused | None) -> HttpResponse:
        return show(
            request, "choose_files.html", status=status, form=form, rows=rows, text=text, refusal=refusal,
            agency=str(agency), offered=offered, title=_("Mở vụ việc giữ lại hồ sơ"), submit=_("Giữ lại các hồ sơ"),
            lead=_(
                "Khi có thanh tra, khiếu nại, vụ kiện cần đến hồ sơ. Hồ sơ không bị tiêu hủy khi vụ việc chưa khép."
            ),
            none=_("Cơ quan chưa giữ hồ sơ nào."), back=to("holds").url,
        )  # fmt: skip

    return worked(
        request, form,
        lambda given: actions.hold(
            actor=actor, agency=agency, title=given["title"], reason=given["reason"],
            files=[UUID(one) for one in given["chosen"]], at=clock.now(),
        ),
        done=_("Đã mở vụ việc; các hồ sơ được giữ lại."), onwards=lambda made: to("hold", made.id), drawn=drawn,
    )  # fmt: skip


@official
@FORM_PAGE
def more(request: HttpRequest, case: UUID) -> HttpResponse:
    """More files under an open case."""
    actor, text = actor_of(request), asked(request)
    found = holds.find_hold(actor=actor, case=case)
    must(request, files.reaches(actor, KEEP, found.agency_id))
    rows = files.drawn(
        files.holdable(agency=found.agency_id, words=text, but=case), actor=actor, at=clock.now()
    )
    form = FilesForm(posted(request), offered={"chosen": [(str(one.id), one.title) for one in rows]})

    def drawn(status: int, refusal: Refused | None) -> HttpResponse:
        return show(
            request, "choose_files.html", status=status, form=form, rows=rows, text=text, refusal=refusal, agency="",
            offered=(), title=_("Thêm hồ sơ vào vụ việc"), submit=_("Giữ lại các hồ sơ"), lead=found.title,
            none=_("Không còn hồ sơ nào để thêm."), back=to("hold", case).url,
        )  # fmt: skip

    return worked(
        request, form,
        lambda given: actions.hold_more(
            actor=actor, case=case, files=[UUID(one) for one in given["chosen"]], at=clock.now()
        ),
        done=_("Đã giữ lại thêm hồ sơ."), onwards=lambda made: to("hold", case), drawn=drawn,
    )  # fmt: skip


@official
@FORM_PAGE
def end(request: HttpRequest, case: UUID) -> HttpResponse:
    """A case closed."""
    found = holds.find_hold(actor=actor_of(request), case=case)
    must(request, files.reaches(actor_of(request), KEEP, found.agency_id))
    return asking(
        request, ReasonForm(posted(request)),
        lambda given: actions.end_hold(actor=actor_of(request), case=case, reason=given["reason"], at=clock.now()),
        title=_("Khép vụ việc “%(name)s”?") % {"name": found}, submit=_("Khép vụ việc"),
        lead=_("Hồ sơ không còn vụ việc nào giữ thì được xét tiêu hủy khi hết thời hạn."),
        done=_("Đã khép vụ việc."), back=("hold", case),
    )  # fmt: skip
