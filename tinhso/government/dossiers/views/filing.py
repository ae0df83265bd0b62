"""A draft from its first page to the receipt: one page of the form at a time, papers, check, send."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.files.limits import limits
from tinhso.foundation.forms.pages import NEXT, draw_page, take_page
from tinhso.foundation.forms.rules import visible_pages
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.queries import drafts
from tinhso.government.dossiers.queries.charges import costs_of
from tinhso.government.dossiers.queries.drafts import Draft, Lacking, open_draft
from tinhso.government.dossiers.queries.linked import part_lines
from tinhso.government.dossiers.queries.page import find
from tinhso.government.dossiers.queries.prefilling import prefilled
from tinhso.government.dossiers.views.citizens import oneself, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound
from tinhso.kernel.refs import Ref

RETURN, CHECK = "ve", "kiem-tra"
"""In the address: go back to check-your-answers after this page."""
LATER, BACK = "later", "back"
"""Presses that save what is there and lead elsewhere, without a word about what is missing."""


@oneself
@require_safe
def resume(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Where the draft was left: its first page with something missing, else papers, else the check."""
    draft = open_draft(actor=actor_of(request), dossier=dossier, at=clock.now())
    if draft is None:
        return to("own", dossier)
    missing = drafts.lacking(draft)
    if not missing:
        return to("check", dossier)
    return to("page", dossier, missing[0].page) if missing[0].page else to("papers", dossier)


@oneself
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, dossier: UUID, key: str) -> HttpResponse:
    """One page of the form. What is clean is saved whatever else is wrong."""
    at, actor = clock.now(), actor_of(request)
    draft = open_draft(actor=actor, dossier=dossier, at=at)
    if draft is None:
        return to("own", dossier)
    shown = draft.page(key)
    if shown is None or draft.form is None:
        return to("resume", dossier)
    returning = request.GET.get(RETURN) == CHECK
    if request.method != "POST":
        drawn = draw_page(draft.form, shown, draft.answers, draft.context)
        return _page(request, draft, shown, drawn, returning=returning)
    data = request.POST.copy()
    press = data.get("press", NEXT)
    step = take_page(draft.form, shown, data, draft.answers, draft.context)
    saved = actions.save_answers(actor=actor, dossier=dossier, answers=step.answers, at=at)
    if press == LATER:
        messages.success(request, _("Bản nháp đã được lưu. Ông/bà có thể làm tiếp bất cứ lúc nào."))
        return to("mine")
    if press == BACK:
        return _before(draft, shown)
    if step.done:
        return to("check", dossier) if returning else _after(draft, key, step.answers)
    draft.dossier.saved_at = saved.saved_at
    status = 422 if step.drawn.faults else 200
    return _page(request, draft, shown, step.drawn, returning=returning, status=status)


@oneself
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """The papers of this case, each with its own upload: a refused file says why, the others stay."""
    at, actor = clock.now(), actor_of(request)
    draft = open_draft(actor=actor, dossier=dossier, at=at)
    if draft is None:
        return to("own", dossier)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        paper, upload = request.POST.get("paper", ""), request.FILES.get("file")
        try:
            if upload is None:
                raise Invalid(faults=[Fault(f"paper:{paper}", _("Ông/bà chưa chọn tệp."))])
            actions.attach(actor=actor, dossier=dossier, paper=paper, upload=upload, at=at)
        except Invalid as refusal:
            faults = refusal.faults
        else:
            return to(
                "papers", dossier, query="" if request.GET.get(RETURN) != CHECK else f"{RETURN}={CHECK}"
            )
    bounds = limits()
    refused = {fault.field.removeprefix("paper:"): fault.reason for fault in faults}
    return show(
        request,
        "papers.html",
        status=422 if faults else 200,
        draft=draft,
        faults=[(fault.field.replace(":", "-"), fault.reason) for fault in faults],
        slots=[
            (slot, refused.get(slot.need.code, "")) for slot in drafts.with_offers(draft, actor=actor, at=at)
        ],
        accept=",".join(f".{ending}" for ending in bounds.extensions),
        endings=", ".join(ending.upper() for ending in bounds.extensions if ending != "jpeg"),
        megabytes=bounds.bytes // (1024 * 1024),
        step=draft.total_steps - 1,
        returning=request.GET.get(RETURN) == CHECK,
    )


