"""The way in from the portal: a link that names a procedure and an agency by the portal's codes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.government.portalsync.queries.coming import address_for
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound

PROCEDURE, AGENCY = "MaTTHCDP", "MaCoQuanThucHien"


@login_not_required
@require_safe
def come(request: HttpRequest) -> HttpResponse:
    """To the procedure at the right agency; a page that says what to do where there is no such thing."""
    asked = {name: request.GET.get(name, "")[:60] for name in (PROCEDURE, AGENCY)}
    try:
        return HttpResponseRedirect(
            address_for(procedure=asked[PROCEDURE], agency=asked[AGENCY], at=clock.now())
        )
    except NotFound:
        return render(request, "portalsync/unknown.html", {"code": asked[PROCEDURE]}, status=404)
