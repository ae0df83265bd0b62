"""Scans at the desk: papers brought to the counter, what they complete, the signature of who took them in, and scans
taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.files.limits import limits
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.forms import OriginalForm, ReasonForm, ScanForm
from tinhso.government.dossiers.queries.own import asked_items, open_supplement
from tinhso.government.dossiers.queries.page import find
from tinhso.government.dossiers.queries.scans import signing, to_take_back
from tinhso.government.dossiers.views.desk import (
    carry_out,
    offered,
    official,
    opened,
    put_faults,
    redrawn,
    show,
    to,
)
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Fault, Invalid, Stale


@official
@require_POST
def add(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Add the scan of one paper; what is wrong stands beside its field."""
    desk = opened(request, dossier)
    form = ScanForm(request.POST, request.FILES, papers=desk.papers_to_scan)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_scan(
                actor=actor_of(request), dossier=dossier, paper=given["paper"], upload=given["file"],
                sign=given["sign"], at=clock.now(),
            )  # fmt: skip
        except Invalid as refusal:
            put_faults(form, refusal)
        else:
            messages.success(request, _("Đã nhận bản quét."))
            return to("desk_dossier", dossier)
    keeping = OriginalForm(papers=desk.papers_to_keep)
    return show(request, "dossier.html", status=422, desk=desk, adding=form, keeping=keeping)


@official
@require_POST
def sign(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """One press for all scans of a dossier that nobody stands for yet."""
    try:
        actions.sign_scans(actor=actor_of(request), dossier=dossier, at=clock.now())
        messages.success(request, _("Đang ký số các bản quét; thường xong trong vài giây."))
    except Conflict as refusal:
        messages.warning(request, f"{refusal.detail} {refusal.next_step}".strip())
    return to("desk_dossier", dossier)


@official
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, dossier: UUID, scan: UUID) -> HttpResponse:
    """Take one scan back: which, what goes with it, and why."""
    actor = actor_of(request)

    def act(given: Mapping[str, Any]) -> object:
        return actions.take_back_scan(
            actor=actor,
            dossier=dossier,
            scan=scan,
            version=given["version"],
            reason=given["note"],
            at=clock.now(),
        )

    def draw(status: int, refusal: Conflict | Stale | None, form: ReasonForm | None = None) -> HttpResponse:
        desk = opened(request, dossier)
        going = to_take_back(desk.dossier, actor=actor, scan=scan)
        form = form or ReasonForm(initial={"version": desk.dossier.version})
        return redrawn(
            request, "take_back_scan.html", desk, form=form, status=status, refusal=refusal, going=going
        )

    if request.method != "POST":
        return draw(200, None)
    form = ReasonForm(request.POST)
    return carry_out(
        request, form=form, act=act, redraw=lambda status, refusal: draw(status, refusal, form),
        onwards=lambda: to("desk_dossier", dossier),
        done=_("Đã thu hồi và xóa bản quét. Có bản đúng thì quét lại ngay."),
    )  # fmt: skip


@official
@require_safe
def progress(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Whether scans are still being signed: asked for again until none is, then the page is drawn anew."""
    found = find(actor=actor_of(request), dossier=dossier, whole=False)
    if signing(found.id):
        return show(request, "scans_progress.html", key=dossier)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


@official
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """What was asked for, brought to the counter: words or a scan for each item, then everything is sent at once."""
    desk = opened(request, dossier)
    offered(desk, "complete_at_counter")
    asked = open_supplement(desk.page)
    assert asked is not None
    keys = [words.item.id for words in asked.items]
    typed = {key: request.POST.get(f"words:{key}", "") for key in keys}
    files = {key: request.FILES.get(f"file:{key}") for key in keys}
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            actions.complete_at_counter(
                actor=actor_of(request), dossier=dossier, answers=typed, sign="sign" in request.POST, at=clock.now(),
                uploads={key: upload for key, upload in files.items() if upload is not None},
            )  # fmt: skip
        except Invalid as refusal:
            faults, desk = refusal.faults, opened(request, dossier)
        else:
            messages.success(request, _("Đã nhận bổ sung; hồ sơ trở lại chờ tiếp nhận."))
            return to("desk_dossier", dossier)
    reasons = {fault.field: fault.reason for fault in faults}
    items = [
        (one, typed[one.item.item.id], reasons.get(f"item:{one.item.item.id}", ""))
        for one in asked_items(desk.page, asked)
    ]
    return show(
        request, "complete_at_counter.html", status=422 if faults else 200, desk=desk, items=items,
        faults=[(fault.field.replace(":", "-"), fault.reason) for fault in faults],
        signs=request.method != "POST" or "sign" in request.POST,
        accept=",".join(f".{ending}" for ending in limits().extensions),
    )  # fmt: skip
