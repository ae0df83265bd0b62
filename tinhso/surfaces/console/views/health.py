"""Whether the machinery runs; the front of the console."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of, may, permitted
from tinhso.foundation.ui import words
from tinhso.kernel import clock
from tinhso.surfaces.console.queries import deliveries
from tinhso.surfaces.console.queries import health as standing
from tinhso.surfaces.console.queries.ledger import SEE as SEE_LEDGER
from tinhso.surfaces.console.views import show, to


@permitted(SEE_LEDGER)
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """On to the first page this official may see."""
    return to("health" if may(request, standing.SEE) else "ledger")


@permitted(standing.SEE)
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Databases, disks, worker, versions: what is wrong first."""
    at, actor = clock.now(), actor_of(request)
    databases = standing.databases(actor=actor)
    disks = standing.disks(actor=actor)
    worker = standing.worker(actor=actor, at=at)
    counts = deliveries.counts(actor=actor)
    unread, illegible = standing.reading(actor=actor)
    wrong = [
        _("%(title)s: không trả lời.") % {"title": one.title} for one in databases if one.answer_ms is None
    ]
    wrong += [_("%(title)s: đĩa sắp đầy.") % {"title": one.title} for one in disks if one.tight]
    wrong += worker.late(at)
    if counts["parked"]:
        parked = ngettext(
            "%(number)s việc bị tạm giữ, cần người xem.",
            "%(number)s việc bị tạm giữ, cần người xem.",
            counts["parked"],
        )
        wrong.append(parked % {"number": words.number(counts["parked"])})
    return show(
        request, "health.html", at=at, databases=databases, disks=disks, worker=worker, wrong=wrong, counts=counts,
        unread=unread, illegible=illegible, versions=standing.versions(actor=actor),
    )  # fmt: skip
