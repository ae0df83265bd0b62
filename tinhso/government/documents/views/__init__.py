"""The pages of documents: what they share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from tinhso.foundation.access.requests import holding
from tinhso.foundation.ui.answers import onward
from tinhso.kernel.errors import Conflict, Invalid, Stale

Refused = Invalid | Conflict | Stale
"""What a page answers in its own words."""
official = holding("documents.view")
"""A page for officials who may see something of it somewhere."""


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of documents."""
    return render(request, f"documents/{template}", words, status=status)


to = onward("documents")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A typeset paper to look at."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def put_faults(form: forms.Form, refusal: Invalid) -> None:
    """Each fault beside its field; without faults the refusal's own words above the form."""
    for fault in refusal.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
    if not refusal.faults:
        form.add_error(None, f"{refusal.detail} {refusal.next_step}".strip())


def renewed(form: forms.Form, version: int) -> None:
    """What was typed stays, to be sent again as an act on the version that the page shows now."""
    typed = QueryDict(mutable=True)
    typed.update(form.data)
    typed["version"] = str(version)
    form.data = typed
