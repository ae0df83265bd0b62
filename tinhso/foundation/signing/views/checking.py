"""An official checks the signatures of a file that came from anywhere. Nothing that is uploaded is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access.requests import holding
from tinhso.foundation.signing import appearances, queries
from tinhso.foundation.signing.recognising import recognise
from tinhso.foundation.signing.rules import MAX_BYTES
from tinhso.kernel import clock


@holding(appearances.OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Every signature and every revision in words, and whether the house issued exactly this file."""
    if request.method != "POST":
        return render(request, "signing/check.html")
    upload = request.FILES.get("file")
    if upload is None:
        return render(request, "signing/check.html", {"wrong": _("Ông/bà chưa chọn tệp.")}, status=422)
    # At most one byte more than is judged: enough to be found too large.
    content = upload.read(MAX_BYTES + 1) or b""
    shown = {
        "name": upload.name, "report": queries.verify(content, at=clock.now()), "recognised": recognise(content)
    }  # fmt: skip
    return render(request, "signing/check.html", shown)
