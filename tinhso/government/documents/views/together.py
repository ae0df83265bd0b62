"""Writing together: who is asked, who writes now, what is said of a text, its versions, and how a body is typed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.government.documents import actions
from tinhso.government.documents.forms import RemarkForm, Versioned
from tinhso.government.documents.queries.codrafting import speaks, takes_over
from tinhso.government.documents.queries.page import OpenDocument, open_document
from tinhso.government.documents.queries.versions import compared, versions_of
from tinhso.government.documents.views import official, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, Stale

_LINES = (
    (
        "Căn cứ Luật …;",
        gettext_lazy(
            "Căn cứ ban hành, chữ nghiêng, khi đứng trước mọi dòng khác. Cũng vậy: “Theo đề nghị …”, “Xét …”. "
            "Căn cứ kết thúc bằng dấu chấm phẩy, căn cứ cuối bằng dấu chấm."
        ),
    ),
    (
        "Chương I. Quy định chung",
        gettext_lazy(
            "Phần, Chương, Mục, Tiểu mục: đậm, ở giữa, tiêu đề viết hoa ở dòng dưới. Tiêu đề cũng có thể gõ ở dòng "
            "kế, viết hoa."
        ),
    ),
    (
        "Điều 1. Phạm vi điều chỉnh",
        gettext_lazy(
            "Điều. Dòng không có dấu chấm ở cuối là tiêu đề, đậm cả dòng; có dấu chấm thì chỉ đậm số điều."
        ),
    ),
    ("1. Nội dung khoản", gettext_lazy("Khoản của điều")),
    ("a) Nội dung điểm", gettext_lazy("Điểm của khoản")),
    ("**chữ đậm** _chữ nghiêng_", gettext_lazy("Chữ đậm, chữ nghiêng trong một dòng")),
    (
        "| STT | Nội dung |\n| 1 | Máy tính |",
        gettext_lazy(
            "Bảng: mỗi hàng một dòng, hàng đầu là tiêu đề cột; các hàng có số ô bằng nhau, nhiều nhất 10 cột"
        ),
    ),
    (
        "Phụ lục I. Danh sách",
        gettext_lazy(
            "Phụ lục, sang trang mới sau chữ ký; mọi dòng bên dưới thuộc phụ lục đó cho đến phụ lục kế tiếp"
        ),
    ),
)
"""What is typed, as it is typed, and what becomes of it."""


@official
@require_POST
def hold(request: HttpRequest, document: UUID) -> HttpResponse:
    """Begin to write; the page asks again while somebody types."""
    quiet = request.headers.get("HX-Request") == "true"
    try:
        actions.hold(actor=actor_of(request), document=document, at=clock.now())
    except Conflict as refusal:
        if quiet:
            raise
        messages.error(request, f"{refusal.detail} {refusal.next_step}")
        return to("document", document)
    return HttpResponse(status=204) if quiet else to("revise", document)


@official
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, document: UUID) -> HttpResponse:
    """The head goes on in the place of whoever holds the draft."""
    actor = actor_of(request)
    if request.method == "POST":
        actions.take_over(actor=actor, document=document, at=clock.now())
        return to("revise", document)
    found = open_document(actor=actor, document=document, at=clock.now())
    return show(request, "take_over.html", open=found)


@official
@require_POST
def ask(request: HttpRequest, document: UUID) -> HttpResponse:
    """Ask somebody to write with the drafter."""
    account = _id(request.POST.get("account", ""))
    try:
        actions.ask(actor=actor_of(request), document=document, account=account, at=clock.now())
    except (Invalid, Conflict) as refusal:
        messages.error(request, " ".join([refusal.detail, *(one.reason for one in refusal.faults)]))
    else:
        messages.success(request, _("Đã mời cùng soạn; dự thảo hiện ở “Tôi soạn” của người được mời."))
    return to("document", document)


@official
@require_POST
def dismiss(request: HttpRequest, document: UUID, account: UUID) -> HttpResponse:
    """Ask somebody no more."""
    actions.dismiss(actor=actor_of(request), document=document, account=account, at=clock.now())
    messages.success(request, _("Đã thôi mời. Muốn mời lại thì chọn tên trong danh sách."))
    return to("document", document)


@official
@require_POST
def say(request: HttpRequest, document: UUID) -> HttpResponse:
    """Say something of a text."""
    given = request.POST
    try:
        actions.say(
            actor=actor_of(request), document=document, words=given.get("words", ""), quote=given.get("quote", ""),
            at=clock.now(),
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        messages.error(request, " ".join([refusal.detail, *(one.reason for one in refusal.faults)]))
    else:
        messages.success(request, _("Đã ghi góp ý."))
    return to("document", document)


@official
@require_POST
def settle(request: HttpRequest, document: UUID, comment: UUID) -> HttpResponse:
    """Mark what was said as dealt with, or open it again."""
    actions.settle(
        actor=actor_of(request), document=document, comment=comment, settled=request.POST.get("settled") == "1",
        at=clock.now(),
    )  # fmt: skip
    return to("document", document)


@official
@require_safe
def versions(request: HttpRequest, document: UUID) -> HttpResponse:
    """The versions of a text, and what changed between two of them."""
    actor, at = actor_of(request), clock.now()
    found = open_document(actor=actor, document=document, at=at)
    saved = versions_of(actor=actor, document=document)
    last = saved[0].number if saved else 0
    earlier, later = (_number(request, "tu", max(last - 1, 1)), _number(request, "den", last))
    parts = []
    if saved and not found.erased:
        parts = compared(actor=actor, document=document, earlier=earlier, later=later)
    numbers = [(str(one.number), _("Bản %(number)s") % {"number": one.number}) for one in saved]
    form = Versioned(initial={"version": found.document.version}, auto_id=False)
    return show(
        request, "versions.html", open=found, saved=saved, parts=parts, numbers=numbers, earlier=str(earlier),
        later=str(later), last=last, form=form, changed=any(one.changed for one in parts),
    )  # fmt: skip


@official
@require_POST
def restore(request: HttpRequest, document: UUID, number: int) -> HttpResponse:
    """Put an earlier version back, as the next one."""
    form = Versioned(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    try:
        actions.restore(
            actor=actor_of(request), document=document, version=version, number=number, at=clock.now()
        )
    except (Invalid, Conflict, Stale) as refusal:
        reasons = [one.reason for one in refusal.faults]
        messages.error(request, " ".join([refusal.detail, *reasons, refusal.next_step]).strip())
        return to("versions", document)
    messages.success(request, _("Đã lấy lại bản %(number)s thành bản mới nhất.") % {"number": number})
    return to("document", document)


@official
@require_safe
def how_to_type(request: HttpRequest) -> HttpResponse:
    """How the body of a document is typed."""
    return show(request, "typing.html", lines=_LINES)


def beside(request: HttpRequest, found: OpenDocument) -> dict[str, object]:
    """What the page of a document shows of those who write it and speak of it."""
    actor = actor_of(request)
    return {
        "remarks_open": speaks(found.document, actor=actor),
        "remark_form": RemarkForm(parts=found.quotable),
        "others_hold": found.writes and found.held_by_another(actor),
        "may_take_over": takes_over(found.document, actor=actor),
    }


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 8 else otherwise


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
