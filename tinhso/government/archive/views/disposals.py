"""Disposals: proposed, approved by another, carried out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, may
from tinhso.government.archive import actions
from tinhso.government.archive.engine import printing
from tinhso.government.archive.forms import Confirmed, DisposalForm, ReasonForm
from tinhso.government.archive.queries import disposals as queries
from tinhso.government.archive.queries import files
from tinhso.government.archive.queries.files import APPROVE, KEEP
from tinhso.government.archive.queries.minutes import signed_minutes
from tinhso.government.archive.views import (
    Refused,
    asking,
    must,
    official,
    pdf,
    posted,
    show,
    to,
    where,
    worked,
)
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict

FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 20


@official
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The disposals of the actor's agencies."""
    actor, at = actor_of(request), clock.now()
    page = Paginator(queries.disposals(actor=actor), PAGE).get_page(request.GET.get("page", 1))
    rows = queries.lines(list(page.object_list), actor=actor, at=at)
    return show(request, "disposals.html", page=page, rows=rows, keeps=may(request, KEEP))


@official
@require_safe
def page(request: HttpRequest, disposal: UUID) -> HttpResponse:
    """One disposal."""
    found = queries.open_disposal(actor=actor_of(request), disposal=disposal, at=clock.now())
    return show(request, "disposal.html", open=found)


@official
@FORM_PAGE
def begin(request: HttpRequest) -> HttpResponse:
    """Files whose day has passed, proposed with the council's minutes."""
    actor, at = actor_of(request), clock.now()
    agency, offered = where(request, permission=KEEP)
    rows = files.drawn(files.disposable(agency=agency, at=at), actor=actor, at=at)
    form = DisposalForm(posted(request), offered={"chosen": [(str(one.id), one.title) for one in rows]})

    def drawn(status: int, refusal: Refused | None) -> HttpResponse:
        return show(
            request, "choose_files.html", status=status, form=form, rows=rows, text="", refusal=refusal,
            agency=str(agency), offered=offered, title=_("Lập danh sách tiêu hủy"), submit=_("Trình lãnh đạo duyệt"),
            back=to("disposals").url, none=_("Không có hồ sơ nào hết thời hạn mà không bị giữ lại."),
            lead=_(
                "Chỉ có hồ sơ đã hết thời hạn và không vụ việc nào giữ. Người khác duyệt; "
                "tiêu hủy rồi không lấy lại được."
            ),
        )  # fmt: skip

    return worked(
        request, form,
        lambda given: actions.propose(
            actor=actor, agency=agency, files=[UUID(one) for one in given["chosen"]],
            council=given["council"].splitlines(), minutes=given["minutes"], at=clock.now(),
        ),
        done=_("Đã trình danh sách tiêu hủy."), onwards=lambda made: to("disposal", made.id), drawn=drawn,
    )  # fmt: skip


@official
@FORM_PAGE
def approve(request: HttpRequest, disposal: UUID) -> HttpResponse:
    """The leader's yes."""
    found = queries.open_disposal(actor=actor_of(request), disposal=disposal, at=clock.now())
    must(request, files.reaches(actor_of(request), APPROVE, found.disposal.agency_id))
    return asking(
        request, Confirmed(posted(request)),
        lambda _given: actions.decide(
            actor=actor_of(request), disposal=disposal, approve=True, reason="", at=clock.now()
        ),
        title=_("Duyệt tiêu hủy %(many)s hồ sơ?") % {"many": found.many}, submit=_("Duyệt tiêu hủy"),
        lead=_("Sau khi duyệt, văn thư thực hiện tiêu hủy; nội dung không lấy lại được."),
        done=_("Đã duyệt danh sách tiêu hủy."), back=("disposal", disposal), danger=True,
    )  # fmt: skip


@official
@FORM_PAGE
def turn_down(request: HttpRequest, disposal: UUID) -> HttpResponse:
    """The leader's no, with the reason."""
    found = queries.find_disposal(actor=actor_of(request), disposal=disposal)
    must(request, files.reaches(actor_of(request), APPROVE, found.agency_id))
    return asking(
        request, ReasonForm(posted(request)),
        lambda given: actions.decide(
            actor=actor_of(request), disposal=disposal, approve=False, reason=given["reason"], at=clock.now()
        ),
        title=_("Không duyệt danh sách tiêu hủy"), submit=_("Trả lại, không duyệt"), done=_("Đã trả lại danh sách."),
        lead=_("Các hồ sơ trong danh sách được giữ như trước."), back=("disposal", disposal),
    )  # fmt: skip


@official
@FORM_PAGE
def destroy(request: HttpRequest, disposal: UUID) -> HttpResponse:
    """For good."""
    found = queries.open_disposal(actor=actor_of(request), disposal=disposal, at=clock.now())
    must(request, files.reaches(actor_of(request), KEEP, found.disposal.agency_id))
    return asking(
        request, Confirmed(posted(request)),
        lambda _given: actions.destroy(actor=actor_of(request), disposal=disposal, at=clock.now()),
        title=_("Tiêu hủy %(many)s hồ sơ?") % {"many": found.many}, submit=_("Tiêu hủy, không lấy lại được"),
        lead=_(
            "Khóa niêm phong của từng hồ sơ và văn bản trong đó bị hủy, tệp bị xóa. Hồ sơ đang bị giữ lại thì bỏ qua."
        ),
        done=_("Đang tiêu hủy; xong thì có biên bản."), back=("disposal", disposal), danger=True,
    )  # fmt: skip


@official
@require_POST
def sign_certificate(request: HttpRequest, disposal: UUID) -> HttpResponse:
    """The actor signs the certificate of destruction."""
    found = queries.open_disposal(actor=actor_of(request), disposal=disposal, at=clock.now())
    try:
        actions.sign_minutes(actor=actor_of(request), minutes=found.minutes, at=clock.now())
    except Conflict as refusal:
        return show(request, "disposal.html", status=refusal.status, open=found, refusal=refusal)
    messages.success(request, _("Đang ký số biên bản."))
    return to("disposal", disposal)


@official
@require_safe
def certificate(request: HttpRequest, disposal: UUID) -> HttpResponse:
    """The certificate of destruction, with the signatures it has."""
    actor, at = actor_of(request), clock.now()
    found = queries.open_disposal(actor=actor, disposal=disposal, at=at)
    signed = signed_minutes(found.minutes)
    return pdf(
        signed or printing.print_certificate(actor=actor, disposal=disposal, at=at), "bien-ban-tieu-huy"
    )
