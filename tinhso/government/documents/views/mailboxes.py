"""The mailboxes of agencies, for whoever looks after the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tinhso.foundation.access.requests import actor_of, permitted
from tinhso.government.documents.queries.mailboxes import MAILBOXES, mailboxes
from tinhso.government.documents.views import show
from tinhso.kernel import clock


@permitted(MAILBOXES)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Each with what it gave and what is wrong with it."""
    return show(request, "mailboxes.html", rows=mailboxes(actor=actor_of(request), at=clock.now()))
