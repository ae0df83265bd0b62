"""One dossier at the desk: everything about it on a page, its papers beside the data."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.files.queries import open_file
from tinhso.government.dossiers.forms import OriginalForm, ScanForm
from tinhso.government.dossiers.queries.page import find_file, note_reading
from tinhso.government.dossiers.queries.queues import issuing
from tinhso.government.dossiers.views.citizens import hand_out
from tinhso.government.dossiers.views.desk import official, opened, show
from tinhso.kernel import clock


@official
@require_safe
def page(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """The whole page; for htmx the part that opens beside the list."""
    desk = opened(request, dossier)
    template = "beside.html" if request.headers.get("HX-Request") else "dossier.html"
    keeping, adding = OriginalForm(papers=desk.papers_to_keep), ScanForm(papers=desk.papers_to_scan)
    return show(request, template, desk=desk, keeping=keeping, adding=adding)


@official
@require_safe
def file(request: HttpRequest, dossier: UUID, file: UUID) -> HttpResponse:
    """A paper, a printed form or the result, to look at in place; the look is recorded before a byte leaves."""
    found = find_file(actor=actor_of(request), dossier=dossier, file=file)
    note_reading(found, actor=actor_of(request), at=clock.now(), fields=("papers",))
    return hand_out(open_file(owner=found.ref, file=file))


@official
@require_safe
def progress(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """How far the signing of the result is: asked for again until it is issued, then the page is drawn anew."""
    rows = issuing(actor=actor_of(request), ids=[dossier], at=clock.now())
    if rows and rows[0].state in ("signing", "slow"):
        return show(request, "issuing.html", key=dossier, slow=rows[0].state == "slow")
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})
