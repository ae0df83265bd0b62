"""Writing a document and putting files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.foundation.access.requests import actor_of, may
from tinhso.government.documents import actions
from tinhso.government.documents.forms import Choices, DraftForm
from tinhso.government.documents.queries.drafting import DRAFT, offices, signers
from tinhso.government.documents.queries.kinds import SECRECY, TYPES, URGENCY, choices
from tinhso.government.documents.queries.page import OpenDocument, open_document
from tinhso.government.documents.rules import OPEN, Authority
from tinhso.government.documents.views import official, put_faults, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, Stale

FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@official
@FORM_PAGE
def begin(request: HttpRequest) -> HttpResponse:
    """A new document."""
    at, actor = clock.now(), actor_of(request)
    if not may(request, DRAFT):
        raise NotAllowed(_("Ông/bà không có quyền: Soạn văn bản."), next_step=_("Chuyên viên soạn văn bản."))
    offered = _offered(request) | {"agency": offices(actor=actor, at=at)}
    initial = {"urgency": OPEN, "secrecy": OPEN, "type": "cong-van", "authority": Authority.OWN}
    form = DraftForm(_posted(request), offered=offered, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.begin(
                actor=actor, agency=UUID(given["agency"]), text=form.text, signer=UUID(given["signer"]),
                secrecy=given["secrecy"], at=at,
            )  # fmt: skip
        except Invalid as refusal:
            put_faults(form, refusal)
        else:
            messages.success(request, _("Đã lưu dự thảo. Xem bản in, thêm tệp kèm theo rồi trình."))
            return to("document", made.id)
    return show(request, "draft.html", status=_status(form), form=form, open=None)


@official
@FORM_PAGE
def revise(request: HttpRequest, document: UUID) -> HttpResponse:
    """A draft written anew."""
    at, actor = clock.now(), actor_of(request)
    found = open_document(actor=actor, document=document, at=at)
    if found.kind != "draft":
        raise Conflict(
            _("Văn bản không ở bước soạn thảo, hoặc đang do người khác xử lý."),
            next_step=_("Mở lại văn bản để xem văn bản đang ở bước nào."),
        )
    form = DraftForm(_posted(request), offered=_offered(request), initial=_written(found))
    refusal: Conflict | Stale | None = None
    if form.is_valid():
        given, version = form.cleaned_data, request.POST.get("version", "")
        try:
            actions.revise(
                actor=actor, document=document, version=int(version) if version.isdecimal() else -1, text=form.text,
                signer=UUID(given["signer"]), secrecy=given["secrecy"], at=at,
            )  # fmt: skip
        except Invalid as refused:
            put_faults(form, refused)
        except (Conflict, Stale) as refused:
            refusal = refused
        else:
            messages.success(request, _("Đã lưu dự thảo."))
            return to("document", document)
    status = refusal.status if refusal else _status(form)
    return show(request, "draft.html", status=status, form=form, open=found, refusal=refusal)


@official
@require_POST
def attach(request: HttpRequest, document: UUID) -> HttpResponse:
    """A file put beside a draft."""
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("Xin chọn tệp."))
        return to("document", document)
    try:
        actions.attach(
            actor=actor_of(request), document=document, name=upload.name or "", content=upload, at=clock.now()
        )
    except Invalid as refusal:
        messages.error(request, " ".join([refusal.detail, *(fault.reason for fault in refusal.faults)]))
        return to("document", document)
    messages.success(request, _("Đã thêm tệp kèm theo."))
    return to("document", document)


@official
@require_POST
def detach(request: HttpRequest, document: UUID, attachment: UUID) -> HttpResponse:
    """A file taken away again."""
    actions.detach(actor=actor_of(request), document=document, file=attachment, at=clock.now())
    messages.success(request, _("Đã bỏ tệp kèm theo."))
    return to("document", document)


def _offered(request: HttpRequest) -> dict[str, Choices]:
    at = clock.now()
    day = clock.local(at).date()
    return {
        "type": choices(TYPES, on=day),
        "urgency": choices(URGENCY, on=day),
        "secrecy": choices(SECRECY, on=day),
        "signer": signers(actor=actor_of(request), at=at),
    }


def _written(open_now: OpenDocument) -> Mapping[str, Any]:
    text = open_now.text
    return {
        "type": text.type,
        "subject": text.subject,
        "addressed_to": "\n".join(text.addressed_to),
        "body": "\n".join(text.paragraphs),
        "places": "\n".join(text.places),
        "urgency": text.urgency,
        "secrecy": OPEN,
        "unit": text.unit,
        "signer": str(open_now.document.signer_id),
        "authority": text.authority,
        "superior": text.superior,
    }


def _posted(request: HttpRequest) -> Mapping[str, Any] | None:
    return request.POST if request.method == "POST" else None


def _status(form: DraftForm) -> int:
    return 422 if form.is_bound else 200
