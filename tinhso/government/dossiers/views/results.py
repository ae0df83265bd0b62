"""Checking a document: who signed it, when, whether it is still intact. Nothing that is uploaded is kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.foundation.signing.queries import verify as judge
from tinhso.foundation.signing.recognising import recognise
from tinhso.foundation.signing.rules import MAX_BYTES
from tinhso.government.dossiers.queries import results
from tinhso.government.dossiers.queries.scans import digitised_file, taken_back_file
from tinhso.government.dossiers.views.citizens import show
from tinhso.kernel import clock


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Upload a PDF: every signature in words, and whether the province issued exactly this file."""
    if request.method != "POST":
        return show(request, "verify.html")
    upload = request.FILES.get("file")
    if upload is None:
        return show(request, "verify.html", wrong=_no_file(), status=422)
    content = _read(upload)
    report = judge(content, at=clock.now())
    return show(
        request,
        "verify.html",
        name=upload.name,
        report=report,
        recognised=recognise(content),
        scan=digitised_file(content),
        taken_back=taken_back_file(content),
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_result(request: HttpRequest, result: UUID) -> HttpResponse:
    """What the QR code on a result leads to; an uploaded file is compared with the one that was issued."""
    issued = results.issued_result(result=result)
    if request.method != "POST":
        return show(request, "verify_result.html", issued=issued)
    upload = request.FILES.get("file")
    if upload is None:
        return show(request, "verify_result.html", issued=issued, wrong=_no_file(), status=422)
    content = _read(upload)
    same = results.is_issued_file(issued, content)
    report = judge(content, at=clock.now())
    return show(
        request,
        "verify_result.html",
        issued=issued,
        name=upload.name,
        compared=True,
        same=same,
        report=report,
    )


def _no_file() -> str:
    return _("Ông/bà chưa chọn tệp.")


def _read(upload: UploadedFile) -> bytes:
    """At most one byte more than is judged: enough to be found too large."""
    return upload.read(MAX_BYTES + 1) or b""
