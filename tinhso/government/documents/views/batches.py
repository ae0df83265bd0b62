"""Signing and numbering many documents with one press, and what became of each."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, holding
from tinhso.government.documents.actions.batches import Chosen, begin_batch, try_again
from tinhso.government.documents.forms import BatchForm
from tinhso.government.documents.queries import batches
from tinhso.government.documents.rules.copies import BATCH_MOST
from tinhso.government.documents.views import official, put_faults, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Invalid

_ASKING = ["GET", "HEAD", "POST"]


@holding("documents.sign")
@require_http_methods(_ASKING)
def sign(request: HttpRequest) -> HttpResponse:
    """What waits for the leader's signature."""
    return _pressed(request, "sign")


@holding("documents.number")
@require_http_methods(_ASKING)
def number(request: HttpRequest) -> HttpResponse:
    """What waits for its number."""
    return _pressed(request, "number")


@official
@require_safe
def progress(request: HttpRequest, batch: UUID) -> HttpResponse:
    """How far a press has come; asked for by htmx, only the part that changes."""
    found = batches.progress(actor=actor_of(request), batch=batch)
    part = request.headers.get("HX-Request") == "true"
    return show(request, "batch_part.html" if part else "batch.html", found=found)


@official
@require_POST
def again(request: HttpRequest, batch: UUID) -> HttpResponse:
    """What was left out once more."""
    try_again(actor=actor_of(request), batch=batch, at=clock.now())
    return to("batch", batch)


def _pressed(request: HttpRequest, kind: str) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    form = BatchForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        chosen = [Chosen(*one) for one in form.cleaned_data["chosen"]]
        try:
            return to("batch", begin_batch(actor=actor, kind=batches.KINDS[kind], chosen=chosen, at=at).id)
        except Invalid as refusal:
            put_faults(form, refusal)
    rows = batches.waiting(actor=actor, kind=batches.KINDS[kind], at=at)
    status = 422 if form.is_bound else 200
    return show(request, "batch_choice.html", status=status, rows=rows, kind=kind, form=form, most=BATCH_MOST)
