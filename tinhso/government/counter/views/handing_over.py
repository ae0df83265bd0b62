"""Handing a result over: find it, see the proof, give it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access.requests import actor_of
from tinhso.government.counter import actions
from tinhso.government.counter.forms import HandOverForm
from tinhso.government.counter.queries import results
from tinhso.government.counter.rules import Proof
from tinhso.government.counter.views import clerk, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, NotFound, TooMany
from tinhso.kernel.refs import Ref, describe

CODE = "ma"


@clerk(results.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """By the code of the dossier; then by the code of the person, or by the paper they show."""
    actor, at, code = actor_of(request), clock.now(), request.GET.get(CODE, "").replace("\0", "")
    if not code:
        return show(request, "hand_over.html")
    try:
        waiting = results.waiting_result(actor=actor, code=code, at=at)
    except NotFound as refusal:
        return show(request, "hand_over.html", code=code, refusal=refusal, status=refusal.status)
    papers = results.identity_papers(at=at)
    form = HandOverForm(
        request.POST if request.method == "POST" else None, papers=papers,
        initial={"proof": Proof.CODE if waiting.code_sent_at else Proof.IDENTITY_PAPER},
    )  # fmt: skip
    ref = Ref("dossiers.dossier", waiting.result.dossier)
    words: dict[str, Any] = {"code": code, "waiting": waiting, "form": form}
    if waiting.result.originals:
        words["page"] = describe([ref], actor=actor).get(ref)
    if not form.is_bound:
        return show(request, "hand_over.html", **words)
    if not form.is_valid():
        return show(request, "hand_over.html", status=422, **words)
    given = form.cleaned_data
    try:
        if given["proof"] == Proof.CODE:
            actions.hand_over_by_code(actor=actor, dossier_code=code, code=given["code"], at=at)
        else:
            actions.hand_over_by_paper(actor=actor, dossier_code=code, paper=given["paper"], at=at)
    except Invalid as refusal:
        for fault in refusal.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
        return show(request, "hand_over.html", status=422, **words)
    except (Conflict, TooMany) as refusal:
        return show(request, "hand_over.html", status=refusal.status, refusal=refusal, **words)
    messages.success(request, _("Đã trả kết quả và kết thúc hồ sơ."))
    return to("hand_over")