@oneself
@require_POST
def reuse_paper(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Use again what is held already: pressing is the consent."""
    given = request.POST
    try:
        thing = Ref.parse(given.get("thing", ""))
    except ValueError:
        raise NotFound(_("Không tìm thấy giấy tờ này.")) from None
    actions.reuse(
        actor=actor_of(request), dossier=dossier, paper=given.get("paper", ""), thing=thing, at=clock.now()
    )
    messages.success(request, _("Đã dùng lại giấy tờ đã có."))
    return to("papers", dossier, query=f"{RETURN}={CHECK}" if given.get(RETURN) == CHECK else "")


@oneself
@require_POST
def remove_paper(request: HttpRequest, dossier: UUID, paper: UUID) -> HttpResponse:
    """Take a file back out; it can be uploaded again."""
    actions.detach(actor=actor_of(request), dossier=dossier, paper=paper, at=clock.now())
    messages.success(request, _("Đã bỏ tệp ra khỏi hồ sơ."))
    return to("papers", dossier)


@oneself
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Everything once more, with a way to change each part; then sending, once however often it is pressed."""
    at, actor = clock.now(), actor_of(request)
    if request.method == "POST":
        try:
            sent = actions.submit(actor=actor, dossier=dossier, at=at)
        except Invalid as refusal:
            draft = open_draft(actor=actor, dossier=dossier, at=at)
            assert draft is not None
            return _check(request, draft, drafts.lacking_of(draft, refusal.faults), status=422)
        except Conflict as refusal:
            messages.warning(request, f"{refusal.detail} {refusal.next_step}".strip())
            return to("check", dossier)
        return to("submitted", sent.id)
    draft = open_draft(actor=actor, dossier=dossier, at=at)
    if draft is None:
        return to("submitted", dossier)
    return _check(request, draft, drafts.lacking(draft))


@oneself
@require_safe
def submitted(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """The receipt: the request id, how to follow it, what happens next and until when."""
    found = find(actor=actor_of(request), dossier=dossier)
    if found.submitted_at is None:
        return to("resume", dossier)
    address = f"{settings.PUBLIC_URL}{reverse('dossiers:tracking')}?ma={found}"
    return show(
        request,
        "submitted.html",
        dossier=found,
        address=address,
        costs=costs_of(found),
        parts=part_lines(found, at=clock.now()),
    )


@oneself
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Ask, then throw a draft away for good."""
    at, actor = clock.now(), actor_of(request)
    if request.method == "POST":
        actions.discard_draft(actor=actor, dossier=dossier, at=at)
        messages.success(request, _("Đã bỏ bản nháp."))
        return to("mine")
    draft = open_draft(actor=actor, dossier=dossier, at=at)
    if draft is None:
        return to("own", dossier)
    return show(request, "discard.html", draft=draft)


def _page(
    request: HttpRequest, draft: Draft, shown: Any, drawn: Any, *, returning: bool, status: int = 200
) -> HttpResponse:
    return show(
        request,
        "page.html",
        status=status,
        draft=draft,
        page=shown,
        drawn=drawn,
        prefilled=prefilled(draft, shown, actor=actor_of(request), at=clock.now()),
        step=draft.number(shown),
        returning=returning,
    )


def _check(request: HttpRequest, draft: Draft, missing: list[Lacking], *, status: int = 200) -> HttpResponse:
    due, total = drafts.fees_of(draft, at=clock.now())
    return show(
        request,
        "check.html",
        status=status,
        draft=draft,
        sections=drafts.sections_of(draft),
        lacking=missing,
        fees=due,
        total=total,
    )


def _after(draft: Draft, key: str, answers: dict[str, Any]) -> HttpResponse:
    """The page after this one, as the new answers have it: they may bring pages up or take them away."""
    assert draft.form is not None
    order = [one.key for one in draft.form.pages]
    later = [
        one.key
        for one in visible_pages(draft.form, answers, draft.context)
        if order.index(one.key) > order.index(key)
    ]
    return to("page", draft.dossier.id, later[0]) if later else to("papers", draft.dossier.id)


def _before(draft: Draft, shown: Any) -> HttpResponse:
    number = draft.number(shown)
    return to("page", draft.dossier.id, draft.pages[number - 2].key) if number > 1 else to("mine")
