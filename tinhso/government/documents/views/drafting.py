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
from tinhso.government.documents.queries.drafting import DRAFT, Answered, answering, offices, signers
from tinhso.government.documents.queries.groups import offered_groups, places_of_group
from tinhso.government.documents.queries.kinds import CIRCULATION, SECRECY, TYPES, URGENCY, choices, start_of
from tinhso.government.documents.queries.page import OpenDocument, open_document
from tinhso.government.documents.queries.receivers import key_of
from tinhso.government.documents.rules import OPEN, Authority
from tinhso.government.documents.views import official, put_faults, show, to
from tinhso.government.documents.views.choosing import FIND, places
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, Stale

START, GROUP = "start", "group"
"""Buttons of the form that save nothing either: put in the lines a type begins with, the places of a group."""
FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@official
@FORM_PAGE
def begin(request: HttpRequest) -> HttpResponse:
    """A new document; with `tra_loi`, one that answers an incoming document."""
    at, actor = clock.now(), actor_of(request)
    if not may(request, DRAFT):
        raise NotAllowed(_("Ông/bà không có quyền: Soạn văn bản."), next_step=_("Chuyên viên soạn văn bản."))
    answered = _answered(request)
    offered = _offered(request) | {"agency": offices(actor=actor, at=at)}
    form = _form(request, offered=offered, initial=_blank(request, answered))
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.begin(
                actor=actor, agency=UUID(given["agency"]), text=form.text, signer=UUID(given["signer"]),
                secrecy=given["secrecy"], receivers=given["receivers"], answers=answered.ref if answered else None,
                at=at,
            )  # fmt: skip
        except Invalid as refusal:
            put_faults(form, refusal)
        else:
            messages.success(request, _("Đã lưu dự thảo. Xem bản in, thêm tệp kèm theo rồi trình."))
            return to("document", made.id)
    return _written_on(request, form, open_now=None, answered=answered)


@official
@FORM_PAGE
def revise(request: HttpRequest, document: UUID) -> HttpResponse:
    """A draft written anew, by its drafter or one who writes with them."""
    at, actor = clock.now(), actor_of(request)
    open_now = open_document(actor=actor, document=document, at=at)
    if not open_now.writes:
        raise Conflict(
            _("Văn bản không ở bước soạn thảo, hoặc ông/bà không cùng soạn văn bản này."),
            next_step=_("Mở lại văn bản để xem văn bản đang ở bước nào."),
        )
    if open_now.held_by_another(actor) and request.method != "POST":
        return to("document", document)
    form = _form(request, offered=_offered(request, open_now), initial=_written(open_now))
    refusal: Conflict | Stale | None = None
    if form.is_valid():
        given, version = form.cleaned_data, request.POST.get("version", "")
        try:
            actions.revise(
                actor=actor, document=document, version=int(version) if version.isdecimal() else -1, text=form.text,
                signer=UUID(given["signer"]), secrecy=given["secrecy"], receivers=given["receivers"], at=at,
            )  # fmt: skip
        except Invalid as refused:
            put_faults(form, refused)
        except (Conflict, Stale) as refused:
            refusal = refused
        else:
            messages.success(request, _("Đã lưu dự thảo."))
            return to("document", document)
    return _written_on(request, form, open_now=open_now, refusal=refusal)


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


def _offered(request: HttpRequest, open_now: OpenDocument | None = None) -> dict[str, Choices]:
    at, actor = clock.now(), actor_of(request)
    day = clock.local(at).date()
    return {
        "type": choices(TYPES, on=day),
        "urgency": choices(URGENCY, on=day),
        "secrecy": choices(SECRECY, on=day),
        "circulation": [("", _("Không có")), *choices(CIRCULATION, on=day)],
        "signer": signers(actor=actor, at=at, agency=open_now.document.agency_id if open_now else None),
    }


def _blank(request: HttpRequest, answered: Answered | None) -> Mapping[str, Any]:
    """A new document before anything is typed; of a type that was asked for, with the lines it begins with."""
    day = clock.local(clock.now()).date()
    asked = request.GET.get("loai", "")
    kind = asked if asked in dict(choices(TYPES, on=day)) else ""
    blank: dict[str, Any] = {
        "urgency": OPEN, "secrecy": OPEN, "authority": Authority.OWN, "type": kind or "cong-van",
        "body": start_of(kind, on=day),
    }  # fmt: skip
    if answered:
        blank |= {
            "agency": str(answered.agency),
            "subject": answered.subject,
            "addressed_to": answered.sender,
            "receivers": answered.receivers,
        }
    return blank


def _written(open_now: OpenDocument) -> Mapping[str, Any]:
    text = open_now.text
    return {
        "type": text.type,
        "subject": text.subject,
        "addressed_to": "\n".join(text.addressed_to),
        "body": "\n".join(text.paragraphs),
        "places": "\n".join(text.places),
        "receivers": [key_of(one) for one in open_now.receivers],
        "urgency": text.urgency,
        "secrecy": OPEN,
        "unit": text.unit,
        "signer": str(open_now.document.signer_id),
        "authority": text.authority,
        "superior": text.superior,
        "circulation": text.circulation,
        "mark": text.mark,
        "copies": text.copies or None,
        "contact": text.contact,
    }


def _form(request: HttpRequest, *, offered: Mapping[str, Choices], initial: Mapping[str, Any]) -> DraftForm:
    """The form as it was sent; looking for a place, or asking for the lines a type begins with, saves nothing."""
    press, _colon, group = request.POST.get("press", "").partition(":")
    if request.method != "POST" or press not in (FIND, START, GROUP):
        return DraftForm(request.POST if request.method == "POST" else None, offered=offered, initial=initial)
    receivers = request.POST.getlist("receivers")
    if press == GROUP:
        receivers += places_of_group(actor=actor_of(request), group=group)
    typed: dict[str, Any] = dict(request.POST.items()) | {"receivers": receivers}
    if press == START:
        typed["body"] = start_of(str(typed.get("type", "")), on=clock.today())
    return DraftForm(offered=offered, initial=typed)


def _written_on(
    request: HttpRequest,
    form: DraftForm,
    *,
    open_now: OpenDocument | None,
    answered: Answered | None = None,
    refusal: Conflict | Stale | None = None,
) -> HttpResponse:
    keys = [str(one) for one in form["receivers"].value() or ()]
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return show(
        request,
        "draft.html",
        status=status,
        form=form,
        open=open_now,
        answered=answered,
        refusal=refusal,
        groups=offered_groups(actor=actor_of(request)),
        **places(request, keys),
        **({"version": request.POST.get("version", open_now.document.version)} if open_now else {}),
    )


def _answered(request: HttpRequest) -> Answered | None:
    """The incoming document a new one is to answer; NotFound for one the official may not see."""
    asked = request.GET.get("tra_loi", "")
    return answering(actor=actor_of(request), incoming=asked, at=clock.now()) if asked else None
