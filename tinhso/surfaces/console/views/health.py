"""Whether the machinery runs; the front of the console."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of, may
from tinhso.foundation.ui import words
from tinhso.kernel import clock
from tinhso.surfaces.console.queries import deliveries
from tinhso.surfaces.console.queries import health as standing
from tinhso.surfaces.console.queries.ledger import SEE as SEE_LEDGER
from tinhso.surfaces.console.views import operator, show, to


@operator(SEE_LEDGER)
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """On to the first page this official may see."""
    return to("health" if may(request, standing.SEE) else "ledger")


@operator(standing.SEE)
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Databases, disks, worker, versions: what is wrong first."""
    at, actor = clock.now(), actor_of(request)
    databases = standing.databases(actor=actor)
    disks = standing.disks(actor=actor)
    worker = standing.worker(actor=actor, at=at)
    counts = deliveries.counts(actor=actor)
    wrong = [f"{one.title}: không trả lời." for one in databases if one.answer_ms is None]
    wrong += [f"{one.title}: đĩa sắp đầy." for one in disks if one.tight]
    wrong += worker.late(at)
    if counts["parked"]:
        wrong.append(f"{words.number(counts['parked'])} việc bị tạm giữ, cần người xem.")
    return show(
        request, "health.html", at=at, databases=databases, disks=disks, worker=worker, wrong=wrong, counts=counts,
        versions=standing.versions(actor=actor),
    )  # fmt: skip
