"""What the code on a printed document leads to: anyone may ask whether it is ours."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tinhso.government.documents.queries.register import issued
from tinhso.government.documents.views import show
from tinhso.kernel import clock


@login_not_required
@require_safe
def verify(request: HttpRequest, document: UUID) -> HttpResponse:
    """Number, day, agency and signer of an issued document; not what it is about."""
    return show(request, "verify.html", issued=issued(document=document, at=clock.now()))
